"""Scores against closed forms and against scoringrules."""

import numpy as np
import pytest

from safepassage.forecast.relative import ard, ard_flee, ard_rescaled
from safepassage.forecast.scores import (
    LEVELS,
    covered,
    crps,
    fair_crps,
    pit,
    weighted_interval_score,
)

RNG = np.random.default_rng(5)
MEMBERS = RNG.gamma(2.0, 500.0, (7, 60))
OBSERVED = RNG.gamma(2.0, 500.0, 7)


def test_scores_agree_with_scoringrules() -> None:
    import scoringrules

    ours = crps(MEMBERS, OBSERVED)
    assert ours == pytest.approx(scoringrules.crps_ensemble(OBSERVED, MEMBERS), rel=1e-12)
    alphas = np.array(LEVELS)
    low = np.quantile(MEMBERS, alphas / 2, axis=-1).T
    high = np.quantile(MEMBERS, 1 - alphas / 2, axis=-1).T
    middle = np.median(MEMBERS, axis=-1)
    theirs = scoringrules.weighted_interval_score(OBSERVED, middle, low, high, alphas)
    assert weighted_interval_score(MEMBERS, OBSERVED) == pytest.approx(theirs, rel=1e-12)


def test_crps_of_one_member_is_its_error_and_of_two_is_known() -> None:
    assert crps(np.array([[3.0]]), np.array([5.0]))[0] == 2.0
    # E|X-y| = (1+3)/2 = 2; E|X-X'| = (0+4+4+0)/4 = 2
    assert crps(np.array([0.0, 4.0]), np.array(1.0)) == pytest.approx(2.0 - 1.0)


def test_crps_approaches_that_of_the_normal_distribution() -> None:
    from scipy.stats import norm

    members = norm.ppf((np.arange(4000) + 0.5) / 4000)
    for y in (-1.0, 0.0, 2.0):
        exact = y * (2 * norm.cdf(y) - 1) + 2 * norm.pdf(y) - 1 / np.sqrt(np.pi)
        assert float(crps(members, np.array(y))) == pytest.approx(exact, abs=2e-3)


def test_interval_and_pit_of_known_members() -> None:
    members = np.arange(101.0)
    assert covered(members, np.array(5.0)) == 1.0
    assert covered(members, np.array(4.9)) == 0.0
    assert covered(members, np.array(95.1)) == 0.0
    assert pit(members, np.array(50.0)) == pytest.approx(0.5)
    assert pit(members, np.array(-1.0)) == 0.0
    assert pit(members, np.array(200.0)) == 1.0


def test_relative_differences_by_hand() -> None:
    observed = np.array([[0.0, 0.0], [60.0, 40.0], [100.0, 100.0]])
    simulated = np.array([[0.0, 0.0], [30.0, 20.0], [150.0, 50.0]])
    assert ard(simulated, observed) == pytest.approx((0 + 0.5 + 0.5) / 3)
    assert ard_rescaled(simulated, observed) == pytest.approx((0 + 0 + 0.5) / 3)
    raw = np.array([100.0, 200.0, 300.0])
    assert ard_flee(simulated, observed, raw) == pytest.approx((0 + 50 / 200 + 100 / 300) / 3)


def test_a_day_without_simulated_people_stays_zero_when_rescaled() -> None:
    assert ard_rescaled(np.zeros((1, 2)), np.array([[3.0, 1.0]])) == pytest.approx(1.0)


def test_the_fair_crps_agrees_with_scoringrules_and_favours_no_size() -> None:
    import scoringrules

    theirs = scoringrules.crps_ensemble(OBSERVED, MEMBERS, estimator="fair")
    assert fair_crps(MEMBERS, OBSERVED) == pytest.approx(theirs, rel=1e-10)
    assert fair_crps(np.array([3.0]), 5.0) == 2.0
    draws = RNG.standard_normal((20_000, 5)), RNG.standard_normal((20_000, 40))
    seen = RNG.standard_normal(20_000)
    few, many = (float(fair_crps(members, seen).mean()) for members in draws)
    assert few == pytest.approx(many, rel=0.02)
    assert float(crps(draws[0], seen).mean()) > 1.1 * many  # the other one punishes the few
