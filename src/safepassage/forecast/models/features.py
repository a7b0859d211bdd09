"""Numbers of each site at an origin from which the pooled model forecasts; all in people.

Every one is proportional to the counts, and depends on a site's own reports or on its share in
the people and rises of all. So splitting a site in two, adding an empty one, renaming, reordering
or counting in another unit changes no forecast but by the same factor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8
from safepassage.forecast.history import Curve, Known

PACES = (30, 90, 180)
"""Days before the last report over which a pace is measured."""
_SHARED = 60
"""Days whose rises are shares of the rise of all."""
_ROUGH_STEP, _ROUGH_DAYS = 30, 365


@dataclass(frozen=True)
class Features:
    """S sites.

    Attributes:
        people: Last report, shape (S,).
        age: Days since it, shape (S,).
        pace: Rise a day over the last 30, 90 and 180 days of reports, people a day, shape (3, S).
        all_pace: Mean of the paces over 30 and 90 days, summed over sites.
        share: Mean of a site's share in the people and in the recent rise of all, shape (S,).
        unreported: Rise of the series of everybody since a site's last report, as far as it
            falls to the sites, times ``share``, shape (S,).
        rough: Root mean square change over 30 days in the last year, shape (S,).
    """

    people: F8
    age: F8
    pace: F8
    all_pace: float
    share: F8
    unreported: F8
    rough: F8


def measure(known: Known) -> Features:
    """Numbers of each site from its reports and those of everybody; 0 where none are known."""
    people = known.last
    ends = [known.day if curve.last_day is None else curve.last_day for curve in known.sites]
    last_day = np.array(ends, dtype=np.float64)
    pace = np.array([[_pace(curve, days) for curve in known.sites] for days in PACES])
    recent = np.array([max(_risen(curve, _SHARED), 0.0) for curve in known.sites])
    kept = people / max(float(people.sum()), 1e-9)
    rising = recent / max(float(recent.sum()), 1e-9) if recent.any() else recent
    share = (kept + rising) / 2
    everybody = known.everybody.at(known.day)
    since = np.array([everybody - known.everybody.at(day) for day in last_day])
    placed = min(1.0, float(people.sum()) / everybody) if everybody > 0 else 1.0
    return Features(
        people=people,
        age=known.day - last_day,
        pace=pace,
        all_pace=float((pace[0] + pace[1]).sum() / 2),
        share=share,
        unreported=np.maximum(since, 0.0) * placed * share,
        rough=np.array([_rough(curve) for curve in known.sites]),
    )


def _risen(curve: Curve, days: int) -> float:
    return curve.last - curve.at(curve.day[-1] - days) if curve.day.size else 0.0


def _pace(curve: Curve, days: int) -> float:
    span = float(curve.day[-1] - curve.day[0]) if curve.day.size else 0.0
    return _risen(curve, days) / min(days, max(span, 1.0))


def _rough(curve: Curve) -> float:
    if curve.day.size < 2:
        return 0.0
    last = curve.day[-1]
    oldest = max(curve.day[0], last - _ROUGH_DAYS)
    change = np.diff(np.interp(np.arange(last, oldest - 1, -_ROUGH_STEP), curve.day, curve.value))
    return float(np.sqrt(np.mean(change**2))) if change.size else 0.0
