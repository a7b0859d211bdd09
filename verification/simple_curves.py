"""Rules that a spreadsheet has for people who arrive: rivals of the simulation, each an ensemble.

A rule sees days and cumulative counts and gives counts on later days. What it does not know is
drawn as far as the rule allows: it is fitted again to copies of the counts with noise of the size
of its own errors so far (on the log scale), and that noise is added to what it forecasts.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import least_squares

from safepassage.arrays import F8

Rule = Callable[[F8, F8, F8], F8]
"""Days (N,), counts (N,) and later days (K,) → counts on these, shape (K,)."""
WEEK = 7.0
"""Days over which the straight line takes the latest rate."""
MODE = (1.5, 5.0)
"""Days after the start on which most people leave, of the Rayleigh rule without any count."""
MODES = np.arange(0.5, 60.5, 0.5)
"""Days among which the mode is chosen where the people are known."""
_TIMES = 20.0
"""A curve's total is at most that many times the largest count."""


def straight(days: F8, counts: F8, later: F8) -> F8:
    """The last count, and the mean rate of the last week."""
    before = np.interp(days[-1] - WEEK, days, counts)
    return np.asarray(counts[-1] + (counts[-1] - before) / WEEK * (later - days[-1]))


def logistic(days: F8, counts: F8, later: F8) -> F8:
    """Total, middle and scale of a logistic curve by least squares."""
    most = float(counts.max())
    first = (1.5 * most, float(np.median(days)), 3.0)
    return _fitted(_logistic, first, (most, 0.0, 0.5), (_TIMES * most, 365.0, 90.0), days, counts)(
        later
    )


def rayleigh(days: F8, counts: F8, later: F8) -> F8:
    """Total and mode of a Rayleigh curve that begins on day 0, by least squares."""
    most = float(counts.max())
    first = (1.5 * most, float(days.max()))
    return _fitted(_rayleigh, first, (most, 0.5), (_TIMES * most, 365.0), days, counts)(later)


RULES: dict[str, Rule] = {"straight line": straight, "logistic": logistic, "Rayleigh": rayleigh}
"""Those that are fitted to counts."""


def ensemble(
    rule: Rule, days: F8, counts: F8, later: F8, members: int, rng: np.random.Generator
) -> F8:
    """A fitted rule with what it does not know, shape (K, M)."""
    spread = _own_error(rule, days, counts)
    noisy = counts * np.exp(spread * rng.standard_normal((members, days.size)))
    noisy = np.maximum.accumulate(noisy, axis=1)  # a cumulative count does not fall
    ahead = np.stack([rule(days, copy, later) for copy in noisy], axis=1)
    return np.asarray(ahead * np.exp(spread * rng.standard_normal(ahead.shape)))


def carried(days: F8, counts: F8, later: F8, members: int, rng: np.random.Generator) -> F8:
    """The last count stays, with the steps between counts so far as its error, shape (K, M)."""
    spread = float(np.sqrt(np.mean(np.diff(np.log(counts)) ** 2)))
    return np.asarray(counts[-1] * np.exp(spread * rng.standard_normal((later.size, members))))


def from_population(people: F8, later: F8, rng: np.random.Generator) -> F8:
    """Rayleigh curve of all people (M,) with a mode that nothing is known about, shape (K, M)."""
    mode = rng.uniform(*MODE, size=people.size)
    return np.asarray(people * (1.0 - np.exp(-(later[:, None] ** 2) / (2 * mode**2))))


def mode_fitted(people: F8, days: F8, counts: F8, later: F8, rng: np.random.Generator) -> F8:
    """Rayleigh curve of all people (M,) whose mode fits the counts best, shape (K, M)."""

    def share(at: F8) -> F8:
        return np.asarray(1.0 - np.exp(-(at**2) / (2 * MODES[:, None] ** 2)))

    apart = people[:, None, None] * share(days) - counts  # (M, modes, N)
    best = np.argmin((apart**2).sum(axis=2), axis=1)
    ahead = people * share(later)[best].T
    error = np.sqrt((apart[np.arange(people.size), best] ** 2).mean(axis=1)) / counts.max()
    return np.asarray(ahead * np.exp(error * rng.standard_normal(ahead.shape)))


def _own_error(rule: Rule, days: F8, counts: F8) -> float:
    """Root mean square of the log errors of one report ahead, from half of the reports on."""
    errors = []
    for known in range(max(4, days.size // 2), days.size):
        ahead = rule(days[:known], counts[:known], days[known : known + 1])
        errors.append(np.log(max(float(ahead[0]), 1.0) / counts[known]))
    return float(np.sqrt(np.mean(np.square(errors))))


def _fitted(
    curve: Callable[[F8, F8], F8],
    first: tuple[float, ...],
    low: tuple[float, ...],
    high: tuple[float, ...],
    days: F8,
    counts: F8,
) -> Callable[[F8], F8]:
    """Curve with the parameters of least squares between two ends."""
    logs = [np.log(np.maximum(ends, 1e-3)) for ends in (first, low, high)]

    def apart(parameters: F8) -> F8:
        return np.asarray((curve(np.exp(parameters), days) - counts) / counts.max())

    found = least_squares(apart, logs[0], bounds=(logs[1] - 1e-9, logs[2]))
    return lambda later: curve(np.exp(found.x), later)


def _logistic(parameters: F8, days: F8) -> F8:
    total, middle, scale = parameters
    return np.asarray(total / (1.0 + np.exp(-np.clip((days - middle) / scale, -500, 500))))


def _rayleigh(parameters: F8, days: F8) -> F8:
    total, mode = parameters
    return np.asarray(total * (1.0 - np.exp(-(days**2) / (2 * mode**2))))
