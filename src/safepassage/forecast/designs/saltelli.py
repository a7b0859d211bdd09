"""First-order and total Sobol indices from pairs of points that swap one group at a time.

Saltelli et al. (2010), Computer Physics Communications 181: first-order by its equation (b) of
table 2, total by (f), after Jansen.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from safepassage.arrays import F8, I8

_HALF_95 = float(ndtri(0.975))


class Indices(NamedTuple):
    """Indices of G groups, each of shape (G,); errors are half widths of 95 % intervals."""

    first: F8
    first_error: F8
    total: F8
    total_error: F8


def pairs(groups: I8, base: int, seed: int) -> F8:
    """Points that differ by one group.

    Args:
        groups: Number of the group of each parameter, from 0 on, shape (K,).
        base: Base samples N, a power of two.
        seed: Of the scrambling.

    Returns:
        Values in 0..1, shape (N x (G + 2), K): of each base sample the point, the point with one
        group after another from its partner, and the partner.
    """
    from scipy.stats import qmc  # slow to import

    size = groups.size
    drawn = qmc.Sobol(d=2 * size, scramble=True, seed=seed).random(base)
    here, there = drawn[:, None, :size], drawn[:, None, size:]
    number = np.arange(-1, groups.max() + 2)[:, None]  # -1 swaps none, the last one swaps all
    swapped = (number == groups) | (number == number[-1])
    points: F8 = np.where(swapped, there, here).reshape(-1, size)
    return points


def indices(values: F8, groups: int, *, resamples: int, seed: int) -> Indices:
    """Indices of an output that is not constant.

    Args:
        values: The output at each of ``pairs``, shape (N x (G + 2),).
        groups: Number of groups G.
        resamples: Bootstrap samples of the base samples, from which the errors come.
        seed: Of those.
    """
    table = ((values - values.mean()) / values.std()).reshape(-1, groups + 2)
    size = len(table)
    drawn = np.random.default_rng(seed).integers(size, size=(size, resamples))
    one, other = table[:, 0], table[:, -1]
    found = np.empty((4, groups))
    for number in range(groups):
        swapped = table[:, number + 1]
        first, total = _both(one, swapped, other)
        again = _both(one[drawn], swapped[drawn], other[drawn])
        errors = (_HALF_95 * of.std(ddof=1) for of in again)
        found[:, number] = (first, next(errors), total, next(errors))
    return Indices(*found)


def _both(one: F8, swapped: F8, other: F8) -> tuple[F8, F8]:
    """First-order and total index over the first axis; 0 where a resample does not vary."""
    variance = np.var(np.concatenate([one, other]), axis=0)
    varies = variance > np.finfo(float).eps
    safe = np.where(varies, variance, np.inf)
    first = np.mean(other * (swapped - one), axis=0) / safe
    total = 0.5 * np.mean((one - swapped) ** 2, axis=0) / safe
    return np.asarray(first), np.asarray(total)
