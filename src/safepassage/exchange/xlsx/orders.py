"""What to order, as a workbook: in all, by site on its fullest day, and by day."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from safepassage.exchange.xlsx.book import Book, open_book
from safepassage.planning.needs.report import Needs
from safepassage.planning.needs.things import FOOD, WORDS, Missing

_ORDER = ("What", "Unit", "Missing", "USD a unit", "USD")
_BY_SITE = ("Site", "Day", "What", "Unit", "Needed", "There", "Missing", "At least", "Up to")


def write_orders(found: Needs, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write the workbook, readable by the owner alone; enclosed places are not in it.

    Args:
        found: Needs of a run.
        path: File to create (.xlsx).
        overwrite: Allow a file that exists.

    Raises:
        ScenarioError: If the file exists and ``overwrite`` is false, or cannot be written.
    """
    target = Path(path)
    fullest = found.things.on()
    with open_book(target, overwrite=overwrite, private=True) as book:
        _sheet(book, "Order", _ORDER, _sums(found, fullest))
        _sheet(book, "By site", _BY_SITE, (_cells(one) for one in fullest))
        _sheet(book, "By day", _BY_SITE, (_cells(one) for one in found.things.by_day()))
    return target


def _sums(found: Needs, fullest: Sequence[Missing]) -> list[tuple[object, ...]]:
    """Each item over the sites, each on its fullest day (medians), with its cost."""
    rows: list[tuple[object, ...]] = []
    for item, (what, unit) in WORDS.items():
        count = sum(one.short.median for one in fullest if one.item == item)
        if not count:
            continue
        standard = found.standards.get("energy" if item == FOOD else item)
        usd = standard.usd[1] if standard is not None else math.nan
        rows.append((what, unit, count, usd, count * usd))
    label = f"Internal, sensitivity {found.sensitivity}: do not pass on without disclosure control"
    return [*rows, (label,)]


def _cells(one: Missing) -> tuple[object, ...]:
    day = dt.date.fromisoformat(one.date)
    numbers = (one.needed.median, one.there, one.short.median, one.short.low, one.short.high)
    return (one.name, day, one.what, one.unit, *numbers)


def _sheet(book: Book, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    sheet = book.sheet(name)
    for column, text in enumerate(header):
        sheet.write_string(0, column, text, book.heading)
    sheet.set_column(0, len(header) - 1, 16)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            book.put(sheet, number, column, value)
