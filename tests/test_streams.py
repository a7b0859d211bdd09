"""The random draws: right distributions, right keys, and the same numbers for ever.

Seeds are fixed, so a result never changes from run to run. The statistical tests (all that call
`assert_plausible`) were given levels that add up to a family-wise 1e-6 (Bonferroni): a correct
implementation with other constants would fail any of them once in a million.
"""

import hashlib
import importlib
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import product
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import special, stats

from safepassage import streams
from safepassage.streams import stirling

# The functions share their names with these modules.
binomial_module = importlib.import_module("safepassage.streams.binomial")
poisson_module = importlib.import_module("safepassage.streams.poisson")

MASK = 2**64 - 1
GOLDEN = 0x9E3779B97F4A7C15
LARGEST = 2**53
DRAWS = 400_000
COUNTS = (1, 2, 5, 11, 12, 13, 40, 64, 65, 100, 1_000, 10**5, 10**7, 10**9)
CHANCES = (1e-6, 1e-3, 0.05, 0.3, 0.5, 0.7, 0.95, 1 - 1e-3, 1 - 1e-6)
# Both sides of a mean of 10 of the rarer outcome, where searching gives way to rejection.
BORDERS = ((100, 0.0999), (100, 0.1), (100, 0.9), (66, 0.1516), (10**6, 9.99e-6), (10**6, 1e-5))
BINOMIALS = (*product(COUNTS, CHANCES), *BORDERS)
HUGE = tuple(product((10**12, 10**15, LARGEST), (1e-3, 0.3, 0.5, 0.8)))
MEANS = (1e-6, 0.01, 0.5, 1.0, 5.0, 9.99, 10.0, 11.0, 14.88, 18.18, 38.16, 100.0, 1e4, 1e7, 1e9)
SPLITS = (
    (1, (0.2, 0.0, 0.5, 0.3)),
    (5, (0.2, 0.0, 0.5, 0.3)),
    (6, (0.2, 0.0, 0.5, 0.3)),
    (5, (0.0, 7.0, 1.0)),
    (9, (1e-3, 4.0, 0.0, 3.0)),
    (4, (0.0, 0.0, 0.0)),
    (7, (0.0, 0.0, 0.0)),
)
LARGE_SPLITS = ((1_000, (3.0, 1.0, 0.0, 2.0, 0.5)), (10**9, (1e12, 1.0, 2e6, 1e6, 0.0)))
NEIGHBOURS = ("seed", "member", "phase", "day", "a", "b", "i")
TESTS = (
    2 * len(BINOMIALS)
    + 3 * len(HUGE)
    + 2 * len(MEANS)
    + len(SPLITS)
    + sum(2 * len(weights) - 1 for _, weights in LARGE_SPLITS)
    + 2 * len(NEIGHBOURS)
    + 2  # the uniforms and the small weights
    + 64 * 64  # the avalanche
)
LEVEL = 1e-6 / TESTS


def assert_plausible(probability: float) -> None:
    """The probability, under the claimed distribution, of a result at least this far off."""
    assert probability > LEVEL


# Not cached on disk: numba would not see that the functions under test have changed.
compiled = numba.njit(nogil=True)


@compiled
def many_uniforms(key: Any, count: int) -> Any:
    out = np.empty(count)
    for i in range(count):
        out[i] = streams.uniform(key, i)
    return out


@compiled
def many_binomials(key: Any, start: int, stop: int, n: int, p: float) -> Any:
    out = np.empty(stop - start, np.int64)
    for i in range(start, stop):
        out[i - start] = streams.binomial(streams.fold(key, i), n, p)
    return out


@compiled
def many_poissons(key: Any, count: int, mean: float) -> Any:
    out = np.empty(count, np.int64)
    for i in range(count):
        out[i] = streams.poisson(streams.fold(key, i), mean)
    return out


@compiled
def many_multinomials(key: Any, count: int, n: int, weights: Any) -> Any:
    out = np.empty((count, weights.size), np.int64)
    for i in range(count):
        streams.multinomial_into(streams.fold(key, i), n, weights, 0, weights.size, out[i])
    return out


