"""Tempered sequential Monte Carlo with resample-move: prior members become posterior members.

Del Moral, Doucet and Jasra (2006), Sequential Monte Carlo samplers, JRSS B 68; the temperatures
are chosen so that each step keeps a share of the effective sample size (Jasra et al. 2011).
Moves are preconditioned Crank-Nicolson steps, which leave the prior invariant (Cotter et al.
2013, Statistical Science 28).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from safepassage.arrays import F8, I8

LEAST = 0.5
"""Share of the members that the effective sample size may fall to within one step."""
ROUNDS = 3
"""Moves after each resampling."""
_FIRST_STEP = 0.5
_LEAST_STEP, _MOST_STEP = 0.05, 0.95
_MOST_STAGES = 60


class Particles(Protocol):
    """Members that can be resampled and moved."""

    @property
    def log_likelihood(self) -> F8:
        """Log-likelihood of each member, shape (M,)."""
        ...

    def resample(self, index: I8) -> None:
        """Keep members by number, shape (M,), repeats allowed."""
        ...

    def move(self, temperature: float, step: float, rng: np.random.Generator) -> float:
        """Propose a move of each member and return the share accepted."""
        ...


@dataclass(frozen=True)
class Tempered:
    """How a prior ensemble became a posterior one.

    Attributes:
        weight: Weight of each member at the end, shape (M,), sums to 1.
        ess: Effective sample size of these weights.
        prior_ess: That of weighing the prior members at once: what no move would have left.
        temperatures: Those passed, the last is 1.
        moves: Rounds of moves.
        accepted: Share of the moves accepted, or 1 if there were none.
    """

    weight: F8
    ess: float
    prior_ess: float
    temperatures: tuple[float, ...]
    moves: int
    accepted: float


def effective_size(weight: F8) -> float:
    """Effective sample size (sum w)^2 / sum w^2 (Kish 1965)."""
    total = float(np.square(weight).sum())
    return float(weight.sum() ** 2 / total) if total > 0 else 0.0


def softmax(log_weight: F8) -> F8:
    """Weights that sum to 1."""
    weight = np.exp(log_weight - log_weight.max())
    return np.asarray(weight / weight.sum())


def temper(
    particles: Particles, rng: np.random.Generator, *, least: float = LEAST, rounds: int = ROUNDS
) -> Tempered:
    """Carry members from the prior (temperature 0) to the posterior (1).

    Args:
        particles: Members drawn from the prior; changed in place.
        rng: Randomness of resampling and moves.
        least: Share of members below which the effective sample size leads to resample-move.
        rounds: Moves after each resampling.

    Returns:
        Weights and how they came about; no member is moved if the prior ones suffice.
    """
    prior_ess = effective_size(softmax(particles.log_likelihood))
    temperature, step = 0.0, _FIRST_STEP
    passed: list[float] = []
    shares: list[float] = []
    while True:
        values = particles.log_likelihood
        following = next_temperature(values, temperature, least)
        if len(passed) >= _MOST_STAGES:
            following = 1.0
        weight = softmax((following - temperature) * values)
        temperature = following
        passed.append(temperature)
        if temperature >= 1.0:
            break
        particles.resample(systematic(weight, rng))
        for _ in range(rounds):
            shares.append(particles.move(temperature, step, rng))
            step = float(np.clip(step * np.exp(2 * (shares[-1] - 0.3)), _LEAST_STEP, _MOST_STEP))
    accepted = float(np.mean(shares)) if shares else 1.0
    ess = effective_size(weight)
    return Tempered(weight, ess, prior_ess, tuple(passed), len(shares), accepted)


def next_temperature(values: F8, temperature: float, least: float) -> float:
    """Furthest temperature at which the weights keep ``least`` of the members, by bisection."""

    def kept(to: float) -> float:
        return effective_size(softmax((to - temperature) * values)) / values.size

    if kept(1.0) >= least:
        return 1.0
    low, high = temperature, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if kept(middle) >= least else (low, middle)
    return max(low, temperature + 1e-9)


def systematic(weight: F8, rng: np.random.Generator) -> I8:
    """Systematic resampling (Kitagawa 1996): numbers of the members kept, shape (M,)."""
    count = weight.size
    points = (np.arange(count) + rng.random()) / count
    index = np.searchsorted(np.cumsum(weight), points, side="right")
    return np.minimum(index, count - 1).astype(np.int64)


def crank_nicolson(normal: F8, step: float, rng: np.random.Generator) -> F8:
    """Proposal that keeps standard normal coordinates standard normal, shape (M, U)."""
    fresh = rng.standard_normal(normal.shape)
    return np.asarray(np.sqrt(1.0 - step * step) * normal + step * fresh)
