"""Random draws as pure functions of a 64-bit key: no generator, no state, no order of calls.

A *key* names one decision (seed, member, phase, day, then entities such as place and corridor).
The ``i``-th uniform of a key is the ``i``-th output of splitmix64 seeded with that key, so the
same decision has the same luck for any number of threads, workers or members, and in every plan.

A draw owns all the uniforms of its key: give two draws of one decision two keys (`fold`).
The draws of one key rise with their parameter except where a rejection step intervenes: a
slightly higher probability gives almost always the same or a slightly higher count. Two plans
with common keys therefore differ by what differs in the plans, and by little noise.

Everything here may be called from compiled code and from plain Python. Compiled code does not
raise: the callers validate, and the value for each invalid input is stated. Integer arguments of
any width are taken modulo 2**64, thus -1 and 2**64 - 1 are the same entity. Arithmetic on words
is on ``uint64`` only and wraps; a signed operand would turn it into ``float64``.

The compiled functions are cached on disk. Numba watches one file only: after a change in this
file, delete the cached kernels of the modules that call it (``__pycache__/*.nbi``).

Sources (the code is our own, written from the published mathematics):
    Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators", OOPSLA:
        splitmix64, with variant 13 of Stafford's 64-bit mixers (2011).
    Hörmann (1993a), "The generation of binomial random variates", J. Stat. Comput. Simul. 46:
        algorithm BTRS.
    Hörmann (1993b), "The transformed rejection method for generating Poisson random variables",
        Insurance: Mathematics and Economics 12: algorithm PTRS.
    Devroye (1986), "Non-uniform random variate generation", chapters III (inversion by
        sequential search) and XI (multinomial by conditional binomials).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from typing import Any, Final, TypeAlias, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Integer: TypeAlias = int | np.integer[Any]
_Function = TypeVar("_Function", bound=Callable[..., Any])

_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)  # odd, 2**64 / golden ratio: splitmix64's step
_MULTIPLY_1: Final = np.uint64(0xBF58476D1CE4E5B9)  # Stafford's variant 13
_MULTIPLY_2: Final = np.uint64(0x94D049BB133111EB)
_SHIFT_1: Final = np.uint64(30)
_SHIFT_2: Final = np.uint64(27)
_SHIFT_3: Final = np.uint64(31)
_TO_53_BITS: Final = np.uint64(11)
_ONE: Final = np.uint64(1)
_ALL: Final = np.uint64(0xFFFFFFFFFFFFFFFF)
_ROOT: Final = np.uint64(0x6A09E667F3BCC908)  # fractional part of sqrt(2): nothing up the sleeve
_ENTITY: Final = np.uint64(0xBB67AE8584CAA73B)  # fractional part of sqrt(3)

_SPACING: Final = 2.0**-53
_SMALLEST: Final = 2.0**-54
_HALF_LOG_TWO_PI: Final = 0.9189385332046728
_STIRLING_RESTS: Final = (  # log x! less Stirling's formula, where its series is not yet precise
    0.0810614667953272582,
    0.0413406959554092941,
    0.0276779256849983391,
    0.0207906721037650931,
    0.0166446911898211922,
    0.013876128823070748,
    0.0118967099458917701,
    0.0104112652619720965,
    0.00925546218271273292,
    0.00833056343336287126,
)

# The cuts between methods choose speed only, but moving one changes the numbers drawn.
_COUNT_BELOW: Final = 12  # trials: below it each trial takes a uniform
_BITS_UP_TO: Final = 64  # trials: up to it they are compared in the bits of words
_SEARCH_BELOW: Final = 10.0  # mean: below it the count is searched for, and rejection is not proven
_SEARCH_BOUND: Final = 110.0  # a count with mean below 10 exceeds it once in 10**70
_NEAR: Final = 15.0  # counts from the mode: within it products are cheaper than logarithms
_PICK_BELOW: Final = 6  # persons: below it each person picks a branch


def compiled(function: _Function) -> _Function:
    """Compile at the first call, cached on disk, without the GIL; division never raises."""
    return cast(_Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def kernel(function: _Function) -> _Function:
    """Compile an inner function that allocates nothing; called from compiled code only.

    Without reference counts on the arrays that it is handed it runs several times faster, and
    threads do not contend for the counters.
    """
    options: dict[str, Any] = {
        "cache": True,
        "nogil": True,
        "error_model": "numpy",
        "_nrt": False,
        "no_cpython_wrapper": True,
        "no_cfunc_wrapper": True,
    }
    return cast(_Function, numba.njit(**options)(function))


def phase_id(name: str) -> int:
    """Give the lasting number of a phase: the first 8 bytes of SHA-256 of its name.

    The number does not depend on which other phases exist, so adding one shifts no luck.

    Returns:
        An integer in [0, 2**63).
    """
    digest = hashlib.sha256(name.encode("utf-8")).digest()
    return int.from_bytes(digest[:8], "big") & (2**63 - 1)


@compiled
def mix(x: Integer) -> np.uint64:
    """Scramble 64 bits, one to one, so that each bit of `x` flips half of the result.

    Source: Stafford's variant 13, as in splitmix64 (Steele, Lea and Flood 2014). ``mix(0)`` is 0.
    """
    z = np.uint64(x)
    z = (z ^ (z >> _SHIFT_1)) * _MULTIPLY_1
    z = (z ^ (z >> _SHIFT_2)) * _MULTIPLY_2
    return z ^ (z >> _SHIFT_3)


@compiled
def fold(key: Integer, entity: Integer) -> np.uint64:
    """Derive from `key` the key of one `entity`; the order of folds matters.

    For one key, different entities never collide; unrelated pairs do so once in 2**64.
    """
    return mix(np.uint64(key) ^ mix(np.uint64(entity) + _ENTITY))


@compiled
def stream_key(seed: Integer, member: Integer, phase: Integer, day: Integer) -> np.uint64:
    """Derive the key of one phase (its `phase_id`) of one day of one member."""
    return fold(fold(fold(fold(_ROOT, seed), member), phase), day)


@compiled
def sub_key(key: Integer, a: Integer, b: Integer) -> np.uint64:
    """Derive the key of two nested entities: ``fold(fold(key, a), b)``."""
    return fold(fold(key, a), b)


@compiled
def _output(key: np.uint64, i: np.uint64) -> np.uint64:
    """Give the `i`-th output of splitmix64 seeded with `key`."""
    return mix(key + (i + _ONE) * _GOLDEN)


@compiled
def uniform(key: Integer, i: Integer) -> float:
    """Give the `i`-th uniform of `key`, in the open interval (0, 1).

    It is a multiple of 2**-53, with 2**-54 in the place of 0.
    """
    word = _output(np.uint64(key), np.uint64(i))
    # Through int64, which processors convert in one instruction.
    return max(np.float64(np.int64(word >> _TO_53_BITS)) * _SPACING, _SMALLEST)


@compiled
def _stirling_rest(x: float) -> float:
    """Give log x! - [(x + 1/2) log(x + 1) - (x + 1) + log(2 pi) / 2] for a whole number x >= 0."""
    if x < len(_STIRLING_RESTS):
        return _STIRLING_RESTS[int(x)]
    y = x + 1.0
    square = y * y
    series = 1.0 / 1260.0 - 1.0 / (1680.0 * square)
    return (1.0 / 12.0 - (1.0 / 360.0 - series / square) / square) / y


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
    still_open = _ALL >> np.uint64(64 - n)
    won = np.uint64(0)
    i = np.uint64(0)
    while still_open and digits:  # no digits left: the open uniforms are not below p
        word = _output(key, i)
        digit = np.uint64(0) - (digits >> np.uint64(63))  # as 64 equal bits
        won |= still_open & digit & ~word
        still_open &= ~(word ^ digit)
        digits <<= _ONE
        i += _ONE
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
    bound = min(size, _SEARCH_BOUND)
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
    rest = _stirling_rest(m) - _stirling_rest(k) + _stirling_rest(n - m) - _stirling_rest(n - k)
    return d * bias - up - down + rest


@compiled
def _reject_binomial(key: np.uint64, n: int, p: float, q: float, flip: bool) -> int:
    """Draw a binomial count for n * p >= 10 and p <= 1/2: BTRS (Hörmann 1993a)."""
    size = np.float64(n)
    mean = size * p
    spread = math.sqrt(mean * q)
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    squeeze = 0.92 - 4.2 / b
    i = 0
    while True:
        u = uniform(key, i) - 0.5
        v = uniform(key, i + 1)
        i += 2
        if flip:
            u = -u
        edge = 0.5 - abs(u)
        k = np.floor((2.0 * a / edge + b) * u + mean + 0.5)
        if edge >= 0.07 and v <= squeeze:
            return int(k)
        if k < 0.0 or k > size:
            continue
        alpha = (2.83 + 5.1 / b) * spread
        mode = np.floor((size + 1.0) * p)
        height = v * alpha / (a / (edge * edge) + b)
        if abs(k - mode) <= _NEAR:
            accept = height <= _near_ratio(k, mode, size, p / q)
        else:
            accept = math.log(height) <= _log_far_ratio(k, mode, size, p / q)
        if accept:
            return int(k)


@compiled
def binomial(key: Integer, n: Integer, p: float) -> int:
    """Draw the number of successes in `n` trials of probability `p`.

    Exact in distribution up to rounding (about 1e-15 of probability, 1e-6 near the largest n).

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
    if trials * small < _SEARCH_BELOW:
        count = _search_binomial(word, trials, small, large, flip)
    else:
        count = _reject_binomial(word, trials, small, large, flip)
    return trials - count if flip else count


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
        while u > mass and k <= _SEARCH_BOUND:
            u -= mass
            k += 1.0
            mass *= mean / k
        if k <= _SEARCH_BOUND:
            return int(k)
        i += 1  # rounding left a crumb of probability above the last count: draw again
        u = uniform(key, i)


