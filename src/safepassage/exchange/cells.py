"""Texts of other people's files → counts, coordinates, dates and texts that are safe to keep."""

from __future__ import annotations

import datetime as dt
import math
import re

BLANK = frozenset({"", "-", "–", "n/a", "na", "#n/a", "nan", "null", "none", "not available"})
"""Texts (in lower case) by which producers say that there is no value."""
MOST_TEXT = 1000
"""Characters of a text that are kept."""

_PLAIN = re.compile(r"[+-]?(\d{1,15}(\.\d{1,15})?|\.\d{1,15})([eE][+-]?\d{1,2})?\Z", re.ASCII)
_COMMA_DECIMAL = re.compile(r"[+-]?\d{1,15},\d{1,15}\Z", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?\Z", re.ASCII)
_GAPS = re.compile("(?<=\\d)[ \u00a0\u202f\u2009'’](?=\\d{3}(?!\\d))")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][0-9:.,]*(?:Z|[+-]\d\d:?\d\d)?)?\Z", re.ASCII)
_NAMED = re.compile(r"(?:(\d{1,2})[ -])?([A-Za-z]{3,9})[ -](\d{4})\Z", re.ASCII)
_SLASHED = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}", re.ASCII)
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FORMULA = ("=", "+", "-", "@")


class BadCellError(ValueError):
    """What is wrong with a cell, as the end of a sentence that begins with its text."""


def is_blank(text: str) -> bool:
    """Whether a producer means that there is no value."""
    return text.strip().lower() in BLANK


def number(text: str, *, decimal_comma: bool = False) -> float | None:
    """Finite number, or None where there is none.

    Args:
        text: The cell.
        decimal_comma: Whether a comma separates decimals (files that separate columns by
            semicolons); else it separates thousands.

    Raises:
        BadCellError: If it is no number, or can be read in two ways.
    """
    if is_blank(text):
        return None
    bare = _GAPS.sub("", text.strip())
    if decimal_comma and _COMMA_DECIMAL.match(bare):
        bare = bare.replace(",", ".")
    elif not decimal_comma and _THOUSANDS.match(bare):
        bare = bare.replace(",", "")
    if not _PLAIN.match(bare):
        raise BadCellError(
            "is a formula; save its value" if bare.startswith("=") else "is not a number"
        )
    value = float(bare)
    if not math.isfinite(value):
        raise BadCellError("is too large")
    return value


def count(text: str, *, decimal_comma: bool = False) -> float | None:
    """Whole number of people or things, at least 0, or None where there is none.

    Raises:
        BadCellError: If it is none; ``1,234`` in a file with decimal commas is refused, for it may
            be 1234 or 1.234.
    """
    if decimal_comma and _THOUSANDS.match(text.strip()):
        raise BadCellError("can be read in two ways; write it without a comma")
    value = number(text, decimal_comma=decimal_comma)
    if value is None:
        return None
    if value < 0:
        raise BadCellError("is below 0")
    if value != round(value):
        raise BadCellError("is not a whole number")
    if value > 1e11:
        raise BadCellError("is too large")
    return value


def day(text: str) -> dt.date | None:
    """Date written 2023-09-24, with or without a time, or 24 September 2023; None if blank.

    Raises:
        BadCellError: If it is none; 03/04/2023 is refused, for it may be March or April, and so
            is a number that a spreadsheet made of a date.
    """
    bare = text.strip()
    if is_blank(bare):
        return None
    if match := _ISO.match(bare):
        parts = match.group(1), match.group(2), match.group(3)
        return _made(*(int(part) for part in parts))
    if (match := _NAMED.match(bare)) and match.group(2)[:3].lower() in _MONTHS:
        month = _MONTHS.index(match.group(2)[:3].lower()) + 1
        return _made(int(match.group(3)), month, int(match.group(1) or 1))
    if _SLASHED.match(bare):
        raise BadCellError("can be read in two ways; write it as 2023-09-24")
    if bare.isascii() and bare.isdigit() and len(bare) == 5:
        raise BadCellError("is a spreadsheet's day number; format the column as a date 2023-09-24")
    raise BadCellError("is not a date such as 2023-09-24")


def _made(year: int, month: int, number_: int) -> dt.date:
    if not 1800 <= year <= 2200:
        raise BadCellError("is not a date between the years 1800 and 2200")
    try:
        return dt.date(year, month, number_)
    except ValueError:
        raise BadCellError("is not a date of the calendar") from None


def words(text: str) -> str:
    """Text that can be kept: one line, no control characters, nothing that a sheet would execute.

    Leading = + - @ are dropped; more than :data:`MOST_TEXT` characters are cut with an ellipsis.
    """
    bare = " ".join(_UNFIT.sub(" ", text).split()).lstrip("".join(_FORMULA) + " ")
    return bare if len(bare) <= MOST_TEXT else bare[: MOST_TEXT - 1] + "…"
