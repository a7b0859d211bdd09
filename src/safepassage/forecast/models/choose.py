"""The models by name, and which of them are rivals in a backtest."""

from __future__ import annotations

import numpy as np

from safepassage.arrays import F8
from safepassage.errors import Problem, ScenarioError, not_installed
from safepassage.forecast.models import smoothing
from safepassage.forecast.models.classical import ar1, drift, log_walk, theta
from safepassage.forecast.models.growth import growth
from safepassage.forecast.models.naive import naive
from safepassage.forecast.models.view import Model, View
from safepassage.scenario.nearest import unknown_problem

PRODUCT = "growth"
SIMULATOR = "simulator"
_BUILT_IN: dict[str, Model] = {
    "drift": drift,
    "log-walk": log_walk,
    "ar1": ar1,
    "theta": theta,
}
_EXTRA: dict[str, Model] = {"damped-ets": smoothing.damped_ets}
NAIVE = ("counts", "shares", "increments", "trend")
MEAN = "mean"
NAMES = (PRODUCT, *NAIVE, *_BUILT_IN, *_EXTRA, MEAN, SIMULATOR)
"""Every model a user may choose."""


def model_named(name: str) -> Model:
    """A model that looks at reports alone.

    Raises:
        ScenarioError: If there is none of that name, or its extra is not installed.
    """
    if name not in NAMES or name == SIMULATOR:
        raise ScenarioError([unknown_problem("model", name, NAMES, "")])
    if name in NAIVE:
        return naive(name)
    if name in {*_EXTRA, MEAN} and not smoothing.installed():
        message = not_installed(f"the model {name!r}", "statsmodels", 65)
        raise ScenarioError([Problem(message, column="model", remedy="or choose another model")])
    every: dict[str, Model] = {**_BUILT_IN, **_EXTRA, PRODUCT: growth, MEAN: mean}
    return every[name]


def mean(view: View, leads: F8) -> F8:
    """Mean of the quantiles of the five textbook models."""
    made = [model(view, leads) for model in (*_BUILT_IN.values(), *_EXTRA.values())]
    return np.asarray(np.mean(made, axis=0))


def classical(view: View, leads: F8) -> dict[str, F8]:
    """Every textbook rival and their mean, shape (Q, H, S) each.

    Without statsmodels those that need it are absent, and so is the mean.
    """
    models = dict(_BUILT_IN)
    if smoothing.installed():
        models |= _EXTRA
    made = {name: model(view, leads) for name, model in models.items()}
    if smoothing.installed():
        made[MEAN] = np.asarray(np.mean(list(made.values()), axis=0))
    return made
