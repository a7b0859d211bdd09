"""Numbers and dates as French and Arabic keyboards type them → the form that is stored.

Only what can be read in one way is understood. Where two readings are possible, both are named.
"""

# ruff: noqa: RUF001, RUF002 (digits of other scripts are what this is about)

from __future__ import annotations

import datetime as dt
import re

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫−", "01234567890123456789.-")
_BLANKS = "[ \u00a0\u2009\u202f٬'’]"
_GROUPED = re.compile(rf"[+-]?[0-9]{{1,3}}(?:{_BLANKS}[0-9]{{3}})+(?:[.,][0-9]+)?\Z")
_WITH_COMMA = re.compile(r"([+-]?)([0-9]*),([0-9]+)\Z")
_COMMAS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
_DOTS = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?\Z")
_DATE = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})(?:[T ]+([0-9]{1,2}:[0-9]{2}))?\Z")
_MARKS = str.maketrans("", "", "\u200e\u200f\u061c")
"""Marks of direction, which Arabic keyboards and Excel add around numbers."""
_LONGEST = 40


class TwoReadingsError(ValueError):
    """The text may mean two things, which the message names."""


def stored_number(text: str, *, whole: bool = False) -> str:
    """A number with a dot for decimals and nothing between thousands.

    Takes the digits ``٠``-``٩`` and ``۰``-``۹``, blanks, apostrophes, dots or commas between
    thousands, and a comma for decimals: ``370 000``, ``13,45``, ``١٣٫٤٥``, ``1.234.567,5``.

    Args:
        text: What was typed.
        whole: Whether only whole numbers fit, so that ``1,234`` can only be 1234.

    Returns:
        The number, or the text where it is none of these.

    Raises:
        TwoReadingsError: For ``1,234``: one thousand two hundred or one and a bit.
    """
    if len(text) > _LONGEST:
        return text
    plain = text.translate(_MARKS).translate(_DIGITS)
    if _GROUPED.match(plain):
        return re.sub(_BLANKS, "", plain).replace(",", ".")
    found = _WITH_COMMA.match(plain)
    if found:
        return _one_comma(*found.groups(), whole=whole)
    if _COMMAS.match(plain):
        return plain.replace(",", "")
    if plain.count(".") > 1 or "," in plain:
        return plain.replace(".", "").replace(",", ".") if _DOTS.match(plain) else plain
    return plain


def _one_comma(sign: str, before: str, after: str, *, whole: bool) -> str:
    """A number with one comma, which may stand before decimals or between thousands."""
    thousands = len(after) == 3 and 0 < len(before) <= 3 and before.lstrip("0") != ""
    if thousands and not whole:
        raise TwoReadingsError(f"may be {sign}{before}{after} or {sign}{before}.{after}; write one")
    return f"{sign}{before}{after}" if thousands else f"{sign}{before}.{after}"


def stored_date(text: str) -> str:
    """A date as ``2016-12-05``, with ``T14:00`` where a time was typed.

    Takes ``24/12/2016``, ``24.12.2016`` and the same with Arabic digits. With dots the day comes
    first, as everywhere; with strokes it has to be plain which one is the day.

    Returns:
        The date, or the text where it is none of these.

    Raises:
        TwoReadingsError: For ``05/12/2016``: 5 December or 12 May.
    """
    if len(text) > _LONGEST:
        return text
    plain = text.translate(_MARKS).translate(_DIGITS).strip()
    found = _DATE.match(plain)
    if not found:
        return plain.replace("/", "-") if re.match(r"[0-9]{4}/[0-9]{2}/[0-9]{2}", plain) else plain
    one, mark, two, year, time = found.groups()
    day, month = int(one), int(two)
    if mark != "." and day != month and day <= 12:
        if month <= 12:
            readings = f"{_iso(year, month, day)} or {_iso(year, day, month)}"
            raise TwoReadingsError(f"may be {readings}; write one of them")
        day, month = month, day
    stored = _iso(year, month, day)
    return stored if time is None else f"{stored}T{time.zfill(5)}"


def _iso(year: str, month: int, day: int) -> str:
    """The date; ValueError if there is no such day."""
    return dt.date(int(year), month, day).isoformat()
