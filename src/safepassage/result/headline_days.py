"""Which days the headline table shows: those that most reports are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from safepassage.arrays import I8
from safepassage.result.reports import Report
from safepassage.scenario.scenario import Scenario

MAX_DAYS = 5
MAX_OWN = 2
"""Shared days that a quantity may exchange for days of its own."""

_NEAR = 0.6
"""Weight of a report about the day before or after, against one about the very day."""


def common_days(
    scenario: Scenario, names: Iterable[str], reports: Mapping[str, Sequence[Report]]
) -> list[int]:
    """The last day and up to four others that together meet most reports of most quantities.

    The first report of a quantity counts most. Days that no report asks for halve the longest gap.
    """
    about = [_days(scenario, reports[name]) for name in names if name in reports]
    last = scenario.days - 1
    chosen = [last]
    apart = max(2, scenario.days // 20)
    for _ in range(MAX_DAYS - 1):
        candidates = np.unique(
            np.concatenate([[last], *(day + k for day in about for k in (-1, 0, 1))])
        )
        free = [
            day
            for day in candidates.tolist()
            if 0 <= day < last and min(abs(day - other) for other in chosen) >= apart
        ]
        best = max(free, key=lambda day: _met(about, [*chosen, day]), default=last)
        if _met(about, [*chosen, best]) <= _met(about, chosen):
            break
        chosen.append(best)
    while len(chosen) < MAX_DAYS:
        ordered = sorted({0, *chosen})
        gap, start = max(((b - a, a) for a, b in pairwise(ordered)), default=(0, 0))
        if gap < 2 * apart:
            break
        chosen.append(start + gap // 2)
    return sorted(chosen)


def own_days(scenario: Scenario, reports: Sequence[Report], common: Sequence[int]) -> list[int]:
    """The shared days, up to two without a report exchanged for days with one."""
    reported = _days(scenario, reports)
    days = list(common)
    for _ in range(MAX_OWN):
        open_ = [day for day in reported.tolist() if _gap(day, days) > 1]
        idle = [day for day in days[:-1] if not np.any(np.abs(reported - day) <= 1)]
        if not open_ or (not idle and len(days) >= MAX_DAYS):
            break
        counts = {day: sum(abs(day - other) <= 1 for other in open_) for day in open_}
        best = max(counts, key=lambda day: (counts[day], _gap(day, days)))
        if len(days) >= MAX_DAYS:
            days.remove(min(idle, key=lambda day: abs(day - best)))
        days = sorted([*days, best])
    return days


def _days(scenario: Scenario, reports: Sequence[Report]) -> I8:
    return np.array([(report.date - scenario.start).days for report in reports], dtype=np.int64)


def _gap(day: int, days: Iterable[int]) -> int:
    return min(abs(day - other) for other in days)


def _met(about: Sequence[np.ndarray[Any, Any]], days: Sequence[int]) -> float:
    """How well days meet reports."""
    total = 0.0
    for reported in about:
        gap = np.abs(reported[:, None] - np.array(days)[None, :]).min(axis=1)
        total += float(np.sqrt(np.sum(gap == 0) + _NEAR * np.sum(gap == 1)))
    return total
