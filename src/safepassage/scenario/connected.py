"""Connected parts of a network, without the graph library: importing it takes longer than a run."""

from __future__ import annotations

import numpy as np

from safepassage.arrays import I8


def connected_parts(start: I8, end: I8, places: int) -> I8:
    """Part of the network that each place lies in: the lowest number of a place in it.

    Each part joins the lowest one next to it, and all its places follow; the number of rounds
    grows with the logarithm of the places (Shiloach and Vishkin 1982).

    Args:
        start: Place at one end of each link, shape (L,).
        end: Place at the other end, shape (L,).
        places: Number of places.

    Returns:
        Shape (P,).
    """
    part = np.arange(places, dtype=np.int64)
    while True:
        one, other = part[start], part[end]
        apart = one != other
        if not apart.any():
            return part
        one, other = one[apart], other[apart]
        np.minimum.at(part, np.maximum(one, other), np.minimum(one, other))
        while (part[part] != part).any():
            part = part[part]
