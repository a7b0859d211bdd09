"""Whether a forecast or backtest can be asked for at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from safepassage.engine.executors import Workers, workers_problem
from safepassage.errors import Problem, ScenarioError
from safepassage.forecast.history import History
from safepassage.limits import MAX_SEED, range_problems
from safepassage.scenario.dates import Date, as_date

MOST_AHEAD = 1000
"""Furthest horizon, days."""
MOST_MEMBERS = 100_000
FIRST_DAY = 30
"""Earliest origin, days after the start: before it there is too little to see a trend."""


def check_arguments(
    history: History,
    origin: Date,
    horizon: int,
    members: int,
    seed: int,
    workers: Workers,
) -> int:
    """The origin as days since the start, or every problem with the arguments."""
    problems = _number_problems(horizon, members, seed, workers)
    try:
        date = as_date(origin, "origin")
    except ScenarioError as error:
        raise ScenarioError([*problems, *error.problems]) from None
    day = (date - history.start).days
    if not 0 <= day < history.days:
        end = history.start + dt.timedelta(days=history.days - 1)
        remedy = f"the period is {history.start} to {end}"
        problems.append(Problem(f"{date} is outside the period", column="origin", remedy=remedy))
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


def _number_problems(horizon: int, members: int, seed: int, workers: Workers) -> list[Problem]:
    problems = range_problems(
        ("horizon", horizon, 1, MOST_AHEAD),
        ("members", members, 2, MOST_MEMBERS),
        ("seed", seed, 0, MAX_SEED),
    )
    choice = workers_problem(workers)
    return problems if choice is None else [*problems, choice]


def find_origins(
    history: History,
    every: int,
    horizons: Sequence[int],
    members: int,
    seed: int,
    workers: Workers,
) -> list[int]:
    """Days of the origins of a backtest, or every problem with the arguments."""
    problems = series_problems(history)
    problems += range_problems(("every", every, 1, history.days))
    if not horizons:
        problems.append(Problem("is empty", column="horizons", remedy="such as 30,90,180"))
    problems += range_problems(*(("horizon", ahead, 1, MOST_AHEAD) for ahead in horizons))
    problems += _number_problems(1, members, seed, workers)
    if problems:
        raise ScenarioError(problems)
    begun = [int(c.day[0]) for c in history.published(first=True).sites if c.day.size]
    if not begun:
        remedy = "a place needs a count above zero"
        raise ScenarioError([Problem("nobody is ever reported", column="value", remedy=remedy)])
    first = -(-max(FIRST_DAY, min(begun)) // every) * every
    possible = range(first, history.days - 1, every)
    if not possible:
        remedy = f"origins begin {FIRST_DAY} days after the start; the period is too short"
        raise ScenarioError([Problem("there is no origin", column="every", remedy=remedy)])
    return list(possible)
