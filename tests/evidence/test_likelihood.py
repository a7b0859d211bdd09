"""The error model against numbers that can be had another way."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, stats

from safepassage.evidence.claims import Claim, Source
from safepassage.evidence.errors import (
    BIAS,
    DISCREPANCY,
    LEARNING,
    SPREAD,
    ErrorModel,
    build_error_model,
)
from safepassage.evidence.likelihood import draw_readings, learn, log_likelihood

SOURCES = {
    "b": Source("b", "Agency", "B"),
    "d": Source("d", "Party", "D"),
    "part": Source("part", "Register", "B", (0.5, 1.0)),
}
DAY = dt.date(2020, 1, 10)


def claim(low: float, high: float, **changes: object) -> Claim:
    usual = Claim(
        "c", "present:x", low, high, "people", DAY, None, DAY, "b", "", "observation", 2, 2
    )
    return replace(usual, **changes)  # type: ignore[arg-type]


def model_of(*claims: Claim, sure: bool = True) -> ErrorModel:
    """``sure``: without outliers, and numbers that were not rounded."""
    model = build_error_model(claims, SOURCES)
    nothing = np.zeros(len(claims))
    return replace(model, outlier=nothing, rounding=nothing) if sure else model


def log_lik(model: ErrorModel, *values: float) -> float:
    return float(log_likelihood(model, np.array([values]))[0].sum())


def integrated(density: object, bias: float) -> float:
    """Integral over bias and the learnt factor of the spread."""

    def weighted(b: float, k: float) -> float:
        own = density(b, math.exp(k))  # type: ignore[operator]
        return float(own * stats.norm.pdf(b, 0, bias) * stats.norm.pdf(k, 0, LEARNING))

    value, _ = integrate.dblquad(weighted, -1.6, 1.6, -6 * bias, 6 * bias, epsabs=1e-9)
    return math.log(value)


def test_one_value_is_the_integral_over_bias_and_spread() -> None:
    spread = math.hypot(SPREAD[2], DISCREPANCY)
    distance = math.log(1000 / 800)

    def density(bias: float, factor: float) -> float:
        return float(stats.norm.pdf(distance, bias, spread * factor))

    assert log_lik(model_of(claim(1000, 1000)), 800) == pytest.approx(
        integrated(density, BIAS["B"]), abs=0.02
    )


def test_a_range_is_its_probability_over_its_width() -> None:
    spread = math.hypot(SPREAD[2], DISCREPANCY)
    low, high = math.log(900 / 800), math.log(1300 / 800)

    def density(bias: float, factor: float) -> float:
        inside = stats.norm.cdf(high, bias, spread * factor)
        inside -= stats.norm.cdf(low, bias, spread * factor)
        return float(inside / (high - low))

    assert log_lik(model_of(claim(900, 1300)), 800) == pytest.approx(
        integrated(density, BIAS["B"]), abs=0.02
    )


def test_a_narrow_range_is_nearly_a_value() -> None:
    value, narrow = model_of(claim(1000, 1000)), model_of(claim(999, 1001))
    assert log_lik(narrow, 800) == pytest.approx(log_lik(value, 800), abs=1e-4)


def test_at_least_says_nothing_against_more() -> None:
    model = model_of(claim(1000, math.nan))
    assert log_lik(model, 5000) == pytest.approx(0.0, abs=1e-3)
    assert log_lik(model, 1000) == pytest.approx(math.log(0.5), abs=0.01)
    assert log_lik(model, 300) < -5


def test_at_most_mirrors_at_least() -> None:
    upper, lower = model_of(claim(math.nan, 1000)), model_of(claim(1000, math.nan))
    assert log_lik(upper, 700) == pytest.approx(log_lik(lower, 1000**2 / 700), abs=1e-9)


def test_far_ranges_stay_finite_on_both_sides() -> None:
    model = model_of(claim(1000, 1200, source_id="d"))
    values = [log_lik(model, value) for value in (1.0, 1e7)]
    assert all(np.isfinite(values))
    assert max(values) < -20


def test_zero_is_fewer_than_one_person() -> None:
    model = model_of(claim(0, 0))
    assert log_lik(model, 0) > log_lik(model, 3) > log_lik(model, 1000)


def test_shares_are_read_on_the_logit_scale() -> None:
    share = {"quantity": "share_held:x:y", "unit": "share"}
    model = model_of(claim(0.6, 0.6, **share))
    near, far = log_lik(model, 0.58), log_lik(model, 0.2)
    assert near > far
    assert log_lik(model_of(claim(0.4, 0.4, **share)), 0.42) == pytest.approx(near, abs=1e-9)


def test_a_coverage_moves_what_is_expected() -> None:
    model = model_of(claim(700, 700, source_id="part"))
    assert log_lik(model, 1000) > log_lik(model, 700)


def test_reliable_sources_and_credible_claims_narrow_more() -> None:
    def loss(**changes: object) -> float:
        model = model_of(claim(1000, 1000, **changes))
        return log_lik(model, 1000) - log_lik(model, 500)

    assert loss() > loss(credibility=4) > loss(credibility=5)
    assert loss() > loss(source_id="d")
    assert loss() > loss(status="claim")


def test_an_outlier_cannot_lose_more_than_its_chance() -> None:
    model = model_of(claim(1000, 1000), sure=False)
    assert log_lik(model, 1e9) > math.log(0.03 / 6) - 0.1


def test_repetitions_on_consecutive_days_count_as_little_more_than_one() -> None:
    claims = [claim(1000, 1000, date=DAY + dt.timedelta(days=day)) for day in range(5)]
    weight = build_error_model(claims, SOURCES).weight
    assert 1.0 < weight.sum() < 1.6
    apart = [claim(1000, 1000, date=DAY + dt.timedelta(days=60 * day)) for day in range(5)]
    assert build_error_model(apart, SOURCES).weight.sum() == pytest.approx(5.0, abs=0.01)


def test_claims_of_one_source_share_its_bias() -> None:
    first = claim(1000, 1000, source_id="d")
    other = claim(1000, 1000, source_id="d", quantity="present:y")
    both = model_of(first, other)
    alone = model_of(first)
    # Wrong in the same direction is one mistake; wrong in both directions is two.
    alike, unlike = log_lik(both, 500, 500), log_lik(both, 500, 2000)
    assert alike > unlike
    assert alike > 2 * log_lik(alone, 500)


def test_bias_and_spread_of_a_source_are_learnt_and_shrunk() -> None:
    days = [DAY + dt.timedelta(days=60 * day) for day in range(6)]
    claims = [claim(2000, 2000, source_id="d", date=day) for day in days]
    model = model_of(*claims)
    (learnt,) = learn(model, np.full((3, 6), 1000.0), np.full(3, 1 / 3))
    assert learnt.claims == 6
    assert 1.5 < learnt.bias < 2.0
    assert learnt.spread < 1.0
    wild = [claim(value, value, date=day) for value, day in zip((3e2, 9e3) * 3, days, strict=True)]
    (other,) = learn(model_of(*wild), np.full((1, 6), 1700.0), np.ones(1))
    assert 1.0 < other.spread < 3.0


def test_readings_err_as_declared() -> None:
    model = model_of(claim(1, 1), claim(1, 1, source_id="part"))
    drawn = draw_readings(model, np.full((40_000, 2), 1000.0), 1)
    assert np.median(drawn, axis=0) == pytest.approx([1000, 1000 * math.sqrt(0.5)], rel=0.02)
    assert np.log(drawn[:, 0]).std() == pytest.approx(0.31, abs=0.02)
