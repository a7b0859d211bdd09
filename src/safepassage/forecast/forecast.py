"""Registrations ahead of an origin, from what was known on that day."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from safepassage.arguments import checked
from safepassage.arrays import F8
from safepassage.engine.executors import Workers, opened
from safepassage.errors import Problem, ScenarioError
from safepassage.forecast.arguments import check_arguments
from safepassage.forecast.case import Case, as_case
from safepassage.forecast.given import future_total, rescaled
from safepassage.forecast.models.choose import PRODUCT, SIMULATOR, model_named
from safepassage.forecast.models.simulated import STOOD_ASIDE, Simulator
from safepassage.forecast.models.view import LEVELS, Model, View
from safepassage.limits import DEFAULT_MEMBERS
from safepassage.scenario.dates import Date
from safepassage.scenario.scenario import Scenario
from safepassage.spread import by_percentile

ALL = "registered:all"
_KNOTS = (0, 5, 10, 20)
"""Days ahead below a month at which a model is asked; then every month."""
_STEP = 30
_COMMON = 0.2
"""Correlation of ranks between sites in one member."""


@dataclass(frozen=True, eq=False)
class Forecast:
    """Registered people after an origin. Members have equal weights.

    Attributes:
        scenario: Name of the scenario or file.
        origin: Last day whose publications are known.
        dates: Days of the forecast, shape (H,).
        sites: Places with somebody reported by the origin, S of them.
        members: People, shape (M, H, S).
        middle: Point forecast, shape (H, S): the median, scaled where totals are given.
        together: The sum of the sites, forecast as one series, at ``LEVELS``, shape (Q, H).
        registered: Last known report of each site, shape (S,).
        silent: Places without anybody reported yet: they are not forecast.
        model: Name of the model.
        simulator: Whether the simulator took part, one of ``models.simulated.PARTS``.
        simulated: The same, as a truth value.
        given_totals: Whether future totals were given.
        capacities_hidden: Whether capacities were hidden.
    """

    scenario: str
    origin: dt.date
    dates: npt.NDArray[np.datetime64]
    sites: tuple[str, ...]
    members: F8
    middle: F8
    together: F8 | None
    totals: tuple[str, ...]
    registered: F8
    silent: tuple[str, ...]
    model: str
    simulator: str
    simulated: bool
    given_totals: bool
    capacities_hidden: bool

    def quantiles(self, levels: tuple[float, ...] = (0.05, 0.5, 0.95)) -> F8:
        """Quantiles by day and site, shape (Q, H, S)."""
        return np.asarray(np.quantile(self.members, levels, axis=0))

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: ``quantities: {name: {date: {p05, p50, p95}}}``."""
        days = self.dates.astype(str).tolist()
        levels = (0.05, 0.5, 0.95)
        columns = dict(
            zip((f"present:{site}" for site in self.sites), self.quantiles(levels).T, strict=True)
        )
        if self.together is not None:
            columns[ALL] = np.quantile(self.together, levels, axis=0).T
        quantities = {
            name: {day: by_percentile(row.tolist()) for day, row in zip(days, rows, strict=True)}
            for name, rows in columns.items()
        }
        return {
            "scenario": self.scenario,
            "origin": self.origin.isoformat(),
            "horizon": len(days),
            "members": len(self.members),
            "model": self.model,
            "simulator": self.simulator,
            "simulated": self.simulated,
            "given_totals": self.given_totals,
            "capacities_hidden": self.capacities_hidden,
            "not_forecast": list(self.silent),
            "totals": list(self.totals),
            "quantities": quantities,
        }


@checked
def forecast(
    scenario: Scenario | Case | str | Path,
    *,
    origin: Date,
    horizon: int = 90,
    members: int = DEFAULT_MEMBERS,
    seed: int = 1,
    workers: Workers = None,
    given_totals: bool = False,
    no_leak: bool = True,
    model: str = PRODUCT,
    progress: Callable[[int, int], None] | None = None,
) -> Forecast:
    """Forecast the registrations of every site.

    Only what was published up to the origin is used. With ``given_totals`` the future sum of the
    sites is taken from the series, as Flee takes it, and nothing else is.

    Args:
        scenario: A scenario with registration series, or counts (``read_counts``).
        origin: Last day whose publications are known.
        horizon: Days ahead, 1 to 1,000.
        members: Members, from 2.
        seed: Seed of everything random, from 0.
        workers: As of ``run``, for the simulator; the numbers do not depend on it.
        given_totals: Take the future total of the sites from the series.
        no_leak: Hide the capacities of sites from the simulator.
        model: ``growth``, a rival, or ``simulator`` (``models.choose.NAMES``).
        progress: Called with (origins done, origins in all).

    Raises:
        ScenarioError: If an argument is out of range or there is nothing to forecast from.

    Examples:
        >>> import safepassage
        >>> scenario = safepassage.new_scenario("example")
        >>> found = safepassage.forecast_registrations(
        ...     scenario, origin="2030-03-20", horizon=5, members=20
        ... )
        >>> found.members.shape
        (20, 5, 1)
    """
    case = as_case(scenario, hide_capacities=no_leak)
    refuse_simulator(case, model)
    day = check_arguments(case.history, origin, horizon, members, seed, workers)
    total = future_total(case.history, day, horizon) if given_totals else None
    with opened(workers) as executor:
        simulator = None
        if case.scenario is not None:
            simulator = Simulator(case.scenario, seed, members, executor, hide_capacities=no_leak)
        made = forecast_case(case, day, horizon, members, seed, model, simulator, total)
    if progress is not None:
        progress(1, 1)
    return made


