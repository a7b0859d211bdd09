"""A rival from statsmodels (extra ``all``): exponential smoothing with a damped trend."""

from __future__ import annotations

import importlib.util
import warnings

import numpy as np

from safepassage.arrays import F8
from safepassage.forecast.history import Curve
from safepassage.forecast.models.classical import (
    FEWEST_POINTS,
    STEP,
    between_steps,
    drift_of,
    even_series,
)
from safepassage.forecast.models.view import View, by_site


def installed() -> bool:
    """Whether statsmodels is there."""
    return importlib.util.find_spec("statsmodels") is not None


def damped_ets(view: View, leads: F8) -> F8:
    """Exponential smoothing with additive errors and a damped additive trend."""
    return by_site(view, leads, _ets_of)


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
    if not (np.isfinite(middle).all() and np.isfinite(spread).all()):
        return drift_of(curve, ahead)  # a fit that gave no number
    whole = np.concatenate([series[-1:], middle * size])
    return between_steps(whole, np.concatenate([[0.0], spread * size]), ahead)
