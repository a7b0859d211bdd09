"""Rules about sieges and clashes."""

from __future__ import annotations

from collections.abc import Iterator

from safepassage.errors import Problem
from safepassage.scenario.check.facts import Facts, Rule


def clashes_are_where_groups_are(facts: Facts) -> Iterator[Problem]:
    """A clash counts for an area with a row of presence only."""
    areas = set(facts.texts("presence", "area"))
    for index, area in enumerate(facts.texts("clashes", "area")):
        if area not in areas:
            message = f"{area!r} has no row in presence.csv: the clash would not count"
            yield facts.at("clashes", index, "area", message, "add a row there")


def presence_is_declared_once(facts: Facts) -> Iterator[Problem]:
    """One row of presence an area."""
    seen: set[str] = set()
    for index, area in enumerate(facts.texts("presence", "area")):
        if area in seen:
            yield facts.at("presence", index, "area", f"{area!r} stands there twice", "keep one")
        seen.add(area)


RULES: tuple[Rule, ...] = (clashes_are_where_groups_are, presence_is_declared_once)
