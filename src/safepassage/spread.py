"""How a number spreads over members: quantiles by weight, and the three that are shown."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple, TypeVar

import numpy as np

from safepassage.arrays import F8, Counts

AT = (0.05, 0.5, 0.95)
"""Probabilities of the quantiles that are shown."""
PERCENTILES = ("p05", "p50", "p95")
"""Their names in JSON and in tables."""
_Value = TypeVar("_Value")


class Spread(NamedTuple):
    """The values at 5, 50 and 95 %.

    Attributes:
        low: One in twenty lies below.
        median: Half lie below.
        high: One in twenty lies above.
    """

    low: float
    median: float
    high: float

    @classmethod
    def of(cls, values: F8 | Counts, weight: F8) -> Spread:
        """Of values by member, by weight, shape (M,) both; see :func:`weighted_quantiles`."""
        return cls(*(float(value) for value in weighted_quantiles(values, weight)))

    @classmethod
    def of_draws(cls, values: F8) -> Spread:
        """Of draws of equal weight of a continuous number, shape (N,), interpolated."""
        return cls(*np.quantile(values, AT).tolist())

    def rounded(self, digits: int) -> Spread:
        """The same rounded to a number of decimals."""
        return Spread(*(round(value, digits) for value in self))

    def known(self) -> Spread:
        """The same with the digits that its own width supports: in steps of at most a twentieth.

        ``96,234 (61,031 to 171,810)`` reads ``96,000 (61,000 to 172,000)``. What has no width
        keeps three digits.
        """
        width = self.high - self.low
        size = max(abs(value) for value in self)
        if not math.isfinite(size) or size == 0:
            return self
        of = width / 20 if width > 0 else size / 100
        step = 10.0 ** math.floor(math.log10(of) + 1e-9)
        return Spread(*(round(value / step) * step for value in self))

    def as_dict(self) -> dict[str, float]:
        """Plain values for JSON."""
        return by_percentile(self)

    def text(self, form: str = ",.0f") -> str:
        """Such as ``12,500 (9,000 to 16,000)``; ``form`` is a format of numbers."""
        return f"{self.median:{form}} ({self.low:{form}} to {self.high:{form}})"


def by_percentile(values: Iterable[_Value]) -> dict[str, _Value]:
    """What belongs to 5, 50 and 95 %, by name, for JSON."""
    return dict(zip(PERCENTILES, values, strict=True))


def weighted_quantiles(values: F8 | Counts, weight: F8, at: tuple[float, ...] = AT) -> F8:
    """Quantiles over the first axis, by weight.

    Args:
        values: Shape (M, ...).
        weight: Shape (M,), sums to 1.
        at: Probabilities.

    Returns:
        Shape (len(at), ...): the smallest value whose cumulative weight reaches the probability
        (type 1 of Hyndman and Fan 1996), so that counts stay counts. The same as NumPy's
        ``inverted_cdf``, which searches column by column and takes a sum of weights that rounding
        leaves just below a probability for not yet there.
    """
    weight = np.asarray(weight)
    if weight.size and np.all(weight == weight[0]):
        return _equal_quantiles(values, weight, at)
    order = np.argsort(values, axis=0, kind="stable")
    ordered = np.take_along_axis(values, order, axis=0)
    cumulative = np.cumsum(weight[order], axis=0)
    found = []
    for probability in at:
        index = np.argmax(cumulative >= probability * (1 - 1e-12), axis=0)
        found.append(np.take_along_axis(ordered, index[None], axis=0)[0])
    return np.asarray(np.stack(found))


def _equal_quantiles(values: F8 | Counts, weight: F8, at: tuple[float, ...]) -> F8:
    """The same where all weights are equal: no order of members is needed, only of values."""
    cumulative = np.cumsum(weight)
    ranks = [int(np.argmax(cumulative >= probability * (1 - 1e-12))) for probability in at]
    # Always a copy: of a single column the transpose is a view, and sorting it sorts the caller's.
    flat = np.array(np.asarray(values).reshape(values.shape[0], -1).T, order="C")
    flat.partition(sorted(set(ranks)), axis=1)
    return np.stack([flat[:, rank].reshape(values.shape[1:]) for rank in ranks])
