"""Registrations ahead of an origin, from what was known on that day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from safepassage.compiled.world import F8
from safepassage.engine.ensemble import default_workers
from safepassage.errors import Problem, ScenarioError
from safepassage.forecast.growth import Growth, grow, mixed_shares
from safepassage.forecast.hindcast import STEP, Origin, Origins, learnt_spread
from safepassage.forecast.history import History, read_history
from safepassage.forecast.members import draw_members
from safepassage.scenario.scenario import Scenario

MOST_AHEAD = 1000
"""Furthest horizon, days."""
MOST_MEMBERS = 100_000
GIVEN_SHARES = (0.35, 0.17, 0.31, 0.0, 0.17)
"""Equal, recent, older, kept and simulated shares in a growth whose total is given."""


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
    dates: npt.NDArray[np.datetime64]
    sites: tuple[str, ...]
    members: F8
    middle: F8
    registered: F8
    ess: float
    simulated: bool
    given_totals: bool
    capacities_hidden: bool

    def quantiles(self, levels: tuple[float, ...] = (0.05, 0.5, 0.95)) -> F8:
        """Quantiles by day and site, shape (Q, H, S)."""
        return np.asarray(np.quantile(self.members, levels, axis=0))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: ``quantities: {name: {date: {p05, p50, p95}}}``."""
        total = self.members.sum(axis=2, keepdims=True)
        whole = np.quantile(np.concatenate([self.members, total], axis=2), [0.05, 0.5, 0.95], 0)
        names = [f"present:{site}" for site in self.sites] + ["registered:all"]
        days = self.dates.astype(str).tolist()
        quantities = {
            name: {
                day: dict(zip(("p05", "p50", "p95"), whole[:, row, column].tolist(), strict=True))
                for row, day in enumerate(days)
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
    members: int = 200,
    seed: int = 1,
    workers: int | None = None,
    given_totals: bool = False,
    no_leak: bool = True,
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
        workers: Threads; by default one a processor. The numbers do not depend on it.
        given_totals: Take the future total of the sites from the series.
        no_leak: Hide the capacities of sites.

    Raises:
        ScenarioError: If an argument is out of range or there is nothing to forecast from.
    """
    day = check_arguments(scenario, origin, horizon, members, seed, workers)
    origins = Origins(
        scenario, horizon, min(members, 16), seed, workers or default_workers(), no_leak
    )
    totals = future_totals(scenario, day, horizon) if given_totals else None
    return forecast_at(origins, day, horizon, members, totals, simulated=members)


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
        middle = _to_totals(origin, growth, total)
        people = _rescaled(people - np.median(people, axis=0) + middle, total, middle)
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


def future_totals(scenario: Scenario, day: int, horizon: int) -> dict[str, F8]:
    """Line of each site after a day, shape (H,): what ``given_totals`` may look at."""
    history = read_history(scenario)
    ahead = range(day + 1, day + horizon + 1)
    curves = zip(history.sites, history.truth.sites, strict=True)
    return {site: np.array([curve.at(later) for later in ahead]) for site, curve in curves}


def _factors(origins: Origins, origin: Origin, leads: F8) -> F8:
    """Learnt factor on the spread by lead and site, shape (H, S): a line between months ahead."""
    knots = list(range(STEP, max(int(leads[-1]), STEP) + STEP, STEP))
    at_knots = np.array([learnt_spread(origins, origin, knot) for knot in knots])
    columns = [np.interp(leads, knots, column) for column in at_knots.T]
    return np.array(columns).T.reshape(leads.size, len(columns))


def _to_totals(origin: Origin, growth: Growth, total: F8) -> F8:
    """Point forecast that adds up to the given totals, shape (H, S)."""
    people = origin.features.people
    shares = mixed_shares(origin.features, origin.mean_shares[: total.size], GIVEN_SHARES)
    rise = (total - people.sum())[:, None]
    del growth
    return np.where(rise >= 0, people + shares * rise, origin.features.kept * total[:, None])


def _rescaled(people: F8, total: F8, middle: F8) -> F8:
    """Members scaled to the given totals, shape (M, H, S)."""
    kept = np.maximum(people, 0.0)
    whole = kept.sum(axis=2, keepdims=True)
    scaled = kept * (total[None, :, None] / np.where(whole > 0, whole, 1.0))
    return np.where(whole > 0, scaled, middle)


def check_arguments(
    scenario: Scenario,
    origin: str | dt.date,
    horizon: int,
    members: int,
    seed: int,
    workers: int | None,
) -> int:
    """The origin as days since the start, or every problem with the arguments."""
    problems = _number_problems(horizon, members, seed, workers)
    try:
        date = dt.date.fromisoformat(origin) if isinstance(origin, str) else origin
    except ValueError:
        problems.append(Problem(f"{origin!r} is not a date", column="origin", remedy="YYYY-MM-DD"))
        raise ScenarioError(problems) from None
    day = (date - scenario.start).days
    if not 0 <= day < scenario.days:
        remedy = f"the period is {scenario.start} to {scenario.end}"
        problems.append(Problem(f"{date} is outside the period", column="origin", remedy=remedy))
    history = read_history(scenario)
    problems += series_problems(history)
    if not problems and not any(curve.day.size for curve in history.known(day).sites):
        remedy = "take a later origin"
        problems.append(
            Problem(f"nothing is registered at a site by {date}", "series.csv", None, "", remedy)
        )
    if problems:
        raise ScenarioError(problems)
    return day


def series_problems(history: History) -> list[Problem]:
    """Whether there is a registration series of a place that receives people."""
    if history.sites:
        return []
    remedy = "give present:PLACE by date for places of sites.csv"
    return [Problem("has no registrations of a site", "series.csv", None, "quantity", remedy)]


def _number_problems(
    horizon: int, members: int, seed: int, workers: int | None
) -> list[Problem]:
    allowed = {
        "horizon": (horizon, 1, MOST_AHEAD),
        "members": (members, 2, MOST_MEMBERS),
        "seed": (seed, 0, 2**63 - 1),
        "workers": (1 if workers is None else workers, 1, 1024),
    }
    return [
        Problem(f"{value} is out of range", column=name, remedy=f"{low} to {high}")
        for name, (value, low, high) in allowed.items()
        if not low <= value <= high
    ]
