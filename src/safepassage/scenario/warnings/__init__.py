"""What is allowed and is likely a mistake: errors stop a run, warnings do not."""

from __future__ import annotations

from itertools import islice

from safepassage.errors import Problem
from safepassage.scenario.facts import Facts
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.warnings.sources import ABOUT_SOURCES
from safepassage.scenario.warnings.world import ABOUT_THE_WORLD

MOST_PER_WARNING = 20
"""Rows listed for one kind of warning."""


def warnings(scenario: Scenario) -> list[Problem]:
    """Warnings about a sound scenario, with file, row, column and what to do."""
    facts = Facts(scenario)
    found = [warn(scenario, facts) for warn in ABOUT_THE_WORLD]
    found += [warn(facts) for warn in ABOUT_SOURCES]
    return [problem for each in found for problem in islice(each, MOST_PER_WARNING)]
