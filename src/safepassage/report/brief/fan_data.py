"""Headline quantities over time, as they may be published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.compiled.services import receiving_places
from safepassage.disclosure.policy import Policy
from safepassage.report.brief.figures import publishable
from safepassage.result.geography import Geography
from safepassage.result.headline import site_limit
from safepassage.result.headline_names import FULLNESS, headline_names
from safepassage.result.quantities import curves
from safepassage.result.reports import Report, reports_by_quantity
from safepassage.result.result import Result
from safepassage.scenario.quantity import UNITS, parse_quantity
from safepassage.spread import weighted_quantiles

MAX_FANS = 8
MAX_POINTS = 120
_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
_MOST_CAPACITY = 3.0


@dataclass(frozen=True, eq=False)
class Fan:
    """One quantity over time.

    Attributes:
        quantity: Its name.
        exact: 5, 50 and 95 %, shape (3, D): for scores and choices inside, never shown.
        days: Indices of the days drawn, N of them.
        dates: The same as dates.
        drawn: 5, 25, 50, 75 and 95 %, as they may be published, shape (5, N).
        room: Capacity on the days drawn, shape (N,), or None.
        reports: What sources reported.
    """

    quantity: str
    exact: F8
    days: I8
    dates: tuple[dt.date, ...]
    drawn: F8
    room: F8 | None
    reports: tuple[Report, ...]

    @property
    def place(self) -> str:
        """What it is about."""
        return parse_quantity(self.quantity).parts[-1]


def fans(result: Result, policy: Policy) -> tuple[Fan, ...]:
    """The headlines that change over time, those with most reports first within their kind.

    A choice for showing: what is said of all sites or of all reports takes :func:`site_fans` and
    :func:`reported_fans`.
    """
    reports = reports_by_quantity(result.scenario)
    names = [
        name
        for name in _tellable(result)
        if parse_quantity(name).word not in {FULLNESS, "staying", *UNITS}
        and not parse_quantity(name).class_
    ]
    return _fans(result, policy, _chosen(names, reports))


def reported_fans(result: Result, policy: Policy) -> tuple[Fan, ...]:
    """Every quantity with a report that may be published."""
    reports = reports_by_quantity(result.scenario)
    return _fans(result, policy, [name for name in _tellable(result) if name in reports])


def site_fans(result: Result, policy: Policy) -> tuple[Fan, ...]:
    """People at every place that receives people and where nobody lived at first, as in ``needs``.

    Empty where the policy publishes no single place.
    """
    targets = Geography(result.scenario)
    if policy.places != "place":
        return ()
    names = [
        f"present:{site}"
        for site in receiving_places(result.scenario)
        if not targets.residents(site) and not targets.hidden(f"present:{site}")
    ]
    return _fans(result, policy, names)


def _tellable(result: Result) -> list[str]:
    """Headlines without those of single neighbourhoods of a pocket and of planned convoys."""
    scenario, targets = result.scenario, Geography(result.scenario)
    planned = len(scenario["departures"]) > 0
    return [
        name
        for name in headline_names(scenario)
        if not targets.hidden(name) and not (planned and parse_quantity(name).word == "left_by")
    ]


def _fans(result: Result, policy: Policy, names: Sequence[str]) -> tuple[Fan, ...]:
    targets, reports = Geography(result.scenario), reports_by_quantity(result.scenario)
    found = curves(result, names)
    return tuple(
        _fan(result, policy, targets, name, found[name], reports.get(name, ())) for name in names
    )


def fan(result: Result, policy: Policy, name: str) -> Fan:
    """One quantity over time.

    Raises:
        ScenarioError: If the run does not produce it.
    """
    reports = reports_by_quantity(result.scenario).get(name, ())
    values = curves(result, (name,))[name]
    return _fan(result, policy, Geography(result.scenario), name, values, reports)


def _chosen(names: list[str], reports: object) -> list[str]:
    """At most :data:`MAX_FANS`: all that fled or left, then places by number of reports."""
    first = [name for name in names if not name.startswith(("present:", "arrived:"))]
    rest = [name for name in names if name not in first]
    found = reports if isinstance(reports, dict) else {}
    ranked = sorted(rest, key=lambda name: -len(found.get(name, ())))
    kept = set(ranked[: max(2, MAX_FANS - len(first))])
    return [*first[: MAX_FANS - 2], *(name for name in rest if name in kept)]


def _fan(
    result: Result,
    policy: Policy,
    targets: Geography,
    name: str,
    values: F8,
    reports: tuple[Report, ...],
) -> Fan:
    step = -(-result.scenario.days // MAX_POINTS)
    days = np.arange(result.scenario.days - 1, -1, -step)[::-1].astype(np.int64)
    values = weighted_quantiles(values, result.weight, _LEVELS)
    site = parse_quantity(name).parts[-1]
    room = None
    if name.startswith("present:") and site in targets.capacities:
        declared = site_limit(result, site)
        top = max(float(values[-1].max()), 1.0)
        if np.isfinite(declared).any() and np.nanmax(declared) <= _MOST_CAPACITY * top:
            room = declared[days]
    return Fan(
        quantity=name,
        exact=values[[0, 2, 4]],
        days=days,
        dates=tuple(result.dates[days].tolist()),
        drawn=publishable(values[:, days], policy),
        room=room,
        reports=reports,
    )
