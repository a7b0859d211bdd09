"""The pooled part of the growth model: one set of constants for every site of every crisis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from safepassage.arrays import F8
from safepassage.forecast.models.features import Features
from safepassage.forecast.models.view import LEVELS

FREEDOM = 4.0
"""Degrees of freedom of the errors' t distribution."""


@dataclass(frozen=True)
class Constants:
    """Fitted by ``verification/fit_growth.py``; kept in ``growth.toml``.

    Attributes:
        memory: Days after which a pace has lost all but 1/e of itself.
        pace: Weights of a site's pace over 30, 90 and 180 days.
        pace_all: Weight of its share in the pace of all.
        catching_up: Part of the unreported rise that it will report.
        people: Spread at 90 days, share of the people at the site.
        people_power: Power of (days / 90) in it.
        rough: Spread at 30 days, share of the site's roughness.
        rough_power: Power of (days / 30) in it.
        growth: Spread, share of its own expected growth.
        unreported: Spread, share of the unreported rise.
        shift: Middle of the errors, in spreads.
        up: Factor on errors above the middle.
        down: Factor on errors below it.
        power: Power of errors above the middle.
    """

    memory: float
    pace: tuple[float, float, float]
    pace_all: float
    catching_up: float
    people: float
    people_power: float
    rough: float
    rough_power: float
    growth: float
    unreported: float
    shift: float
    up: float
    down: float
    power: float


def pooled_quantiles(
    features: Features, leads: F8, constants: Constants, levels: F8 = LEVELS
) -> F8:
    """Quantiles of each site at days after the origin.

    Args:
        features: What is known at the origin.
        leads: Days after the origin, shape (H, 1); or (1, S): one day for each site.
        constants: Constants.
        levels: Probabilities, shape (Q,).

    Returns:
        Shape (Q, H, S), 0 or more.
    """
    c = constants
    ahead = leads + features.age
    damped = c.memory * (1.0 - np.exp(-ahead / c.memory))
    own = np.array(c.pace) @ features.pace
    shared = c.pace_all * features.share * features.all_pace
    rise = damped * (own + shared) + c.catching_up * features.unreported
    spread = (
        c.people * features.people * (ahead / 90.0) ** c.people_power
        + c.rough * features.rough * (ahead / 30.0) ** c.rough_power
        + c.growth * np.abs(own) * damped
        + c.unreported * features.unreported
    )
    z = stdtrit(FREEDOM, levels)
    error = c.shift + np.where(z > 0, c.up * np.abs(z) ** c.power, c.down * z)
    return np.asarray(np.maximum(features.people + rise + spread * error[:, None, None], 0.0))
