"""Rolling origins: forecasts scored beside their rivals, over one case or several."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8
from safepassage.engine.executors import Workers, opened
from safepassage.forecast.arguments import find_origins
from safepassage.forecast.baselines import BASELINES, past_errors, usable, with_errors
from safepassage.forecast.case import Case, as_case, refuse_twice
from safepassage.forecast.forecast import Forecast, forecast_case, refuse_simulator
from safepassage.forecast.models import smoothing
from safepassage.forecast.models.choose import PRODUCT, classical
from safepassage.forecast.models.simulated import Simulator
from safepassage.forecast.models.view import View
from safepassage.forecast.pooled import pooled
from safepassage.forecast.tally import Outcome, Said, Summary, Tally
from safepassage.forecast.targets import WINDOW, Target, find_targets
from safepassage.limits import DEFAULT_MEMBERS
from safepassage.scenario.scenario import Scenario

SIMULATED = 8
"""Members of the simulator at each origin of a backtest."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Asked:
    """How to backtest.

    Attributes:
        every: Days between origins.
        horizons: Days ahead.
        members: Members of each forecast.
        seed: Seed of everything random.
        workers: As of ``run``, for the simulator; the numbers do not depend on it.
        model: Name of the model.
        no_leak: Hide the capacities of sites.
    """

    every: int = 30
    horizons: Sequence[int] = (30, 90, 180)
    members: int = DEFAULT_MEMBERS
    seed: int = 1
    workers: Workers = None
    model: str = PRODUCT
    no_leak: bool = True


