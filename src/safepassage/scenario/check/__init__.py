"""Checks between the cells of a scenario: one rule one function, all problems at once.

Cells are checked one by one when they are read (type, range, required); the rules here look at
what they say together. Under an as-of date, what would make a thing act may still be unpublished:
rules that ask for it do not apply then.
"""

from __future__ import annotations

from itertools import islice

from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.check import (
    aid,
    claims,
    conditions,
    corridors,
    demographics,
    events,
    exits,
    expected,
    homes,
    ids,
    major_routes,
    network,
    people,
    reception,
    references,
    risks,
    rules,
    series,
    uncertain,
)
from safepassage.scenario.check.facts import Facts, Rule
from safepassage.scenario.declared import Declared

RULES: tuple[Rule, ...] = (
    *rules.RULES,
    *ids.RULES,
    *references.RULES,
    *people.RULES,
    *network.RULES,
    *major_routes.RULES,
    *events.RULES,
    *corridors.RULES,
    *exits.RULES,
    *claims.RULES,
    *series.RULES,
    *uncertain.RULES,
    *expected.RULES,
    *aid.RULES,
    *reception.RULES,
    *homes.RULES,
    *conditions.RULES,
    *risks.RULES,
    *demographics.RULES,
)
"""Every rule, in the order in which problems are listed."""
MOST_PER_RULE = 100
"""Most problems listed for one rule."""


def check(scenario: Declared) -> None:
    """Check a scenario.

    Args:
        scenario: Typed scenario, perhaps with contradictions.

    Raises:
        ScenarioError: Every problem, with file, row, column and remedy.
    """
    found = problems(scenario)
    if found:
        raise ScenarioError(found)


def problems(scenario: Declared) -> list[Problem]:
    """What breaks a rule; empty if the scenario is sound."""
    facts = Facts(scenario)
    found: list[Problem] = []
    for rule in RULES:
        broken = list(islice(rule(facts), MOST_PER_RULE + 1))
        if len(broken) > MOST_PER_RULE:
            broken[MOST_PER_RULE:] = [Problem("there are more problems like these", broken[0].file)]
        found += broken
    return found
