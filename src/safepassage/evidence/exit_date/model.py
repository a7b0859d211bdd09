"""A small survival model of the time to an agreed exit.

Time is lognormal; its median differs between clocks (final offensive, siege) by one factor, which
a ridge penalty pulls towards none: partial pooling.
The uncertainty of the parameters is drawn from their normal approximation. Beside it stands the
constant rate: one exponential for all, with the rate's posterior under a Gamma(1/2) prior.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from safepassage.arrays import F8
from safepassage.errors import SafepassageError
from safepassage.evidence.exit_date.cases import Case
from safepassage.evidence.exit_date.lognormal import fit_lognormal
from safepassage.streams.named import named_generator

PENALTY = 0.1
FEWEST = 4
"""Cases below which nothing is fitted."""


@dataclass(frozen=True)
class Fit:
    """Draws of the parameters.

    Attributes:
        location: Mean of log days, shape (N, 2): siege, offensive.
        scale: Standard deviation of log days, shape (N,).
        rate: Agreements a day of the constant-rate baseline, shape (N,).
        cases: Number of cases, and how many of them were agreed.
    """

    location: F8
    scale: F8
    rate: F8
    cases: tuple[int, int]

    def log_density(self, days: float, *, agreed: bool, offensive: bool) -> float:
        """Log of the mean density (agreed) or survival (censored) at a time."""
        z = (np.log(days) - self.location[:, int(offensive)]) / self.scale
        if agreed:
            values = np.exp(-0.5 * z**2) / (np.sqrt(2 * np.pi) * self.scale * days)
        else:
            values = ndtr(-z)
        return float(np.log(max(float(np.mean(values)), 1e-300)))

    def log_density_constant(self, days: float, *, agreed: bool) -> float:
        """The same under the constant rate."""
        values = np.exp(-self.rate * days) * (self.rate if agreed else 1.0)
        return float(np.log(max(float(np.mean(values)), 1e-300)))

    def remaining(self, passed: float, *, offensive: bool, seed: int, pocket: str = "") -> F8:
        """Days still to go, one for each draw, given the days that have passed without one.

        Pockets of different names have draws of their own; the parameters are the same.
        """
        generator = named_generator(seed, "days to an exit", pocket).random(self.scale.size)
        location = self.location[:, int(offensive)]
        done = ndtr((np.log(max(passed, 1e-9)) - location) / self.scale)
        z = ndtri(np.clip(done + (1 - done) * generator, 1e-12, 1 - 1e-12))
        days: F8 = np.exp(location + self.scale * z) - passed
        return np.maximum(days, 0.0)

    def remaining_constant(self, *, seed: int, pocket: str = "") -> F8:
        """The same under the constant rate."""
        generator = named_generator(seed, "days at a constant rate", pocket).random(self.rate.size)
        return np.asarray(-np.log1p(-generator) / self.rate)


def fit(cases: Sequence[Case], by: dt.date, *, draws: int = 4000, seed: int = 1) -> Fit:
    """Fit to what was known by a day.

    Args:
        cases: The record, already without the case itself.
        by: Origin; later agreements are censored at it.
        draws: Draws of the parameters.
        seed: Of those draws.

    Raises:
        SafepassageError: If there are too few cases.
        RunError: If the fit does not converge.
    """
    rows = [(*case.observed(by), case.offensive) for case in cases]
    agreed = sum(done for _, done, _ in rows)
    if len(rows) < FEWEST or agreed < 2:
        raise SafepassageError(
            f"only {len(rows)} sieges ({agreed} with an agreement) are known by {by}: too few"
        )
    table = np.array(rows, dtype=np.float64)
    mean, covariance = fit_lognormal(table[:, 0], table[:, 1] > 0, table[:, 2], PENALTY)
    generator = named_generator(seed, "parameters of exit dates")
    drawn = generator.multivariate_normal(mean, covariance, size=draws)
    total = sum(days for days, _, _ in rows)
    return Fit(
        location=np.column_stack([drawn[:, 0], drawn[:, 0] + drawn[:, 1]]),
        scale=np.exp(drawn[:, 2]),
        rate=generator.gamma(0.5 + agreed, 1.0 / total, size=draws),
        cases=(len(rows), agreed),
    )


def leave_one_out(
    cases: Sequence[Case], by: dt.date, *, progress: Callable[[int, int], None] | None = None
) -> dict[str, float]:
    """Mean log score of each case from all others, the model and the constant rate.

    Args:
        cases: The record, already without the siege in question.
        by: Origin.
        progress: Called with (cases done, cases in all).
    """
    scores = []
    for number, case in enumerate(cases, 1):
        others = [other for other in cases if other.case != case.case]
        found = fit(others, by, draws=1000)
        days, agreed = case.observed(by)
        scores.append(
            (
                found.log_density(days, agreed=agreed, offensive=case.offensive),
                found.log_density_constant(days, agreed=agreed),
            )
        )
        if progress is not None:
            progress(number, len(cases))
    model, constant = np.mean(np.array(scores), axis=0).tolist()
    return {"model": model, "constant_rate": constant}
