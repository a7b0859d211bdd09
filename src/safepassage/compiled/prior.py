"""The prior of one uncertain input: its quantile function."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8
from safepassage.normal import Z95


@dataclass(frozen=True)
class Prior:
    """Distribution of one uncertain input.

    Attributes:
        name: Identifier; implicit ones are named after the row they come from.
        input: What it acts on, as in the dictionary (``rules.NAME``, ``populations:AREA``, …).
        distribution: As in the dictionary.
        low: 5 % value or lower bound.
        best: Median or mode.
        high: 95 % value or upper bound.
        row: Row of ``populations`` for an implicit prior of one row, else -1.
        partner: The prior with which it is correlated, or None.
        correlation: With that one, on the normal scale.
        floor: The value is known to lie above this (an exit that has not opened yet).
        values: Of ``quantiles``: values at the middles of equal shares, in order.
    """

    name: str
    input: str
    distribution: str
    low: float
    best: float
    high: float
    row: int = -1
    partner: Prior | None = None
    correlation: float = 0.0
    floor: float = -np.inf
    values: tuple[float, ...] = ()

    def quantile(self, u: F8) -> F8:
        """Value at probability ``u`` (0..1), any shape.

        ``normal`` and ``lognormal`` are two-piece: each half has its own spread, so that the
        5, 50 and 95 % values are exactly low, best and high; ``floor`` cuts the distribution.
        """
        if self.floor == -np.inf:
            return self._whole_quantile(u)
        below = self._chance_below(self.floor)
        return np.maximum(self._whole_quantile(below + u * (1.0 - below)), self.floor)

    def _chance_below(self, value: float) -> float:
        """Probability of a value below ``value``, by bisection of the quantile function."""
        low, high = 0.0, 1.0 - 2.0**-20
        for _ in range(50):
            middle = (low + high) / 2
            is_below = float(self._whole_quantile(np.array(middle))) < value
            low, high = (middle, high) if is_below else (low, middle)
        return low

    def _whole_quantile(self, u: F8) -> F8:
        low, best, high = self.low, self.best, self.high
        if self.distribution == "quantiles":
            at = (np.arange(len(self.values)) + 0.5) / len(self.values)
            return np.asarray(np.interp(u, at, self.values))
        if self.distribution == "uniform":
            return np.asarray(low + (high - low) * u)
        if self.distribution == "loguniform":
            return np.asarray(low * (high / low) ** u)
        if self.distribution == "triangular":
            return _triangular(u, low, best, high)
        from scipy.special import ndtri  # slow to import

        z: F8 = np.asarray(ndtri(u))
        if self.distribution == "normal" or low <= 0:
            spread = np.where(z < 0, best - low, high - best) / Z95
            return np.asarray(best + z * spread)
        spread = np.where(z < 0, math.log(best / low), math.log(high / best)) / Z95
        return np.asarray(best * np.exp(z * spread))


def _triangular(u: F8, low: float, best: float, high: float) -> F8:
    cut = (best - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (best - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - best))
    return np.where(u < cut, rising, falling)
