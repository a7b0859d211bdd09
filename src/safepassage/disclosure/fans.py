"""Headline quantities over time, as they may be published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8, Flags
from safepassage.compiled.services import receiving_places
from safepassage.disclosure.figures import WITHHELD, Count, Three, counts, publishable
from safepassage.disclosure.permits import Permits
from safepassage.disclosure.policy import Policy
from safepassage.disclosure.withheld import withheld
from safepassage.errors import SafepassageError
from safepassage.result.geography import Geography
from safepassage.result.headline import site_limit
from safepassage.result.headline_names import FULLNESS, headline_names, label_of
from safepassage.result.quantities import curves
from safepassage.result.reports import Report, near, reports_by_quantity
from safepassage.result.result import Result
from safepassage.scenario.quantity import UNITS, parse_quantity
from safepassage.spread import weighted_quantiles

__all__ = ["FULLNESS", "Fan", "Met", "Report", "fan", "fans", "near", "reported_fans", "site_fans"]

MAX_FANS = 8
MAX_POINTS = 120
_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
_MOST_CAPACITY = 3.0
Withheld = Mapping[str, Flags]
"""Days on which a quantity is not published, shape (D,), by name."""


@dataclass(frozen=True)
class Met:
    """How many reports of a quantity the range of nine in ten runs meets."""

    inside: int
    below: int
    above: int

    @property
    def all(self) -> int:
        """Number of reports."""
        return self.inside + self.below + self.above


@dataclass(frozen=True, eq=False)
class Fan:
    """One quantity over time.

    Attributes:
        quantity: Its name.
        label: The same in plain English.
        counts: 5, 50 and 95 % of every day as :class:`~safepassage.disclosure.figures.Count`, shape
            (3, D).
        days: Indices of the days drawn, N of them.
        dates: The same as dates.
        drawn: 5, 25, 50, 75 and 95 %, as they may be published, shape (5, N); NaN where withheld.
        room: Capacity on the days drawn, shape (N,), or None.
        capacity: Capacity of every day, shape (D,); NaN where there is no limit.
        reports: What sources reported.
        met: Where the reports lie, those that are not published themselves among them.
    """

    quantity: str
    label: str
    counts: F8
    days: I8
    dates: tuple[dt.date, ...]
    drawn: F8
    room: F8 | None
    capacity: F8
    reports: tuple[Report, ...]
    met: Met

    def on(self, day: int) -> Three:
        """5, 50 and 95 % of a day."""
        low, middle, high = (Count(value) for value in self.counts[:, day].tolist())
        return low, middle, high

    @property
    def known(self) -> F8:
        """The same with 0 for what is small or withheld, to compare days, shape (3, D)."""
        return np.nan_to_num(self.counts, posinf=0.0)

    @property
    def last(self) -> int:
        """The last day that is published."""
        return int(np.flatnonzero(self.counts[0] != WITHHELD)[-1])

    @property
    def place(self) -> str:
        """What it is about."""
        return parse_quantity(self.quantity).parts[-1]


def withheld_days(result: Result, policy: Policy, *more: str) -> Withheld:
    """Days on which people present are not published, of every quantity that a page may show."""
    sites = [f"present:{site}" for site in receiving_places(result.scenario)]
    return withheld(result, policy, [*dict.fromkeys([*_permitted(result, policy), *sites, *more])])


def fans(result: Result, policy: Policy, hidden: Withheld) -> tuple[Fan, ...]:
    """The headlines that change over time, those with most reports first within their kind.

    What stays at nothing, or at a small count, has no curve to show, unless it was reported.

    A choice for showing: what is said of all sites or of all reports takes :func:`site_fans` and
    :func:`reported_fans`.
    """
    reports = reports_by_quantity(result.scenario)
    names = [
        name
        for name in _permitted(result, policy)
        if parse_quantity(name).word not in {FULLNESS, "staying", *UNITS}
        and not parse_quantity(name).class_
    ]
    found = _fans(result, policy, hidden, _chosen(names, reports))
    return tuple(one for one in found if one.reports or one.known.any()) or found


def reported_fans(result: Result, policy: Policy, hidden: Withheld) -> tuple[Fan, ...]:
    """Every quantity with a report that may be published."""
    reports = reports_by_quantity(result.scenario)
    names = [name for name in _permitted(result, policy) if name in reports]
    return _fans(result, policy, hidden, names)


def site_fans(result: Result, policy: Policy, hidden: Withheld) -> tuple[Fan, ...]:
    """People at every place that receives people and where nobody lived at first, as in ``needs``.

    Empty where the policy publishes no single place.
    """
    return _fans(result, policy, hidden, _sites(result, policy))


def _sites(result: Result, policy: Policy) -> list[str]:
    geography, permits = Geography(result.scenario), Permits(result.scenario, policy)
    names = [f"present:{site}" for site in geography.reception]
    return [name for name in names if permits.quantity(name)]


def _permitted(result: Result, policy: Policy) -> list[str]:
    """Headlines that the policy allows to name."""
    permits = Permits(result.scenario, policy)
    return [name for name in headline_names(result.scenario) if permits.quantity(name)]


def _fans(
    result: Result, policy: Policy, hidden: Withheld, names: Sequence[str]
) -> tuple[Fan, ...]:
    reports = reports_by_quantity(result.scenario)
    shown = [name for name in names if not hidden.get(name, np.zeros(1, dtype=bool)).all()]
    found = curves(result, shown)
    return tuple(
        _fan(result, policy, hidden, name, found[name], reports.get(name, ())) for name in shown
    )


def fan(result: Result, policy: Policy, name: str) -> Fan:
    """One quantity over time.

    Raises:
        ScenarioError: If the run does not produce it.
        SafepassageError: If the policy does not allow to name it.
    """
    if not Permits(result.scenario, policy).quantity(name):
        raise SafepassageError(
            f"{name}: not published: it is about one neighbourhood of an enclosed area, or finer "
            f"than {policy.sensitivity} sensitivity allows"
        )
    hidden = withheld_days(result, policy, name)
    found = _fans(result, policy, hidden, (name,))
    if not found:
        raise SafepassageError(
            f"{name}: not published: it would reveal small counts that an export suppresses"
        )
    return found[0]


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
    hidden: Withheld,
    name: str,
    values: F8,
    reports: tuple[Report, ...],
) -> Fan:
    step = -(-result.scenario.days // MAX_POINTS)
    days = np.arange(result.scenario.days - 1, -1, -step)[::-1].astype(np.int64)
    values = weighted_quantiles(values, result.weight, _LEVELS)
    site, targets = parse_quantity(name).parts[-1], Geography(result.scenario)
    room, declared = None, np.full(result.scenario.days, np.nan)
    if name.startswith("present:") and site in targets.kinds:
        declared = site_limit(result, site)
    if name.startswith("present:") and site in targets.capacities:
        top = max(float(values[-1].max()), 1.0)
        if np.isfinite(declared).any() and np.nanmax(declared) <= _MOST_CAPACITY * top:
            room = declared[days]
    drawn = values[:, days] if _no_people(name) else publishable(values[:, days], policy)
    counted = _counts(name, values[[0, 2, 4]], policy)
    if name in hidden:
        drawn[:, hidden[name][days]] = np.nan
        counted[:, hidden[name]] = WITHHELD
    return Fan(
        quantity=name,
        label=label_of(result.scenario, name),
        counts=counted,
        days=days,
        dates=tuple(result.dates[days].tolist()),
        drawn=drawn,
        room=room,
        capacity=declared,
        reports=Permits(result.scenario, policy).reports(name, reports),
        met=_met(values[[0, 2, 4]], reports, result.scenario.start),
    )


def _no_people(name: str) -> bool:
    return parse_quantity(name).word in UNITS


def _counts(name: str, values: F8, policy: Policy) -> F8:
    return values if _no_people(name) else counts(values, policy)


def _met(values: F8, reports: tuple[Report, ...], start: dt.date) -> Met:
    """Reports by where they lie beside 5 and 95 %, shape (3, D)."""
    inside = below = above = 0
    for report in reports:
        low, _, high = values[:, (report.date - start).days]
        if report.high is not None and report.high < low:
            below += 1
        elif report.low is not None and report.low > high:
            above += 1
        else:
            inside += 1
    return Met(inside, below, above)
