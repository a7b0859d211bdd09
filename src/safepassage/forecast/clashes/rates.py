"""Chances of serious clashes by area from their record, and how crowding may raise them.

The record itself, and when a clash is serious, stand in ``evidence.clash_record``. The baseline, a
constant rate, counts old months like new ones.

Crowding: the hazard of a month is multiplied by (1 + newcomers / population of the area)^g. No
record that we know of measures g; its prior is lognormal, median 1, 5 to 95 % 0.2 to 5.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from safepassage.arrays import F8
from safepassage.evidence.clash_record import HALF_LIFE, MONTH, record_of
from safepassage.normal import Z95


def chance_within(monthly: F8, days: float, crowding: float, *, seed: int) -> F8:
    """Draws of the chance of at least one serious clash within some days.

    Args:
        monthly: Draws of the chance in a month, shape (N,).
        days: How many days ahead.
        crowding: 1 + newcomers / population of the area, at least 1.
        seed: Of the draws of the effect of crowding.
    """
    effect = np.exp(np.random.default_rng(seed).normal(0.0, np.log(5.0) / Z95, monthly.size))
    hazard = -np.log1p(-np.minimum(monthly, 1 - 1e-12)) * crowding**effect
    return np.asarray(1.0 - np.exp(-hazard * days / MONTH))


def rolling_scores(
    clashes: Sequence[tuple[dt.date, bool]], first: dt.date, last: dt.date, *, warm: int = 6
) -> dict[str, dict[str, float]]:
    """Brier and log score of month after month, each from what came before it."""
    scores: dict[str, list[tuple[float, float]]] = {"model": [], "constant_rate": []}
    months = int((last - first).days / MONTH)
    for month in range(warm, months):
        start = first + dt.timedelta(days=round(month * MONTH))
        end = first + dt.timedelta(days=round((month + 1) * MONTH))
        happened = any(heavy and start < day <= end for day, heavy in clashes)
        known = record_of(clashes, first, start)
        for name, half_life in (("model", HALF_LIFE), ("constant_rate", 1e9)):
            chance = float(known.chance(seed=1, draws=2000, half_life=half_life).mean())
            log = np.log(chance if happened else 1 - chance)
            scores[name].append(((chance - happened) ** 2, -float(log)))
    return {
        name: dict(zip(("brier", "log"), np.mean(np.array(rows), axis=0).tolist(), strict=True))
        for name, rows in scores.items()
    }
