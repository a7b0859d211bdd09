"""Stress test: one plan under many draws, the same for all plans.

A light Monte Carlo over the schedule. The plan goes on where it stopped: a stoppage delays all
that follows, a checkpoint that is slower than planned makes convoys queue, people of a vehicle
that breaks down wait for the next, and where more people wait than were planned for, the plan's
last rhythm continues.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8
from safepassage.planning.exit.arrival import makespan
from safepassage.planning.exit.departures import departures_of
from safepassage.planning.exit.dispatch import first_come
from safepassage.planning.exit.draws import Draws, draw
from safepassage.planning.exit.plan import ExitPlan
from safepassage.planning.exit.seats_offered import Stops, let_through, open_hours_of
from safepassage.result.result import Result
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario

AFTER_DAYS = 45
"""Days simulated after the plan's own end."""


@dataclass(frozen=True)
class Stress:
    """What became of a plan.

    Attributes:
        plan: The plan.
        finish: Hours until the last arrival by member, shape (M,); inf if not within the time.
        left: People who have left by the end of each step and member, shape (M, T).
        people: People to leave by member, shape (M,).
    """

    plan: ExitPlan
    finish: F8
    left: F8
    people: F8

    def chance_by(self, moment: dt.datetime) -> float:
        """Chance that everybody has arrived by a moment."""
        hours = (moment - self.plan.start) / dt.timedelta(hours=1)
        return float(np.mean(self.finish <= hours))

    def chance_on(self, day: dt.date) -> float:
        """Chance that everybody has arrived by the end of a day."""
        return self.chance_by(dt.datetime.combine(day + dt.timedelta(days=1), dt.time(0)))

    def chances(self) -> dict[dt.date, float]:
        """Chance to be finished by the end of each day, until nearly all members are."""
        found: dict[dt.date, float] = {}
        day = self.plan.start.date()
        last = self.plan.end.date() + dt.timedelta(days=AFTER_DAYS)
        while day < last:
            found[day] = self.chance_on(day)
            if found[day] > 0.999:
                break
            day += dt.timedelta(days=1)
        return found

    def finish_interval(self, level: float = 0.9) -> tuple[dt.datetime, dt.datetime]:
        """Central interval of the finishing time."""
        tail = (1 - level) / 2
        ends = np.quantile(self.finish, [tail, 1 - tail], method="inverted_cdf")
        longest = self.left.shape[1] * self.plan.instance.step
        low, high = (self.plan.instance.moment(min(float(end), longest)) for end in ends)
        return low, high

    def left_by(self, moment: dt.datetime, level: float = 0.9) -> tuple[float, float]:
        """Central interval of the cumulative number who have left by a moment."""
        step = math.floor((moment - self.plan.start) / dt.timedelta(hours=self.plan.instance.step))
        tail = (1 - level) / 2
        if step <= 0:
            return 0.0, 0.0
        values = self.left[:, min(step, self.left.shape[1]) - 1]
        low, high = np.quantile(values, [tail, 1 - tail], method="inverted_cdf")
        return float(low), float(high)

    def to_json(self) -> dict[str, Any]:
        """Plain values: quantiles of the finishing time and chances by date."""
        low, high = self.finish_interval()
        return {
            "members": int(self.finish.size),
            "finish": {"low": low.isoformat(), "high": high.isoformat(), "level": 0.9},
            "chance_by": {str(day): round(value, 4) for day, value in self.chances().items()},
        }


@checked
def stress(
    scenario: Scenario | str | Path,
    plan: ExitPlan,
    *,
    members: int = 500,
    seed: int = 1,
    stoppages: Stops | None = None,
    result: Result | None = None,
) -> Stress:
    """Run a plan under uncertain numbers, throughput, breakdowns and stoppages.

    Args:
        scenario: Where the uncertainty is declared.
        plan: Any plan of it; two plans with the same seed meet the same draws.
        members: Number of draws.
        seed: Their seed.
        stoppages: Stoppages that happened, or are to be assumed, instead of those by chance;
            an empty list means none.
        result: A run whose members say who waits, such as from ``weigh_who_waits``.

    Examples:
        >>> import safepassage
        >>> scenario = safepassage.new_scenario("example")
        >>> plan = safepassage.plan_exit(scenario, corridor="east-exit")
        >>> safepassage.stress(scenario, plan, members=8).finish.shape
        (8,)
    """
    scenario = as_scenario(scenario)
    return stress_under(plan, draw(scenario, plan.instance, members, seed, result), stoppages)


