"""Forecasts from rolling origins, scored against later reports beside naive baselines."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.engine.executors import Workers, opened
from safepassage.forecast.arguments import find_origins
from safepassage.forecast.baselines import BASELINES, past_errors, usable, with_errors
from safepassage.forecast.forecast import Forecast, forecast_at
from safepassage.forecast.given import future_totals, to_totals
from safepassage.forecast.hindcast import Origin, Origins
from safepassage.forecast.history import History, Known, read_history
from safepassage.forecast.scores import covered, crps, pit, weighted_interval_score
from safepassage.forecast.tally import Tally
from safepassage.forecast.targets import WINDOW, Target, find_targets
from safepassage.limits import DEFAULT_MEMBERS
from safepassage.scenario.scenario import Scenario

SIMULATED = 8
"""Members of the simulator at each origin of a backtest."""


def backtest(
    scenario: Scenario,
    *,
    every: int = 30,
    horizons: Sequence[int] = (30, 90, 180),
    members: int = DEFAULT_MEMBERS,
    seed: int = 1,
    workers: Workers = None,
    no_leak: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Forecast from an origin every so many days and score against what was reported later.

    Each site is scored at its report nearest to the horizon day, within 15 days. Baselines and
    forecast are scored on the same reports. The best baseline is chosen once a horizon, over all
    origins.

    Args:
        scenario: A scenario with registration series.
        every: Days between origins.
        horizons: Days ahead.
        members: Members of each forecast.
        seed: Seed of everything random.
        workers: As of ``run``; the numbers do not depend on it.
        no_leak: Hide the capacities of sites.
        progress: Called with (origins done, origins in all).

    Returns:
        ``horizons: {"30": {crps, crps_skill, crps_skill_plain, coverage_90, ard_given_totals,
        baselines, …}}``, ``origins``, ``members``, ``seconds``. Scores are fractions of the
        summed observations; None where there is nothing to score.

    Raises:
        ScenarioError: If an argument is out of range or there is nothing to forecast from.
    """
    began = time.perf_counter()
    days = find_origins(scenario, every, horizons, members, seed, workers)
    ahead = max(horizons) + WINDOW
    history = read_history(scenario)
    capacity = None if no_leak else _capacities(scenario, history)
    scored = _Scored(history, cache(history.known), capacity)
    tallies = {horizon: Tally(usable(capacity)) for horizon in horizons}
    with opened(workers) as executor:
        origins = Origins(scenario, ahead, min(members, SIMULATED), seed, executor, no_leak)
        for done, day in enumerate(days):
            _score_origin(scored, origins, day, members, tallies)
            if progress is not None:
                progress(done + 1, len(days))
    return {
        "scenario": scenario.name,
        "horizons": {str(horizon): tally.as_dict() for horizon, tally in tallies.items()},
        "every": every,
        "origins": [(scenario.start + dt.timedelta(days=day)).isoformat() for day in days],
        "members": members,
        "seed": seed,
        "capacities_hidden": no_leak,
        "seconds": time.perf_counter() - began,
    }


class _Scored:
    """What origins are scored against."""

    def __init__(
        self, history: History, known_on: Callable[[int], Known], capacity: F8 | None
    ) -> None:
        self.history, self.known_on, self.capacity = history, known_on, capacity
        self.truth = history.truth

    def targets(self, day: int, horizon: int) -> list[Target]:
        asked = self.known_on(day)
        return find_targets(self.truth, asked, horizon, before=self.history.days)


def _score_origin(
    scored: _Scored, origins: Origins, day: int, members: int, tallies: dict[int, Tally]
) -> None:
    asked = {horizon: scored.targets(day, horizon) for horizon in tallies}
    if not any(asked.values()):
        return
    made = forecast_at(origins, day, origins.ahead, members)
    given = _given(origins.scenario, origins.at(day), origins.ahead)
    for horizon, targets in asked.items():
        if targets:
            _score_forecast(scored, made, targets, day, tallies[horizon])
            _score_given(scored, made, given, targets, day, tallies[horizon])
            _score_baselines(scored, targets, day, horizon, tallies[horizon])


def _score_forecast(
    scored: _Scored, made: Forecast, targets: list[Target], day: int, tally: Tally
) -> None:
    rows = [target.day - day - 1 for target in targets]
    columns = [made.sites.index(scored.history.sites[target.site]) for target in targets]
    people = made.members[:, rows, columns].T
    observed = np.array([target.value for target in targets])
    tally.observed += float(observed.sum())
    tally.crps += float(crps(people, observed).sum())
    tally.wis += float(weighted_interval_score(people, observed).sum())
    tally.covered += covered(people, observed).tolist()
    tally.pit += pit(people, observed).tolist()


def _given(scenario: Scenario, origin: Origin, ahead: int) -> tuple[F8, F8]:
    """Point forecast and kept shares with the totals given, shapes (H, S)."""
    lines = future_totals(scenario, origin.known.day, ahead)
    total = np.sum([lines[site] for site in origin.history.sites], axis=0)
    return to_totals(origin, total), total[:, None] * origin.features.kept


def _score_given(
    scored: _Scored,
    made: Forecast,
    given: tuple[F8, F8],
    targets: list[Target],
    day: int,
    tally: Tally,
) -> None:
    rows = [target.day - day - 1 for target in targets]
    columns = [made.sites.index(scored.history.sites[target.site]) for target in targets]
    observed = np.array([target.value for target in targets])
    if observed.sum() > 0:
        ours, kept = (float(np.abs(p[rows, columns] - observed).sum()) for p in given)
        tally.ard.append(ours / float(observed.sum()))
        tally.ard_kept.append(kept / float(observed.sum()))


def _score_baselines(
    scored: _Scored, targets: list[Target], day: int, horizon: int, tally: Tally
) -> None:
    asked = scored.known_on(day)
    leads = np.array([target.day - day for target in targets], dtype=np.float64)
    for name in tally.baselines:
        point = BASELINES[name](asked, leads, scored.capacity)
        past = past_errors(name, scored.known_on, day, horizon, scored.capacity)
        for row, target in enumerate(targets):
            middle = float(point[row, target.site])
            people = with_errors(middle, past[target.site], horizon)
            observed = np.array([target.value])
            tally.baselines[name] += float(crps(people[None], observed)[0])
            tally.plain[name] += abs(middle - target.value)


def _capacities(scenario: Scenario, history: History) -> F8 | None:
    sites = scenario["sites"]
    declared = dict(zip(sites["place"].tolist(), sites["capacity"].tolist(), strict=True))
    capacity = np.array([declared[site] for site in history.sites])
    return capacity if np.isfinite(capacity).all() and capacity.sum() > 0 else None
