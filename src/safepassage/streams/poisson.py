"""Poisson counts: by inversion, by rejection."""

from __future__ import annotations

import math

import numpy as np

from safepassage.native import compiled
from safepassage.streams.keys import Integer, uniform
from safepassage.streams.search import SEARCH_BELOW, SEARCH_BOUND
from safepassage.streams.stirling import HALF_LOG_TWO_PI, stirling_rest


@compiled
def _search_poisson(key: np.uint64, mean: float) -> int:
    """Draw a Poisson count by inversion, for mean < 10 (Devroye 1986, III.2)."""
    u = uniform(key, 0)
    if u <= 1.0 - mean:  # at most exp(-mean): the search would give 0 too
        return 0
    none = math.exp(-mean)
    i = 0
    while True:
        k = 0.0
        mass = none
        while u > mass and k <= SEARCH_BOUND:
            u -= mass
            k += 1.0
            mass *= mean / k
        if k <= SEARCH_BOUND:
            return int(k)
        i += 1  # rounding left a crumb of probability above the last count: draw again
        u = uniform(key, i)


@compiled
def _log_poisson(k: float, mean: float) -> float:
    """Give the log of the Poisson probability of `k`, from terms no larger than k - mean."""
    d = k + 1.0 - mean
    body = d - k * math.log1p(d / mean)
    return body - 0.5 * math.log(k + 1.0) - HALF_LOG_TWO_PI - stirling_rest(k)


@compiled
def _poisson_hat(mean: float) -> tuple[float, float, float, float]:
    """Give (a, b, height, squeeze) of the hat of PTRS, for mean >= 10.

    With the published constants the hat falls below the probabilities by up to 0.53 % (near a
    mean of 18), and the squeeze accepts up to 0.6 % too many (near 38). It is raised by 1 % and
    the squeeze lowered by 2 %, which makes the draw exact.
    """
    b = 0.931 + 2.53 * math.sqrt(mean)
    a = -0.059 + 0.02483 * b
    return a, b, 1.01 * (1.1239 + 1.1328 / (b - 3.4)), 0.98 * (0.9277 - 3.6224 / (b - 2.0))


@compiled
def _reject_poisson(key: np.uint64, mean: float) -> int:
    """Draw a Poisson count for mean >= 10: PTRS (Hörmann 1993b), without its quick rejection."""
    a, b, height, squeeze = _poisson_hat(mean)
    i = 0
    while True:
        u = uniform(key, i) - 0.5
        v = uniform(key, i + 1)
        i += 2
        edge = 0.5 - abs(u)
        k = np.floor((2.0 * a / edge + b) * u + mean + 0.43)
        if edge >= 0.07 and v <= squeeze:
            return int(k)
        if k < 0.0:
            continue
        if math.log(v * height / (a / (edge * edge) + b)) <= _log_poisson(k, mean):
            return int(k)


@compiled
def poisson(key: Integer, mean: float) -> int:
    """Draw a Poisson count; a mean of 0, negative or NaN gives 0, one above 2**53 counts as 2**53.

    Exact in distribution up to rounding, as `binomial`.
    """
    if not mean > 0.0:
        return 0
    if mean < SEARCH_BELOW:
        return _search_poisson(np.uint64(key), mean)
    return _reject_poisson(np.uint64(key), min(mean, 2.0**53))