@checked
def stress_both(
    scenario: Scenario | str | Path,
    plan: ExitPlan,
    *,
    members: int = 500,
    seed: int = 1,
    stoppages: Stops | None = None,
    result: Result | None = None,
) -> tuple[Stress, Stress]:
    """A plan and the naive plan under the same draws.

    Args:
        scenario: Where the uncertainty is declared.
        plan: Any plan of it.
        members: Number of draws.
        seed: Their seed.
        stoppages: As of ``stress``.
        result: As of ``stress``.

    Examples:
        >>> import safepassage
        >>> scenario = safepassage.new_scenario("example")
        >>> plan = safepassage.plan_exit(scenario, corridor="east-exit")
        >>> planned, naive = safepassage.stress_both(scenario, plan, members=8)
        >>> planned.finish.shape == naive.finish.shape
        True
    """
    scenario = as_scenario(scenario)
    draws = draw(scenario, plan.instance, members, seed, result)
    return stress_under(plan, draws, stoppages), stress_under(beside(plan), draws, stoppages)


def stress_under(plan: ExitPlan, draws: Draws, stoppages: Stops | None = None) -> Stress:
    """Run a plan under given draws; ``stoppages`` as for ``stress``."""
    instance = plan.instance
    steps = math.ceil((plan.makespan_hours + 24 * AFTER_DAYS) / instance.step)
    left = np.zeros((draws.members, steps))
    finish = np.zeros(draws.members)
    people = np.zeros(draws.members)
    shares = _shares(plan)
    for k, passage in enumerate(instance.passages):
        bound = draws.people @ shares[:, k]
        hours = open_hours_of(instance.start, passage, steps, instance.step, stoppages)
        if stoppages is None:
            hours = hours * (1 - draws.stopped(k, steps, instance.step))
        gone = let_through(plan, passage, hours, draws, k, bound)
        left += gone
        done = gone >= bound[:, None] - 1e-6
        first = np.where(done.any(axis=1), np.argmax(done, axis=1) + 1, np.inf)
        ends = np.where(bound > 0.5, first * instance.step + passage.transit, 0.0)
        finish = np.maximum(finish, ends)
        people += bound
    return Stress(plan, finish, left, people)


def _shares(plan: ExitPlan) -> F8:
    """Share of each group that the plan sends by each corridor, shape (G, K)."""
    instance = plan.instance
    table = np.zeros((len(instance.groups), len(instance.passages)))
    for row in plan.proven.schedule.boardings:
        table[row.group, row.passage] += row.people
    total = table.sum(axis=1, keepdims=True)
    first = [
        next((k for k, way in enumerate(instance.passages) if way.admits(group)), 0)
        for group in instance.groups
    ]
    for g, k in enumerate(first):
        if total[g] == 0:
            table[g, k] = 1.0
    return np.asarray(table / np.maximum(table.sum(axis=1, keepdims=True), 1e-12))


@checked
def recorded_stoppages(
    scenario: Scenario | str | Path, corridor: str
) -> list[tuple[dt.datetime, dt.datetime]]:
    """Gaps between the windows of a corridor, as ``stress`` takes them.

    Args:
        scenario: Where the windows stand.
        corridor: Identifier of the corridor.

    Examples:
        >>> import safepassage
        >>> len(safepassage.recorded_stoppages("aleppo-2016", "ramouseh")) > 0
        True
    """
    scenario = as_scenario(scenario)
    rows = [row for row in scenario["windows"].rows() if row["corridor"] == corridor]
    rows.sort(key=lambda row: row["start"])
    pairs = pairwise(rows)
    return [(a["end"], b["start"]) for a, b in pairs if b["start"] > a["end"]]


def beside(plan: ExitPlan) -> ExitPlan:
    """The naive plan as a plan, for a stress test under the same draws."""
    grid = plan.proven.grid
    schedule = first_come(grid)
    proven = replace(
        plan.proven, schedule=schedule, makespan=makespan(grid, schedule), method="naive"
    )
    return replace(
        plan,
        proven=proven,
        departures=departures_of(proven),
        makespan_hours=proven.makespan,
        people=proven.out,
    )
