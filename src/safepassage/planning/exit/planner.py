"""``plan_exit``: from a scenario to an exit plan."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Unpack

from safepassage.arguments import checked
from safepassage.engine.ensemble import Progress
from safepassage.planning.exit.arrival import hours_at_risk, makespan
from safepassage.planning.exit.departures import departures_of
from safepassage.planning.exit.dispatch import first_come
from safepassage.planning.exit.from_scenario import instance_of
from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.left_behind import reasons
from safepassage.planning.exit.options import ExitKeywords, ExitOptions
from safepassage.planning.exit.plan import Beside, ExitPlan
from safepassage.planning.exit.rules.exchange import unlinked
from safepassage.planning.exit.search import search
from safepassage.planning.exit.shadow_prices import find_binding
from safepassage.planning.exit.time_grid import Grid
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario

OPTIMAL_GAP = 0.01
"""Plans within this gap are called optimal."""


@checked
def plan_exit(
    scenario: Scenario | str | Path,
    options: ExitOptions | None = None,
    *,
    progress: Progress | None = None,
    **keywords: Unpack[ExitKeywords],
) -> ExitPlan:
    """Plan a safe exit for those who chose to leave.

    Args:
        scenario: A checked scenario, perhaps read as of a date.
        options: What is asked for, as one value.
        progress: Called with (finished parts, all parts): the plan, then what each limit costs.
        **keywords: Options one by one, instead of those in ``options``: ``corridor``, ``start``,
            ``by``, ``fleet``, ``people``, ``staying``, ``step_minutes``, ``windows``, ``members``,
            ``seed``, ``result``, ``seconds``; see :class:`ExitOptions`.

    Returns:
        The plan with its proof, what binds, and the naive plan beside it.

    Raises:
        ScenarioError: What makes planning impossible; also if it is not said who stays.

    Examples:
        >>> import safepassage
        >>> scenario = safepassage.new_scenario("example")
        >>> plan = safepassage.plan_exit(scenario, corridor="east-exit")
        >>> plan.status, plan.people > 0
        ('partial', True)
    """
    scenario = as_scenario(scenario)
    began = time.perf_counter()
    asked = replace(options or ExitOptions(), **keywords)
    instance = instance_of(scenario, asked)
    plan = plan_instance(instance, name=scenario.name, seconds=asked.seconds, progress=progress)
    return replace(plan, seconds=time.perf_counter() - began)


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
    proven = search(instance, seconds=seconds)
    ends, out = proven.makespan, proven.out
    gap = max(0.0, (ends - proven.lower) / ends) if ends > 0 else 0.0
    status = "optimal" if gap <= OPTIMAL_GAP else "feasible"
    staying: dict[str, int] = {}
    for group in instance.groups:
        staying[group.class_] = staying.get(group.class_, 0) + group.staying
    return ExitPlan(
        scenario=name,
        instance=instance,
        proven=proven,
        status=status if out == instance.people else "partial",
        departures=departures_of(proven),
        people=out,
        staying=staying,
        makespan_hours=ends,
        lower_bound_hours=proven.lower,
        gap=gap,
        person_hours_at_risk=hours_at_risk(proven.grid, proven.schedule),
        binding=find_binding(proven, progress) if binding else (),
        naive=_naive(proven.grid),
        unlinked=_unlinked(instance, seconds),
        left_behind=reasons(proven),
        seconds=time.perf_counter() - began,
    )


def _naive(grid: Grid) -> Beside:
    """First come, first served."""
    schedule = first_come(grid)
    people = sum(row.people for row in schedule.boardings)
    return Beside(people, makespan(grid, schedule), hours_at_risk(grid, schedule))


def _unlinked(instance: Instance, seconds: float) -> Beside | None:
    without = unlinked(instance)
    if without == instance:
        return None
    proven = search(without, seconds=seconds)
    return Beside(proven.out, proven.makespan, hours_at_risk(proven.grid, proven.schedule))
