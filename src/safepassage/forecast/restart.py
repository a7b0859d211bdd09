"""A scenario that begins on a later day, with sites set to what is registered there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.compiled.registrations import TOTAL
from safepassage.scenario.cut import events_between, windows_between, with_columns
from safepassage.scenario.parts import replace_unchecked
from safepassage.scenario.scenario import Scenario


def restart(
    scenario: Scenario,
    *,
    day: int,
    people: Mapping[str, float],
    total: F8,
    priors: Sequence[Mapping[str, Any]] = (),
    hide_capacities: bool = True,
) -> Scenario:
    """Begin on a day with registered people at their sites.

    People who are displaced but not registered are left out. The last state of everything that
    events set before the day holds on the day. Later registrations are replaced by ``total``.

    Args:
        scenario: What is known at the origin.
        day: First day of the new period, since the start of the scenario.
        people: Registered people by site on that day.
        total: Registered people of all sites by day, shape (D,); the new period has D days.
        priors: More rows of ``uncertain``.
        hide_capacities: Whether sites take people without limit.

    Returns:
        A scenario whose flight follows ``total``.
    """
    start = scenario.start + dt.timedelta(days=day)
    series: list[dict[str, Any]] = [
        {"quantity": f"present:{site}", "date": start, "value": float(count)}
        for site, count in people.items()
    ]
    series += [
        {"quantity": TOTAL, "date": start + dt.timedelta(days=number), "value": float(count)}
        for number, count in enumerate(total.tolist())
    ]
    changes: dict[str, Any] = {
        "start": start,
        "days": int(total.size),
        "events": events_between(scenario, start, total.size),
        "windows": windows_between(scenario["windows"], start, total.size),
        "series": series,
        "uncertain": _uncertain(scenario, priors),
        "rules": {
            "displacement": "series",
            "series_from": "total",
            "observed_sites_start": "insert",
            "first_day_double": False,
        },
    }
    if hide_capacities:
        sites = scenario["sites"]
        nothing = np.full(len(sites), np.nan)
        blank = {"capacity": nothing, "capacity_per_day": np.zeros(len(sites))}
        changes["sites"] = with_columns(sites, blank)
    return replace_unchecked(scenario, **changes)


def _uncertain(scenario: Scenario, priors: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Declared unknowns stay; one given here gives way where the scenario declares its own."""
    declared = [_filled(row) for row in scenario["uncertain"].rows()]
    inputs = {row["input"] for row in declared}
    return [*declared, *(dict(row) for row in priors if row["input"] not in inputs)]


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value == value and value != ""}  # noqa: PLR0124
