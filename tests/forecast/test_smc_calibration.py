"""Simulation-based calibration: ranks of the truth are uniform, at a size that notices 15 %."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pytest

from safepassage.arrays import F8
from safepassage.evidence.likelihood import log_likelihood
from safepassage.forecast.smc import softmax, temper
from safepassage.forecast.weighing import weigh
from safepassage.resample import systematic
from tests.forecast.calibration import (
    DRAWS,
    LEVEL,
    PRIORS,
    SETS,
    model,
    p_of_middle,
    p_of_spread,
    power,
    rows,
    run,
    say,
    scores,
    world,
)
from tests.forecast.test_smc import Gaussian

MEMBERS = 500
NIGHTLY = "SAFEPASSAGE_NIGHTLY"
"""Environment variable that asks for the tests of many minutes (``make nightly``)."""
FEW = 16


@pytest.fixture(scope="module")
def weighed() -> tuple[F8, F8]:
    """Posterior draws of weighed members, shape (inputs, sets, DRAWS), and truths."""
    inputs, values = run(0, MEMBERS)
    truths, true_values = run(100_000, SETS)
    own = model()
    said = say(own, true_values, 11)
    rng = np.random.default_rng(12)
    draws = np.empty((len(PRIORS), SETS, DRAWS))
    for number in range(SETS):
        one = replace(own, low=said.low[number], high=said.high[number])
        weight = softmax(log_likelihood(one, values).sum(axis=1))
        picked = rng.choice(weight.size, DRAWS, p=weight)
        draws[:, number] = inputs[picked, : len(PRIORS)].T
    return draws, truths[:, : len(PRIORS)].T


def assert_calibrated(draws: F8, truths: F8) -> None:
    rng = np.random.default_rng(15)
    for own, truth in zip(draws, truths, strict=True):
        score = scores(own, truth, rng)
        assert float(p_of_spread(score)) > LEVEL
        assert p_of_middle(score) > LEVEL


def test_weighed_members_are_calibrated(weighed: tuple[F8, F8]) -> None:
    assert_calibrated(*weighed)


def test_a_posterior_15_percent_too_narrow_would_be_noticed(weighed: tuple[F8, F8]) -> None:
    draws, truths = weighed
    middle = draws.mean(axis=2, keepdims=True)
    narrow = middle + 0.85 * (draws - middle)
    rng = np.random.default_rng(15)
    found = [
        float(p_of_spread(scores(own, truth, rng)))
        for own, truth in zip(narrow, truths, strict=True)
    ]
    assert min(found) < LEVEL


def test_the_size_gives_the_power_that_was_asked() -> None:
    assert power(0.85) >= 0.8
    assert power(1 / 0.85) >= 0.8
    assert power(1.0) < 3 * LEVEL
    assert power(0.85, sets=200, draws=19) < 0.6  # what the size was before


def simulated(sets: int, members: int) -> tuple[F8, F8, int]:
    """As ``weighed``, with members that the simulator moved; and how many sets were moved."""
    truths, true_values = run(100_000, sets)
    said = say(model(), true_values, 11)
    rng = np.random.default_rng(16)
    draws, moved = np.empty((len(PRIORS), sets, DRAWS)), 0
    for number in range(sets):
        found = weigh(world(rows(said, number)), members=members, seed=number + 1, workers=1)
        moved += found.tempered.moves > 0
        weight = found.result.weight
        picked = rng.choice(weight.size, DRAWS, p=weight)
        draws[:, number] = found.result.inputs[picked, : len(PRIORS)].T
    return draws, truths[:, : len(PRIORS)].T, moved


@pytest.mark.slow
def test_a_few_data_sets_through_the_simulator_are_not_far_off() -> None:
    draws, truths, moved = simulated(FEW, 64)
    assert moved > FEW / 2
    assert_calibrated(draws, truths)


@pytest.mark.slow
@pytest.mark.skipif(NIGHTLY not in os.environ, reason=f"takes minutes: set {NIGHTLY}")
def test_members_that_the_simulator_moved_are_calibrated() -> None:
    draws, truths, moved = simulated(SETS, 200)
    assert moved > SETS / 2
    assert_calibrated(draws, truths)


def test_tempered_and_moved_members_are_calibrated() -> None:
    rng = np.random.default_rng(14)
    draws, truths = np.empty((SETS, DRAWS)), rng.standard_normal(SETS)
    for number, truth in enumerate(truths.tolist()):
        cloud = Gaussian(200, truth + 0.1 * rng.standard_normal(), 0.1, seed=1000 + number)
        tempered = temper(cloud, rng)
        assert tempered.moves > 0
        members = systematic(tempered.weight, tempered.weight.size, rng.random())
        draws[number] = cloud.normal[rng.permutation(members)[:DRAWS], 0]
    assert_calibrated(draws[None], truths[None])
