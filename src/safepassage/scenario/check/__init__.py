"""Checks between the cells of a scenario: one rule one function, all problems at once.

Cells are checked one by one when they are read (type, range, required); the rules here look at
what they say together. Under an as-of date, what would make a thing act may still be unpublished:
rules that ask for it do not apply then.
"""

from __future__ import annotations

from itertools import islice
from types import ModuleType

from safepassage.dynamics.actors import check as actors
from safepassage.dynamics.aid import check as aid
from safepassage.dynamics.clearance import check as clearance
from safepassage.dynamics.conditions import check as conditions
from safepassage.dynamics.corridor import check as corridor
from safepassage.dynamics.demographics import check as demographics
from safepassage.dynamics.departure import check as departure
from safepassage.dynamics.destinations import check as destinations
from safepassage.dynamics.fixed_routes import check as fixed_routes
from safepassage.dynamics.homes import check as homes
from safepassage.dynamics.reception import check as reception
from safepassage.dynamics.roads import check as roads
from safepassage.dynamics.settling import check as settling
from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.check import (
    claims,
    events,
    exits,
    expected,
    ids,
    network,
    people,
    references,
    rules,
    series,
    uncertain,
)
from safepassage.scenario.declared import Declared
from safepassage.scenario.facts import Facts, Rule

MODULES: tuple[ModuleType, ...] = (
    rules,
    ids,
    references,
    people,
    network,
    fixed_routes,
    destinations,
    departure,
    settling,
    roads,
    events,
    corridor,
    exits,
    claims,
    series,
    uncertain,
    expected,
    aid,
    reception,
    clearance,
    homes,
    conditions,
    actors,
    demographics,
)
"""Modules of rules, in the order in which problems are listed."""
RULES: tuple[Rule, ...] = tuple(rule for module in MODULES for rule in module.RULES)
"""Every rule."""
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