@checked
def backtest(
    scenario: Scenario | Case | str | Path,
    *,
    every: int = 30,
    horizons: Sequence[int] = (30, 90, 180),
    members: int = DEFAULT_MEMBERS,
    seed: int = 1,
    workers: Workers = None,
    model: str = PRODUCT,
    no_leak: bool = True,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Forecast at regular origins and score against what was reported later.

    Each site is scored at its report nearest to the horizon day, within 15 days, as that was first
    published. Rivals and forecast are scored on the same reports, with the fair CRPS. The best
    rival is chosen once a horizon, over all origins and afterwards, which favours the rivals.

    Args:
        scenario: A scenario with registration series, the name or folder of one, or counts
            (``read_counts``).
        every: Days between origins.
        horizons: Days ahead.
        members: Members of each forecast.
        seed: Seed of everything random.
        workers: As of ``run``, for the simulator; the numbers do not depend on it.
        model: Name of the model.
        no_leak: Hide the capacities of sites.
        progress: Called with (origins done, origins in all).

    Returns:
        ``horizons: {"30": {crps, crps_skill, crps_skill_90, coverage_90, …}}``, ``origins``,
        ``members``, ``seconds``. Losses are fractions of the summed observations; a horizon with
        nothing to score is None.

    Raises:
        ScenarioError: If an argument is out of range or there is nothing to forecast from.

    Examples:
        >>> import pandas as pd
        >>> import safepassage
        >>> days = pd.date_range("2023-01-01", periods=30, freq="10D")
        >>> table = pd.DataFrame({"date": days, "place": "camp", "value": range(100, 3100, 100)})
        >>> table.to_csv("past.csv", index=False)
        >>> counts = safepassage.read_counts("past.csv")
        >>> found = safepassage.backtest(counts, horizons=[30], members=20)
        >>> sorted(found["horizons"])
        ['30']
    """
    asked = Asked(every, horizons, members, seed, workers, model, no_leak)
    case = as_case(scenario, hide_capacities=no_leak)
    return score_case(case, asked, progress)[0]


@checked
def backtest_cases(
    cases: Sequence[Scenario | Case | str | Path],
    *,
    every: int = 30,
    horizons: Sequence[int] = (30, 90, 180),
    members: int = DEFAULT_MEMBERS,
    seed: int = 1,
    workers: Workers = None,
    model: str = PRODUCT,
    no_leak: bool = True,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Backtest several cases, and pool them.

    Args:
        cases: Cases as ``backtest`` takes them, each with a name of its own.
        every: Days between origins.
        horizons: Days ahead.
        members: Members of each forecast.
        seed: Seed of everything random.
        workers: As of ``run``, for the simulator; the numbers do not depend on it.
        model: Name of the model.
        no_leak: Hide the capacities of sites.
        progress: Called with (origins done, origins in all) of each case in turn.

    Returns:
        ``cases: {name: as of backtest}``, and ``pooled: {horizon: {…}}``: the mean skill with its
        90 % interval, the worst case, coverage, and the number of independent outcomes.

    Raises:
        ScenarioError: As of ``backtest``, or if two cases have the same name.

    Examples:
        >>> import pandas as pd
        >>> import safepassage
        >>> days = pd.date_range("2023-01-01", periods=30, freq="10D")
        >>> table = pd.DataFrame({"date": days, "place": "camp", "value": range(100, 3100, 100)})
        >>> table.to_csv("past.csv", index=False)
        >>> counts = safepassage.read_counts("past.csv")
        >>> found = safepassage.backtest_cases([counts], horizons=[30], members=20)
        >>> list(found["cases"])
        ['past']
    """
    asked = Asked(every, horizons, members, seed, workers, model, no_leak)
    read = [as_case(case, hide_capacities=no_leak) for case in cases]
    refuse_twice([case.name for case in read])
    made = {case.name: score_case(case, asked, progress) for case in read}
    return {
        "cases": {name: answer for name, (answer, _) in made.items()},
        "pooled": {
            str(horizon): pooled({name: sums[horizon] for name, (_, sums) in made.items()})
            for horizon in asked.horizons
        },
    }


def score_case(
    case: Case, asked: Asked, progress: Progress | None = None
) -> tuple[dict[str, Any], dict[int, Summary | None]]:
    """Scores of one case, as plain values and as sums."""
    began = time.perf_counter()
    refuse_simulator(case, asked.model)
    history = case.history
    days = find_origins(
        history, asked.every, asked.horizons, asked.members, asked.seed, asked.workers
    )
    tallies = {horizon: Tally(horizon, asked.every) for horizon in asked.horizons}
    words: dict[str, int] = {}
    with opened(asked.workers) as executor:
        simulator = None
        if case.scenario is not None:
            count = min(asked.members, SIMULATED)
            simulator = Simulator(
                case.scenario, asked.seed, count, executor, hide_capacities=asked.no_leak
            )
        for done, day in enumerate(days):
            said = _score_origin(case, day, asked, simulator, tallies)
            words[said] = words.get(said, 0) + 1
            if progress is not None:
                progress(done + 1, len(days))
    words.pop("", None)
    sums = {horizon: tally.summary() for horizon, tally in tallies.items()}
    answer = {
        "scenario": case.name,
        "model": asked.model,
        "simulator": words,
        "textbook_rivals": "all" if smoothing.installed() else "without statsmodels",
        "horizons": {str(h): None if s is None else s.as_dict() for h, s in sums.items()},
        "every": asked.every,
        "origins": [(case.start + dt.timedelta(days=day)).isoformat() for day in days],
        "members": asked.members,
        "seed": asked.seed,
        "capacities_hidden": case.capacity is None,
        "seconds": time.perf_counter() - began,
    }
    return answer, sums


def _score_origin(
    case: Case,
    day: int,
    asked: Asked,
    simulator: Simulator | None,
    tallies: dict[int, Tally],
) -> str:
    view = case.view(day)
    first, final = (case.history.published(first=first) for first in (True, False))
    end = case.history.days
    targets = {h: find_targets(first, view.known, h, before=end) for h in tallies}
    if not any(targets.values()):
        return ""
    ahead = max(horizon for horizon, found in targets.items() if found) + WINDOW
    made = forecast_case(case, day, ahead, asked.members, asked.seed, asked.model, simulator)
    for horizon, found in targets.items():
        if found:
            rivals = _rivals(view, found, horizon)
            for target, said in zip(found, rivals, strict=True):
                tallies[horizon].add(
                    Outcome(
                        origin=day,
                        day=target.day,
                        site=case.history.sites[target.site],
                        observed=target.value,
                        final=final.sites[target.site].at(target.day),
                        members=_told(made, case, target, day),
                        rivals=said,
                    )
                )
    return made.simulator


def _told(made: Forecast, case: Case, target: Target, day: int) -> F8:
    column = made.sites.index(case.history.sites[target.site])
    return made.members[:, target.day - day - 1, column]


def _rivals(view: View, targets: list[Target], horizon: int) -> list[dict[str, Said]]:
    """What every rival says about each target."""
    leads = np.array([target.day - view.day for target in targets], dtype=np.float64)
    found: list[dict[str, Said]] = [{} for _ in targets]
    past = past_errors(view, horizon)
    for name in usable(view.capacity):
        point = BASELINES[name](view.known, leads, view.capacity)
        for row, target in enumerate(targets):
            middle = float(point[row, target.site])
            members = with_errors(middle, past[name][target.site], horizon)
            found[row][name] = Said("naive", members, middle)
    for name, quantiles in classical(view, leads).items():
        for row, target in enumerate(targets):
            members = quantiles[:, row, target.site]
            found[row][name] = Said("classical", members, float(np.median(members)))
    return found
