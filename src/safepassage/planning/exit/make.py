"""``plan_exit``: from a scenario to an exit plan."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from safepassage.engine.ensemble import Progress
from safepassage.planning.exit.binding import find_binding
from safepassage.planning.exit.declare import declare
from safepassage.planning.exit.dispatch import dispatch
from safepassage.planning.exit.grid import Grid
from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.plan import Beside, ExitPlan, departures_of
from safepassage.planning.exit.reasons import reasons
from safepassage.planning.exit.schedule import hours_at_risk, makespan
from safepassage.planning.exit.search import Found, search
from safepassage.result.result import Result
from safepassage.scenario.scenario import Scenario

OPTIMAL_GAP = 0.01
"""Plans within this gap are called optimal."""
Moment = dt.datetime | dt.date | str | None


def plan_exit(
    scenario: Scenario,
    *,
    corridor: str | Sequence[str] | None = None,
    start: Moment = None,
    by: Moment = None,
    fleet: Mapping[str, int] | None = None,
    people: Mapping[tuple[str, str], int] | None = None,
    staying: Mapping[str, float] | None = None,
    step_minutes: int = 60,
    windows: bool = True,
    members: int = 50,
    seed: int = 1,
    result: Result | None = None,
    seconds: float = 60.0,
    progress: Progress | None = None,
) -> ExitPlan:
    """Plan a safe exit for those who chose to leave.

    Args:
        scenario: A checked scenario, perhaps read as of a date.
        corridor: Corridor or corridors to use; None means all.
        start: When the plan begins; see ``declare``.
        by: Deadline for arrival.
        fleet: Numbers of vehicles by type instead of those declared, such as ``{"bus": 50}``.
        people: People by (place or area, class) instead of those declared or simulated.
        staying: Share by class who want to stay or cannot be moved.
        step_minutes: Length of a step, 5 to 1440.
        windows: False plans as if the corridors were open throughout.
        members: Members of the run that tells who is there, where nothing else does.
        seed: Its seed.
        result: A run of the days before, such as from ``weigh_who_waits``, whose weighted medians
            say who is there; by default the scenario's own run.
        seconds: Time that an integer program may take.
        progress: Told about finished parts: the plan, then what each constraint costs.

    Returns:
        The plan with its proof, what binds, and the naive plan beside it.

    Raises:
        ScenarioError: What makes planning impossible; also if it is not said who stays.
    """
    began = time.perf_counter()
    instance = options_to_instance(
        scenario, corridor=corridor, start=start, by=by, fleet=fleet, people=people,
        staying=staying, step_minutes=step_minutes, windows=windows, members=members, seed=seed,
        result=result,
    )  # fmt: skip
    plan = plan_instance(instance, name=scenario.name, seconds=seconds, progress=progress)
    return replace(plan, seconds=time.perf_counter() - began)


def options_to_instance(
    scenario: Scenario,
    *,
    corridor: str | Sequence[str] | None = None,
    start: Moment = None,
    by: Moment = None,
    **options: Any,
) -> Instance:
    """The instance that ``plan_exit`` plans for with the same options."""
    names = (corridor,) if isinstance(corridor, str) else corridor
    return declare(scenario, corridors=names, start=moment_of(start), by=moment_of(by), **options)


def plan_instance(
    instance: Instance,
    *,
    name: str = "",
    seconds: float = 60.0,
    binding: bool = True,
    progress: Progress | None = None,
) -> ExitPlan:
    """Plan an instance; ``binding=False`` leaves out what holds it up (faster)."""
    began = time.perf_counter()
    found = search(instance, seconds=seconds)
    ends, out = found.makespan, found.out
    gap = max(0.0, (ends - found.lower) / ends) if ends > 0 else 0.0
    status = "optimal" if gap <= OPTIMAL_GAP else "feasible"
    staying: dict[str, int] = {}
    for group in instance.groups:
        staying[group.class_] = staying.get(group.class_, 0) + group.staying
    return ExitPlan(
        scenario=name,
        instance=instance,
        found=found,
        status=status if out == instance.people else "partial",
        departures=departures_of(found),
        people=out,
        staying=staying,
        makespan_hours=ends,
        lower_bound_hours=found.lower,
        gap=gap,
        person_hours_at_risk=hours_at_risk(found.grid, found.schedule),
        binding=find_binding(found, progress) if binding else (),
        naive=_naive(found.grid),
        unlinked=_unlinked(instance, seconds),
        left_behind=reasons(found),
        seconds=time.perf_counter() - began,
    )


def _naive(grid: Grid) -> Beside:
    """First come, first served: no class before another, vehicles leave as they come."""
    schedule = dispatch(grid, by_priority=False, part_full=True)
    people = sum(row.people for row in schedule.boardings)
    return Beside(people, makespan(grid, schedule), hours_at_risk(grid, schedule))


def _unlinked(instance: Instance, seconds: float) -> Beside | None:
    if not instance.exchanges:
        return None
    found: Found = search(replace(instance, exchanges=()), seconds=seconds)
    return Beside(found.out, found.makespan, hours_at_risk(found.grid, found.schedule))


def moment_of(value: Moment) -> dt.datetime | None:
    """A moment from a date (00:00) or a text such as 2016-12-15T14:00."""
    from safepassage.errors import Problem, ScenarioError

    if value is None or isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time(0))
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        remedy = "such as 2016-12-15 or 2016-12-15T14:00"
        raise ScenarioError([Problem(f"{value!r} is not a date", remedy=remedy)]) from None
    if moment.tzinfo is not None:
        raise ScenarioError([Problem(f"{value!r} carries a time zone", remedy="times are local")])
    return moment
