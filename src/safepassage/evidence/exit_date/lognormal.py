"""Lognormal times with one covariate, some of them censored: the penalised likelihood and its peak.

With location a + b x and log scale c, z = (log t - a - b x) / exp(c) is standard normal; a censored
time counts by its survival. A ridge on b (for x in units of its standard deviation) and on c, each
half the penalty times the square, stands beside the mean log-likelihood: Klein and Moeschberger
(2003), Survival Analysis, chapter 12, for the model. Derivatives are exact.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import log_ndtr

from safepassage.arrays import F8, Flags
from safepassage.errors import RunError

_CLOSE, _ENOUGH = 1e-7, 1e-5
"""Slope of the mean log-likelihood that is sought, and the largest one that is still a peak."""


def fit_lognormal(days: F8, agreed: Flags, covariate: F8, penalty: float) -> tuple[F8, F8]:
    """The peak, and the covariance of its normal approximation.

    Args:
        days: Times, above 0, shape (N,).
        agreed: Whether each ended; the others are censored.
        covariate: x, such as 0 or 1; one that is the same in all is left at the penalty.
        penalty: Of the ridge, above 0.

    Returns:
        (a, b, c), shape (3,), and their covariance, shape (3, 3).

    Raises:
        RunError: If no peak is found.
    """
    from scipy.optimize import minimize  # slow to import

    unit = float(covariate.std(ddof=1)) or 1.0
    logs, x = np.log(days), covariate / unit
    ridge = np.array([0.0, penalty, penalty])
    at = np.array([logs.mean(), 0.0, 0.0])
    scale = np.array([1.0, unit, 1.0])
    options: Any = {"gtol": _CLOSE}

    def value_and_slope(at: F8) -> Any:
        return _penalised(at, logs, agreed, x, ridge)[:2]

    def bend(at: F8) -> Any:
        return _penalised(at, logs, agreed, x, ridge)[2]

    found = minimize(
        value_and_slope, at, jac=True, hess=bend, method="trust-exact", options=options
    )
    if not np.abs(found.jac).max() < _ENOUGH:
        raise RunError("the survival model did not converge")
    covariance = np.linalg.inv(found.hess * len(days))
    return found.x / scale, covariance / np.outer(scale, scale)


def _penalised(at: F8, logs: F8, agreed: Flags, x: F8, ridge: F8) -> tuple[float, F8, F8]:
    """What is minimised, its gradient and its matrix of second derivatives."""
    scale = np.exp(at[2])
    z = (logs - at[0] - at[1] * x) / scale
    survival = log_ndtr(-z)
    density = -0.5 * z**2 - 0.5 * np.log(2 * np.pi)
    hazard = np.exp(density - survival)
    value = np.where(agreed, density - at[2] - logs, survival)
    first = np.where(agreed, -z, -hazard)  # by z
    second = np.where(agreed, -1.0, -hazard * (hazard - z))
    inner = np.stack([-np.ones_like(z) / scale, -x / scale, -z])  # z by a, b and c
    slope = (first * inner).mean(axis=1)
    slope[2] -= agreed.mean()
    bend = (second * inner) @ inner.T / z.size
    bend[:, 2] -= (first * inner).mean(axis=1)
    bend[2, :2] = bend[:2, 2]
    found = -value.mean() + 0.5 * (ridge * at**2).sum()
    return float(found), ridge * at - slope, np.diag(ridge) - bend
