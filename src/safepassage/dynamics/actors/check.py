"""Rules about clashes and sponsors."""

from __future__ import annotations

from collections.abc import Iterator

from safepassage.errors import Problem
from safepassage.scenario.facts import Facts, Rule, repeats
from safepassage.scenario.nearest import hint


def clashes_are_where_groups_are(facts: Facts) -> Iterator[Problem]:
    """A clash counts for an area with a row of presence only."""
    areas = set(facts.texts("presence", "area"))
    for index, area in enumerate(facts.texts("clashes", "area")):
        if area not in areas:
            message = f"{area!r} has no row in presence.csv: the clash would not count"
            yield facts.at("clashes", index, "area", message, "add a row there")


def relations_name_sides(facts: Facts) -> Iterator[Problem]:
    """Sponsor and supported are sides, places or areas, never single holders."""
    sides = set(facts.texts("actors", "side"))
    actors = set(facts.texts("actors", "actor")) - sides
    known = sides | set(facts.places) | set(facts.areas)
    for index, name in enumerate(facts.texts("relations", "supported")):
        if name not in known:
            message = f"{name[:60]!r} is no side, place or area"
            yield facts.at("relations", index, "supported", message, hint(name, sorted(known)))
    for index, name in enumerate(facts.texts("relations", "sponsor")):
        if name in actors:
            message = f"{name[:60]!r} is a holder of places: it may be an armed group"
            yield facts.at("relations", index, "sponsor", message, "name its side")


def relations_end_after_they_begin(facts: Facts) -> Iterator[Problem]:
    """A relation does not end before it begins."""
    starts, ends = facts.texts("relations", "start"), facts.texts("relations", "end")
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start is not None and end is not None and end < start:
            message = f"{end} is before the start, {start}"
            yield facts.at("relations", index, "end", message, "correct one of the dates")


def relations_are_told_once(facts: Facts) -> Iterator[Problem]:
    """Of one relation, one row a day of publication."""
    columns = ("sponsor", "supported", "kind", "start", "published")
    named = list(zip(*(facts.texts("relations", name) for name in columns), strict=True))
    for index, before in repeats(named):
        remedy = f"first in row {facts['relations'].row_number(before)}; delete one"
        message = "the same relation was published twice on a day"
        yield facts.at("relations", index, "published", message, remedy)


def actors_have_a_presence(facts: Facts) -> Iterator[Problem]:
    """The rule ``actors`` acts on rows of presence."""
    if facts.scenario.rules.actors and not len(facts["presence"]):
        remedy = "add rows to presence.csv, or set rules.actors to false"
        yield Problem("rules.actors is on, but there is no row", "presence.csv", remedy=remedy)


RULES: tuple[Rule, ...] = (
    clashes_are_where_groups_are,
    relations_name_sides,
    relations_end_after_they_begin,
    relations_are_told_once,
    actors_have_a_presence,
)
