"""Rules on roads that fill, and on when roads are open."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.facts import Facts, Rule
from safepassage.scenario.nearest import hint


def roads_that_fill_act(facts: Facts) -> Iterator[Problem]:
    """Roads fill under ``budget`` only, where one has a capacity, and not beside harvest months."""
    rules = facts.scenario.rules
    if not rules.roads_fill or facts.partial:
        return
    where = file_of("rules")
    if rules.set != "budget":
        remedy = "set it to false, or set = 'budget'"
        yield Problem("acts only under budget", where, None, "roads_fill", remedy)
    if rules.harvest_months:
        remedy = "give up one of the two"
        message = "does not go together with harvest_months"
        yield Problem(message, where, None, "roads_fill", remedy)
    if bool(np.isnan(facts["routes"]["persons_per_hour"]).all()):
        remedy = f"give persons_per_hour in {file_of('routes')}, or set it to false"
        yield Problem("no road has a capacity", where, None, "roads_fill", remedy)


def hours_are_of_roads(facts: Facts) -> Iterator[Problem]:
    """A row of ``road_hours`` is about roads, and begins before it ends."""
    table = facts["road_hours"]
    for index, target in enumerate(facts.texts("road_hours", "target")):
        if not routes_of(facts, target):
            remedy = hint(target, sorted({*facts.route_set, *_crossings(facts)}))
            message = f"{target[:60]!r} is no route, border or crossing"
            yield facts.at("road_hours", index, "target", message, remedy)
    for index in np.flatnonzero(table["end"] < table["start"]).tolist():
        message = f"{table['end'][index]} is before start {table['start'][index]}"
        yield facts.at("road_hours", index, "end", message, "start <= end")
    for index in np.flatnonzero(table["closes"] <= table["opens"]).tolist():
        message = f"{table['closes'][index]:g} is not after the hour at which it opens"
        yield facts.at("road_hours", index, "closes", message, "cut = true for a closed day")


def hours_act(facts: Facts) -> Iterator[Problem]:
    """Hours of a day act on roads with a capacity, seasons under rules without Flee's closures."""
    if facts.partial:
        return
    table, rules = facts["road_hours"], facts.scenario.rules
    rate = facts["routes"]["persons_per_hour"]
    for index, target in enumerate(facts.texts("road_hours", "target")):
        if table["cut"][index]:
            if rules.flee_documented:
                message = "does not go together with flee_documented"
                remedy = "use events of kind route"
                yield facts.at("road_hours", index, "cut", message, remedy)
        elif not rules.roads_fill or bool(np.isnan(rate[routes_of(facts, target)]).all()):
            message = "acts only with rules.roads_fill and on routes with persons_per_hour"
            remedy = "give both, or delete the row"
            yield facts.at("road_hours", index, "opens", message, remedy)


def routes_of(facts: Facts, target: str) -> list[int]:
    """Rows of the routes that a target of ``road_hours`` stands for; none if it is unknown."""
    ends = list(zip(facts.texts("routes", "from"), facts.texts("routes", "to"), strict=True))
    if target in _crossings(facts):
        return [row for row, pair in enumerate(ends) if target in pair]
    country = dict(
        zip(facts.texts("places", "place"), facts.texts("places", "country"), strict=True)
    )
    found = [row for row, name in enumerate(facts.routes) if name == target]
    for row, (start, end) in enumerate(ends):
        one, other = country.get(start, ""), country.get(end, "")
        if one and other and one != other and target in {f"{one}--{other}", f"{other}--{one}"}:
            found.append(row)
    return found


def _crossings(facts: Facts) -> set[str]:
    return {place for place, row in facts.places.items() if facts.kinds[row] == "crossing"}


RULES: tuple[Rule, ...] = (roads_that_fill_act, hours_are_of_roads, hours_act)
