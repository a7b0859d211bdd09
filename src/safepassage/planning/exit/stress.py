"""Stress test: one plan under many fates, with luck that is common to all plans.

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
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.engine.ensemble import Progress
from safepassage.planning.exit.fates import Fates, draw_fates
from safepassage.planning.exit.offered import Stops, let_through, open_hours_of
from safepassage.planning.exit.plan import ExitPlan
from safepassage.result.result import Result
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

    def chances(self) -> dict[dt.date, float]:
        """Chance to be finished by the end of each day, until nearly all members are."""
        found: dict[dt.date, float] = {}
        day = self.plan.start.date()
        for _ in range(AFTER_DAYS):
            found[day] = self.chance_by(dt.datetime.combine(day + dt.timedelta(days=1), dt.time(0)))
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


def stress(
    scenario: Scenario,
    plan: ExitPlan,
    *,
    members: int = 500,
    seed: int = 1,
    stoppages: Stops | None = None,
    fates: Fates | None = None,
    result: Result | None = None,
) -> Stress:
    """Run a plan under uncertain numbers, throughput, breakdowns and stoppages.

    Args:
        scenario: Where the uncertainty is declared.
        plan: Any plan of it; two plans with the same seed meet the same luck.
        members: Number of fates.
        seed: Seed of the luck.
        stoppages: Stoppages that happened, or are to be assumed, instead of those by chance;
            an empty list means none.
        fates: Fates drawn before, to save time.
        result: A run whose members say who waits, such as from ``weigh_who_waits``.
    """
    drawn = fates or draw_fates(scenario, plan.instance, members, seed, result)
    instance = plan.instance
    steps = math.ceil((plan.makespan_hours + 24 * AFTER_DAYS) / instance.step)
    members = drawn.members
    left = np.zeros((members, steps))
    finish = np.zeros(members)
    people = np.zeros(members)
    shares = _shares(plan)
    for k, passage in enumerate(instance.passages):
        bound = drawn.people @ shares[:, k]
        shut = drawn.stopped(k, steps, instance.step) if stoppages is None else None
        open_hours = open_hours_of(instance.start, passage, steps, instance.step, stoppages)
        hours = open_hours if shut is None else open_hours * (1 - shut)
        gone = let_through(plan, passage, hours, drawn, k, bound)
        left += gone
        done = gone >= bound[:, None] - 1e-6
        first = np.where(done.any(axis=1), np.argmax(done, axis=1) + 1, np.inf)
        ends = np.where(bound > 0.5, first * instance.step + passage.transit, 0.0)
        finish = np.maximum(finish, ends)
        people += bound
    return Stress(plan, finish, left, people)


def stress_both(
    scenario: Scenario,
    plan: ExitPlan,
    *,
    members: int = 500,
    seed: int = 1,
    stoppages: Stops | None = None,
    result: Result | None = None,
    progress: Progress | None = None,
) -> tuple[Stress, Stress]:
    """A plan and the naive plan under the same fates; options as for ``stress``."""
    fates = draw_fates(scenario, plan.instance, members, seed, result)
    found = []
    for number, each in enumerate((plan, beside(plan))):
        if progress is not None:
            progress(number, 2)
        found.append(stress(scenario, each, members=members, stoppages=stoppages, fates=fates))
    return found[0], found[1]


def _shares(plan: ExitPlan) -> F8:
    """Share of each group that the plan sends by each corridor, shape (G, K)."""
    instance = plan.instance
    table = np.zeros((len(instance.groups), len(instance.passages)))
    for row in plan.found.schedule.boardings:
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


def recorded_stoppages(scenario: Scenario, corridor: str) -> list[tuple[dt.datetime, dt.datetime]]:
    """Gaps between the windows of a corridor."""
    rows = [row for row in scenario["windows"].rows() if row["corridor"] == corridor]
    rows.sort(key=lambda row: row["start"])
    pairs = pairwise(rows)
    return [(a["end"], b["start"]) for a, b in pairs if b["start"] > a["end"]]


def beside(plan: ExitPlan) -> ExitPlan:
    """The naive plan as a plan, for a stress test under the same fates."""
    from safepassage.planning.exit.dispatch import dispatch
    from safepassage.planning.exit.plan import departures_of
    from safepassage.planning.exit.schedule import makespan

    grid = plan.found.grid
    schedule = dispatch(grid, by_priority=False, part_full=True)
    found = replace(
        plan.found, schedule=schedule, makespan=makespan(grid, schedule), method="naive"
    )
    return replace(
        plan,
        found=found,
        departures=departures_of(found),
        makespan_hours=found.makespan,
        people=found.out,
    )
