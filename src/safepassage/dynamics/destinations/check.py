"""Rules on destinations: they go together with what else is declared."""

from __future__ import annotations

from collections.abc import Iterator

from safepassage.errors import Problem
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.facts import Facts, Rule


def destinations_go_with_routes(facts: Facts) -> Iterator[Problem]:
    """Fixed and major routes are about places within sight."""
    rules = facts.scenario.rules
    if rules.fixed_routes and rules.destinations == "sites":
        message = "has no meaning together with destinations = 'sites'"
        remedy = "set one of them to its default"
        yield Problem(message, file_of("rules"), None, "fixed_routes", remedy)


RULES: tuple[Rule, ...] = (destinations_go_with_routes,)
