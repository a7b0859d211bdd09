"""How many more people are registered at each site some days ahead: middle and spread.

The growth of all sites, damped over time, is divided among sites by a mixture of equal shares,
shares of recent and of older rises, shares kept, and the simulator's shares; to it each site's
own damped trend is added. Sites report on different days: what the series of everybody has risen
since a site's last report is part of what that site will report next.

All constants were fitted once to the mean CRPS (relative to the best baseline) of five
conflicts together, at origins ten days apart, pulled towards round starting values; they are the
same for every scenario. ``docs/forecast.md`` gives the scores with each conflict left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from safepassage.arrays import F8
from safepassage.forecast.features import Features


@dataclass(frozen=True)
class Settings:
    """Constants of the growth model; the same for all scenarios.

    Attributes:
        memory: Days after which a trend has lost all but 1/e of its pace.
        pace: Weight of the sites' total rise over 30, 90 and 180 days in its pace.
        pace_all: The same for the series of everybody, over 30 and 90 days.
        pace_site: Weight of a site's own rise over 30 and 90 days.
        shares: Weights of equal, recent, older, kept and simulated shares.
        catching_up: Part of the rise since a site's last report that it will still report.
        unplaced: Part of the people beyond the sites' reports that comes to each site.
        spread_people: Spread at 90 days, share of the people at a site.
        spread_growth: Spread, share of the site's share in the growth of all.
        spread_equal: Spread at 90 days, share of an equal part of all registered people.
        spread_rough: Spread, share of the site's past roughness.
        spread_catching_up: Spread, share of what may still be reported.
        spread_unplaced: Spread, share of an equal part of the people not placed.
        power: Power of (days ahead / 90) in the spread.
        power_rough: Power of the days ahead in the spread by roughness.
        shift: Middle of the errors, in spreads.
        upward: Factor on errors above the middle.
        upward_power: Power of errors above the middle.
        freedom: Degrees of freedom of the errors' t distribution.
        prior_errors: Weight of the prior spread, as a number of past errors.
        common: Correlation of errors between sites (a Gaussian copula).
    """

    memory: float = 80.5
    pace: tuple[float, float, float] = (0.140, 0.137, 0.063)
    pace_all: tuple[float, float] = (0.037, 0.060)
    pace_site: tuple[float, float] = (0.171, 0.210)
    shares: tuple[float, float, float, float, float] = (0.642, 0.116, 0.112, 0.054, 0.076)
    catching_up: float = 0.228
    unplaced: float = 0.0106
    spread_people: float = 0.0230
    spread_growth: float = 0.629
    spread_equal: float = 0.0088
    spread_rough: float = 0.1006
    spread_catching_up: float = 0.485
    spread_unplaced: float = 0.0161
    power: float = 1.436
    power_rough: float = 0.241
    shift: float = 0.185
    upward: float = 1.825
    upward_power: float = 1.332
    freedom: float = 4.0
    prior_errors: float = 5.78
    common: float = 0.2


SETTINGS = Settings()


@dataclass(frozen=True)
class Growth:
    """Rise between the last report and days ahead; H leads, S sites.

    Attributes:
        middle: Expected rise, shape (H, S), before the shift of the errors.
        spread: Spread of the errors, shape (H, S).
        shared: Growth of all sites that is divided by shares, shape (H,); 0 or more.
    """

    middle: F8
    spread: F8
    shared: F8


def grow(features: Features, simulated: F8, leads: F8, settings: Settings = SETTINGS) -> Growth:
    """Rise of each site after the origin.

    Args:
        features: What is known at the origin.
        simulated: The simulator's shares in new arrivals by lead, shape (H, S).
        leads: Days ahead, shape (H,).
        settings: Constants.
    """
    ahead = leads[:, None]
    damped = settings.memory * (1.0 - np.exp(-leads / settings.memory))
    pace = _pace(features, settings)
    shares = mixed_shares(features, simulated, settings.shares)
    shared = np.maximum(pace, 0.0) * damped
    caught = features.lift * features.unreported * shares
    unplaced = features.gap * features.equal
    middle = (
        shares * shared[:, None]
        + features.kept * min(pace, 0.0) * damped[:, None]
        + _site_pace(features, settings) * damped[:, None]
        + settings.catching_up * caught
        + settings.unplaced * unplaced
    )
    even = settings.spread_people * features.people
    even = even + settings.spread_equal * features.total * features.equal
    spread = (
        even * (ahead / 90.0) ** settings.power
        + settings.spread_growth * shares * shared[:, None]
        + settings.spread_rough * _roughness(features) * ahead**settings.power_rough
        + settings.spread_catching_up * caught
        + settings.spread_unplaced * unplaced
        + 1.0
    )
    return Growth(middle, spread, shared)


def mixed_shares(
    features: Features, simulated: F8, weights: tuple[float, float, float, float, float]
) -> F8:
    """Mixture of equal, recent, older, kept and simulated shares, shape as ``simulated``."""
    equal, recent, older, kept, sim = np.array(weights) / sum(weights)
    own = equal * features.equal + recent * features.recent + older * features.older
    mixed: F8 = own + kept * features.kept + sim * simulated
    return mixed


def errors(chance: F8, settings: Settings = SETTINGS) -> F8:
    """Errors in spreads at probabilities, any shape: a t distribution with a longer upper tail."""
    z = stdtrit(settings.freedom, chance)
    above = settings.upward * np.abs(z) ** settings.upward_power
    return np.asarray(settings.shift + np.where(z > 0, above, z))


def _pace(features: Features, settings: Settings) -> float:
    """People a day by which all sites grow."""
    sites = sum(
        weight * features.risen[days].sum() / features.span(days)
        for weight, days in zip(settings.pace, (30, 90, 180), strict=True)
    )
    everybody = sum(
        weight * features.risen_all[days] / features.span(days)
        for weight, days in zip(settings.pace_all, (30, 90), strict=True)
    )
    return float(sites + features.lift * everybody)


def _site_pace(features: Features, settings: Settings) -> F8:
    short, long = settings.pace_site
    first: F8 = short * features.risen[30] / features.span(30)
    return first + long * features.risen[90] / features.span(90)


def _roughness(features: Features) -> F8:
    """Root mean square rise over 30, 60 and 180 days, people per square root of a day."""
    squares = [features.risen[days] ** 2 / days for days in (30, 60, 180)]
    rough: F8 = np.sqrt(np.mean(squares, axis=0))
    return rough