@compiled
def many_neighbours(axis: int, count: int) -> Any:
    """First uniforms of decisions that differ by 1 in one entity, the `axis`-th."""
    out = np.empty(count)
    for i in range(count):
        at = np.array([11, 3, 5, 7, 2, 4, 0])
        at[axis] += i
        key = streams.sub_key(streams.stream_key(at[0], at[1], at[2], at[3]), at[4], at[5])
        out[i] = streams.uniform(key, at[6])
    return out


@compiled
def many_mixes(words: Any) -> Any:
    out = np.empty_like(words)
    for i in range(words.size):
        out[i] = streams.mix(words[i])
    return out


def chi_square(observed: NDArray[Any], chances: NDArray[Any]) -> float:
    """The p-value of counts against chances, after merging neighbours expected less than 10."""
    expected = chances * observed.sum()
    counts, means, count, mean = [], [], 0.0, 0.0
    for more, more_mean in zip(observed, expected, strict=True):
        count, mean = count + more, mean + more_mean
        if mean >= 10.0:
            counts.append(count)
            means.append(mean)
            count, mean = 0.0, 0.0
    if not counts:
        return 1.0
    counts[-1] += count
    means[-1] += mean
    if len(counts) == 1:
        return 1.0
    statistic = sum((c - m) ** 2 / m for c, m in zip(counts, means, strict=True))
    return float(stats.chi2.sf(statistic, len(counts) - 1))


def fit(sample: NDArray[Any], law: Any) -> float:
    """The p-value of the chi-square test of a sample in some 60 quantile ranges of a law."""
    tails = np.array([5e-5, 2e-4, 1e-3, 5e-3])
    edges = np.unique(law.ppf(np.concatenate([tails, np.linspace(0.01, 0.99, 50), 1 - tails])))
    chances = np.diff(np.concatenate([[0.0], law.cdf(edges), [1.0]]))
    observed = np.bincount(np.searchsorted(edges, sample), minlength=edges.size + 1)
    return chi_square(observed, chances)


def two_sided(value: float, law: Any) -> float:
    """The p-value of one value of a law."""
    return float(min(1.0, 2.0 * min(law.cdf(value), law.sf(value - 1))))


def normal_two_sided(z: float) -> float:
    return float(2.0 * stats.norm.sf(abs(z)))


def mix(x: int) -> int:
    """`streams.mix` for any integer; numba takes Python's for int64, so large ones need a type."""
    return int(streams.mix(np.uint64(x & MASK)))


def unmix(x: int) -> int:
    """The inverse of `mix`, from its constants: each step backwards."""
    x = x ^ (x >> 31) ^ (x >> 62)
    x = x * pow(0x94D049BB133111EB, -1, 2**64) & MASK
    x = x ^ (x >> 27) ^ (x >> 54)
    x = x * pow(0xBF58476D1CE4E5B9, -1, 2**64) & MASK
    return x ^ (x >> 30) ^ (x >> 60)


def key_with_output(word: int) -> np.uint64:
    """A key whose first output is the given word."""
    return np.uint64((unmix(word) - GOLDEN) & MASK)


# Keys.


def test_uniforms_are_the_published_outputs_of_splitmix64() -> None:
    known = (
        (1234567, 0, 6457827717110365317),
        (1234567, 1, 3203168211198807973),
        (1234567, 2, 9817491932198370423),
        (1234567, 3, 4593380528125082431),
        (1234567, 4, 16408922859458223821),
        (0, 0, 0xE220A8397B1DCDAF),
    )
    for key, i, word in known:
        assert mix(key + (i + 1) * GOLDEN) == word
        assert streams.uniform(key, i) == (word >> 11) * 2.0**-53


def test_mix_is_one_to_one() -> None:
    for x in (0, 1, 2**63, MASK, 0x0123456789ABCDEF):
        assert mix(unmix(x)) == x


