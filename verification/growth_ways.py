"""Other ways of putting the parts of the growth model together, scored beside the mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from growth_data import Rows

from safepassage.arrays import F8
from safepassage.forecast.scores import fair_crps

Way = Callable[[Rows, Mapping[str, F8]], F8]
"""(targets, part → quantiles of shape (N, Q)) → quantiles of shape (N, Q)."""
FIRST_GUESS = 3
"""Origins of equal losses that are added to those seen, so that early weights are nearly equal."""


def median(_: Rows, parts: Mapping[str, F8]) -> F8:
    """The median of the parts at each probability."""
    return np.asarray(np.median(list(parts.values()), axis=0))


def trimmed(_: Rows, parts: Mapping[str, F8]) -> F8:
    """Their mean without the highest and the lowest."""
    ordered = np.sort(list(parts.values()), axis=0)
    return np.asarray(ordered[1:-1].mean(axis=0))


def by_past_loss(rows: Rows, parts: Mapping[str, F8]) -> F8:
    """Their mean, weighted by one over the loss of each in the case up to the origin."""
    lost = np.array([fair_crps(made, rows.observed) for made in parts.values()])
    weight = np.zeros_like(lost)
    for origin in np.unique(rows.origin):
        seen = rows.origin + rows.lead <= origin
        sums = lost[:, seen].sum(axis=1)
        relative = sums / sums.mean() if sums.mean() > 0 else np.ones(sums.size)
        count = np.unique(rows.origin[seen]).size
        shrunk = (count * relative + FIRST_GUESS) / (count + FIRST_GUESS)
        weight[:, rows.origin == origin] = (1.0 / shrunk / (1.0 / shrunk).sum())[:, None]
    return np.asarray((weight[:, :, None] * np.array(list(parts.values()))).sum(axis=0))


WAYS: Mapping[str, Way] = {
    "median": median,
    "mean without the highest and the lowest": trimmed,
    "mean weighted by past loss": by_past_loss,
}
"""By name."""
