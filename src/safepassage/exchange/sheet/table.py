"""A table under its header, and how its columns are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from safepassage.exchange.dates import DateStyle, date_style
from safepassage.exchange.given import Given
from safepassage.exchange.imported import Imported
from safepassage.exchange.numbers import (
    POINT,
    NumberStyle,
    count_style,
    measure_style,
    sure_marks,
)
from safepassage.exchange.sheet.headings import folded
from safepassage.scenario.nearest import hint


class Line(NamedTuple):
    """One row of a sheet: its number as a spreadsheet counts, and its cells in order."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    """A file's rows under their header.

    Attributes:
        file: Name for messages.
        header: Column names in lower case, as they stand.
        tags: HXL tag of each column in lower case without blanks; empty where there is none.
        lines: The rows that hold anything.
        separator: What separates columns; empty for a workbook or JSON.
        given: The user's answers on how cells are written.
        memo: Values of texts by how they were read, and styles of columns.
    """

    file: str
    header: tuple[str, ...]
    tags: tuple[str, ...]
    lines: list[Line]
    separator: str
    given: Given
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def column(self, *names: str) -> int | None:
        """Position of the first of these columns; case, blanks and punctuation do not matter."""
        bare: list[str] | None = self.memo.get("header")
        if bare is None:
            bare = self.memo["header"] = [folded(name) for name in self.header]
        for name in names:
            if folded(name) in bare:
                return bare.index(folded(name))
        return None

    def need(self, found: Imported, *names: str) -> dict[str, int] | None:
        """Positions of all these columns, or None with a problem for each that is missing."""
        places = {name: self.column(name) for name in names}
        missing = [name for name, place in places.items() if place is None]
        for name in missing:
            remedy = hint(name, [column for column in self.header if column])
            found.problem("the column is missing", self.file, column=name, remedy=remedy)
        return None if missing else {n: p for n, p in places.items() if p is not None}

    def texts(self, column: int) -> Iterator[str]:
        """Cells of a column."""
        for line in self.lines:
            if column < len(line.cells):
                yield line.cells[column].strip()

    def number_style(
        self, column: int, bounds: tuple[float, float] | None, found: Imported
    ) -> NumberStyle:
        """How the numbers of a column are written; ``bounds`` is None for counts."""
        key = ("style", column, bounds)
        if key in self.memo:
            known: NumberStyle = self.memo[key]
            return known
        texts = list(self.texts(column))
        if self.given.decimal:
            style = NumberStyle(self.given.decimal)
        elif bounds is None:
            style = count_style(texts, self.separator, lambda: self._elsewhere(column))
        else:
            style = measure_style(texts, bounds, self.separator, lambda: self._elsewhere(column))
        value = style.value(style.example) if style.example and style.decimal else None
        if value is not None and (bounds is None or style.decimal != POINT):
            found.note(
                f"{self.file}, column {self.header[column]}: {style.example!r} is read as "
                f"{value:.15g}, as the file shows (else give --decimal)"
            )
        self.memo[key] = style
        return style

    def _elsewhere(self, column: int) -> str | None:
        """Mark before decimals that all other columns of numbers agree on, if any has one."""
        marks = {
            mark
            for other in range(len(self.header))
            if other != column
            for mark in self._sure(other)
        }
        return next(iter(marks)) if len(marks) == 1 else None

    def _sure(self, column: int) -> frozenset[str]:
        key = ("sure", column)
        if key not in self.memo:
            self.memo[key] = sure_marks(self.texts(column))
        marks: frozenset[str] = self.memo[key]
        return marks

    def date_style(self, column: int, found: Imported) -> DateStyle:
        """How the dates of a column are written: by it, else by the file's other dates."""
        key = ("dates", column)
        if key in self.memo:
            known: DateStyle = self.memo[key]
            return known
        if self.given.dates:
            style = DateStyle(self.given.dates)
        else:
            style = self._own_dates(column)
            if style.order is None and style.example:
                others = [self._own_dates(place) for place in range(len(self.header))]
                orders = {other.order for other in others if other.order is not None}
                if len(orders) == 1:
                    style = DateStyle(next(iter(orders)), style.swapped, style.example)
            if style.order and style.example:
                found.note(
                    f"{self.file}, column {self.header[column]}: dates are in the order "
                    f"{style.order}, as the file shows (else give --dates)"
                )
        self.memo[key] = style
        return style

    def _own_dates(self, column: int) -> DateStyle:
        key = ("own dates", column)
        if key not in self.memo:
            self.memo[key] = date_style(
                (line.cells[column].strip(), self.year_of(line))
                for line in self.lines
                if column < len(line.cells)
            )
        style: DateStyle = self.memo[key]
        return style

    def year_of(self, line: Line) -> int | None:
        """What a line says in the column ``year``, if it has one."""
        column = self.column("year")
        text = line.cells[column].strip().removesuffix(".0") if column is not None else ""
        return int(text) if len(text) == 4 and text.isascii() and text.isdigit() else None
