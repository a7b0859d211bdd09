"""A positive number by siege, lognormal: operations of one siege have one level, sieges differ.

log y = mu + u(siege) + e, with u ~ N(0, between²) and e ~ N(0, within²): partial pooling, so that a
siege with six operations does not count six times. Priors: mu normal around the log of a middle
value with standard deviation 2; both spreads half-normal with scale 1.5 on the log scale. The
posterior of the two spreads is taken on a grid, mu given them is normal in closed form (Gelman et
al. 2013, Bayesian Data Analysis, section 5.4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8
from safepassage.streams.named import named_generator

_GRID: F8 = np.exp(np.linspace(np.log(0.05), np.log(4.0), 36))
_SCALE, _SPREAD_OF_MIDDLE = 1.5, 2.0


@dataclass(frozen=True)
class Pooled:
    """Draws of the parameters on the log scale.

    Attributes:
        middle: Mean of log values over sieges, shape (N,).
        spread: Standard deviation of an operation of a new siege, shape (N,).
    """

    middle: F8
    spread: F8

    def draws(self, generator: np.random.Generator) -> F8:
        """One operation of a new siege for each draw, shape (N,)."""
        return np.asarray(np.exp(generator.normal(self.middle, self.spread)))

    def log_density(self, value: float) -> float:
        """Log of the mean density at a value."""
        z = (np.log(value) - self.middle) / self.spread
        density = np.exp(-0.5 * z**2) / (np.sqrt(2 * np.pi) * self.spread * value)
        return float(np.log(max(float(density.mean()), 1e-300)))


def fit_pooled(
    groups: Sequence[Sequence[float]], usual: float, *, draws: int, seed: int, name: str = ""
) -> Pooled:
    """Fit to values by siege.

    Args:
        groups: Positive values of each siege.
        usual: Middle of the prior, such as 1,500 people.
        draws: Draws of the parameters.
        seed: Of those draws.
        name: What the values are; those of other names have draws of their own.
    """
    logs = [np.log(np.asarray(group, dtype=np.float64)) for group in groups]
    size = np.array([group.size for group in logs])
    mean = np.array([group.mean() for group in logs])
    inside = float(sum(((group - group.mean()) ** 2).sum() for group in logs))
    between, within = (part.ravel() for part in np.meshgrid(_GRID, _GRID, indexing="ij"))
    variance = between[:, None] ** 2 + within[:, None] ** 2 / size  # of the siege's mean
    precision = 1.0 / _SPREAD_OF_MIDDLE**2 + (1.0 / variance).sum(axis=1)
    middle = (np.log(usual) / _SPREAD_OF_MIDDLE**2 + (mean / variance).sum(axis=1)) / precision
    squares = np.log(usual) ** 2 / _SPREAD_OF_MIDDLE**2 + (mean**2 / variance).sum(axis=1)
    log = -0.5 * (np.log(variance).sum(axis=1) + np.log(precision) + squares)
    log += 0.5 * precision * middle**2 - inside / (2 * within**2)
    log -= float((size - 1).sum()) * np.log(within)
    log -= 0.5 * (between**2 + within**2) / _SCALE**2
    log += np.log(between) + np.log(within)  # the grid is even on the log scale
    chance = np.exp(log - log.max())
    generator = named_generator(seed, "parameters of operations", name)
    cell = generator.choice(chance.size, size=draws, p=chance / chance.sum())
    return Pooled(
        middle=generator.normal(middle[cell], 1.0 / np.sqrt(precision[cell])),
        spread=np.hypot(between[cell], within[cell]),
    )


def fit_alike(values: Sequence[float], usual: float, *, draws: int, seed: int) -> Pooled:
    """The plain baseline: every operation counts the same, whatever siege it belongs to."""
    return fit_pooled([[value] for value in values], usual, draws=draws, seed=seed)


def leave_one_siege_out(
    values: Mapping[str, Sequence[float]], usual: float, *, draws: int = 1000
) -> dict[str, float]:
    """Mean log score of each siege's operations from all other sieges; both models.

    Args:
        values: Values by siege, at least two sieges.
        usual: As of :func:`fit_pooled`.
        draws: Draws of the parameters.
    """
    scores = []
    for case, own in values.items():
        others = [list(group) for other, group in values.items() if other != case]
        pooled = fit_pooled(others, usual, draws=draws, seed=1)
        alike = fit_alike([each for group in others for each in group], usual, draws=draws, seed=1)
        scores.append([np.mean([fit.log_density(v) for v in own]) for fit in (pooled, alike)])
    model, plain = np.mean(np.array(scores), axis=0).tolist()
    return {"model": model, "plain": plain}
