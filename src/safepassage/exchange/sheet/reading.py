"""Typed cells of one row, read as their columns are written."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from safepassage.exchange import cells
from safepassage.exchange.imported import Imported
from safepassage.exchange.numbers import suppressed, whole
from safepassage.exchange.sheet.table import Line, Sheet

_Cell = TypeVar("_Cell")
_MONTH_ONLY = re.compile(r"(?:\D+\d{4}|\d{4}\D+)\Z")
"""What is a date with four digits in a row only is the name of a month and a year."""


class Reading:
    """Typed cells of one line; what does not fit goes to ``found`` and makes the line bad."""

    __slots__ = ("bad", "found", "line", "sheet")

    def __init__(self, sheet: Sheet, line: Line, found: Imported) -> None:
        self.sheet, self.line, self.found = sheet, line, found
        self.bad = False

    def text(self, column: int | None) -> str:
        """Text of a cell as it may be kept; empty where it is blank or the column is absent."""
        raw = self.raw(column)
        known: str | None = self.sheet.memo.get(("text", raw))
        if known is None:
            known = self.sheet.memo["text", raw] = "" if cells.is_blank(raw) else cells.words(raw)
        return known

    def raw(self, column: int | None) -> str:
        """The cell without blanks around it."""
        if column is None or column >= len(self.line.cells):
            return ""
        return self.line.cells[column].strip()

    def count(self, column: int | None) -> float | None:
        """Whole number, or None."""
        if column is None:
            return None
        style = self.sheet.number_style(column, None, self.found)
        return self._typed(column, ("count", column), lambda text: whole(style.value(text)))

    def range(self, column: int | None) -> tuple[float, float] | None:
        """Lowest and highest value of a count, or None: ``*`` and ``<5`` are 1 to 4.

        A cell that cannot be read costs, where rows are left out on request, only itself.
        """
        hidden = suppressed(self.raw(column))
        if hidden is not None:
            note = f"{self.sheet.file}: counts that the producer hides (*, <5) are ranges"
            self.found.note(note)
            return hidden
        before = self.bad
        value = self.count(column)
        if self.found.lenient:
            self.bad = before
        return None if value is None else (value, value)

    def number(self, column: int | None, low: float, high: float) -> float | None:
        """Number within bounds, or None."""
        if column is None:
            return None
        style = self.sheet.number_style(column, (low, high), self.found)
        value = self._typed(column, ("number", column), style.value)
        if value is not None and not low <= value <= high:
            self.refuse(column, f"is not from {low:g} to {high:g}")
            return None
        return value

    def day(self, column: int | None, *, first: bool = False) -> dt.date | None:
        """Date, or None; of a month without a day its last one (``first``: its first)."""
        if column is None:
            return None
        style = self.sheet.date_style(column, self.found)
        year = self.sheet.year_of(self.line)
        date = self._typed(column, ("day", column, year), lambda text: style.value(text, year))
        if date is None or not _MONTH_ONLY.match(self.raw(column)):
            return date
        day = 1 if first else calendar.monthrange(date.year, date.month)[1]
        if not first:
            self.found.note(
                f"{self.sheet.file}, column {self.sheet.header[column]}: a month without a day is "
                "taken for its last day"
            )
        return date.replace(day=day)

    def must(self, column: int | None, value: _Cell | None) -> _Cell | None:
        """The value; a blank one makes the line bad (once)."""
        if value is None and not self.bad:
            self.refuse(column, "must be filled")
        return value

    def refuse(self, column: int | None, reason: str) -> None:
        """Say what is wrong with a cell."""
        self.bad = True
        name = self.sheet.header[column] if column is not None else ""
        shown = repr(self.raw(column)[:60])
        self.found.row_problem(f"{shown} {reason}", self.sheet.file, self.line.number, name)

    def lose(self, reason: str, people: float = 0.0) -> None:
        """Leave the row out, for a reason that is counted with the people in it."""
        self.found.losses.lose(self.sheet.file, reason, people=people)

    def _typed(
        self, column: int, sort: tuple[object, ...], parse: Callable[[str], _Cell | None]
    ) -> _Cell | None:
        raw = self.raw(column)
        key = (*sort, raw)
        try:
            known: _Cell | None = self.sheet.memo[key]
        except KeyError:
            try:
                known = self.sheet.memo[key] = parse(raw)
            except cells.BadCellError as error:
                self.refuse(column, str(error))
                return None
        return known


def readings(sheet: Sheet, found: Imported) -> Iterator[Reading]:
    """A reading of each line, until too much is wrong."""
    for line in sheet.lines:
        if found.full:
            found.problem("has too many problems; the rest was not read", sheet.file)
            return
        yield Reading(sheet, line, found)
