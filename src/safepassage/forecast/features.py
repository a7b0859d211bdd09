"""What is known of each site at an origin, as numbers that a growth model can use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8
from safepassage.forecast.history import Known

WINDOWS = (30, 60, 90, 180)
"""Days over which rises are measured."""


@dataclass(frozen=True)
class Features:
    """Numbers at an origin; S sites.

    Attributes:
        people: Last report of each site, shape (S,).
        risen: Rise of each site over the windows, people by window.
        risen_all: Rise of the series of everybody over the windows, people by window.
        kept: Share of each site in the registered people, shape (S,).
        recent: Share in the rise of the last 60 days, shape (S,).
        older: Share in the rise of the last 180 days, shape (S,).
        equal: Equal share of the sites that have reported, shape (S,).
        unreported: Rise of the series of everybody since each site's last report, shape (S,).
        gap: People in the series of everybody beyond the sites' last reports.
        lift: Square root of the share of everybody that the sites hold, 0..1.
        day: Days since the start.
    """

    people: F8
    risen: dict[int, F8]
    risen_all: dict[int, float]
    kept: F8
    recent: F8
    older: F8
    equal: F8
    unreported: F8
    gap: float
    lift: float
    day: int

    @property
    def total(self) -> float:
        """Registered people of all sites."""
        return float(self.people.sum())

    def span(self, days: int) -> int:
        """Days of a window that lie after the start, at least 1."""
        return min(days, max(self.day, 1))


def measure(known: Known) -> Features:
    """Numbers of each site at the origin, from its reports and those of everybody."""
    people, total = known.last, float(known.last.sum())
    kept = people / total if total > 0 else known.reported / max(known.reported.sum(), 1.0)
    risen = {window: known.risen(window) for window in WINDOWS}
    everybody = known.everybody.at(known.day)
    last_days = [curve.last_day for curve in known.sites]
    since = [0.0 if day is None else everybody - known.everybody.at(day) for day in last_days]
    return Features(
        people=people,
        risen=risen,
        risen_all={w: everybody - known.everybody.at(known.day - w) for w in WINDOWS},
        kept=kept,
        recent=_shares(risen[60], kept),
        older=_shares(risen[180], kept),
        equal=known.reported / max(known.reported.sum(), 1.0),
        unreported=np.maximum(np.array(since), 0.0),
        gap=max(0.0, everybody - total),
        lift=float(np.sqrt(min(1.0, total / everybody))) if everybody > 0 else 1.0,
        day=known.day,
    )


def _shares(risen: F8, otherwise: F8) -> F8:
    rise = np.maximum(risen, 0.0)
    return rise / rise.sum() if rise.sum() > 0 else otherwise
