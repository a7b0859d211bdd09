"""Forecasts whose future totals are given, as Flee is given them."""

from __future__ import annotations

import numpy as np

from safepassage.arrays import F8
from safepassage.forecast.growth import mixed_shares
from safepassage.forecast.hindcast import Origin
from safepassage.forecast.history import read_history
from safepassage.scenario.scenario import Scenario

GIVEN_SHARES = (0.35, 0.17, 0.31, 0.0, 0.17)
"""Equal, recent, older, kept and simulated shares in a growth whose total is given."""


def future_totals(scenario: Scenario, day: int, horizon: int) -> dict[str, F8]:
    """Line of each site after a day, shape (H,): what ``given_totals`` may look at."""
    history = read_history(scenario)
    ahead = range(day + 1, day + horizon + 1)
    curves = zip(history.sites, history.truth.sites, strict=True)
    return {site: np.array([curve.at(later) for later in ahead]) for site, curve in curves}


def to_totals(origin: Origin, total: F8) -> F8:
    """Point forecast that adds up to the given totals.

    A rise is divided by a mixture of shares; a fall leaves the shares as they are.

    Args:
        origin: The origin.
        total: Registered people of all its sites by day ahead, shape (H,).

    Returns:
        People, shape (H, S).
    """
    people = origin.features.people
    shares = mixed_shares(origin.features, origin.mean_shares[: total.size], GIVEN_SHARES)
    rise = (total - people.sum())[:, None]
    return np.where(rise >= 0, people + shares * rise, origin.features.kept * total[:, None])


def rescaled(people: F8, total: F8, middle: F8) -> F8:
    """Members scaled to the given totals, shape (M, H, S)."""
    kept = np.maximum(people, 0.0)
    whole = kept.sum(axis=2, keepdims=True)
    scaled = kept * (total[None, :, None] / np.where(whole > 0, whole, 1.0))
    return np.where(whole > 0, scaled, middle)
