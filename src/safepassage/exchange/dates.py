"""How the dates of a column are written: by the column, the file, or the user; never by one cell.

``03/04/2024`` is a day of March or of April. A day after the 12th in the same column, or in another
column of the file, settles the order. What remains open is refused with both readings.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from safepassage.exchange.cells import BadCellError, is_blank
from safepassage.exchange.numbers import plain

FIRST, LAST = 1800, 2200
"""Years that a date may have."""
_TIME = re.compile(
    r"(?<=\d)(?:T|,?\s+)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?"
    r"\s*(?:Z|UTC|[+-]\d\d:?\d\d)?\Z"
)
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\Z", re.ASCII)
_THREE = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})\Z", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})\Z", re.ASCII)
_SERIAL = re.compile(r"([1-7]\d{4})(?:\.\d+)?\Z", re.ASCII)
_SERIAL_YEARS = (1980, 2069)
_SERIAL_EPOCH = dt.date(1899, 12, 30)
_NOISE = {"de", "del", "of", "the", "st", "nd", "rd", "th", "er", "a", "ro", "года", "року"}
_LANGUAGES = ("en", "fr", "es", "pt", "ar", "ar_SY", "ar_DZ", "ar_MA", "ru", "uk", "tr", "it")


@cache
def _months() -> dict[str, int]:
    """Folded name of a month in any language → its number; names that mean two are left out."""
    from babel import Locale

    names: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        forms = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in forms[context][width].items():
                    names.setdefault(_folded(name), set()).add(number)
    names["sept"] = {9}
    return {name: min(numbers) for name, numbers in names.items() if len(numbers) == 1}


def _folded(name: str) -> str:
    return " ".join(re.findall(r"[^\W\d_]+", name.casefold()))


@dataclass(frozen=True)
class DateStyle:
    """How the dates of a column are written.

    Attributes:
        order: ``dmy``, ``mdy`` or ``ymd``; None where the column leaves it open.
        swapped: Whether a spreadsheet seems to have swapped day and month of its day numbers.
        example: A cell that another order would read otherwise; empty where there is none.
    """

    order: str | None = None
    swapped: bool = False
    example: str = ""

    def value(self, text: str, year: int | None = None) -> dt.date | None:
        """Date of a cell, or None where it is blank.

        Args:
            text: The cell.
            year: What the row says in a column of years; it settles years of two digits.

        Raises:
            BadCellError: If it is no date, or can be read in two ways.
        """
        dates = readings(text, year)
        if not dates:
            return None
        distinct = sorted(set(dates.values()))
        if self.order in dates:
            return dates[self.order]
        if self.order is not None and "" not in dates:
            raise BadCellError(f"is no date in the order {self.order} of its column")
        if len(distinct) > 1:
            raise BadCellError(
                f"can be read in two ways: {' or '.join(map(str, distinct))}; "
                "give --dates dmy or mdy, or write it as 2023-09-24"
            )
        if self.swapped and _SERIAL.match(plain(text)) and distinct[0].day <= 12:
            other = distinct[0].replace(month=distinct[0].day, day=distinct[0].month)
            if other != distinct[0]:
                raise BadCellError(
                    f"can be read in two ways: {distinct[0]}, or {other} if the spreadsheet took "
                    "the day for the month; fetch the file anew, or give --dates"
                )
        return distinct[0]


def readings(text: str, year: int | None = None) -> dict[str, dt.date]:
    """Every date that a cell can be, by order; the order is empty where there is but one.

    Raises:
        BadCellError: If it is none.
    """
    if is_blank(text):
        return {}
    bare = _TIME.sub("", plain(text))
    found = _in_numbers(bare, year)
    if found is None:
        found = _in_words(bare, year)
    if not found:
        raise BadCellError("is not a date of the calendar, such as 2023-09-24")
    kept = {order: date for order, date in found.items() if year is None or date.year == year}
    if not kept and (_SERIAL.match(bare) or not re.search(r"(?<!\d)\d{4}", bare)):
        raise BadCellError(f"is not in the year {year} that its row gives")
    return kept or found


def _in_numbers(bare: str, year: int | None) -> dict[str, dt.date] | None:
    """Readings of a date in numbers; None if it is not written so."""
    if match := _ISO.match(bare) or _COMPACT.match(bare):
        parts = [int(part) for part in match.groups() if part.isdigit()]
        if parts[0] < 100 and year is not None:
            parts[0] += year // 100 * 100  # 0025-09-26 in a row of 2025
        return _those({"": _made(*parts)})
    if match := _THREE.match(bare):
        one, two, last = int(match[1]), int(match[3]), match[4]
        orders = {"dmy": _made(_full(last), two, one), "mdy": _made(_full(last), one, two)}
        if len(last) == 2 and match[2] == "-":
            orders["ymd"] = _made(_full(match[1]), two, int(last))
        return _those(orders)
    if match := _SERIAL.match(bare):
        date = _SERIAL_EPOCH + dt.timedelta(days=int(match[1]))
        # Other numbers of five digits are rather counts or codes than days.
        return {"": date} if _SERIAL_YEARS[0] <= date.year <= _SERIAL_YEARS[1] else {}
    return None


def _in_words(bare: str, year: int | None) -> dict[str, dt.date]:
    """Readings of a date with the name of a month."""
    letters = [w for w in _folded(bare).split() if w not in _NOISE]
    month = _months().get(" ".join(letters))
    numbers: list[str] = re.findall(r"\d+", bare)
    if month is None or not 1 <= len(numbers) <= 2:
        return {}
    if len(numbers) == 1:
        return _those({"": _made(int(numbers[0]), month, 1)}) if len(numbers[0]) == 4 else {}
    first, last = numbers
    if len(first) == 4:
        return _those({"": _made(int(first), month, int(last))})
    dates = {"": _made(_full(last), month, int(first))}
    if len(last) == 2 and year is not None:
        dates["ymd"] = _made(_full(first), month, int(last))
    return _those(dates)


def _those(dates: dict[str, dt.date | None]) -> dict[str, dt.date]:
    return {order: date for order, date in dates.items() if date is not None}


def _full(year: str) -> int:
    """A year of two digits as one of 1970 to 2069."""
    number = int(year)
    return number if len(year) > 2 else number + (2000 if number < 70 else 1900)


def _made(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if FIRST <= year <= LAST else None
    except ValueError:
        return None


def date_style(cells: Iterable[tuple[str, int | None]]) -> DateStyle:
    """Order of a column's dates: the one in which every cell is a date.

    Args:
        cells: Each cell, and the year that its row gives or None.
    """
    fit = {"dmy", "mdy", "ymd"}
    example = ""
    slashed = settled = serials = 0
    for text, year in dict.fromkeys(cells):
        try:
            dates = readings(text, year)
        except BadCellError:
            continue
        serials += "" in dates and bool(_SERIAL.match(plain(text)))
        if not dates or "" in dates:
            continue
        fit &= set(dates)
        slashed += 1
        settled += len(set(dates.values())) == 1
        if len(set(dates.values())) > 1:
            example = example or text
    if not slashed:
        return DateStyle()
    swapped = serials > 0 and settled == slashed
    order = next(iter(fit)) if len(fit) == 1 else None
    return DateStyle(order, swapped, example)
