"""Forecasts whose future totals are given, as Flee is given them."""

from __future__ import annotations

import numpy as np

from safepassage.arrays import F8
from safepassage.forecast.history import History


def future_total(history: History, day: int, horizon: int) -> F8:
    """Sum of the lines of the sites known at a day, shape (H,): all that totals given may see."""
    ahead = range(day + 1, day + horizon + 1)
    known, final = history.known(day), history.published(first=False)
    curves = [f for f, k in zip(final.sites, known.sites, strict=True) if k.day.size]
    return np.array([sum(curve.at(later) for curve in curves) for later in ahead])


def rescaled(people: F8, total: F8, middle: F8) -> F8:
    """Members scaled to the given totals, shape (M, H, S)."""
    kept = np.maximum(people, 0.0)
    whole = kept.sum(axis=2, keepdims=True)
    scaled = kept * (total[None, :, None] / np.where(whole > 0, whole, 1.0))
    return np.where(whole > 0, scaled, middle)
