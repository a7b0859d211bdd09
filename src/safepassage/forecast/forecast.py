"""Registrations ahead of an origin, from what was known on that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.arrays import F8, Dates
from safepassage.engine.executors import Workers, opened
from safepassage.forecast.arguments import check_arguments
from safepassage.forecast.given import future_totals, rescaled, to_totals
from safepassage.forecast.growth import grow
from safepassage.forecast.hindcast import STEP, Origin, Origins, learnt_spread, past_days
from safepassage.forecast.members import draw_members
from safepassage.limits import DEFAULT_MEMBERS
from safepassage.scenario.scenario import Scenario
from safepassage.spread import AT, by_percentile

LEARNERS = 16
"""Most members of the simulator at the earlier origins from which errors are learnt."""


@dataclass(frozen=True, eq=False)
class Forecast:
    """Registered people after an origin. Members have equal weights.

    Attributes:
        scenario: Name of the scenario.
        origin: Last day whose publications are known.
        dates: Days of the forecast, shape (H,).
        sites: Places, S of them.
        members: People, shape (M, H, S).
        middle: Point forecast, shape (H, S): the median, or what the given totals make of it.
        registered: Last known report of each site, shape (S,).
        ess: Effective sample size of the simulator's weights at the origin.
        simulated: Whether the simulator had a share in it.
        given_totals: Whether future totals were given.
        capacities_hidden: Whether capacities were hidden.
    """

    scenario: str
    origin: dt.date
    dates: Dates
    sites: tuple[str, ...]
    members: F8
    middle: F8
    registered: F8
    ess: float
    simulated: bool
    given_totals: bool
    capacities_hidden: bool

    def quantiles(self, levels: tuple[float, ...] = AT) -> F8:
        """Quantiles by day and site, shape (Q, H, S)."""
        return np.asarray(np.quantile(self.members, levels, axis=0))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: ``quantities: {name: {date: {p05, p50, p95}}}``."""
        total = self.members.sum(axis=2, keepdims=True)
        whole = np.quantile(np.concatenate([self.members, total], axis=2), AT, 0)
        names = [f"present:{site}" for site in self.sites] + ["registered:all"]
        days = self.dates.astype(str).tolist()
        quantities = {
            name: {
                day: by_percentile(whole[:, row, column].tolist()) for row, day in enumerate(days)
            }
            for column, name in enumerate(names)
        }
        return {
            "scenario": self.scenario,
            "origin": self.origin.isoformat(),
            "horizon": len(days),
            "members": len(self.members),
            "given_totals": self.given_totals,
            "capacities_hidden": self.capacities_hidden,
            "simulated": self.simulated,
            "ess": self.ess,
            "quantities": quantities,
        }


def forecast(
    scenario: Scenario,
    *,
    origin: str | dt.date,
    horizon: int = 90,
    members: int = DEFAULT_MEMBERS,
    seed: int = 1,
    workers: Workers = None,
    given_totals: bool = False,
    no_leak: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Forecast:
    """Forecast the registrations of every site.

    Only what was published up to the origin is used: registrations (and their corrections),
    events, closures and windows. With ``given_totals`` the future sum of the sites is taken from
    the series, as Flee takes it, and nothing else is.

    Args:
        scenario: A scenario with registration series.
        origin: Last day whose publications are known.
        horizon: Days ahead, 1 to 1,000.
        members: Members, from 2.
        seed: Seed of everything random, from 0.
        workers: As of ``run``; the numbers do not depend on it.
        given_totals: Take the future total of the sites from the series.
        no_leak: Hide the capacities of sites.
        progress: Called with (origins done, origins in all): those to learn from, and the last.

    Raises:
        ScenarioError: If an argument is out of range or there is nothing to forecast from.
    """
    day = check_arguments(scenario, origin, horizon, members, seed, workers)
    learnt = past_days(day)[::-1]
    totals = future_totals(scenario, day, horizon) if given_totals else None
    with opened(workers) as executor:
        origins = Origins(scenario, horizon, min(members, LEARNERS), seed, executor, no_leak)
        for number, past in enumerate(learnt):
            origins.at(past)
            if progress is not None:
                progress(number + 1, len(learnt) + 1)
        made = forecast_at(origins, day, horizon, members, totals, simulated=members)
    if progress is not None:
        progress(len(learnt) + 1, len(learnt) + 1)
    return made


def forecast_at(
    origins: Origins,
    day: int,
    horizon: int,
    members: int,
    totals: dict[str, F8] | None = None,
    simulated: int | None = None,
) -> Forecast:
    """One forecast of a row of origins that share their work; arguments as checked.

    Args:
        origins: Origins by day.
        day: Origin, days since the start.
        horizon: Days ahead, at most ``origins.ahead``.
        members: Members, M.
        totals: Future line of each site, from which the totals are taken, shape (H,) each.
        simulated: Members of the simulator, by default those of earlier origins.
    """
    origin = origins.at(day, simulated)
    leads = np.arange(1, horizon + 1, dtype=np.float64)
    growth = grow(origin.features, origin.mean_shares[:horizon], leads)
    factor = _factors(origins, origin, leads)
    runs = origin.simulated.shares[np.arange(members) % len(origin.simulated.shares), :horizon]
    people = draw_members(origin.features.people, growth, factor, runs, origins.seed)
    middle = np.median(people, axis=0)
    if totals is not None:
        total = np.sum([totals[site] for site in origin.history.sites], axis=0)
        middle = to_totals(origin, total)
        people = rescaled(people - np.median(people, axis=0) + middle, total, middle)
    scenario = origin.scenario
    date = scenario.start + dt.timedelta(days=day)
    return Forecast(
        scenario=scenario.name,
        origin=date,
        dates=np.datetime64(date, "D") + leads.astype(np.int64),
        sites=origin.history.sites,
        members=people,
        middle=middle,
        registered=origin.features.people,
        ess=origin.simulated.ess,
        simulated=origin.simulated.ran,
        given_totals=totals is not None,
        capacities_hidden=origins.hide_capacities,
    )


def _factors(origins: Origins, origin: Origin, leads: F8) -> F8:
    """Learnt factor on the spread by lead and site, shape (H, S): a line between months ahead."""
    knots = list(range(STEP, max(int(leads[-1]), STEP) + STEP, STEP))
    at_knots = np.array([learnt_spread(origins, origin, knot) for knot in knots])
    columns = [np.interp(leads, knots, column) for column in at_knots.T]
    return np.array(columns).T.reshape(leads.size, len(columns))
