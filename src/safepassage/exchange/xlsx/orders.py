"""What to order, as a workbook: in all, by site on its fullest day, and by day."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from safepassage.disclosure.order_list import OrderList
from safepassage.exchange.xlsx.book import Book, open_book
from safepassage.planning.needs.things import FOOD, WORDS, Missing

_ORDER = ("What", "Unit", "Missing", "USD a unit", "USD")
_BY_SITE = ("Site", "Day", "What", "Unit", "Needed", "There", "Missing", "At least", "Up to")
_WIDTHS = {"Site": 28, "What": 22}


def write_orders(orders: OrderList, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write the workbook; the label and what is left out stand on its first sheet.

    Args:
        orders: What may leave, or the exact list, which is readable by its owner alone.
        path: File to create (.xlsx).
        overwrite: Allow a file that exists.

    Raises:
        ScenarioError: If the file exists and ``overwrite`` is false, or cannot be written.
    """
    target = Path(path)
    fullest = orders.things.on()
    with open_book(target, overwrite=overwrite, private=orders.private) as book:
        _about(book, orders)
        _sheet(book, "Order", _ORDER, _sums(orders, fullest))
        _sheet(book, "By site", _BY_SITE, (_cells(one) for one in fullest))
        _sheet(book, "By day", _BY_SITE, (_cells(one) for one in orders.things.by_day()))
    return target


def _about(book: Book, orders: OrderList) -> None:
    sheet = book.sheet("About")
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, orders.notice, book.strong)
    for row, text in enumerate(orders.remarks, 1):
        sheet.write_string(row, 0, text, book.wrapped)


def _sums(orders: OrderList, fullest: Sequence[Missing]) -> list[tuple[object, ...]]:
    """Each item over the sites, each on its fullest day (medians), with its cost."""
    rows: list[tuple[object, ...]] = []
    for item, (what, unit) in WORDS.items():
        count = sum(one.short.median for one in fullest if one.item == item)
        if not count:
            continue
        standard = orders.standards.get("energy" if item == FOOD else item)
        usd = standard.usd[1] if standard is not None else math.nan
        rows.append((what, unit, count, usd, count * usd))
    return rows


def _cells(one: Missing) -> tuple[object, ...]:
    day = dt.date.fromisoformat(one.date)
    numbers = (one.needed.median, one.there, one.short.median, one.short.low, one.short.high)
    return (one.name, day, one.what, one.unit, *numbers)


def _sheet(book: Book, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    sheet = book.sheet(name)
    for column, text in enumerate(header):
        sheet.write_string(0, column, text, book.heading)
        sheet.set_column(column, column, _WIDTHS.get(text, 14))
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            book.put(sheet, number, column, value, counted=True)
