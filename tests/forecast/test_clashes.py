"""Chances of clashes: closed forms, what counts as serious, scores of a record."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from safepassage.evidence.clash_record import MONTH, is_serious, record_of
from safepassage.forecast.clashes.rates import chance_within, rolling_scores

FIRST = dt.date(2030, 1, 1)


@pytest.mark.parametrize(
    ("days", "killed", "serious"),
    [(1, 9, False), (1, 10, True), (3, 0, True), (2, 0, False), (float("nan"), 3, False)],
)
def test_serious_is_ten_killed_or_three_days(days: float, killed: float, serious: bool) -> None:
    assert is_serious(days, killed) == serious


def test_without_crowding_months_multiply() -> None:
    monthly = np.full(10, 0.2)
    found = chance_within(monthly, 2 * MONTH, 1.0, seed=1)
    np.testing.assert_allclose(found, 1 - 0.8**2)


def test_crowding_raises_the_chance_and_certainty_stays() -> None:
    monthly = np.full(4000, 0.2)
    assert (
        chance_within(monthly, 30, 1.5, seed=1).mean() > chance_within(monthly, 30, 1.0, seed=1)[0]
    )
    assert chance_within(np.ones(3), 30, 1.0, seed=1).min() > 0.999


def test_the_future_is_not_in_the_record() -> None:
    clashes = [(FIRST + dt.timedelta(days=40), True), (FIRST + dt.timedelta(days=400), True)]
    known = record_of(clashes, FIRST, FIRST + dt.timedelta(days=100))
    assert known.serious.tolist() == [False, True, False]


def test_a_constant_record_is_scored_alike() -> None:
    """Nothing ever happens: both are sure in the end, the forgetful one less."""
    found = rolling_scores([], FIRST, FIRST + dt.timedelta(days=1000))
    assert found["constant_rate"]["brier"] < found["model"]["brier"] < 0.01
