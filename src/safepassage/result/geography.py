"""Places and areas that quantities are about: their names, who lives there, what stays hidden."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

from safepassage.compiled.services import receiving_places
from safepassage.scenario.naming import places_by_area
from safepassage.scenario.quantity import EVERYWHERE, parse_quantity
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline

_STOPS = frozenset({"settlement", "site"})
"""Kinds of places where people stay."""


class Geography:
    """Places, areas and corridors of a scenario by identifier."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    @cached_property
    def areas(self) -> Mapping[str, frozenset[str]]:
        """Places of each area, in the order of the table."""
        found = places_by_area(self.scenario)
        return {area: frozenset(places) for area, places in found.items()}

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """Kind of each place."""
        table = self.scenario["places"]
        return dict(zip(table["place"].tolist(), table["kind"].tolist(), strict=True))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Name of each place and area as people write it."""
        found: dict[str, str] = {EVERYWHERE: "all places"}
        for table, key in (("areas", "area"), ("places", "place")):
            found |= self._named(table, key)
        return found

    @cached_property
    def corridors(self) -> Mapping[str, str]:
        """Name of each corridor; one may be called like a place."""
        return self._named("corridors", "corridor")

    def _named(self, table: str, key: str) -> dict[str, str]:
        rows = self.scenario[table]
        found: dict[str, str] = {}
        for slug, name in zip(rows[key].tolist(), rows["name"].tolist(), strict=True):
            found[slug] = name or found.get(slug) or slug
        return found

    @cached_property
    def capacities(self) -> Mapping[str, float]:
        """People that each site with a limit can shelter on the first day."""
        table = self.scenario["sites"]
        pairs = zip(table["place"].tolist(), table["capacity"].tolist(), strict=True)
        return {place: capacity for place, capacity in pairs if capacity > 0}

    @cached_property
    def populated(self) -> Mapping[str, float]:
        """People of each place in the table of populations (best value)."""
        found: dict[str, float] = {}
        table = self.scenario["populations"]
        for place, best in zip(table["place"].tolist(), table["best"].tolist(), strict=True):
            found[place] = found.get(place, 0.0) + best
        return {place: people for place, people in found.items() if people > 0}

    @cached_property
    def reception(self) -> tuple[str, ...]:
        """Places that receive people and where nobody lived at first, as in ``needs``."""
        places = receiving_places(self.scenario)
        return tuple(place for place in places if not self.residents(place))

    @cached_property
    def enclosed(self) -> frozenset[str]:
        """Places that some people may not leave on some day."""
        return self._places(timeline(self.scenario).ever_enclosed)

    @cached_property
    def still_enclosed(self) -> frozenset[str]:
        """Places that some people may not leave on the last day, as far as is known."""
        return self._places(timeline(self.scenario).enclosed[-1])

    def _places(self, chosen: npt.NDArray[np.bool_]) -> frozenset[str]:
        places = timeline(self.scenario).names.place_ids
        return frozenset(places[row] for row in np.flatnonzero(chosen))

    def places(self, target: str) -> frozenset[str]:
        """Places of an area, or a place alone; nothing for what is neither."""
        if target in self.kinds:
            return frozenset({target})
        if target == EVERYWHERE:
            return frozenset(self.kinds)
        return self.areas.get(target, frozenset())

    def residents(self, target: str) -> float:
        """People who live in a place or area at first (best value)."""
        return sum(self.populated.get(place, 0.0) for place in self.places(target))

    def receives(self, area: str) -> bool:
        """Whether an area takes people in: nobody lives there at first and people can stay."""
        places = self.places(area)
        stops = any(self.kinds.get(place) in _STOPS for place in places)
        return stops and not any(place in self.populated for place in places)

    def hidden(self, quantity: str) -> bool:
        """Whether a quantity is about one neighbourhood of an enclosed pocket (protection).

        A pocket that the scenario declares as a single place is the whole pocket and is not
        hidden. Clearance is published by place, and so are people who went home to a place
        that is open again.
        """
        parsed = parse_quantity(quantity)
        if parsed.word in {"left_by", "cleared"}:
            return False
        places = self.places(parsed.parts[-1])
        if parsed.word == "returned":
            return not places.isdisjoint(self.still_enclosed) and len(places) == 1
        return len(places) == 1 and places <= self.enclosed and len(self.enclosed) > 1
