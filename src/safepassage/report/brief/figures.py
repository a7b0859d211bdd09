"""Counts in words: never small, never finer than they are known."""

from __future__ import annotations

import math

from safepassage.disclosure.figures import WITHHELD, Count, Three, step_of
from safepassage.disclosure.policy import Policy
from safepassage.report.brief.language import Amount, Language, Ready

_STEPS = ((1_000, 5), (10_000, 50), (100_000, 500), (1_000_000, 1_000))
_COARSEST = 10_000


def about(language: Language, value: Count, policy: Policy) -> Amount:
    """A count in words: ``fewer than 10``, ``1,250``, ``61,000``, ``not published``."""
    if value == WITHHELD:
        return Amount(language("figure.withheld"), policy.threshold)
    if math.isnan(value):
        fewer = language("figure.fewer", number=policy.threshold)
        return Amount(fewer, policy.threshold)
    step = next((step for limit, step in _STEPS if value < limit), _COARSEST)
    step = max(step, step_of(policy))
    rounded = round(value / step) * step
    return Amount(language.number(rounded), rounded)


def spread(language: Language, values: Three, policy: Policy) -> Ready:
    """Median with its range: ``61,000 (34,000 to 113,000)``."""
    low, middle, high = (about(language, value, policy) for value in values)
    if low == middle == high:
        return middle
    return Ready(language("figure.spread", low=low, middle=middle, high=high))


def ratio(language: Language, value: float) -> Ready:
    """A ratio with one decimal."""
    return Ready(language.number(value, 1))
