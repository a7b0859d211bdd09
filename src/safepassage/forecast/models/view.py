"""What a model may look at from an origin, and in what form it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtri

from safepassage.arrays import F8
from safepassage.forecast.history import Curve, History, Known

COUNT = 200
"""Quantiles of every model: rivals and ours have the same number, so that scores are alike."""
LEVELS: F8 = (np.arange(COUNT) + 0.5) / COUNT
"""Their probabilities, shape (Q,)."""
NORMAL: F8 = np.asarray(ndtri(LEVELS))
"""The standard normal distribution at these, shape (Q,)."""


Errors = dict[str, list[list[float]]]
"""Baseline → past errors of each site."""


@dataclass(frozen=True)
class View:
    """Reports by the day they became known, cut off at an origin.

    Attributes:
        history: All reports; only ``known`` and ``first`` may be asked, for days up to ``day``.
        day: The origin, days since the start.
        announced: Verification exercises known at the origin: (site, day, chance of being held).
        capacity: Capacities of the sites, shape (S,), or None when they are hidden.
        errors: Past errors of the baselines by days ahead, kept once they were computed.
    """

    history: History
    day: int
    announced: tuple[tuple[str, int, float], ...] = ()
    capacity: F8 | None = None
    errors: dict[int, Errors] = field(default_factory=dict, compare=False, repr=False)

    @property
    def known(self) -> Known:
        """Reports as they stand at the origin."""
        return self.history.known(self.day)

    @property
    def first(self) -> Known:
        """First publications known at the origin: what earlier forecasts are scored against."""
        return self.history.known(self.day, first=True)

    def earlier(self, day: int) -> Known:
        """Reports as they stood on an earlier day.

        Raises:
            ValueError: If the day lies after the origin.
        """
        if day > self.day:
            raise ValueError(f"day {day} lies after the origin {self.day}")
        return self.history.known(day)


Model = Callable[[View, F8], F8]
"""(view, days ahead of shape (H,)) → people at ``LEVELS``, shape (Q, H, S), 0 or more."""


def by_site(view: View, leads: F8, one: Callable[[Curve, F8], F8]) -> F8:
    """A model of single series applied to each site, shape (Q, H, S).

    Args:
        view: What may be seen.
        leads: Days after the origin, shape (H,).
        one: (reports, days after the last report of shape (H,)) → shape (Q, H).
    """
    made = [
        one(curve, leads + view.day - int(curve.day[-1]))
        if curve.day.size
        else np.zeros((COUNT, leads.size))
        for curve in view.known.sites
    ]
    return np.maximum(np.stack(made, axis=2), 0.0)


def normal(middle: F8, spread: F8) -> F8:
    """A normal distribution at ``LEVELS``, shape (Q, H), from middle and spread of shape (H,)."""
    return np.asarray(middle + NORMAL[:, None] * spread)
