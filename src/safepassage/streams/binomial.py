"""Binomial counts: by trials, by bits, by inversion, by rejection."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from safepassage.native import compiled
from safepassage.streams.keys import ALL, ONE, Integer, output, uniform
from safepassage.streams.search import SEARCH_BELOW, SEARCH_BOUND
from safepassage.streams.stirling import stirling_rest

_COUNT_BELOW: Final = 12  # trials: below it each trial takes a uniform
_BITS_UP_TO: Final = 64  # trials: up to it they are compared in the bits of words
_NEAR: Final = 15.0  # counts from the mode: within it products are cheaper than logarithms


@compiled
def _count_successes(key: np.uint64, n: int, p: float) -> int:
    """Draw a binomial count by `n` trials."""
    count = 0
    for i in range(n):
        count += uniform(key, i) < p
    return count


@compiled
def _count_ones(x: np.uint64) -> int:
    """Count the ones among 64 bits, by adding neighbours in ever wider fields."""
    x = x - ((x >> np.uint64(1)) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int(np.int64((x * np.uint64(0x0101010101010101)) >> np.uint64(56)))


@compiled
def _compare_bits(key: np.uint64, n: int, p: float) -> int:
    """Draw a binomial count by up to 64 trials at once, one in each bit of a word.

    Each trial compares its own uniform with `p` in binary, from the first digit on: a digit of
    all the uniforms is one random word. A trial is open until a digit differs, so about
    log2(n) + 1 words settle all.
    """
    digits = np.uint64(p * 2.0**64)
    still_open = ALL >> np.uint64(64 - n)
    won = np.uint64(0)
    i = np.uint64(0)
    while still_open and digits:  # no digits left: the open uniforms are not below p
        word = output(key, i)
        digit = np.uint64(0) - (digits >> np.uint64(63))  # as 64 equal bits
        won |= still_open & digit & ~word
        still_open &= ~(word ^ digit)
        digits <<= ONE
        i += ONE
    return _count_ones(won)


@compiled
def _search_binomial(key: np.uint64, n: int, p: float, q: float, flip: bool) -> int:
    """Draw a binomial count by inversion, for n * p < 10 and p <= 1/2 (Devroye 1986, III.2)."""
    size = np.float64(n)
    u = uniform(key, 0)
    if flip:
        u = 1.0 - u
    if u <= 1.0 - size * p:  # at most (1 - p)**n, by Bernoulli: the search would give 0 too
        return 0
    # log(1 - p), with what rounding took from q given back: log1p takes twice the time.
    none = math.exp(size * (math.log(q) + ((1.0 - q) - p) / q))
    bound = min(size, SEARCH_BOUND)
    odds = p / q
    i = 0
    while True:
        k = 0.0
        mass = none
        while u > mass and k <= bound:
            u -= mass
            k += 1.0
            mass *= (size + 1.0) * odds / k - odds
        if k <= bound:
            return int(k)
        i += 1  # rounding left a crumb of probability above the last count: draw again
        u = uniform(key, i)


@compiled
def _near_ratio(k: float, m: float, n: float, odds: float) -> float:
    """Give f(k) / f(m) for the binomial f of `n` and `odds`, by |k - m| steps."""
    ratio = 1.0
    for j in range(np.int64(min(k, m)) + 1, np.int64(max(k, m)) + 1):
        ratio *= (n + 1.0) * odds / j - odds
    return ratio if k > m else 1.0 / ratio


@compiled
def _log_far_ratio(k: float, m: float, n: float, odds: float) -> float:
    """Give log(f(k) / f(m)) for the binomial f of `n` and `odds`, with m near the mean.

    Hörmann's formula has terms of the size of n and would lose all digits near n = 2**53. Here
    they are rearranged to the size of k - m: the error stays below about 1e-6.
    """
    d = k - m
    bias = math.log(odds * ((n - m + 1.0) / (m + 1.0)))
    up = (k + 0.5) * math.log1p(d / (m + 1.0))
    down = (n - k + 0.5) * math.log1p(-d / (n - m + 1.0))
    rest = stirling_rest(m) - stirling_rest(k) + stirling_rest(n - m) - stirling_rest(n - k)
    return d * bias - up - down + rest


@compiled
def _binomial_hat(n: float, p: float, q: float) -> tuple[float, float, float, float]:
    """Give (a, b, height, squeeze) of the hat of BTRS, for n * p >= 10 and p <= 1/2."""
    spread = math.sqrt(n * p * q)
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    return a, b, (2.83 + 5.1 / b) * spread, 0.92 - 4.2 / b


@compiled
def _reject_binomial(key: np.uint64, n: int, p: float, q: float, flip: bool) -> int:
    """Draw a binomial count for n * p >= 10 and p <= 1/2: BTRS (Hörmann 1993a)."""
    size = np.float64(n)
    a, b, height, squeeze = _binomial_hat(size, p, q)
    i = 0
    while True:
        u = uniform(key, i) - 0.5
        v = uniform(key, i + 1)
        i += 2
        if flip:
            u = -u
        edge = 0.5 - abs(u)
        k = np.floor((2.0 * a / edge + b) * u + size * p + 0.5)
        if edge >= 0.07 and v <= squeeze:
            return int(k)
        if k < 0.0 or k > size:
            continue
        mode = np.floor((size + 1.0) * p)
        level = v * height / (a / (edge * edge) + b)
        if abs(k - mode) <= _NEAR:
            accept = level <= _near_ratio(k, mode, size, p / q)
        else:
            accept = math.log(level) <= _log_far_ratio(k, mode, size, p / q)
        if accept:
            return int(k)


@compiled
def binomial(key: Integer, n: Integer, p: float) -> int:
    """Draw the number of successes in `n` trials of probability `p`.

    Exact in distribution but for rounding: relative errors of a probability below 1e-12 up to a
    million trials, growing to about 1e-6 at the largest n.

    Args:
        key: the key of this draw alone.
        n: trials, in [0, 2**53]; a negative number counts as 0.
        p: probability; below 0 and NaN count as 0, above 1 as 1.

    Returns:
        A count in [0, n].
    """
    word = np.uint64(key)
    trials = int(np.int64(n))
    if trials <= 0 or not p > 0.0:
        return 0
    if p >= 1.0:
        return trials
    if trials < _COUNT_BELOW:
        return _count_successes(word, trials, p)
    if trials <= _BITS_UP_TO:
        return _compare_bits(word, trials, p)
    flip = p > 0.5
    small = 1.0 - p if flip else p
    large = p if flip else 1.0 - p
    if trials * small < SEARCH_BELOW:
        count = _search_binomial(word, trials, small, large, flip)
    else:
        count = _reject_binomial(word, trials, small, large, flip)
    return trials - count if flip else count
