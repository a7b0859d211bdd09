"""Rivals from statsmodels (extra ``baselines``): damped exponential smoothing and Theta."""

from __future__ import annotations

import importlib.util
import warnings

import numpy as np

from safepassage.compiled.world import F8
from safepassage.forecast.history import Curve
from safepassage.forecast.models.classical import (
    FEWEST_POINTS,
    STEP,
    between_steps,
    drift_of,
    even_series,
)
from safepassage.forecast.models.view import View, by_site

_ONE_SIGMA = 0.31731050786291415
"""An interval with this error probability is one standard deviation wide either way."""


def installed() -> bool:
    """Whether statsmodels is there."""
    return importlib.util.find_spec("statsmodels") is not None


def damped_ets(view: View, leads: F8) -> F8:
    """Exponential smoothing with additive errors and a damped additive trend."""
    return by_site(view, leads, _ets_of)


def theta(view: View, leads: F8) -> F8:
    """The Theta method without seasons."""
    return by_site(view, leads, _theta_of)


def _ets_of(curve: Curve, ahead: F8) -> F8:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    series = even_series(curve)
    if series.size < FEWEST_POINTS or np.ptp(series) == 0:
        return drift_of(curve, ahead)
    steps, size = int(ahead.max() // STEP) + 2, float(np.abs(series).max())
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # fits that stop early are forecasts all the same
        model = ETSModel(series / size, error="add", trend="add", damped_trend=True)
        fitted = model.fit(disp=False, maxiter=60)
        middle = np.asarray(fitted.forecast(steps))
    # Variance of the additive damped model: Hyndman et al. (2008), chapter 6, class 1.
    grown = fitted.damping_trend ** np.arange(1, steps)
    weights = fitted.smoothing_level + fitted.smoothing_trend * np.cumsum(grown)
    variance = fitted.sse / max(1, series.size - 5)
    spread = np.sqrt(variance * np.concatenate([[1.0], 1.0 + np.cumsum(weights**2)]))
    return _from_last(series, middle * size, spread * size, curve, ahead)


def _theta_of(curve: Curve, ahead: F8) -> F8:
    from statsmodels.tsa.forecasting.theta import ThetaModel

    series = even_series(curve)
    if series.size < FEWEST_POINTS or np.ptp(series) == 0:
        return drift_of(curve, ahead)
    steps = int(ahead.max() // STEP) + 2
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        fitted = ThetaModel(series, period=1, deseasonalize=False).fit()
        middle = np.asarray(fitted.forecast(steps))
        ends = np.asarray(fitted.prediction_intervals(steps, alpha=_ONE_SIGMA))
    return _from_last(series, middle, (ends[:, 1] - ends[:, 0]) / 2, curve, ahead)


def _from_last(series: F8, middle: F8, spread: F8, curve: Curve, ahead: F8) -> F8:
    """Steps that begin at the last report; drift where a fit gives no number."""
    if not (np.isfinite(middle).all() and np.isfinite(spread).all()):
        return drift_of(curve, ahead)
    whole = np.concatenate([series[-1:], middle])
    return between_steps(whole, np.concatenate([[0.0], spread]), ahead)
