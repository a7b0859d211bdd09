"""Rules of a spreadsheet find the curves that they are made of, and their ensembles hold them."""

from __future__ import annotations

import numpy as np
import pytest

from safepassage.arrays import F8
from verification.simple_curves import (
    RULES,
    carried,
    ensemble,
    from_population,
    mode_fitted,
    straight,
)

DAYS = np.array([3.0, 6.0, 7.0, 11.0, 12.0, 14.0, 16.0, 18.0])
LATER = np.array([20.0, 40.0, 80.0])


def of_rayleigh(days: F8) -> F8:
    return np.asarray(500_000.0 * (1.0 - np.exp(-(days**2) / (2 * 14.0**2))))


def of_logistic(days: F8) -> F8:
    return np.asarray(600_000.0 / (1.0 + np.exp(-(days - 17.0) / 4.0)))


@pytest.mark.parametrize(("name", "curve"), [("Rayleigh", of_rayleigh), ("logistic", of_logistic)])
def test_a_fitted_curve_is_found(name: str, curve: object) -> None:
    assert callable(curve)
    assert RULES[name](DAYS, curve(DAYS), LATER) == pytest.approx(curve(LATER), rel=1e-3)


def test_the_straight_line_goes_on_at_the_rate_of_the_last_week() -> None:
    counts = 1000.0 * np.maximum(DAYS - 9.0, 0.0) + 5000.0
    assert straight(DAYS, counts, LATER) == pytest.approx(1000.0 * (LATER - 9.0) + 5000.0)


def test_a_rule_that_was_right_so_far_is_sure_and_one_that_erred_is_not() -> None:
    rng = np.random.default_rng(1)
    counts = of_rayleigh(DAYS)
    sure = ensemble(RULES["Rayleigh"], DAYS, counts, LATER, 60, rng)
    unsure = ensemble(RULES["logistic"], DAYS, counts, LATER, 60, rng)
    assert sure.shape == (3, 60)
    assert np.median(sure, axis=1) == pytest.approx(of_rayleigh(LATER), rel=0.02)
    assert np.all(np.ptp(np.log(sure), axis=1) < np.ptp(np.log(unsure), axis=1))


def test_carried_counts_stay_and_a_population_leaves_in_the_end() -> None:
    rng = np.random.default_rng(1)
    ahead = carried(DAYS, of_rayleigh(DAYS), LATER, 4000, rng)
    assert np.median(ahead, axis=1) == pytest.approx(of_rayleigh(DAYS)[-1], rel=0.1)
    people = np.full(50, 1000.0)
    assert from_population(people, np.array([40.0]), rng) == pytest.approx(1000.0)


def test_the_mode_of_a_known_population_is_found() -> None:
    rng = np.random.default_rng(1)
    people = np.full(20, 500_000.0)
    ahead = mode_fitted(people, DAYS, of_rayleigh(DAYS), LATER, rng)
    assert ahead == pytest.approx(np.repeat(of_rayleigh(LATER)[:, None], 20, axis=1), rel=1e-6)
