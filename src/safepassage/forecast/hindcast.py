"""Earlier origins: what would have been forecast there, and how wrong it was."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from safepassage.arrays import F8
from safepassage.engine.executors import Workers
from safepassage.forecast.arguments import FIRST_DAY
from safepassage.forecast.dynamics_shares import Simulated, simulate_shares
from safepassage.forecast.features import Features, measure
from safepassage.forecast.growth import SETTINGS, Growth, grow
from safepassage.forecast.history import History, Known, read_history
from safepassage.forecast.targets import WINDOW, find_targets
from safepassage.scenario.as_of import known_by
from safepassage.scenario.scenario import Scenario

STEP = 30
"""Days between earlier origins."""
LEARNT_DAYS = 360
"""Days before the origin from which errors are learnt."""
_MOST = 6.0
"""An error counts at most so many spreads."""


@dataclass(frozen=True)
class Origin:
    """What is known and simulated at one origin.

    Attributes:
        scenario: What was known (``known_by``).
        history: Its reports.
        known: Reports known on the day.
        features: Numbers of each site.
        simulated: The simulator's shares.
        mean_shares: Their mean over members, shape (H, S).
    """

    scenario: Scenario
    history: History
    known: Known
    features: Features
    simulated: Simulated
    mean_shares: F8

    def grown(self, lead: int) -> Growth:
        """The growth model at one lead, arrays of shape (1, S)."""
        row = min(lead, len(self.mean_shares)) - 1
        return grow(self.features, self.mean_shares[row : row + 1], np.array([float(lead)]))


@dataclass
class Origins:
    """Origins by day, computed when first asked for. Each sees only what it may.

    Attributes:
        scenario: The whole scenario.
        ahead: Furthest day after an origin.
        simulated: Members of the simulator at an earlier origin.
        seed: Seed.
        workers: Where members are simulated.
        hide_capacities: Whether capacities are hidden.
    """

    scenario: Scenario
    ahead: int
    simulated: int
    seed: int
    workers: Workers
    hide_capacities: bool
    _made: dict[tuple[int, int], Origin] = field(default_factory=dict, init=False, repr=False)

    def at(self, day: int, members: int | None = None) -> Origin:
        """The origin on a day."""
        members = members or self.simulated
        key = (day, members)
        if key not in self._made:
            self._made[key] = self._make(day, members)
        return self._made[key]

    def _make(self, day: int, members: int) -> Origin:
        known_scenario = known_by(self.scenario, self.scenario.start + dt.timedelta(days=day))
        history = read_history(known_scenario)
        known = history.known(day)
        simulated = simulate_shares(
            known_scenario,
            history,
            known,
            ahead=self.ahead,
            members=members,
            seed=self.seed,
            workers=self.workers,
            hide_capacities=self.hide_capacities,
        )
        mean = simulated.shares.mean(axis=0)
        return Origin(known_scenario, history, known, measure(known), simulated, mean)


def past_days(day: int) -> list[int]:
    """Earlier origins whose errors are learnt at an origin, latest first."""
    first = max(FIRST_DAY, day - LEARNT_DAYS)
    return list(range(day - STEP, first - 1, -STEP))


def learnt_spread(origins: Origins, origin: Origin, lead: int) -> F8:
    """Factor on the spread of each site from its own past errors at a lead, shape (S,).

    An error is that of the earlier origin's forecast of the report nearest to the lead, among
    the reports known at the present origin; errors that overlap in time count in part.
    """
    sites = origin.history.sites
    size = np.full(len(sites), SETTINGS.prior_errors)
    error = np.full(len(sites), SETTINGS.prior_errors)
    for day in past_days(origin.known.day):
        if origin.known.day - day <= lead - WINDOW:
            continue  # its target lies after the present origin
        past = origins.at(day)
        order = {site: number for number, site in enumerate(past.history.sites)}
        asked = _in_order(past.known, [order.get(site, -1) for site in sites])
        for target in find_targets(origin.known, asked, lead, before=origin.known.day + 1):
            own = order[sites[target.site]]
            growth = past.grown(target.day - day)
            wrong = target.value - past.features.people[own] - growth.middle[0, own]
            weight = min(1.0, STEP / lead)
            size[target.site] += weight
            error[target.site] += weight * min(abs(wrong) / growth.spread[0, own], _MOST)
    factor: F8 = error / size
    return factor


def _in_order(known: Known, order: list[int]) -> Known:
    empty = type(known.everybody)(np.zeros(0, dtype=np.int64), np.zeros(0))
    sites = tuple(known.sites[number] if number >= 0 else empty for number in order)
    return Known(known.day, sites, known.everybody)
