"""How the numbers of a column are written: by the column, the file, or the user; never by one cell.

``1.234`` is 1234 where a point separates thousands and 1.234 where it stands before decimals. A
cell such as ``1.234,5`` settles its column. Where no cell does, what the cells can mean does:
people are whole, a latitude is at most 90. What remains open is refused with both readings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from safepassage.exchange.cells import BadCellError, is_blank

POINT, COMMA = ".", ","
_MARKS = (POINT, COMMA)
_BIDI = dict.fromkeys(
    map(ord, "\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff")
)
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007"), " ")
_OTHER = {ord("\u066c"): "'", ord("’"): "'", ord("\u066b"): "\u066b", ord("−"): "-"}
_TABLE = {**_BIDI, **_SPACES, **_OTHER}
_SUPPRESSED = re.compile(r"(?:\*+|<\s?(=?)\s?(\d{1,4})|≤\s?(\d{1,4}))\Z")
_HIDDEN_MOST = 4
"""Most people that ``*`` stands for: UNHCR hides counts below 5."""


def plain(text: str) -> str:
    """The cell with ASCII digits and without marks that only steer its display."""
    bare = text.translate(_TABLE).strip()
    if bare.isascii():
        return bare
    return "".join(
        str(unicodedata.decimal(sign)) if unicodedata.decimal(sign, None) is not None else sign
        for sign in bare
    )


def _pattern(decimal: str) -> re.Pattern[str]:
    group = COMMA if decimal == POINT else POINT
    thousands = "|".join(
        rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+" for mark in (group, " ", "'")
    )
    lakhs = rf"[1-9]\d?(?:{re.escape(group)}\d\d)+{re.escape(group)}\d{{3}}"
    point = rf"[{re.escape(decimal)}\u066b]"
    grouped = rf"(?P<grouped>{thousands}|{lakhs})(?:{point}(?P<part>\d{{1,15}}))?"
    bare = rf"(?P<whole>\d{{0,15}})(?:{point}(?P<rest>\d{{1,15}}))?(?P<power>[eE][+-]?\d{{1,2}})?"
    return re.compile(rf"(?P<sign>[+-]?)(?:{grouped}|{bare})\Z", re.ASCII)


_PATTERNS = {mark: _pattern(mark) for mark in _MARKS}


def readings(text: str) -> dict[str, float]:
    """Every value that a cell can have, by the mark before decimals; empty where it is blank.

    Raises:
        BadCellError: If it is no number in either style.
    """
    if is_blank(text):
        return {}
    bare = plain(text)
    values: dict[str, float] = {}
    for mark, pattern in _PATTERNS.items():
        match = pattern.match(bare)
        if match is None:
            continue
        whole = re.sub(r"\D", "", match["grouped"] or match["whole"] or "")
        part = match["part"] or match["rest"] or ""
        if whole or part:
            power = match["power"] or ""
            values[mark] = float(f"{match['sign']}{whole or '0'}.{part or '0'}{power}")
    if not values:
        raise BadCellError(
            "is a formula; save its value" if bare.startswith("=") else "is not a number"
        )
    return values


def suppressed(text: str) -> tuple[float, float] | None:
    """Range of a count that its producer hides (``*``, ``<5``, ``<=5``); None if it is none."""
    match = _SUPPRESSED.match(plain(text))
    if match is None:
        return None
    most = int(match[2]) - (0 if match[1] else 1) if match[2] else int(match[3] or _HIDDEN_MOST)
    return (1.0, float(most)) if most >= 1 else None


@dataclass(frozen=True)
class NumberStyle:
    """How the numbers of a column are written.

    Attributes:
        decimal: Mark before decimals; None where the column leaves it open.
        example: A cell that another style would read otherwise; empty where there is none.
    """

    decimal: str | None
    example: str = ""

    def value(self, text: str) -> float | None:
        """Value of a cell, or None where it is blank.

        Raises:
            BadCellError: If it is no number, one of another style, or can be read in two ways.
        """
        values = readings(text)
        if not values:
            return None
        if self.decimal is None:
            if len(set(values.values())) > 1:
                shown = " or ".join(f"{value:.15g}" for value in values.values())
                raise BadCellError(f"can be read in two ways: {shown}; give --decimal . or ,")
            return next(iter(values.values()))
        if self.decimal not in values:
            raise BadCellError(f"does not fit the decimal mark '{self.decimal}' of its column")
        return values[self.decimal]


@dataclass(frozen=True)
class _Evidence:
    """What the cells of a column show: marks that some cell has for sure, cells that stay open."""

    sure: frozenset[str]
    unsettled: tuple[tuple[str, dict[str, float]], ...]
    small: bool
    """Whether a whole number from 1 to 999 stands there without a mark."""


def _evidence(texts: Iterable[str]) -> _Evidence:
    sure: set[str] = set()
    unsettled: list[tuple[str, dict[str, float]]] = []
    small = False
    for text in dict.fromkeys(texts):
        try:
            values = readings(text)
        except BadCellError:
            continue
        if len(values) == 1:
            sure.update(values)
        elif len(set(values.values())) == 2:
            unsettled.append((text, values))
        elif values:
            small = small or (1 <= values[POINT] <= 999 and text.strip().isdecimal())
    return _Evidence(frozenset(sure), tuple(unsettled), small)


def sure_marks(texts: Iterable[str]) -> frozenset[str]:
    """Marks before decimals that some cell has for sure, if nearly all cells are numbers."""
    filled = [text for text in texts if not is_blank(text)]
    good = 0
    for text in filled:
        try:
            readings(text)
        except BadCellError:
            continue
        good += 1
    if not filled or good < 0.8 * len(filled):
        return frozenset()
    return _evidence(filled).sure


def count_style(
    texts: Iterable[str], separator: str, elsewhere: Callable[[], str | None]
) -> NumberStyle:
    """Style of a column of people or things.

    Args:
        texts: Its cells.
        separator: What separates the columns; semicolons go with decimal commas.
        elsewhere: Gives the mark that the file's other columns have for sure, or None.
    """
    seen = _evidence(texts)
    if not seen.unsettled:
        return NumberStyle(next(iter(seen.sure)) if len(seen.sure) == 1 else None)
    example = seen.unsettled[0][0]
    if seen.sure:
        return NumberStyle(next(iter(seen.sure)) if len(seen.sure) == 1 else None, example)
    whole = [m for m in _MARKS if all(v[m].is_integer() for _, v in seen.unsettled)]
    usual = {COMMA: POINT, ";": COMMA}.get(separator)
    other = elsewhere()
    votes = {mark for mark in (usual, other) if mark is not None}
    if len(whole) == 1:
        # Numbers below 1000 without a mark: the mark stands for thousands, not for fixed decimals.
        certain = seen.small and other in {None, whole[0]}
        if certain or (not votes and whole[0] == POINT) or votes == set(whole):
            return NumberStyle(whole[0], example)
        return NumberStyle(None, example)
    if len(votes) == 1:
        mark = next(iter(votes))
        # Nobody writes people with three decimals that are all 0.
        if all(values[mark] == max(values.values()) for _, values in seen.unsettled):
            return NumberStyle(mark, example)
    return NumberStyle(None, example)


def measure_style(
    texts: Iterable[str],
    bounds: tuple[float, float],
    separator: str,
    elsewhere: Callable[[], str | None],
) -> NumberStyle:
    """Style of a column of numbers within bounds, such as latitudes."""
    seen = _evidence(texts)
    example = seen.unsettled[0][0] if seen.unsettled else ""
    if seen.sure or not seen.unsettled:
        return NumberStyle(next(iter(seen.sure)) if len(seen.sure) == 1 else None, example)
    low, high = bounds
    fit = [m for m in _MARKS if all(low <= v[m] <= high for _, v in seen.unsettled)]
    if len(fit) == 1:
        return NumberStyle(fit[0], example)
    usual = COMMA if separator == ";" else None
    votes = {mark for mark in (usual, elsewhere()) if mark is not None}
    return NumberStyle(next(iter(votes)) if len(votes) == 1 else None, example)


def whole(value: float | None) -> float | None:
    """The value if it can be a count.

    Raises:
        BadCellError: If it is below 0, not whole or too large.
    """
    if value is None:
        return None
    if value < 0:
        raise BadCellError("is below 0")
    if value != round(value):
        raise BadCellError("is not a whole number: is it in thousands? A projection can be rounded")
    if value > 1e11:
        raise BadCellError("is too large")
    return value
