"""A workbook being written: its formats, and cells that Excel takes as they are meant."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, TypeGuard

import numpy as np

from safepassage.errors import Problem, ScenarioError
from safepassage.neutral import WORKBOOK_DATE
from safepassage.whole import blocked, whole_file

FIRST_DAY = dt.date(1901, 1, 1)
"""Earlier dates are written as texts: Excel counts from 1900 and miscounts that year."""
_EXECUTED = ("=", "+", "-", "@", "\t")
_MAX_TEXT = 32_767


class _Exact(float):
    """A number that is written with all its digits (the writer's own format drops the 17th)."""

    def __format__(self, spec: str) -> str:
        del spec
        return repr(float(self))


class Book:
    """An xlsxwriter workbook with the formats that are used."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook

    def sheet(self, name: str) -> Any:
        """A new sheet."""
        return self.workbook.add_worksheet(name)

    @cached_property
    def heading(self) -> Any:
        """Bold on a tint, for a header."""
        return self._format(bold=True, bg_color="#DCE6F1", border=1, text_wrap=True)

    @cached_property
    def required(self) -> Any:
        """A header whose column must be filled."""
        return self._format(bold=True, bg_color="#B7CCE4", border=1, text_wrap=True)

    @cached_property
    def strong(self) -> Any:
        """Bold, for the first column of a list."""
        return self._format(bold=True, valign="top")

    @cached_property
    def title(self) -> Any:
        """Large and bold."""
        return self._format(bold=True, font_size=14)

    @cached_property
    def wrapped(self) -> Any:
        """A text over several lines."""
        return self._format(num_format="@", text_wrap=True, valign="top")

    @cached_property
    def text(self) -> Any:
        """Kept as it is typed: leading zeros stay, nothing becomes a date."""
        return self._format(num_format="@")

    @cached_property
    def quoted(self) -> Any:
        """A text that Excel would otherwise execute when it is edited."""
        return self._format(num_format="@", quote_prefix=True)

    @cached_property
    def example(self) -> Any:
        """A cell of a row that is not read."""
        return self._format(num_format="@", font_color="#808080", italic=True)

    @cached_property
    def date(self) -> Any:
        """A day."""
        return self._format(num_format="yyyy-mm-dd")

    @cached_property
    def datetime(self) -> Any:
        """A day and a time."""
        return self._format(num_format="yyyy-mm-dd hh:mm")

    @cached_property
    def counted(self) -> Any:
        """A whole number with thousands apart."""
        return self._format(num_format="#,##0")

    @cached_property
    def plain(self) -> Any:
        """Excel's own format."""
        return self._format()

    def put(
        self, sheet: Any, row: int, column: int, value: object, *, counted: bool = False
    ) -> None:
        """Write a value as what it is; a text never becomes a formula, link or number.

        Args:
            sheet: Where.
            row: Its row, from 0.
            column: Its column, from 0.
            value: The value; nothing is written for a blank.
            counted: Whether whole numbers are shown with thousands apart.
        """
        if isinstance(value, np.generic):
            value = value.item()
        if value is None or value == "" or value != value:  # noqa: PLR0124 NaN and NaT
            return
        if isinstance(value, (bool, np.bool_)):
            sheet.write_boolean(row, column, value, self.plain)
        elif _is_number(value):
            style = self.counted if counted and float(value).is_integer() else self.plain
            sheet.write_number(row, column, _Exact(value), style)
        elif isinstance(value, dt.date) and _day(value) >= FIRST_DAY and _to_the_minute(value):
            style = self.datetime if isinstance(value, dt.datetime) else self.date
            sheet.write_datetime(row, column, value, style)
        else:
            text = value.isoformat() if isinstance(value, dt.date) else str(value)
            style = self.quoted if text.startswith(_EXECUTED) else self.text
            sheet.write_string(row, column, text[:_MAX_TEXT], style)

    def _format(self, **properties: object) -> Any:
        return self.workbook.add_format(properties)


@contextmanager
def open_book(path: Path, *, overwrite: bool, private: bool = False) -> Iterator[Book]:
    """Write a workbook; nothing is left of it if that fails.

    Args:
        path: File to create.
        overwrite: Allow a file that exists.
        private: Let the owner alone read it (where the system knows owners).

    Raises:
        ScenarioError: If the file exists and ``overwrite`` is false, or cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    refuse_workbook(path, overwrite=overwrite)
    try:
        with whole_file(path, private=private) as part, part.open("wb") as file:
            workbook = xlsxwriter.Workbook(file, {"in_memory": True})
            workbook.set_properties({"created": WORKBOOK_DATE})
            yield Book(workbook)
            workbook.close()
    except (OSError, ValueError, XlsxWriterException) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem = Problem(f"cannot be written: {reason}", str(path), remedy="choose another file")
        raise ScenarioError([problem]) from error


def refuse_workbook(path: Path, *, overwrite: bool) -> None:
    """Refuse a file that cannot be written or is there already, before anything is computed.

    Raises:
        ScenarioError: If so.
    """
    if reason := blocked(path):
        raise ScenarioError([Problem(f"cannot be written: {reason}")])
    if path.is_dir() or (path.exists() and not overwrite):
        remedy = "choose another" if path.is_dir() else "choose another or --overwrite"
        raise ScenarioError([Problem("exists", str(path), remedy=remedy)])


def _is_number(value: object) -> TypeGuard[float]:
    """Whether Excel's floating point holds it exactly."""
    if isinstance(value, int):
        return abs(value) <= 2**53
    return isinstance(value, float) and math.isfinite(value)


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _to_the_minute(value: dt.date) -> bool:
    return not isinstance(value, dt.datetime) or not (value.second or value.microsecond)