def refuse_simulator(case: Case, model: str) -> None:
    """Refuse the simulator where there is nothing to simulate.

    Raises:
        ScenarioError: If the model is the simulator and the case is a file of counts.
    """
    if model == SIMULATOR and case.scenario is None:
        message = "the simulator needs a scenario, not counts alone"
        raise ScenarioError([Problem(message, column="model", remedy="another model")])


def forecast_case(
    case: Case,
    day: int,
    horizon: int,
    members: int,
    seed: int,
    model: str = PRODUCT,
    simulator: Simulator | None = None,
    total: F8 | None = None,
) -> Forecast:
    """One forecast from an origin; arguments as checked.

    Args:
        case: Reports.
        day: Origin, days since the start.
        horizon: Days ahead.
        members: Members, M.
        seed: Seed of the ranks of members.
        model: Name of the model.
        simulator: What to simulate with, where the model is ``simulator``.
        total: Given future sum of the sites, shape (H,).
    """
    view = case.view(day)
    chosen: Model = model_named(PRODUCT if model == SIMULATOR else model)
    paths = quantile_paths(chosen, view, horizon)
    words, took_part = STOOD_ASIDE, False
    if model == SIMULATOR and simulator is not None:
        paths, words, took_part = simulator.divide(view, paths)
    seen = [number for number, curve in enumerate(view.known.sites) if curve.day.size]
    sites = tuple(case.history.sites[number] for number in seen)
    silent = tuple(site for site in case.history.sites if site not in sites)
    people = _members(paths[:, :, seen], sites, members, seed)
    middle = np.median(people, axis=0)
    together = quantile_paths(chosen, _as_one(view), horizon)[:, :, 0]
    totals = tuple(f"present:{site}" for site in sites if site in case.history.totals)
    if total is not None:
        middle = middle * _factor(middle, total)
        people, together = rescaled(people, total, middle), np.repeat(total[None], LEVELS.size, 0)
    date = case.start + dt.timedelta(days=day)
    return Forecast(
        scenario=case.name,
        origin=date,
        dates=np.datetime64(date, "D") + np.arange(1, horizon + 1),
        sites=sites,
        members=people,
        middle=middle,
        together=together if not case.history.totals else None,
        totals=totals if case.history.totals else (ALL,),
        registered=view.known.last[seen],
        silent=silent,
        model=model,
        simulator=words,
        simulated=took_part,
        given_totals=total is not None,
        capacities_hidden=case.capacity is None,
    )


def quantile_paths(model: Model, view: View, horizon: int) -> F8:
    """A model's quantiles on each day ahead, shape (Q, horizon, S): lines between its knots."""
    last = -(-max(horizon, _STEP) // _STEP) * _STEP
    steps = {d - view.day - ahead for _, d, _ in view.announced for ahead in (0, 1)}  # drops
    knots = {*_KNOTS, *range(_STEP, last + 1, _STEP), *(step for step in steps if 0 < step < last)}
    at = np.array(sorted(knots), dtype=np.float64)
    whole = model(view, at)
    ahead = np.arange(1.0, horizon + 1)
    right = np.clip(np.searchsorted(at, ahead), 1, at.size - 1)
    part = ((ahead - at[right - 1]) / (at[right] - at[right - 1]))[:, None]
    paths = whole[:, right - 1] * (1 - part) + whole[:, right] * part
    if view.history.cumulative:
        paths = np.maximum.accumulate(np.maximum(paths, view.known.last), axis=1)
    return np.asarray(paths)


def _as_one(view: View) -> View:
    """The same view with one site: the sum of those that are no sums of others."""
    return View(view.history.together(), view.day)


def _members(paths: F8, sites: tuple[str, ...], count: int, seed: int) -> F8:
    """Members whose ranks at each site are evenly spread, shape (M, H, S).

    A member keeps its rank at a site over time, so paths do not cross. The ranks of a site are
    drawn by its name: other sites and their order change nothing.
    """
    common = np.random.Generator(np.random.Philox(key=[seed, 0x5AFE])).standard_normal(count)
    made = np.empty((count, *paths.shape[1:]))
    for number, site in enumerate(sites):
        key = zlib.crc32(site.encode())
        own = np.random.Generator(np.random.Philox(key=[seed, key])).standard_normal(count)
        latent = np.sqrt(_COMMON) * common + np.sqrt(1 - _COMMON) * own
        rank = (np.argsort(np.argsort(latent)) + 0.5) / count
        position = np.interp(rank, LEVELS, np.arange(LEVELS.size))
        low = np.floor(position).astype(np.int64)
        high = np.minimum(low + 1, LEVELS.size - 1)
        part = (position - low)[:, None]
        column = paths[:, :, number]
        made[:, :, number] = column[low] * (1 - part) + column[high] * part
    return made


def _factor(middle: F8, total: F8) -> F8:
    whole = middle.sum(axis=1)
    return np.asarray(np.where(whole > 0, total / np.where(whole > 0, whole, 1.0), 1.0))[:, None]