@compiled
def _log_poisson(k: float, mean: float) -> float:
    """Give the log of the Poisson probability of `k`, from terms no larger than k - mean."""
    d = k + 1.0 - mean
    body = d - k * math.log1p(d / mean)
    return body - 0.5 * math.log(k + 1.0) - _HALF_LOG_TWO_PI - _stirling_rest(k)


@compiled
def _reject_poisson(key: np.uint64, mean: float) -> int:
    """Draw a Poisson count for mean >= 10: PTRS (Hörmann 1993b)."""
    b = 0.931 + 2.53 * math.sqrt(mean)
    a = -0.059 + 0.02483 * b
    squeeze = 0.9277 - 3.6224 / (b - 2.0)
    i = 0
    while True:
        u = uniform(key, i) - 0.5
        v = uniform(key, i + 1)
        i += 2
        edge = 0.5 - abs(u)
        k = np.floor((2.0 * a / edge + b) * u + mean + 0.43)
        if edge >= 0.07 and v <= squeeze:
            return int(k)
        if k < 0.0 or (edge < 0.013 and v > edge):
            continue
        inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
        height = v * inverse_alpha / (a / (edge * edge) + b)
        if math.log(height) <= _log_poisson(k, mean):
            return int(k)


@compiled
def poisson(key: Integer, mean: float) -> int:
    """Draw a Poisson count; a mean of 0, negative or NaN gives 0, one above 2**53 counts as 2**53.

    Exact in distribution up to rounding, as `binomial`.
    """
    if not mean > 0.0:
        return 0
    if mean < _SEARCH_BELOW:
        return _search_poisson(np.uint64(key), mean)
    return _reject_poisson(np.uint64(key), min(mean, 2.0**53))


