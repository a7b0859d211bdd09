"""Counts that may leave, as values of their own type: no other number can be printed."""

from __future__ import annotations

from typing import NewType

import numpy as np

from safepassage.arrays import F8
from safepassage.disclosure.policy import Policy

Count = NewType("Count", float)
"""Rounded people that may be published; NaN where fewer than the threshold, and not none; infinite
where they are not published because an export suppresses parts of them."""
WITHHELD = Count(float("inf"))
Three = tuple[Count, Count, Count]
"""5, 50 and 95 %."""


def count(value: float, policy: Policy) -> Count:
    """What may be published of a number of people."""
    return Count(float(counts(np.array([value]), policy)[0]))


def three(values: F8, policy: Policy) -> Three:
    """The same of 5, 50 and 95 %, shape (3,)."""
    low, middle, high = (count(value, policy) for value in values.tolist())
    return low, middle, high


def counts(values: F8, policy: Policy) -> F8:
    """The same of many: multiples of :func:`step_of`, NaN for what is small; any shape."""
    step = step_of(policy)
    small = (values > 0) & (values < policy.threshold)
    return np.where(small, np.nan, np.rint(values / step) * step)


def publishable(values: F8, policy: Policy) -> F8:
    """Quantiles that may be drawn: rounded; small ones are 0 below and the threshold above.

    Args:
        values: 5, 50 and 95 % (or more), in order, shape (Q, ...).
        policy: Threshold and rounding.

    Returns:
        The same shape. What is drawn for a small count does not depend on it.
    """
    found = counts(values, policy)
    middle = (len(values) - 1) / 2
    for rank in range(len(values)):
        ends = 0.0 if rank <= middle else float(policy.threshold)
        found[rank] = np.where(np.isnan(found[rank]), ends, found[rank])
    return found


def step_of(policy: Policy) -> int:
    """Multiples to which single figures are rounded.

    No table of sums protects them as an export's are: a day less the day before, or an area less a
    place, gives a difference to within one step on either side, which must not be less than what is
    suppressed.
    """
    return max(policy.base, policy.threshold)
