"""Texts that no spreadsheet takes for a formula.

A cell that starts with = + - @, a tab or a carriage return may be executed by the program that
opens the file. Such texts are written behind an apostrophe, which a spreadsheet takes as "this
is text".
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Beginnings that a spreadsheet may act upon; the last four are full-width forms of = + - @."""


WORKBOOK_DATE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 (a workbook knows no zones)
"""When a workbook says that it was made: the same content is the same file, byte by byte."""


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) or text.startswith(FORMULA) else text


def guard(text: str) -> str:
    """A neutral text from which :func:`unguard` gives the text back, whatever it is."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def unguard(text: str) -> str:
    """The text before :func:`guard`."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text


def neutral_frame(table: pd.DataFrame) -> pd.DataFrame:
    """A copy of a table whose texts and headings are neutral; numbers are as they were."""
    found = table.copy()
    for column in found.columns:
        if found[column].dtype == object or str(found[column].dtype) in {"string", "category"}:
            found[column] = found[column].map(_cell).astype(object)
    return found.rename(columns=lambda name: neutral(str(name)))


def _cell(value: object) -> object:
    return neutral(value) if isinstance(value, str) else value
