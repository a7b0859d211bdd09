"""Exact counts by place and class, for those who must have them; enclosed places together."""

from __future__ import annotations

import numpy as np
import pandas as pd

from safepassage.arrays import I8
from safepassage.disclosure.counts import QUANTITIES, alone, place_groups
from safepassage.disclosure.policy import Policy
from safepassage.result.result import Result
from safepassage.spread import weighted_quantiles


def raw_counts(result: Result) -> pd.DataFrame:
    """Counts without thresholds and rounding.

    Returns:
        Columns ``date, place, class, quantity, p05, p50, p95, mean``, rows that count somebody;
        the places that somebody may not leave on a day are one row ``enclosed``.
    """
    groups, labels = place_groups(result, Policy())
    size = len(labels) - 1  # no totals
    told = ~alone(result, groups, labels)
    frames = []
    for name in QUANTITIES:
        summed = _grouped(result, name, groups, size)
        p05, p50, p95 = weighted_quantiles(summed, result.weight)
        mean = np.tensordot(result.weight, summed, axes=(0, 0))
        mean[~told, -1] = 0  # a pocket of which one neighbourhood is left is not published
        day, group, class_ = np.nonzero(mean > 0)
        frames.append(
            pd.DataFrame(
                {
                    "date": result.dates.astype("M8[ns]")[day],
                    "place": np.array(labels, dtype=object)[group],
                    "class": np.array(result.classes, dtype=object)[class_],
                    "quantity": name,
                    "p05": p05[day, group, class_],
                    "p50": p50[day, group, class_],
                    "p95": p95[day, group, class_],
                    "mean": mean[day, group, class_].round(3),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _grouped(result: Result, name: str, groups: I8, size: int) -> I8:
    """Counts by group and class, shape (M, D, G, C)."""
    found = np.zeros(
        (result.members.size, result.scenario.days, size, len(result.classes)), dtype=np.int64
    )
    start = 0
    for part in result.parts():
        rows = slice(start, start + part.members.size)
        start = rows.stop
        counts = part.arrays[name]
        for day in range(result.scenario.days):
            by_place = np.moveaxis(counts[:, day], 1, 0)
            np.add.at(np.moveaxis(found[rows, day], 1, 0), groups[day], by_place)
    return found
