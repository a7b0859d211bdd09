"""Tests of equality in distribution that hold for small counts and rare events too.

Members are independent and, if two engines agree, exchangeable: given all values together, those
of one engine are a draw without replacement. A sum of such draws has a moment generating function
no larger than with replacement (Hoeffding 1963, theorem 4), so that Chernoff's bound with the
pooled values themselves is a bound on its tail: no normal approximation, no estimated variance.
It tends to the normal tail, costs little power and needs no exception where nothing varies.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import optimize, stats

from safepassage.arrays import F8

LEVEL = 1e-6
"""Family-wise level of a test: chance that a right program fails it with other seeds."""
_LOOK_FROM = 3.0
"""Standard errors below which a difference is not looked at closely: it cannot be significant."""


class Difference(NamedTuple):
    """One comparison that failed."""

    name: str
    where: tuple[int, ...]
    kernel: float
    twin: float
    standard_errors: float
    bound: float


def tail_bound(deviations: F8, n: int, distance: float) -> float:
    """Bound on the chance that the mean of n of the values lies so far out, on either side.

    Args:
        deviations: All values less their mean, shape (N,).
        n: How many of them are drawn without replacement.
        distance: Mean of those drawn less the mean of all.
    """
    side = deviations if distance > 0 else -deviations
    far = abs(distance)
    largest = float(side.max())
    if largest <= 0:
        return 1.0

    def exponent(slope: float) -> float:
        rising = slope * (side - largest)
        return float(np.log(np.mean(np.exp(rising))) + slope * (largest - far))

    found = optimize.minimize_scalar(
        exponent, bounds=(0.0, 50.0 / max(largest - far, 0.02 * largest)), method="bounded"
    )
    return float(min(1.0, 2.0 * np.exp(n * min(0.0, found.fun))))


def differences(
    kernel: dict[str, F8], twin: dict[str, F8], level: float
) -> tuple[list[Difference], int]:
    """Compare the means of all entries, shape (M, ...) each; M may differ.

    Returns:
        The entries whose means differ at ``level`` divided by the number of comparisons, and that
        number. Entries with one value throughout both are equal and do not count.
    """
    suspects = []
    comparisons = 0
    for name, values in kernel.items():
        count = len(twin[name])
        pool = np.concatenate([values, twin[name]]).astype(np.float64)
        mean = pool.mean(axis=0)
        spread = pool.std(axis=0)
        distance = twin[name].mean(axis=0) - mean
        varies = (pool != pool[0]).any(axis=0)
        comparisons += int(varies.sum())
        errors = np.divide(
            distance * np.sqrt(count), spread, out=np.zeros_like(distance), where=spread > 0
        )
        for where in np.argwhere(varies & (np.abs(errors) > _LOOK_FROM)):
            index = tuple(where.tolist())
            bound = tail_bound(pool[(..., *index)] - mean[index], count, float(distance[index]))
            means = values.mean(axis=0)[index], twin[name].mean(axis=0)[index]
            suspects.append(Difference(name, index, *means, float(errors[index]), bound))
    return [found for found in suspects if found.bound * comparisons < level], comparisons


def with_second_moments(
    one: dict[str, F8], other: dict[str, F8], seed: int = 0, sums: int = 16
) -> tuple[dict[str, F8], dict[str, F8]]:
    """Add squares of all entries, and of random signed sums of them (for what varies together).

    Squares are of the distance to the mean of both, which treats both alike.
    """
    luck = np.random.default_rng(seed)
    first, second = dict(one), dict(other)
    flat_one, flat_other = [], []
    for name, values in one.items():
        mean = np.concatenate([values, other[name]]).mean(axis=0)
        here, there = values - mean, other[name] - mean
        first[f"{name}²"], second[f"{name}²"] = here**2, there**2
        flat_one.append(here.reshape(len(here), -1))
        flat_other.append(there.reshape(len(there), -1))
    all_one, all_other = np.concatenate(flat_one, axis=1), np.concatenate(flat_other, axis=1)
    spread = np.concatenate([all_one, all_other]).std(axis=0)
    signs = luck.choice([-1.0, 0.0, 1.0], (all_one.shape[1], sums))
    signs *= np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0)[:, None]
    first["sums²"], second["sums²"] = (all_one @ signs) ** 2, (all_other @ signs) ** 2
    return first, second


def assert_binomial(total: int, trials: int, chance: float, level: float) -> None:
    """Exact two-sided test of a number of successes."""
    p_value = stats.binomtest(total, trials, chance).pvalue
    assert p_value >= level, f"{total} of {trials} at {chance}: p = {p_value:g}"


def assert_follows(values: F8, cdf: F8, level: float) -> None:
    """Test whole numbers 0..n against their distribution function, shape (n + 1,).

    Chi-squared over cells that expect at least ten; exact enough for the levels used here since
    each cell is a sum of thousands of draws.
    """
    expected = np.diff(cdf, prepend=0.0) * len(values)
    observed = np.bincount(values.astype(np.int64), minlength=len(expected)).astype(float)
    assert observed[expected == 0].sum() == 0
    cells = np.minimum(np.cumsum(expected) // 10, np.sum(expected) // 10 - 1).astype(int)
    grouped = np.bincount(cells, observed), np.bincount(cells, expected)
    kept = grouped[1] > 0
    p_value = stats.chisquare(grouped[0][kept], grouped[1][kept], sum_check=False).pvalue
    assert p_value >= level, f"p = {p_value:g}"
