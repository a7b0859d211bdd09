"""Single texts of other people's files → counts, dates and texts that are safe to keep.

Cells of tables are read by their columns (:mod:`numbers`, :mod:`dates`); what stands here is for
values that come alone, such as a tag of OpenStreetMap.
"""

from __future__ import annotations

import datetime as dt
import re

BLANK = frozenset({"", "-", "–", "—", "n/a", "na", "#n/a", "nan", "null", "none", "not available"})
"""Texts (in lower case) by which producers say that there is no value."""
MOST_TEXT = 1000
"""Characters of a text that are kept."""

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_FORMULA = ("=", "+", "-", "@")


class BadCellError(ValueError):
    """What is wrong with a cell, as the end of a sentence that begins with its text."""


def is_blank(text: str) -> bool:
    """Whether a producer means that there is no value."""
    return text.strip().lower() in BLANK


def number(text: str) -> float | None:
    """Finite number, or None where there is none.

    Raises:
        BadCellError: If it is no number, or can be read in two ways.
    """
    from safepassage.exchange.numbers import NumberStyle

    return NumberStyle(None).value(text)


def count(text: str) -> float | None:
    """Whole number of people or things, at least 0, or None where there is none.

    Raises:
        BadCellError: If it is none; ``1,234`` is refused, for it may be 1234 or 1.234.
    """
    from safepassage.exchange.numbers import whole

    return whole(number(text))


def day(text: str) -> dt.date | None:
    """Date such as 2023-09-24 or 24 September 2023; None if blank.

    Raises:
        BadCellError: If it is none; 03/04/2023 is refused, for it may be March or April.
    """
    from safepassage.exchange.dates import DateStyle

    return DateStyle().value(text)


def words(text: str) -> str:
    """Text that can be kept: one line, no control characters, nothing that a sheet would execute.

    Leading = + - @ are dropped; more than :data:`MOST_TEXT` characters are cut with an ellipsis.
    """
    bare = " ".join(_UNFIT.sub(" ", text).split()).lstrip("".join(_FORMULA) + " ")
    return bare if len(bare) <= MOST_TEXT else bare[: MOST_TEXT - 1] + "…"
