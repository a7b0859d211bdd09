"""What an event may be aimed at: does the target exist, and is it of the right sort?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from safepassage.scenario.facts import Facts
from safepassage.scenario.nearest import nearest

WORDS = {
    "place": "a place",
    "area": "an area",
    "route": "a route",
    "corridor": "a corridor",
    "border": "two countries A--B",
    "direction": "a direction PLACE>PLACE",
}


class EventTargets:
    """Names that events may be aimed at."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    @cached_property
    def names(self) -> dict[str, frozenset[str]]:
        """Identifiers by sort."""
        known = self.facts.names
        return {
            "place": known["places"],
            "area": known["areas"],
            "corridor": known["corridors"],
            "route": self.facts.route_set,
        }

    @cached_property
    def links(self) -> frozenset[tuple[str, str]]:
        """(from, to) of every direction that a route can be used in."""
        ends = zip(
            self.facts.texts("routes", "from"),
            self.facts.texts("routes", "to"),
            self.facts.texts("routes", "oneway"),
            strict=True,
        )
        found = set()
        for start, end, oneway in ends:
            found.add((start, end))
            if not oneway:
                found.add((end, start))
        return frozenset(found)

    @cached_property
    def borders(self) -> frozenset[tuple[str, str]]:
        """Pairs of different countries that a route joins, both ways."""
        countries = self.facts.texts("places", "country")
        rows = self.facts.places
        pairs = set()
        for start, end in self.links:
            if start in rows and end in rows:
                pairs.add((countries[rows[start]], countries[rows[end]]))
        both = {(one, other) for one, other in pairs if one and other and one != other}
        return frozenset(both | {(other, one) for one, other in both})

    def wrong(self, target: str, sorts: Iterable[str]) -> tuple[str, str] | None:
        """(message, remedy) if the target is none of ``sorts``, else None."""
        sorts = tuple(sorts)
        fitting = [sort for sort in sorts if self._is(target, sort)]
        if "border" in fitting and "route" in fitting:
            return f"{target[:60]!r} is both a route and two countries", "rename the route"
        if fitting:
            return None
        allowed = "allowed: " + ", ".join(WORDS[sort] for sort in sorts)
        other = next((s for s, names in self.names.items() if target in names), "")
        if other:
            return f"{target[:60]!r} is {WORDS[other]}, which this event cannot change", allowed
        if "border" in sorts and self._countries(target):
            return f"no route crosses the border {target[:60]!r}", allowed
        if "direction" in sorts and ">" in target:
            return f"no route can be used in the direction {target[:60]!r}", allowed
        guess = nearest(target, (name for sort in sorts for name in self.names.get(sort, ())))
        remedy = f"did you mean {guess!r}? {allowed}" if guess else allowed
        return f"unknown target {target[:60]!r}", remedy

    def _is(self, target: str, sort: str) -> bool:
        if sort == "border":
            parts = _parts(target, "--")
            return any(pair in self.borders for pair in parts)
        if sort == "direction":
            return any(pair in self.links for pair in _parts(target, ">"))
        return target in self.names[sort]

    def _countries(self, target: str) -> bool:
        known = set(self.facts.texts("places", "country")) - {""}
        return any(one in known and other in known for one, other in _parts(target, "--"))


def _parts(target: str, separator: str) -> list[tuple[str, str]]:
    """Every way to cut the target in two at the separator (a country may hold hyphens)."""
    pieces = target.split(separator)
    return [
        (separator.join(pieces[:cut]).strip(), separator.join(pieces[cut:]).strip())
        for cut in range(1, len(pieces))
    ]
