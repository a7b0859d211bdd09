"""Displaced people where a relocation gathers, and how many of them agreed to move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from safepassage.errors import Problem, ScenarioError
from safepassage.planning.exit.options import ExitOptions
from safepassage.planning.exit.people import before_exit, days_before, median
from safepassage.result.quantities import places_of
from safepassage.result.run import run
from safepassage.scenario.scenario import Scenario


def agreed_rows(
    scenario: Scenario, corridors: Sequence[str], begin: dt.datetime, options: ExitOptions
) -> list[dict[str, Any]]:
    """Rows of ``assembly``: displaced people by place and class, and those who did not agree.

    Args:
        scenario: A checked scenario.
        corridors: Relocations that are planned.
        begin: When the plan begins.
        options: ``people`` of these options stand instead of those of a run.

    Raises:
        ScenarioError: If relocations of one place differ in who agreed.
    """
    consent: dict[str, float] = {}
    for row in scenario["corridors"].rows():
        if row["corridor"] in corridors:
            before = consent.setdefault(row["gathers"], row["consent"])
            if before != row["consent"]:
                message = f"relocations from {row['gathers']} differ in who agreed to move"
                remedy = "plan them one by one with --corridor"
                raise ScenarioError([Problem(message, "corridors.csv", None, "consent", remedy)])
    people = options.people
    if people is None:
        people = _displaced(scenario, tuple(consent), begin, options)
    return [
        {"gathers": name, "class": class_, "people": count}
        | {"staying": count - float(np.floor(count * consent[name] + 1e-9))}
        for (name, class_), count in people.items()
        if name in consent and count > 0
    ]


def _displaced(
    scenario: Scenario, gathers: Sequence[str], begin: dt.datetime, options: ExitOptions
) -> Mapping[tuple[str, str], int]:
    """Weighted medians of the displaced people on the evening before, residents left out."""
    days = days_before(scenario, begin)
    result = options.result
    if result is None:
        before = before_exit(scenario, max(days, 1))
        result = run(before, members=options.members, seed=options.seed)
    found = {}
    for name in gathers:
        there = result.arrays["displaced"][:, max(days - 1, 0), places_of(result, name)].sum(axis=1)
        for number, class_ in enumerate(result.classes):
            found[name, class_] = round(median(there[:, number].astype(float), result.weight))
    return found
