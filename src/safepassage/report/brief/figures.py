"""Counts as the report shows them: never small, never finer than they are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from safepassage.arrays import F8
from safepassage.disclosure.policy import Policy
from safepassage.report.brief.language import Language, Ready

_STEPS = ((1_000, 5), (10_000, 50), (100_000, 500), (1_000_000, 1_000))
_COARSEST = 10_000


def publishable(values: F8, policy: Policy) -> F8:
    """Quantiles that may be drawn: rounded; small ones are 0 below and the threshold above.

    Args:
        values: 5, 50 and 95 % (or more), in order, shape (Q, ...).
        policy: Threshold and rounding.

    Returns:
        The same shape. What is drawn for a small count does not depend on it.
    """
    found = np.rint(values / policy.base) * policy.base
    small = (values > 0) & (values < policy.threshold)
    middle = (len(values) - 1) / 2
    for rank in range(len(values)):
        ends = 0.0 if rank <= middle else float(policy.threshold)
        found[rank] = np.where(small[rank], ends, found[rank])
    return np.asarray(found)


def about(language: Language, value: float, policy: Policy) -> Ready:
    """A count in words: ``fewer than 10``, ``1,250``, ``61,000``."""
    if 0 < value < policy.threshold:
        return Ready(language("figure.fewer", number=policy.threshold))
    step = next((step for limit, step in _STEPS if value < limit), _COARSEST)
    step = max(step, policy.base)
    return Ready(language.number(round(value / step) * step))


def spread(language: Language, values: Sequence[float], policy: Policy) -> Ready:
    """Median with its range: ``61,000 (34,000 to 113,000)``."""
    low, middle, high = (about(language, value, policy) for value in values)
    if low == middle == high:
        return middle
    return Ready(language("figure.spread", low=low, middle=middle, high=high))


def ratio(language: Language, value: float) -> Ready:
    """A ratio with one decimal."""
    return Ready(language.number(value, 1))
