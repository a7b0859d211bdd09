"""Simulation-based calibration (Talts et al. 2018): ranks of the truth must be uniform.

Each data set is drawn from the prior, the simulation and the error model; the rank of the true
parameter among 19 posterior draws is uniform if weighing is right. Level 1 %, seeds fixed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
from scipy import stats

from safepassage.arrays import F8
from safepassage.compiled.compile import compile_scenario
from safepassage.engine.ensemble import run_members
from safepassage.evidence.claims import Claim, read_sources
from safepassage.evidence.errors import build_error_model
from safepassage.evidence.likelihood import draw_readings, log_likelihood
from safepassage.forecast.smc import softmax, systematic, temper
from safepassage.forecast.weighing import claim_values
from safepassage.result.result import make_result
from safepassage.scenario.read import read_scenario
from tests.forecast.test_smc import Gaussian

LEVEL = 0.01
SETS = 200
DRAWS = 19
BINS = 10
BATCH = 50
WIDE = {
    "name": "people-at-home",
    "input": "populations:homes",
    "distribution": "lognormal",
    "low": 0.4,
    "best": 1.0,
    "high": 2.5,
}
SLOW = {"name": "rate", "input": "rules.flight_rate", "low": 0.3, "best": 1, "high": 3}


def claims() -> list[Claim]:
    """Two sources, five quantities, a range of reliabilities."""
    asked = [
        ("displaced_from:homes", 1, "local-radio", 4),
        ("present:camp-a", 2, "local-radio", 3),
        ("present:camp-a", 5, "aid-agency", 2),
        ("present:camp-b", 5, "aid-agency", 3),
    ]
    days = [dt.date(2020, 1, day) for _, day, _, _ in asked]
    return [
        Claim(str(n), word, 1, 1, "people", day, None, day, source, "", "estimate", belief, n + 2)
        for n, ((word, _, source, belief), day) in enumerate(zip(asked, days, strict=True))
    ]


def run(first: int, count: int, asked: list[Claim]) -> tuple[F8, F8]:
    """Inputs, shape (count, U), and values of the claims' quantities, shape (count, N)."""
    scenario = read_scenario("tiny").replace(uncertain=[WIDE, SLOW], days=6)
    compiled = compile_scenario(scenario)
    inputs, values = [], []
    for start in range(first, first + count, BATCH):
        ensemble = run_members(compiled, range(start, start + BATCH), 7, 1)
        inputs.append(ensemble.inputs)
        values.append(claim_values(make_result(compiled, ensemble, 7, {}), asked))
    return np.concatenate(inputs), np.concatenate(values)


def uniform(ranks: list[int]) -> float:
    """P-value of the chi-squared test of ranks 0..DRAWS in equal bins."""
    per_bin = (DRAWS + 1) // BINS
    counts = np.bincount(np.array(ranks) // per_bin, minlength=BINS)
    return float(stats.chisquare(counts).pvalue)


def test_weighed_members_are_calibrated() -> None:
    asked = claims()
    inputs, values = run(0, 1000, asked)
    truths, true_values = run(100_000, SETS, asked)
    model = build_error_model(asked, read_sources(read_scenario("tiny")))
    model = replace(model, outlier=np.zeros(4), weight=np.ones(4))
    readings = draw_readings(model, true_values, np.random.default_rng(11))
    rng = np.random.default_rng(12)
    ranks: dict[int, list[int]] = {0: [], 1: []}
    for number in range(SETS):
        said = model.scaled(readings[number])
        own = replace(model, low=said, high=said)
        weight = softmax(log_likelihood(own, values).sum(axis=1))
        picked = rng.choice(weight.size, DRAWS, p=weight)
        for column, found in ranks.items():
            below = inputs[picked, column] < truths[number, column]
            found.append(int(below.sum()))
    assert uniform(ranks[0]) > LEVEL
    assert uniform(ranks[1]) > LEVEL


def test_the_test_itself_notices_errors_that_are_too_small() -> None:
    rng = np.random.default_rng(13)
    ranks = [int((rng.normal(truth, 0.4, DRAWS) < 0).sum()) for truth in rng.normal(0, 1, SETS)]
    assert uniform(ranks) < LEVEL


def test_tempered_and_moved_members_are_calibrated() -> None:
    rng = np.random.default_rng(14)
    ranks = []
    for number in range(SETS):
        truth = rng.standard_normal()
        cloud = Gaussian(200, truth + 0.1 * rng.standard_normal(), 0.1, seed=1000 + number)
        tempered = temper(cloud, rng)
        assert tempered.moves > 0
        picked = rng.permutation(systematic(tempered.weight, rng))[:DRAWS]
        ranks.append(int((cloud.normal[picked, 0] < truth).sum()))
    assert uniform(ranks) > LEVEL
