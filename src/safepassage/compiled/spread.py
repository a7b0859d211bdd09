"""Evenly spread points whose coordinates are keyed by name.

Each coordinate is a random sequence of its own: of its first 2^k values one lies in each of 2^k
equal parts of 0..1 for every k, in an order that only the seed and the name decide. Together the
points are a Latin hypercube that grows (Sallaberry, Helton and Hora 2008; Helmer, Christensen and
Kensler 2021). A sequence of Sobol spreads pairs of coordinates more evenly still, but by the
number of a coordinate: whatever joins or leaves a list moves all that stand behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from safepassage.arrays import F8
from safepassage.streams.named import named_bits

_BITS = 53
"""Of a coordinate: as many as a number between 0 and 1 holds."""
_EDGE = 2.0**-40


def spread_points(names: Sequence[str], seed: int, first: int, count: int) -> F8:
    """Points ``first .. first + count - 1``, each strictly inside 0..1.

    Args:
        names: Of the coordinates, N; equal names have equal coordinates.
        seed: Seed of the run.
        first: Number of the first point.
        count: Number of points; no point depends on it.

    Returns:
        Shape (count, N).
    """
    points = np.empty((count, len(names)))
    for number, name in enumerate(names):
        points[:, number] = _coordinate(name, seed, first + count)[first:]
    return np.clip(points, _EDGE, 1.0 - _EDGE)


def _coordinate(name: str, seed: int, count: int) -> F8:
    """The first values of one coordinate, shape (count,)."""
    words = named_bits(seed, "input", name)
    values = words.random_raw(1) >> np.uint64(64 - _BITS)
    bits = 0  # there are 2^bits values, each in a part of its own
    while values.size < count:
        bits += 1
        free = (values >> np.uint64(_BITS - bits)) ^ np.uint64(1)  # the other half of each part
        free = free[np.argsort(words.random_raw(values.size), kind="stable")]
        within = words.random_raw(values.size) >> np.uint64(64 - _BITS + bits)
        values = np.concatenate([values, (free << np.uint64(_BITS - bits)) | within])
    return np.asarray(values[:count] * 2.0**-_BITS)
