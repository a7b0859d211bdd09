"""Multinomial counts: few people one by one, many by conditional binomials."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from safepassage.native import compiled
from safepassage.streams.binomial import binomial
from safepassage.streams.keys import Integer, fold, uniform

_PICK_BELOW: Final = 6  # persons: below it each person picks a branch


@compiled
def _weight(weights: NDArray[np.float64], j: int, equal: bool) -> float:
    """Give the weight of branch `j`: 1 where all are `equal`, 0 where it is negative or NaN."""
    if equal:
        return 1.0
    return weights[j] if weights[j] > 0.0 else 0.0


@compiled
def _sum_weights(weights: NDArray[np.float64], start: int, stop: int, equal: bool) -> float:
    """Add the weights of the branches in [start, stop)."""
    total = 0.0
    for j in range(start, stop):
        total += _weight(weights, j, equal)
    return total


@compiled
def _pick_branches(
    key: np.uint64,
    n: int,
    weights: NDArray[np.float64],
    start: int,
    last: int,
    equal: bool,
    out: NDArray[np.int64],
) -> None:
    """Add to `out` the branch that each of `n` persons picks; branch `last` has a weight."""
    total = _sum_weights(weights, start, last + 1, equal)
    for i in range(n):
        target = uniform(key, i) * total
        j = start
        reached = _weight(weights, j, equal)
        while target >= reached and j < last:  # passes a branch of weight 0, even the first
            j += 1
            reached += _weight(weights, j, equal)
        out[j] += 1


@compiled
def _split_branches(
    key: np.uint64,
    n: int,
    weights: NDArray[np.float64],
    start: int,
    last: int,
    equal: bool,
    out: NDArray[np.int64],
) -> None:
    """Add to `out` a binomial share of those who remain, branch by branch; `last` takes the rest.

    The weight still ahead is reduced by subtraction, and added up anew before it has lost a bit.
    """
    ahead = summed = _sum_weights(weights, start, last + 1, equal)
    for j in range(start, last):
        weight = _weight(weights, j, equal)
        if weight > 0.0:
            share = binomial(fold(key, j - start), n, weight / ahead)
            out[j] += share
            n -= share
            if n == 0:
                return
            ahead -= weight
            if ahead < 0.5 * summed:
                ahead = summed = _sum_weights(weights, j + 1, last + 1, equal)
    out[last] += n


@compiled
def multinomial_into(
    key: Integer,
    n: Integer,
    weights: NDArray[np.float64],
    start: int,
    stop: int,
    out: NDArray[np.int64],
) -> None:
    """Split `n` persons over the branches in [start, stop), in proportion to their weights.

    The counts add up to `n` exactly, whatever the rounding. A branch of weight 0 gets nobody,
    unless all weights are 0: then all branches are equal (the rule of Flee).

    Args:
        key: the key of this split alone.
        n: persons, in [0, 2**53]; a negative number counts as 0.
        weights: weight of each branch, any unit, adding up to a finite number; shape (routes,).
            A negative weight and NaN count as 0.
        start: first branch.
        stop: the branch after the last; without a branch (stop <= start) nobody is placed.
        out: persons by branch, shape (routes,); overwritten in [start, stop) only.
    """
    persons = int(np.int64(n))
    for j in range(start, stop):
        out[j] = 0
    if persons <= 0 or stop <= start:
        return
    last = stop - 1
    while last > start and not weights[last] > 0.0:
        last -= 1
    equal = not weights[last] > 0.0
    if equal:
        last = stop - 1
    if persons < _PICK_BELOW:
        _pick_branches(np.uint64(key), persons, weights, start, last, equal, out)
    else:
        _split_branches(np.uint64(key), persons, weights, start, last, equal, out)
