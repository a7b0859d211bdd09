"""What the rules share: names by table, the period, and how a problem is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.declared import Declared
from safepassage.scenario.dictionary import file_of, referenced_tables
from safepassage.scenario.naming import places_by_area, route_ids
from safepassage.scenario.table import Table
from safepassage.scenario.tables import table_kinds

Index = int | np.integer[Any]
Rule = Callable[["Facts"], Iterator[Problem]]
"""One rule: yields what breaks it. It may stop being asked after some problems."""


class Facts:
    """A scenario with its names indexed, each index made when first needed."""

    def __init__(self, scenario: Declared) -> None:
        self.scenario = scenario

    def __getitem__(self, table: str) -> Table:
        """One table."""
        return self.scenario[table]

    def texts(self, table: str, column: str) -> list[Any]:
        """A column as Python values (dates become dates, lists tuples)."""
        key = f"{table}.{column}"
        if key not in self._columns:
            self._columns[key] = self[table][column].tolist()
        return self._columns[key]

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        return {}

    def at(self, table: str, index: Index, column: str, message: str, remedy: str = "") -> Problem:
        """Problem at a row (counted from 0) of a table."""
        row = self[table].row_number(int(index))
        return Problem(message, file_of(table), row, column, remedy)

    @cached_property
    def end(self) -> dt.date | None:
        """Last day, or None if it lies after the year 9999."""
        try:
            return self.scenario.end
        except OverflowError:
            return None

    @cached_property
    def moments(self) -> tuple[np.datetime64, np.datetime64]:
        """First moment of the period and the first one after it, in minutes."""
        first = np.datetime64(self.scenario.start, "D")
        after = first + np.timedelta64(self.scenario.days, "D")
        return first.astype("M8[m]"), after.astype("M8[m]")

    @cached_property
    def period(self) -> str:
        """The period in words, for messages."""
        return f"the period is {self.scenario.start} to {self.end}"

    @cached_property
    def places(self) -> dict[str, int]:
        """Row index of each place."""
        return {place: index for index, place in enumerate(self.texts("places", "place"))}

    @cached_property
    def kinds(self) -> list[str]:
        """Kind of each place, shape (P,)."""
        return self.texts("places", "kind")

    @cached_property
    def areas(self) -> dict[str, list[str]]:
        """Places of each area."""
        return places_by_area(self.scenario)

    @cached_property
    def routes(self) -> list[str]:
        """Identifier of each route; blank ones are from--to. Shape (R,)."""
        return route_ids(self["routes"])

    @cached_property
    def route_set(self) -> frozenset[str]:
        """Identifiers of the routes."""
        return frozenset(self.routes)

    @cached_property
    def route_ends(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Row index of the places that each route joins, shape (R,) each; -1 if unknown."""
        index = self.places
        return (
            np.array([index.get(place, -1) for place in self.texts("routes", "from")], dtype="i8"),
            np.array([index.get(place, -1) for place in self.texts("routes", "to")], dtype="i8"),
        )

    @cached_property
    def borders(self) -> dict[str, list[str]]:
        """Identifiers of the routes across each border ``A--B`` and ``B--A``."""
        countries = self.texts("places", "country")
        found: dict[str, list[str]] = {}
        ends = zip(self.routes, *(rows.tolist() for rows in self.route_ends), strict=True)
        for route, start, end in ends:
            one, other = (countries[row] if row >= 0 else "" for row in (start, end))
            if one and other and one != other:
                found.setdefault(f"{one}--{other}", []).append(route)
                found.setdefault(f"{other}--{one}", []).append(route)
        return found

    @cached_property
    def onward(self) -> dict[int, list[int]]:
        """Rows of the places that a route leads to from each place's row, open or not."""
        found: dict[int, list[int]] = {}
        start, end = (array.tolist() for array in self.route_ends)
        for here, there, oneway in zip(start, end, self.texts("routes", "oneway"), strict=True):
            found.setdefault(here, []).append(there)
            if not oneway:
                found.setdefault(there, []).append(here)
        return found

    @cached_property
    def names(self) -> dict[str, frozenset[str]]:
        """Identifiers by table, of every table that a column may name: its first key column."""
        kinds = table_kinds()
        return {
            table: frozenset(self.texts(table, kinds[table].key[0]))
            for table in referenced_tables()
        }

    @property
    def partial(self) -> bool:
        """Whether later knowledge is hidden, so that a thing may lack what makes it act."""
        return self.scenario.as_of is not None

    def places_of(self, name: str) -> list[str]:
        """Places of an area, or the place itself."""
        return self.areas.get(name, [name])


def number_of(text: str) -> float | None:
    """The number that a text stands for, or None where another rule refuses it."""
    try:
        return float(text)
    except ValueError:
        return None


def repeats(keys: Iterable[Any]) -> Iterator[tuple[int, int]]:
    """(index, index of the first equal key) of every key that stands again."""
    first: dict[Any, int] = {}
    for index, key in enumerate(keys):
        before = first.setdefault(key, index)
        if before != index:
            yield index, before
