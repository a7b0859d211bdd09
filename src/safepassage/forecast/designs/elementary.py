"""Paths through the ranges that change one group at a time, and the effects of its changes.

Morris (1991), Technometrics 33; Campolongo et al. (2007), Environmental Modelling & Software 22.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from safepassage.arrays import F8, I8

_LEVELS = 4
_STEP = _LEVELS / (2 * (_LEVELS - 1))
"""Change of a parameter, as a share of its range."""
_RESAMPLES = 100
_HALF_95 = float(ndtri(0.975))


class Effects(NamedTuple):
    """Of G groups, for a change over the whole range, each of shape (G,).

    The error is the half width of a 95 % interval. For a group of several parameters, of which
    some go up and some go down, ``mean`` and ``spread`` have no meaning.
    """

    mean: F8
    size: F8
    size_error: F8
    spread: F8


def paths(groups: I8, count: int, seed: int) -> F8:
    """Points of paths on a grid of four levels.

    Args:
        groups: Number of the group of each parameter, from 0 on, shape (K,).
        count: Paths T.
        seed: Of the paths.

    Returns:
        Values in 0..1, shape (T x (G + 1), K), path after path.
    """
    random = np.random.default_rng(seed)
    size = int(groups.max()) + 1
    grid = np.linspace(0, 1 - _STEP, _LEVELS // 2)
    after = np.arange(size + 1)[:, None]
    points = np.empty((count, size + 1, groups.size))
    for path in points:
        order = np.eye(size)
        random.shuffle(order)
        turn = order.argmax(axis=1)[groups]  # after how many others each parameter changes
        upwards = random.choice([-1, 1], groups.size) > 0
        path[:] = random.choice(grid, groups.size) + _STEP * ((turn < after) == upwards)
    return points.reshape(-1, groups.size)


def effects(points: F8, values: F8, groups: I8, seed: int) -> Effects:
    """What the output does where a group changes.

    Args:
        points: Of ``paths``, shape (T x (G + 1), K).
        values: The output at each of them, shape (T x (G + 1),).
        groups: As of ``paths``.
        seed: Of the bootstrap samples from which the error comes.
    """
    size = int(groups.max()) + 1
    changes = np.diff(points.reshape(-1, size + 1, groups.size), axis=1)
    steps = np.diff(values.reshape(-1, size + 1), axis=1) / _STEP
    random = np.random.default_rng(seed)
    found = np.empty((4, size))
    for number in range(size):
        own = changes[:, :, int(np.argmax(groups == number))]
        effect = (steps * np.sign(own)).sum(axis=1)  # one step a path is not 0
        drawn = random.integers(effect.size, size=(_RESAMPLES, effect.size))
        sizes = np.abs(effect[drawn]).mean(axis=1)
        found[:, number] = (
            effect.mean(), np.abs(effect).mean(), _HALF_95 * sizes.std(ddof=1), effect.std(ddof=1),
        )  # fmt: skip
    return Effects(*found)
