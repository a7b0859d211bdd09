"""Drops by re-registration: people are counted again and many are no longer there.

A verification exercise multiplies a count by a factor. The factors are those of the published
corrections; when no exercise is known to be coming, one may come on any day with a small chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.forecast.models.view import LEVELS, View


def with_verification(quantiles: F8, view: View, leads: F8, table: Mapping[str, Any]) -> F8:
    """A mixture of no exercise, and one whose factor is drawn from the published corrections.

    Args:
        quantiles: Without an exercise, shape (Q, H, S).
        view: The origin, with the exercises announced by it.
        leads: Days after the origin, shape (H,).
        table: ``factors`` (evenly likely) and ``chance_a_day`` of an exercise nobody announced.
    """
    unannounced = 1.0 - (1.0 - float(table["chance_a_day"])) ** leads
    factors = np.array(table["factors"], dtype=np.float64)
    made = quantiles.copy()
    for number, site in enumerate(view.history.sites):
        chance = unannounced.copy()
        for place, day, held in view.announced:
            if place == site and day > view.day:
                coming = leads >= day - view.day
                chance = np.where(coming, 1.0 - (1.0 - chance) * (1.0 - held), chance)
        for row in np.flatnonzero(chance > 0):
            made[:, row, number] = mixed(quantiles[:, row, number], factors, float(chance[row]))
    return made


def mixed(quantiles: F8, factors: F8, chance: float) -> F8:
    """Quantiles of a mixture, shape (Q,)."""
    values = np.concatenate([quantiles, np.outer(factors, quantiles).ravel()])
    weights = np.concatenate(
        [
            np.full(quantiles.size, (1.0 - chance) / quantiles.size),
            np.full(factors.size * quantiles.size, chance / (factors.size * quantiles.size)),
        ]
    )
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) - weights[order] / 2
    return np.asarray(np.interp(LEVELS, reached, values[order]))
