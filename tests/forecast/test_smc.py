"""Tempered SMC against a posterior known in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from safepassage.arrays import F8, I8
from safepassage.forecast.smc import (
    crank_nicolson,
    effective_size,
    next_temperature,
    softmax,
    systematic,
    temper,
)


class Gaussian:
    """Standard normal prior, normal likelihood of the first coordinate."""

    def __init__(self, count: int, seen: float, spread: float, seed: int = 0) -> None:
        self.normal: F8 = np.random.default_rng(seed).standard_normal((count, 3))
        self.seen, self.spread = seen, spread

    @property
    def log_likelihood(self) -> F8:
        return self._log(self.normal)

    def _log(self, normal: F8) -> F8:
        return np.asarray(-0.5 * ((self.seen - normal[:, 0]) / self.spread) ** 2)

    def resample(self, index: I8) -> None:
        self.normal = self.normal[index]

    def move(self, temperature: float, step: float, rng: np.random.Generator) -> float:
        proposed = crank_nicolson(self.normal, step, rng)
        gain = temperature * (self._log(proposed) - self._log(self.normal))
        accepted = np.log(rng.random(gain.size)) < gain
        self.normal[accepted] = proposed[accepted]
        return float(accepted.mean())


def test_a_sharp_posterior_is_reached_by_moves() -> None:
    cloud = Gaussian(2000, seen=2.5, spread=0.2)
    tempered = temper(cloud, np.random.default_rng(1))
    precision = 1 + 1 / 0.2**2
    mean = float(tempered.weight @ cloud.normal[:, 0])
    variance = float(tempered.weight @ (cloud.normal[:, 0] - mean) ** 2)
    assert mean == pytest.approx(2.5 / 0.2**2 / precision, abs=0.03)
    assert variance == pytest.approx(1 / precision, rel=0.15)
    # What says nothing keeps its prior.
    assert float(tempered.weight @ cloud.normal[:, 1]) == pytest.approx(0, abs=0.1)
    assert tempered.prior_ess < 60
    assert tempered.ess >= 1000
    assert tempered.moves == 3 * (len(tempered.temperatures) - 1)
    assert tempered.temperatures[-1] == 1.0
    assert 0.1 < tempered.accepted < 0.9


def test_weak_evidence_moves_nobody() -> None:
    cloud = Gaussian(500, seen=0.1, spread=3.0)
    before = cloud.normal.copy()
    tempered = temper(cloud, np.random.default_rng(1))
    assert tempered.moves == 0
    assert tempered.temperatures == (1.0,)
    assert np.array_equal(cloud.normal, before)
    assert tempered.ess == tempered.prior_ess


def test_moves_keep_the_prior() -> None:
    rng = np.random.default_rng(2)
    normal = rng.standard_normal((50_000, 1))
    moved = crank_nicolson(normal, 0.7, rng)
    assert moved.std() == pytest.approx(1, abs=0.02)
    assert np.corrcoef(normal[:, 0], moved[:, 0])[0, 1] == pytest.approx(np.sqrt(0.51), abs=0.02)


def test_resampling_keeps_each_member_in_proportion() -> None:
    weight = np.array([0.5, 0.25, 0.125, 0.125])
    index = systematic(np.repeat(weight / 2, 2), np.random.default_rng(3))
    assert np.bincount(index // 2, minlength=4).tolist() == [4, 2, 1, 1]


def test_effective_size() -> None:
    assert effective_size(np.full(10, 0.1)) == pytest.approx(10)
    assert effective_size(np.array([1.0, 0, 0])) == pytest.approx(1)
    assert softmax(np.array([-1e9, -1e9 + 1])).sum() == pytest.approx(1)


def test_the_next_temperature_keeps_what_is_asked() -> None:
    values = np.random.default_rng(4).normal(0, 20, 400)
    reached = next_temperature(values, 0.0, 0.5)
    assert effective_size(softmax(reached * values)) / 400 == pytest.approx(0.5, abs=0.01)
    assert next_temperature(values, 0.0, 0.0) == 1.0
