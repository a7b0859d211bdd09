"""Ties between people, for decisions by two systems (flee-model §1.11): sizes and first draws.

How many people somebody knows, and for how long that person has been in a camp, are one more
property of a type of people: both are whole numbers with an end, and how they change is settled by
the place. So counts by type stay exact.
"""

from __future__ import annotations

import math

import numpy as np

from safepassage.arrays import F8
from safepassage.compiled.network import Links
from safepassage.dynamics.ties.arrays import CAMP_DAYS, MOST
from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.scenario import Scenario

NEGLIGIBLE = 1e-12
"""Chance that somebody begins with more ties than there are numbers for."""
_LONGEST = 30
"""Days on a road after which ties would fade, which nobody here may reach."""
_RULES = "scenario.toml [rules]"


def has_ties(scenario: Scenario) -> bool:
    """Whether decisions by two systems act: as Flee executes its cases they never do."""
    rules = scenario.rules
    return bool(rules.two_systems and rules.set == "flee3" and rules.flee_documented)


def first_ties(scenario: Scenario) -> F8:
    """Chance of each number of ties at the start, given that it is not less; shape (N,).

    A Poisson number, cut where more is negligible. No rows where ties do not act.
    """
    if not has_ties(scenario):
        return np.zeros(0)
    mean = scenario.rules.average_connections
    chances, left = [math.exp(-mean)], 1.0 - math.exp(-mean)
    while left > NEGLIGIBLE and chances[-1] > 0.0:
        chances.append(chances[-1] * mean / len(chances))
        left -= chances[-1]
    parts = np.array(chances)
    ahead = np.cumsum(parts[::-1])[::-1]
    return np.append(parts[:-1] / ahead[:-1], 1.0)


def tie_states(scenario: Scenario) -> int:
    """Number of states of ties of a type; 1 where ties do not act."""
    births = first_ties(scenario)
    return max(births.size, MOST + 1) * CAMP_DAYS if births.size else 1


def refuse_ties(scenario: Scenario, links: Links) -> None:
    """Refuse what does not go together with ties.

    Raises:
        ScenarioError: Everything that is refused.
    """
    if not has_ties(scenario):
        return
    problems = [
        Problem("does not go together with two_systems", f"{name}.csv", remedy="delete it")
        for name in ("homes", "corridors")
        if len(scenario[name])
    ]
    if scenario.rules.avoid_short_stints:
        message, remedy = "does not go together with two_systems", "set one of them to false"
        problems.append(Problem(message, _RULES, None, "avoid_short_stints", remedy))
    walks = scenario.rules.start_on_foot | (links.walk_share > 0)
    slowest = np.minimum(links.speed, np.where(walks, links.walk, links.speed))
    if np.any(links.length // slowest + 1 > _LONGEST):
        message = f"a road takes more than {_LONGEST} days, in which ties would fade"
        problems.append(Problem(message, _RULES, None, "two_systems", "divide the road"))
    if problems:
        raise ScenarioError(problems)
