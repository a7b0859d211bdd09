"""A scenario that begins on a later day, with sites set to what is registered there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.compiled.registrations import TOTAL
from safepassage.scenario.parts import replace_unchecked
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.table import Table


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
        "events": _since(scenario["events"], start, total.size),
        "windows": _windows(scenario["windows"], start, total.size),
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
        changes["sites"] = _with(sites, blank)
    return replace_unchecked(scenario, **changes)


def _since(events: Table, start: dt.date, days: int) -> Table:
    """Events of the period; earlier ones act on its first day, in their order."""
    first = np.datetime64(start, "D").astype("M8[m]")
    order = np.argsort(events["date"], kind="stable")
    columns = {name: column[order] for name, column in events.columns.items()}
    moved = _with(events, {**columns, "date": np.maximum(columns["date"], first)})
    return moved.take(moved["date"] < first + np.timedelta64(days, "D"))


def _windows(windows: Table, start: dt.date, days: int) -> Table:
    first = np.datetime64(start, "D").astype("M8[m]")
    late = first + np.timedelta64(days, "D")
    return windows.take((windows["end"] > first) & (windows["start"] < late))


def _with(table: Table, columns: Mapping[str, Any]) -> Table:
    changed = {**table.columns, **columns}
    for column in columns.values():
        column.setflags(write=False)
    return Table(table.name, MappingProxyType(changed))


def _uncertain(scenario: Scenario, priors: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Declared unknowns stay; one given here gives way where the scenario declares its own."""
    declared = [_filled(row) for row in scenario["uncertain"].rows()]
    inputs = {row["input"] for row in declared}
    return [*declared, *(dict(row) for row in priors if row["input"] not in inputs)]


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value == value and value != ""}  # noqa: PLR0124
