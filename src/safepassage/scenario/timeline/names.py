"""Names of a scenario resolved to rows: places of an area, routes of a border, directions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

from safepassage.scenario.naming import route_ids
from safepassage.scenario.scenario import Scenario

Rows = tuple[int, ...]


class Resolved:
    """What the target of an event may stand for, as rows of ``places`` and ``routes``."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario

    @cached_property
    def place_ids(self) -> tuple[str, ...]:
        """Identifier of each place, shape (P,)."""
        return tuple(self._scenario["places"]["place"].tolist())

    @cached_property
    def places(self) -> Mapping[str, Rows]:
        """Rows of each place (itself) and of each area, in the order of the tables."""
        row = {place: number for number, place in enumerate(self.place_ids)}
        found = {place: [number] for place, number in row.items()}
        table = self._scenario["areas"]
        for area, place in zip(table["area"].tolist(), table["place"].tolist(), strict=True):
            found.setdefault(area, []).append(row[place])
        return {name: tuple(rows) for name, rows in found.items()}

    @cached_property
    def ends(self) -> npt.NDArray[np.int64]:
        """Rows of the places that each route joins, shape (R, 2): from, to."""
        row = {place: number for number, place in enumerate(self.place_ids)}
        routes = self._scenario["routes"]
        pairs = zip(routes["from"].tolist(), routes["to"].tolist(), strict=True)
        found = [(row[start], row[end]) for start, end in pairs]
        return np.array(found, dtype=np.int64).reshape(-1, 2)

    @cached_property
    def routes(self) -> Mapping[str, Rows]:
        """Rows of each route (itself) and of the routes across each border ``A--B``, ``B--A``."""
        country = self._scenario["places"]["country"].tolist()
        found: dict[str, list[int]] = {}
        for row, (start, end) in enumerate(self.ends.tolist()):
            one, other = country[start], country[end]
            if one and other and one != other:
                found.setdefault(f"{one}--{other}", []).append(row)
                found.setdefault(f"{other}--{one}", []).append(row)
        borders = {name: tuple(rows) for name, rows in found.items()}
        names = route_ids(self._scenario["routes"])
        return borders | {name: (row,) for row, name in enumerate(names)}

    @cached_property
    def directions(self) -> Mapping[str, tuple[tuple[int, int], ...]]:
        """(row of a route, 0 there or 1 back) of each ``place>place``; one-way routes go there."""
        oneway = self._scenario["routes"]["oneway"].tolist()
        found: dict[str, list[tuple[int, int]]] = {}
        for row, ends in enumerate(self.ends.tolist()):
            for back in range(1 if oneway[row] else 2):
                start, end = ends[back], ends[1 - back]
                name = f"{self.place_ids[start]}>{self.place_ids[end]}"
                found.setdefault(name, []).append((row, back))
        return {name: tuple(pairs) for name, pairs in found.items()}
