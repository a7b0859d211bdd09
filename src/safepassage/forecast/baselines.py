"""Naive forecasts, each made probabilistic with its own past errors.

A baseline's members are its point forecast plus its own past errors at the same site and lead,
from origins before. A past error is the first publication of a report (known by the origin) minus
what the baseline said when the report was still to come, as a score is. While a site has fewer
than five of them, errors are relative and normal with a default spread that grows with the square
root of the lead. Additive errors by site make stronger baselines than relative or pooled ones did
on the published cases, so they are used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from safepassage.arrays import F8
from safepassage.forecast.arguments import FIRST_DAY
from safepassage.forecast.history import Known
from safepassage.forecast.models.view import NORMAL, Errors, View
from safepassage.forecast.targets import WINDOW, find_targets

FEWEST_ERRORS = 5
"""Past errors of a site below which the default spread is used."""
DEFAULT_SPREAD = 0.1
"""Relative spread at 30 days where a baseline has no past errors yet."""
TREND_DAYS = 60
"""Days over which a trend or recent increments are measured."""
DAMPING = 0.98
"""What is left of a trend's pace after a day."""
STEP = 30
"""Days between earlier origins."""

Point = Callable[[Known, F8, F8 | None], F8]


def counts(known: Known, leads: F8, capacity: F8 | None = None) -> F8:
    """Persistence of counts: the last report of each site, shape (H, S)."""
    del capacity
    return np.repeat(known.last[None], leads.size, axis=0)


def shares(known: Known, leads: F8, capacity: F8 | None = None) -> F8:
    """Persistence of shares: each site keeps its share of a damped trend of the total."""
    del capacity
    total = known.last.sum()
    share = known.last / total if total > 0 else known.last
    return np.asarray(trend_total(known, leads)[:, None] * share)


def increments(known: Known, leads: F8, capacity: F8 | None = None) -> F8:
    """Shares of recent increments: they divide the growth of the damped total."""
    del capacity
    rise = np.maximum(_risen(known), 0.0)
    rise = rise if rise.sum() > 0 else known.last
    share = rise / rise.sum() if rise.sum() > 0 else rise
    growth = trend_total(known, leads) - known.last.sum()
    return np.asarray(np.maximum(known.last + growth[:, None] * share, 0.0))


def trend(known: Known, leads: F8, capacity: F8 | None = None) -> F8:
    """Damped linear trend of each site."""
    del capacity
    pace = _risen(known) / min(TREND_DAYS, max(known.day, 1))
    return np.asarray(np.maximum(known.last + damped(leads)[:, None] * pace, 0.0))


def capacity_share(known: Known, leads: F8, capacity: F8 | None = None) -> F8:
    """Capacity share of the damped total; only where capacities are not hidden."""
    if capacity is None:
        raise ValueError("capacities are hidden")
    return np.asarray(trend_total(known, leads)[:, None] * (capacity / capacity.sum()))


BASELINES: Mapping[str, Point] = {
    "counts": counts,
    "shares": shares,
    "increments": increments,
    "trend": trend,
    "capacity": capacity_share,
}
"""Name → point forecast at leads, shape (H, S)."""


def usable(capacity: F8 | None) -> tuple[str, ...]:
    """Names of the baselines that can be computed; capacities are None when hidden."""
    return tuple(name for name in BASELINES if name != "capacity" or capacity is not None)


def damped(leads: F8) -> F8:
    """Days of full pace that a damped trend amounts to, shape as ``leads``."""
    return np.asarray(DAMPING * (1 - DAMPING**leads) / (1 - DAMPING))


def trend_total(known: Known, leads: F8) -> F8:
    """Damped linear trend of the sum of all sites, shape (H,)."""
    pace = _risen(known).sum() / min(TREND_DAYS, max(known.day, 1))
    return np.asarray(np.maximum(known.last.sum() + damped(leads) * pace, 0.0))


def _risen(known: Known) -> F8:
    return known.risen(TREND_DAYS)


def past_errors(view: View, lead: int) -> Errors:
    """Past errors of each baseline by site, people, latest origin first.

    Args:
        view: What may be seen; only reports known at its origin count.
        lead: Days ahead.
    """
    if lead in view.errors:
        return view.errors[lead]
    names = usable(view.capacity)
    found: Errors = {name: [[] for _ in view.history.sites] for name in names}
    for day in range(view.day - STEP, FIRST_DAY - 1, -STEP):
        if view.day - day <= lead - WINDOW:
            continue
        asked = view.earlier(day)
        targets = find_targets(view.first, asked, lead, before=view.day + 1)
        leads = np.array([target.day - day for target in targets], dtype=np.float64)
        for name in names if targets else ():
            point = BASELINES[name](asked, leads, view.capacity)
            for row, target in enumerate(targets):
                wrong = target.value - float(point[row, target.site])
                found[name][target.site].append(wrong)
    view.errors[lead] = found
    return found


def months(lead: float) -> int:
    """Days ahead of the past errors that stand for a lead: whole months, from one."""
    return STEP * max(1, round(lead / STEP))


def with_errors(point: float, past: list[float], lead: float) -> F8:
    """Members of a baseline at one site and lead, people, 0 or more."""
    if len(past) >= FEWEST_ERRORS:
        return np.maximum(point + np.array(past), 0.0)
    spread = DEFAULT_SPREAD * np.sqrt(lead / 30.0)
    return np.asarray(np.maximum(point * (1.0 + spread * NORMAL), 0.0))
