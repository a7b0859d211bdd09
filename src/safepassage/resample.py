"""Members picked as often as their weights say."""

from __future__ import annotations

import numpy as np

from safepassage.arrays import F8, I8


def systematic(weight: F8, count: int, offset: float) -> I8:
    """Systematic resampling (Kitagawa 1996): numbers of the members picked, in order.

    Args:
        weight: Shape (M,), sums to 1.
        count: How many to pick.
        offset: Where the first of the evenly spaced points lies in its step, 0 to 1: a uniform
            draw makes each member's expected number of copies exact; 0.5 draws nothing.

    Returns:
        Shape (count,).
    """
    points = (np.arange(count) + offset) / count
    index = np.searchsorted(np.cumsum(weight), points, side="right")
    return np.minimum(index, weight.size - 1).astype(np.int64)