@compiled
def _weight(weights: NDArray[np.float64], j: int, equal: bool) -> float:
    """Give the weight of branch `j`: 1 where all are `equal`, 0 where it is negative or NaN."""
    if equal:
        return 1.0
    return weights[j] if weights[j] > 0.0 else 0.0


@compiled
def _sum_weights(weights: NDArray[np.float64], start: int, stop: int, equal: bool) -> float:
    """Add the weights of the branches in [start, stop)."""
    total = 0.0
    for j in range(start, stop):
        total += _weight(weights, j, equal)
    return total


@compiled
def _pick_branches(
    key: np.uint64,
    n: int,
    weights: NDArray[np.float64],
    start: int,
    last: int,
    equal: bool,
    out: NDArray[np.int64],
) -> None:
    """Add to `out` the branch that each of `n` persons picks; branch `last` has a weight."""
    total = _sum_weights(weights, start, last + 1, equal)
    for i in range(n):
        target = uniform(key, i) * total
        j = start
        reached = _weight(weights, j, equal)
        while target >= reached and j < last:  # passes a branch of weight 0, even the first
            j += 1
            reached += _weight(weights, j, equal)
        out[j] += 1


@compiled
def _split_branches(
    key: np.uint64,
    n: int,
    weights: NDArray[np.float64],
    start: int,
    last: int,
    equal: bool,
    out: NDArray[np.int64],
) -> None:
    """Add to `out` a binomial share of those who remain, branch by branch; `last` takes the rest.

    The weight still ahead is reduced by subtraction, and added up anew before it has lost a bit.
    """
    ahead = summed = _sum_weights(weights, start, last + 1, equal)
    for j in range(start, last):
        weight = _weight(weights, j, equal)
        if weight > 0.0:
            share = binomial(fold(key, j - start), n, weight / ahead)
            out[j] += share
            n -= share
            if n == 0:
                return
            ahead -= weight
            if ahead < 0.5 * summed:
                ahead = summed = _sum_weights(weights, j + 1, last + 1, equal)
    out[last] += n


@compiled
def multinomial_into(
    key: Integer,
    n: Integer,
    weights: NDArray[np.float64],
    start: int,
    stop: int,
    out: NDArray[np.int64],
) -> None:
    """Split `n` persons over the branches in [start, stop), in proportion to their weights.

    The counts add up to `n` exactly, whatever the rounding. A branch of weight 0 gets nobody,
    unless all weights are 0: then all branches are equal (the rule of Flee).

    Args:
        key: the key of this split alone.
        n: persons, in [0, 2**53]; a negative number counts as 0.
        weights: weight of each branch, any unit, adding up to a finite number; shape (routes,).
            A negative weight and NaN count as 0.
        start: first branch.
        stop: the branch after the last; without a branch (stop <= start) nobody is placed.
        out: persons by branch, shape (routes,); overwritten in [start, stop) only.
    """
    persons = int(np.int64(n))
    for j in range(start, stop):
        out[j] = 0
    if persons <= 0 or stop <= start:
        return
    last = stop - 1
    while last > start and not weights[last] > 0.0:
        last -= 1
    equal = not weights[last] > 0.0
    if equal:
        last = stop - 1
    if persons < _PICK_BELOW:
        _pick_branches(np.uint64(key), persons, weights, start, last, equal, out)
    else:
        _split_branches(np.uint64(key), persons, weights, start, last, equal, out)
