"""Textbook models that need no library: drift, random walk of logarithms, AR(1), Theta."""

from __future__ import annotations

import numpy as np

from safepassage.arrays import F8
from safepassage.forecast.history import Curve
from safepassage.forecast.models.view import View, by_site, normal

STEP = 10
"""Days between the points of the even series that need one: 10 beats 30 in the shared cases."""
FEWEST_REPORTS = 3
FEWEST_POINTS = 8
DEFAULT_SPREAD = 0.1
"""Relative spread at 30 days where a series is too short to measure one."""
_WIDEST = 1.0
"""Spread of logarithms at most: without it one early jump makes the mean infinite for ever."""
_STEADIEST = 0.95
_SMOOTHING: F8 = np.linspace(0.05, 1.0, 20)
"""Weights of the last value among which exponential smoothing chooses."""


def drift(view: View, leads: F8) -> F8:
    """Random walk with drift through the reports at their own days."""
    return by_site(view, leads, drift_of)


def log_walk(view: View, leads: F8) -> F8:
    """Random walk of the logarithm, without drift: its median is the last report."""
    return by_site(view, leads, _log_walk_of)


def ar1(view: View, leads: F8) -> F8:
    """First-order autoregression of the changes over ten days, with drift."""
    return by_site(view, leads, _ar1_of)


def theta(view: View, leads: F8) -> F8:
    """The Theta method: exponential smoothing with half of the linear trend as drift."""
    return by_site(view, leads, _theta_of)


def drift_of(curve: Curve, ahead: F8) -> F8:
    """Drift of one series, shape (Q, H); also where another rival has too few points."""
    day, value = curve.day.astype(np.float64), curve.value
    if day.size < FEWEST_REPORTS:
        return _default(curve, ahead)
    span, apart = day[-1] - day[0], np.diff(day)
    pace = (value[-1] - value[0]) / span
    wrong = np.diff(value) - pace * apart
    variance = (wrong**2 / apart).sum() / (day.size - 2)
    spread = np.sqrt(variance * ahead * (1.0 + ahead / span))
    return normal(value[-1] + pace * ahead, spread)


def even_series(curve: Curve) -> F8:
    """The line through the reports every ``STEP`` days back from the last one, oldest first."""
    steps = int(curve.day[-1] - curve.day[0]) // STEP
    days = curve.day[-1] - STEP * np.arange(steps, -1, -1)
    return np.asarray(np.interp(days, curve.day, curve.value))


def between_steps(middle: F8, spread: F8, ahead: F8) -> F8:
    """Normal distributions at 0, 1, … steps ahead → at days ahead, shape (Q, H)."""
    at = STEP * np.arange(middle.size)
    return normal(np.interp(ahead, at, middle), np.interp(ahead, at, spread))


def _default(curve: Curve, ahead: F8) -> F8:
    last = curve.value[-1]
    return normal(np.full(ahead.size, last), DEFAULT_SPREAD * last * np.sqrt(ahead / 30.0))


def _log_walk_of(curve: Curve, ahead: F8) -> F8:
    day, value = curve.day.astype(np.float64), np.log(np.maximum(curve.value, 0.5))
    if day.size < FEWEST_REPORTS:
        return _default(curve, ahead)
    apart = np.diff(day)
    variance = (np.diff(value) ** 2 / apart).sum() / apart.size
    return np.exp(normal(np.full(ahead.size, value[-1]), _capped(variance, ahead)))


def _capped(variance: float, ahead: F8) -> F8:
    return np.asarray(np.minimum(np.sqrt(variance * ahead), _WIDEST))


def _ar1_of(curve: Curve, ahead: F8) -> F8:
    series = even_series(curve)
    if series.size < FEWEST_POINTS:
        return drift_of(curve, ahead)
    before, after = np.diff(series)[:-1], np.diff(series)[1:]
    centred = before - before.mean()
    moment = float((centred**2).sum())
    slope = float((centred * after).sum()) / moment if moment > 0 else 0.0
    slope = float(np.clip(slope, -_STEADIEST, _STEADIEST))
    constant = after.mean() - slope * before.mean()
    variance = ((after - constant - slope * before) ** 2).sum() / max(1, after.size - 2)
    steps = int(ahead.max() // STEP) + 2
    change, middle = after[-1], [series[-1]]
    for _ in range(steps):
        change = constant + slope * change
        middle.append(middle[-1] + change)
    weights = np.cumsum(slope ** np.arange(steps))
    spread = np.sqrt(variance * np.concatenate([[0.0], np.cumsum(weights**2)]))
    return between_steps(np.array(middle), spread, ahead)


def _theta_of(curve: Curve, ahead: F8) -> F8:
    """Assimakopoulos and Nikolopoulos (2000), as smoothing with drift (Hyndman and Billah 2003)."""
    series = even_series(curve)
    if series.size < FEWEST_POINTS or np.ptp(series) == 0:
        return drift_of(curve, ahead)
    level = np.full(_SMOOTHING.size, series[0])
    wrong = np.zeros((series.size - 1, _SMOOTHING.size))
    for row, value in enumerate(series[1:]):
        wrong[row] = value - level
        level = level + _SMOOTHING * wrong[row]
    squares = (wrong**2).sum(axis=0)
    best = int(np.argmin(squares))
    weight = float(_SMOOTHING[best])
    at = np.arange(series.size) - (series.size - 1) / 2
    slope = float((at * series).sum() / (at**2).sum())
    steps = np.arange(int(ahead.max() // STEP) + 2)
    behind = (1.0 - (1.0 - weight) ** series.size) / weight
    middle = level[best] + slope / 2 * (steps + behind)
    variance = squares[best] / max(1, series.size - 2)
    spread = np.sqrt(variance * (1.0 + steps * weight**2))
    whole = np.concatenate([series[-1:], middle])
    return between_steps(whole, np.concatenate([[0.0], spread]), ahead)
