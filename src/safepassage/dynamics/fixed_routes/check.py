"""Rules on major routes: they act, follow roads and lead from one place to another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from safepassage.errors import Problem
from safepassage.scenario.facts import Facts, Rule

_TABLE, _COLUMN = "major_routes", "places"


def major_routes_act(facts: Facts) -> Iterator[Problem]:
    """Only fixed routes look at them."""
    if len(facts[_TABLE]) and not facts.scenario.rules.fixed_routes:
        message = "has no effect without the rule fixed_routes"
        yield facts.at(_TABLE, 0, _COLUMN, message, "set it to true, or delete the table")


def major_routes_follow_routes(facts: Facts) -> Iterator[Problem]:
    """A route leads from each place of it to the next, in one direction at least."""
    for index, path in enumerate(facts.texts(_TABLE, _COLUMN)):
        for names in pairwise(path):
            here, there = (facts.places.get(name, -1) for name in names)
            joined = there in facts.onward.get(here, ()) or here in facts.onward.get(there, ())
            if -1 not in (here, there) and not joined:
                message = f"no route joins {names[0]!r} and {names[1]!r}"
                remedy = "add the route (closed ones count), or name the places between"
                yield facts.at(_TABLE, index, _COLUMN, message, remedy)


def major_routes_lead_to_places(facts: Facts) -> Iterator[Problem]:
    """People can stay at both ends, which differ: it counts both ways."""
    for index, path in enumerate(facts.texts(_TABLE, _COLUMN)):
        if path[0] == path[-1]:
            message = "leads back to where it begins"
            yield facts.at(_TABLE, index, _COLUMN, message, "name another end")
        for name in {path[0]: None, path[-1]: None}:
            row = facts.places.get(name, -1)
            if row >= 0 and facts.kinds[row] == "waypoint":
                message = f"{name!r} is a waypoint, where nobody stays"
                yield facts.at(_TABLE, index, _COLUMN, message, "end it at another place")


RULES: tuple[Rule, ...] = (
    major_routes_act,
    major_routes_follow_routes,
    major_routes_lead_to_places,
)