def test_mix_flips_half_of_the_bits() -> None:
    words = np.arange(20_000, dtype=np.uint64)  # counters, the hardest inputs in use
    base = many_mixes(words)
    law = stats.binom(words.size, 0.5)
    for bit in range(64):
        flipped = many_mixes(words ^ np.uint64(1 << bit)) ^ base
        ones = np.unpackbits(flipped.view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
        for count in ones.sum(axis=0):
            assert_plausible(normal_two_sided((count - law.mean()) / law.std()))


def test_keys_fold_the_entities_in_order() -> None:
    def fold(key: int, entity: int) -> int:
        return mix(key ^ mix(entity + 0xBB67AE8584CAA73B))

    key = 0x6A09E667F3BCC908
    for entity in (7, 3, streams.phase_id("travel"), 41):
        key = fold(key, entity)
    assert streams.stream_key(7, 3, streams.phase_id("travel"), 41) == key
    word = np.uint64(key)
    assert streams.fold(word, np.uint64(2**63 + 5)) == fold(key, 2**63 + 5)
    assert streams.sub_key(word, 8, 9) == fold(fold(key, 8), 9)
    assert streams.sub_key(word, 8, 9) != streams.sub_key(word, 9, 8)


def test_negative_entities_are_taken_modulo_2_to_the_64() -> None:
    assert streams.fold(1, -1) == streams.fold(1, np.uint64(MASK))
    assert streams.fold(-1, 1) == streams.fold(np.uint64(MASK), 1)


@compiled
def many_keys(size: int) -> Any:
    """Keys of a block of decisions with small entities, shape (size ** 6,)."""
    out = np.empty(size**6, np.uint64)
    for i in range(out.size):
        at = [(i // size**axis) % size for axis in range(6)]
        key = streams.stream_key(at[0], at[1], at[2], at[3])
        out[i] = streams.sub_key(key, at[4], at[5])
    return out


def test_keys_do_not_collide() -> None:
    keys = many_keys(8)
    assert np.unique(keys).size == keys.size == 8**6


def test_the_id_of_a_phase_is_its_digest() -> None:
    assert streams.phase_id("") == 0x63B0C44298FC1C14  # SHA-256 begins e3b0c44298fc1c14
    assert streams.phase_id("abc") == 0x3A7816BF8F01CFEA  # ba7816bf8f01cfea
    assert streams.phase_id("travel") != streams.phase_id("Travel")


# Uniforms.


def test_uniforms_are_uniform() -> None:
    assert_plausible(fit(many_uniforms(1, 2_000_000), stats.uniform()))


def test_uniforms_lie_in_the_open_interval() -> None:
    assert streams.uniform(key_with_output(0), 0) == 2.0**-54
    assert streams.uniform(key_with_output(2**11 - 1), 0) == 2.0**-54
    assert streams.uniform(key_with_output(2**11), 0) == 2.0**-53
    assert streams.uniform(key_with_output(MASK), 0) == 1.0 - 2.0**-53


@pytest.mark.parametrize("axis", range(len(NEIGHBOURS)), ids=NEIGHBOURS)
def test_neighbouring_decisions_are_independent(axis: int) -> None:
    u = many_neighbours(axis, DRAWS)
    correlation = np.corrcoef(u[:-1], u[1:])[0, 1]
    assert_plausible(normal_two_sided(correlation * math.sqrt(DRAWS - 1)))
    square = np.floor(u * 16).astype(np.int64)
    pairs = np.bincount(square[0::2] * 16 + square[1::2], minlength=256)
    assert_plausible(chi_square(pairs, np.full(256, 1 / 256)))


# Binomial.


@pytest.mark.parametrize(("n", "p"), BINOMIALS)
def test_binomial_has_its_distribution(n: int, p: float) -> None:
    sample = many_binomials(2, 0, DRAWS, n, p)
    assert_plausible(fit(sample, stats.binom(n, p)))
    total = int(sample.sum())
    spread = math.sqrt(DRAWS * n * p * (1 - p))
    if spread > 1e3:
        excess = total - int(DRAWS * n * Fraction(p))
        assert_plausible(normal_two_sided(excess / spread))
    else:
        assert_plausible(two_sided(total, stats.binom(DRAWS * n, p)))


@pytest.mark.parametrize(("n", "p"), HUGE)
def test_binomial_of_huge_counts_has_its_moments_and_shape(n: int, p: float) -> None:
    deviations = many_binomials(3, 0, DRAWS, n, p) - int(n * Fraction(p))
    z = deviations / math.sqrt(n * p * (1 - p))
    assert_plausible(normal_two_sided(z.mean() * math.sqrt(DRAWS)))
    assert_plausible(normal_two_sided((z.var() - 1.0) * math.sqrt(DRAWS / 2.0)))
    assert_plausible(fit(z, stats.norm()))  # the skewness, below 4e-5, is out of sight


def test_binomial_at_the_edges() -> None:
    nan = float("nan")
    for n in (0, 1, 30, 64, 65, 10**6, LARGEST):
        for key in range(20):
            for p in (0.0, -0.0, -1.0, nan, -float("inf")):
                assert streams.binomial(key, n, p) == 0
            for p in (1.0, 1.5, float("inf")):
                assert streams.binomial(key, n, p) == n
            for p in (5e-324, 1e-17, 2.0**-53, 0.5, 1.0 - 2.0**-53):
                assert 0 <= streams.binomial(key, n, p) <= n
            assert streams.binomial(key, n, 1e-300) == 0
            assert streams.binomial(key, -n, 0.5) == 0 or n == 0


@pytest.mark.parametrize("word", [0, 2**11, 2**63, MASK])
def test_binomial_survives_the_most_extreme_uniforms(word: int) -> None:
    key = key_with_output(word)
    for n, p in ((5, 0.3), (50, 0.3), (100, 0.05), (100, 0.95), (10**6, 0.3), (LARGEST, 0.7)):
        assert 0 <= streams.binomial(key, n, p) <= n
    for mean in (0.5, 9.0, 11.0, 1e6):
        assert 0 <= streams.poisson(key, mean) <= 20 * mean + 60


@given(
    key=st.integers(0, MASK).map(np.uint64),
    n=st.integers(0, 64) | st.integers(65, 1000),
    p=st.floats(0, 1),
    q=st.floats(0, 1),
)
@settings(derandomize=True, max_examples=300, deadline=None)
def test_binomial_by_trials_or_search_rises_with_the_chance(
    key: np.uint64, n: int, p: float, q: float
) -> None:
    if n > 64:  # searched for, if the mean of the rarer outcome is below 10
        p, q = 9.9 * p / n, 9.9 * q / n
        low, high = (streams.binomial(key, n, 1.0 - x) for x in (max(p, q), min(p, q)))
        assert low <= high
    low, high = (streams.binomial(key, n, x) for x in (min(p, q), max(p, q)))
    assert low <= high


def test_close_chances_give_close_counts() -> None:
    for n, p in ((100, 0.3), (100, 0.495), (10**4, 0.495), (10**6, 0.7)):
        first = many_binomials(4, 0, 20_000, n, p)
        second = many_binomials(4, 0, 20_000, n, p + 0.01)
        assert np.corrcoef(first, second)[0, 1] > 0.8


# Poisson.


@pytest.mark.parametrize("mean", MEANS)
def test_poisson_has_its_distribution(mean: float) -> None:
    sample = many_poissons(5, DRAWS, mean)
    assert_plausible(fit(sample, stats.poisson(mean)))
    assert_plausible(two_sided(int(sample.sum()), stats.poisson(DRAWS * mean)))


def test_poisson_at_the_edges() -> None:
    for mean in (0.0, -1.0, float("nan"), -float("inf"), 1e-300):
        assert streams.poisson(7, mean) == 0
    for mean in (1e15, 2.0**53):
        z = (many_poissons(6, 1_000, mean) - int(mean)) / math.sqrt(mean)
        assert abs(z.mean()) < 0.2
        assert 0.8 < z.std() < 1.2
    assert streams.poisson(7, float("inf")) == streams.poisson(7, 2.0**53)


# The methods, without chance.


@pytest.mark.parametrize(
    ("n", "p"),
    [(65, 3e-4), (65, 0.15), (100, 1e-3), (100, 0.09), (10**6, 1e-9), (10**6, 3e-8), (10**6, 9e-6)],
)
def test_search_inverts_the_binomial(n: int, p: float) -> None:
    p = 1.0 - (1.0 - p)  # whose mirror image is exact
    law = stats.binom(n, p)
    for k in range(min(n, 60)):
        at = law.cdf(k)
        if 1e-9 < at < 1 - 1e-9:
            for u, count in ((at - 1e-11, k), (at + 1e-11, k + 1)):
                assert streams.binomial(key_with_output(int(u * 2**53) << 11), n, p) == count
                # The mirror image: the same luck gives the same side of the mean.
                mirror = streams.binomial(key_with_output(int((1 - u) * 2**53) << 11), n, 1 - p)
                assert mirror == n - count


@pytest.mark.parametrize("mean", [1e-9, 0.03, 0.8, 3.0, 9.9])
def test_search_inverts_the_poisson(mean: float) -> None:
    law = stats.poisson(mean)
    for k in range(60):
        at = law.cdf(k)
        if 1e-9 < at < 1 - 1e-9:
            for u, count in ((at - 1e-11, k), (at + 1e-11, k + 1)):
                assert streams.poisson(key_with_output(int(u * 2**53) << 11), mean) == count


@pytest.mark.parametrize(("n", "p"), [(100, 0.3), (100, 0.7), (10**6, 0.01), (10**6, 0.99)])
def test_rejection_turns_luck_the_same_way(n: int, p: float) -> None:
    keys = [np.uint64(streams.fold(13, i)) for i in range(2_000)]
    luck = [streams.uniform(key, 0) for key in keys]
    assert np.corrcoef(luck, [streams.binomial(key, n, p) for key in keys])[0, 1] > 0.6


def rejection(
    hat: tuple[float, float, float, float], centre: float, ratio: Callable[[Any], Any]
) -> tuple[float, float]:
    """The largest chance to accept, and the least in excess of the squeeze where it applies."""
    a, b, height, squeeze = hat
    edge = np.concatenate([np.geomspace(1e-7, 0.07, 500), np.linspace(0.07, 0.5, 2_000)])
    u = np.concatenate([edge - 0.5, 0.5 - edge])
    edge = np.concatenate([edge, edge])
    k = np.floor((2.0 * a / edge + b) * u + centre)
    accept = ratio(k) * (a / edge**2 + b) / height
    return float(accept.max()), float((accept[edge >= 0.07] - squeeze).min())


@pytest.mark.parametrize("mean", [10.0, 10.5, 11.3, 13.0, 20.0, 70.0, 1e3, 1e5])
@pytest.mark.parametrize("p", [1e-4, 0.01, 0.1, 0.23, 0.4, 0.5])
def test_the_hat_of_binomial_covers_it(mean: float, p: float) -> None:
    n = math.ceil(mean / p)
    mode = stats.binom.logpmf(math.floor((n + 1) * p), n, p)
    highest, margin = rejection(
        binomial_module._binomial_hat(float(n), p, 1 - p),
        n * p + 0.5,
        lambda k: np.exp(stats.binom.logpmf(k, n, p) - mode),
    )
    assert 0.9 < highest <= 1.0
    assert margin >= 0.0


@pytest.mark.parametrize("mean", [*np.arange(10.0, 60.0, 0.7), 1e2, 1e3, 1e5])
def test_the_hat_of_poisson_covers_it(mean: float) -> None:
    highest, margin = rejection(
        poisson_module._poisson_hat(mean), mean + 0.43, lambda k: stats.poisson.pmf(k, mean)
    )
    assert 0.9 < highest <= 1.0
    assert margin >= 0.0


def test_ratios_of_probabilities_are_exact() -> None:
    for n, p in ((100, 0.1), (100, 0.5), (1_000, 0.3), (10**5, 2e-4), (10**6, 0.5)):
        mode = math.floor((n + 1) * p)
        odds = p / (1 - p)
        for k in range(max(0, mode - 60), min(n, mode + 60)):
            logs = math.lgamma(mode + 1) - math.lgamma(k + 1)
            logs += math.lgamma(n - mode + 1) - math.lgamma(n - k + 1)
            logs += (k - mode) * math.log(odds)
            far = binomial_module._log_far_ratio(float(k), float(mode), float(n), odds)
            assert far == pytest.approx(logs, abs=1e-12 + 1e-14 * n)
            near = binomial_module._near_ratio(float(k), float(mode), float(n), odds)
            assert math.log(near) == pytest.approx(far, abs=1e-12)


@pytest.mark.parametrize("mean", [10.0, 33.3, 1e3, 1e6])
def test_the_probability_of_poisson_is_exact(mean: float) -> None:
    for k in range(max(0, int(mean - 8 * math.sqrt(mean))), int(mean + 8 * math.sqrt(mean)), 7):
        log = k * math.log(mean) - mean - math.lgamma(k + 1)
        assert poisson_module._log_poisson(float(k), mean) == pytest.approx(
            log, abs=1e-12 + 1e-14 * mean
        )


def test_the_rest_of_stirlings_formula() -> None:
    for x in range(200):
        y = x + 1
        rest = special.gammaln(y) - ((x + 0.5) * math.log(y) - y + math.log(2 * math.pi) / 2)
        assert stirling.stirling_rest(float(x)) == pytest.approx(rest, abs=1e-12)
    assert stirling.stirling_rest(9.0) > stirling.stirling_rest(10.0)


# Multinomial.


@pytest.mark.parametrize(("n", "weights"), SPLITS)
def test_multinomial_has_its_joint_distribution(n: int, weights: tuple[float, ...]) -> None:
    chances = np.array(weights if any(weights) else [1.0] * len(weights))
    chances /= chances.sum()
    outcomes = [c for c in product(range(n + 1), repeat=len(weights)) if sum(c) == n]
    place = (n + 1) ** np.arange(len(weights))
    sample = many_multinomials(8, DRAWS, n, np.array(weights)) @ place
    codes = np.array(outcomes) @ place
    observed = np.array([np.count_nonzero(sample == code) for code in codes])
    expected = stats.multinomial.pmf(outcomes, n, chances)
    assert observed.sum() == DRAWS
    assert not observed[expected == 0.0].any()
    order = np.argsort(expected)
    assert_plausible(chi_square(observed[order], expected[order]))


@pytest.mark.parametrize(("n", "weights"), LARGE_SPLITS)
def test_multinomial_has_its_margins_and_sums(n: int, weights: tuple[float, ...]) -> None:
    sample = many_multinomials(9, DRAWS // 4, n, np.array(weights))
    exact = [Fraction(w) for w in weights]
    for j in range(len(weights)):
        assert_plausible(fit(sample[:, j], stats.binom(n, float(exact[j] / sum(exact)))))
    for j in range(2, len(weights) + 1):  # the covariances
        law = stats.binom(n, float(sum(exact[:j]) / sum(exact)))
        assert_plausible(fit(sample[:, :j].sum(axis=1), law))


@given(
    key=st.integers(0, MASK).map(np.uint64),
    n=st.integers(0, 12) | st.integers(0, LARGEST),
    weights=st.lists(st.just(0.0) | st.floats(0, 1e300), min_size=1, max_size=12),
    before=st.integers(0, 2),
    after=st.integers(0, 2),
)
@example(np.uint64(0), 1_000, [1e16, 1.0, 1.0], 0, 0)
@example(np.uint64(0), LARGEST, [5e-324] * 5, 1, 1)
@example(np.uint64(0), 10, [0.1] * 10 + [0.0], 1, 1)
@example(np.uint64(0), 3, [0.0, 0.0, 5e-324, 0.0], 1, 1)
@settings(derandomize=True, max_examples=500, deadline=None)
def test_multinomial_conserves(
    key: np.uint64, n: int, weights: list[float], before: int, after: int
) -> None:
    out = np.full(before + len(weights) + after, -7)
    padded = np.array([1.0] * before + weights + [1.0] * after)
    stop = before + len(weights)
    streams.multinomial_into(key, n, padded, before, stop, out)
    counts = out[before:stop]
    assert counts.sum() == n
    assert counts.min() >= 0
    assert (out[:before] == -7).all()
    assert (out[stop:] == -7).all()
    alone = np.zeros_like(counts)
    streams.multinomial_into(key, n, np.array(weights), 0, len(weights), alone)
    assert (counts == alone).all()
    if any(weights):
        assert not counts[np.array(weights) == 0.0].any()


def test_multinomial_at_the_edges() -> None:
    weights, out = np.array([1.0, float("nan"), -3.0, 1.0]), np.full(4, -7)
    for n in (3, 300):
        streams.multinomial_into(1, n, weights, 0, 4, out)
        assert out.sum() == n
        assert out[1] == out[2] == 0
    assert abs(out[0] - 150) < 50
    streams.multinomial_into(1, -3, weights, 0, 4, out)
    assert not out.any()
    out[:] = -7
    streams.multinomial_into(1, 3, weights, 2, 2, out)
    assert (out == -7).all()
    streams.multinomial_into(1, 3, weights, 1, 2, out)
    assert list(out) == [-7, 3, -7, -7]


def test_small_weights_after_a_large_one_keep_their_proportion() -> None:
    weights = np.array([1e15, 0.3, 0.3])  # a rounded sum less the first leaves 0.5
    few = many_multinomials(10, 50_000, LARGEST, weights)[:, 1:].sum(axis=0)
    assert few.sum() > 100_000
    assert_plausible(two_sided(int(few[0]), stats.binom(few.sum(), 0.5)))


# Purity and permanence.


def test_draws_are_the_same_from_threads_and_in_any_order() -> None:
    n, p, chunk = 1_000, 0.3, DRAWS // 16
    serial = many_binomials(11, 0, DRAWS, n, p)
    starts = list(range(0, DRAWS, chunk))[::-1]
    with ThreadPoolExecutor(4) as pool:
        parts = pool.map(lambda s: many_binomials(11, s, s + chunk, n, p), starts)
        assert np.array_equal(np.concatenate(list(parts)[::-1]), serial)


def test_draws_are_the_same_from_python_and_compiled() -> None:
    for n, p in ((5, 0.3), (50, 0.3), (100, 0.02), (1_000, 0.7), (LARGEST, 0.1)):
        compiled_draws = many_binomials(12, 0, 50, n, p)
        keys = [np.uint64(streams.fold(12, i)) for i in range(50)]
        assert [streams.binomial(key, n, p) for key in keys] == compiled_draws.tolist()


def test_the_numbers_stay_the_same_for_ever() -> None:
    """A change here changes every result: it belongs in the changelog, under that heading."""
    key = streams.stream_key(1, 2, streams.phase_id("travel"), 3)
    keys = [np.uint64(streams.sub_key(key, 4, b)) for b in range(3)]
    laws = ((11, 0.4), (12, 0.4), (64, 0.4), (65, 0.1), (500, 0.99), (500, 0.4), (LARGEST, 0.6))
    splits = np.zeros((3, 4), np.int64)
    for n, split in zip((5, 6, 1_000), splits, strict=True):
        streams.multinomial_into(keys[0], n, np.array([1.0, 2.0, 0.0, 4.0]), 0, 4, split)
    assert keys == [15957043606486638540, 10523106868128788148, 9751354610835691216]
    assert [[streams.binomial(key, *law) for law in laws] for key in keys] == [
        [5, 2, 22, 7, 495, 201, 5404319556356833],
        [3, 2, 25, 4, 493, 187, 5404319496506283],
        [5, 3, 24, 8, 497, 208, 5404319587352760],
    ]
    assert [[streams.poisson(key, mean) for mean in (9.9, 10.0, 300.0)] for key in keys] == [
        [10, 10, 301],
        [7, 6, 279],
        [12, 12, 313],
    ]
    assert splits.tolist() == [[2, 1, 0, 2], [1, 1, 0, 4], [146, 272, 0, 582]]
    many = [many_binomials(14, 0, 10_000, n, p) for n, p in laws]
    many += [many_poissons(14, 10_000, mean) for mean in (9.9, 10.0, 300.0)]
    many.append(many_multinomials(14, 10_000, 1_000, np.array([1.0, 2.0, 0.0, 4.0])).ravel())
    digest = hashlib.sha256(np.concatenate(many).astype("<i8").tobytes()).hexdigest()
    assert digest[:16] == "d4801f24e8df4899"
