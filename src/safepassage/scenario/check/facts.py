"""What the rules share: names by table, the period, and how a problem is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.declared import Declared
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.table import Table

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
        found: dict[str, list[str]] = {}
        pairs = zip(self.texts("areas", "area"), self.texts("areas", "place"), strict=True)
        for area, place in pairs:
            found.setdefault(area, []).append(place)
        return found

    @cached_property
    def routes(self) -> list[str]:
        """Identifier of each route; blank ones are from--to. Shape (R,)."""
        own = self.texts("routes", "route")
        ends = zip(own, self.texts("routes", "from"), self.texts("routes", "to"), strict=True)
        return [route or f"{start}--{end}" for route, start, end in ends]

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
        """Identifiers by table, for references."""
        own = {
            "classes": "class",
            "corridors": "corridor",
            "sources": "source_id",
            "vehicles": "vehicle",
        }
        found = {table: frozenset(self.texts(table, key)) for table, key in own.items()}
        found["places"] = frozenset(self.places)
        found["areas"] = frozenset(self.areas)
        return found

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
