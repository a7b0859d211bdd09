"""Which report a forecast is scored against: the one nearest to the horizon day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.forecast.history import Known

WINDOW = 15
"""Days around the horizon day within which a site's report counts."""


@dataclass(frozen=True)
class Target:
    """One report to forecast.

    Attributes:
        site: Number of the site.
        day: Day of the report, since the start.
        value: Registered people.
    """

    site: int
    day: int
    value: float


def find_targets(
    answers: Known, asked: Known, horizon: int, *, before: int, window: int = WINDOW
) -> list[Target]:
    """Reports nearest to the horizon day, one a site; the earlier of two equally near.

    A site that had not reported at the origin is not asked for.

    Args:
        answers: Reports to score against.
        asked: What was known at the origin.
        horizon: Days after the origin.
        before: Reports on this day or later are left out (the end of the scenario).
        window: Days around the horizon day; a report must also lie after the origin.
    """
    found = []
    for site, curve in enumerate(answers.sites):
        if not asked.sites[site].day.size:
            continue
        away = np.abs(curve.day - (asked.day + horizon))
        near = (away <= window) & (curve.day > asked.day) & (curve.day < before)
        if near.any():
            best = int(np.argmin(np.where(near, away, np.iinfo(np.int64).max)))
            found.append(Target(site, int(curve.day[best]), float(curve.value[best])))
    return found
