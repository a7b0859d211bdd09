"""The aid plan: fair allocation, then vehicle routes, then how it fares over the ensemble."""

from __future__ import annotations

import time
from typing import get_args

from safepassage.arguments import checked
from safepassage.compiled.stores import Lead
from safepassage.errors import Problem, ScenarioError
from safepassage.limits import MAX_MEMBERS, MAX_SEED, range_problems, whole_problems
from safepassage.planning.aid.allocate import allocate
from safepassage.planning.aid.from_scenario import build
from safepassage.planning.aid.outcome import coverage, deliveries, trips
from safepassage.planning.aid.report import AidPlan
from safepassage.planning.aid.schedule import Progress, Unload, schedule
from safepassage.result.names import Names
from safepassage.result.result import Result
from safepassage.scenario.dates import Date
from safepassage.scenario.scenario import Scenario


@checked
def plan_aid(
    subject: Scenario | Result,
    *,
    start: Date | None = None,
    days: int = 14,
    quantile: float = 0.5,
    lead: Lead = "best",
    ration: str | None = None,
    members: int = 50,
    seed: int = 1,
    iterations: int = 1000,
    unload: Unload | None = None,
    progress: Progress | None = None,
) -> AidPlan:
    """Plan the food of some days: who gets how much, and which vehicle brings it.

    The worst-off site is raised first, in days of ration over the planned days; then the next;
    then the total. Roads, access and lead times hold by date. Vehicles make one trip a day.

    Args:
        subject: A run, or a scenario, which is then run.
        start: First planned day; by default the first of the run.
        days: Number of days; fewer if the run ends before.
        quantile: Of the people over the members, for which the plan is made.
        lead: Lead time of the pipeline: ``low``, ``best`` or ``high``.
        ration: Its name; by default that of the scenario.
        members: Only if a scenario is given.
        seed: Of the run and of the route search.
        iterations: Of each route search.
        unload: Time at a site.
        progress: Called with finished (depots by days).

    Raises:
        ScenarioError: If an argument is out of range, or the scenario has no depots.
        PlanError: If a route fails the independent check.

    Examples:
        >>> import safepassage
        >>> plan = safepassage.plan_aid(safepassage.new_scenario("example"), days=3, iterations=50)
        >>> plan.days
        3
    """
    problems = whole_problems(("members", members, 1, MAX_MEMBERS), ("seed", seed, 0, MAX_SEED))
    if lead not in get_args(Lead):
        remedy = ", ".join(get_args(Lead))
        problems.append(Problem(f"{lead!r} is no lead time", column="lead", remedy=remedy))
    if problems:
        raise ScenarioError(problems)
    if not isinstance(subject, Result):
        from safepassage.result.run import run  # compiles the kernel

        subject = run(subject, members=members, seed=seed)
    first, days = _period(subject, start, days, quantile, iterations)
    began = time.perf_counter()
    inputs = build(subject, first, days, quantile=quantile, lead=lead, ration=ration)
    allocation = allocate(inputs.problem)
    allocated = time.perf_counter()
    routed = schedule(
        allocation.delivered * inputs.kg,
        inputs.problem.open,
        inputs.km,
        inputs.depots,
        inputs.gates,
        2.0 - allocation.covered,
        unload or Unload(),
        iterations=iterations,
        seed=seed,
        progress=progress,
    )
    ended = time.perf_counter()
    planned = float(allocation.delivered.sum() * inputs.kg / 1000.0)
    dates = subject.dates[first : first + days]
    names = Names(subject.scenario)
    return AidPlan(
        scenario=subject.scenario.name,
        start=str(dates[0]),
        days=days,
        quantile=quantile,
        ration=inputs.ration.name,
        kcal=inputs.ration.kcal,
        kg_per_person_day=inputs.kg,
        coverage=coverage(inputs, routed, allocation.covered, allocation.limit),
        deliveries=deliveries(inputs, routed, dates),
        trips=trips(inputs, routed, dates),
        tonnes_allocated=planned,
        tonnes_carried=float(routed.carried.sum() / 1000.0),
        tonnes_late=float(routed.late.sum() / 1000.0),
        mix=inputs.mix,
        levels=allocation.rounds,
        seconds={"allocate": allocated - began, "route": ended - allocated},
        names={name: names.place(name) for name in (*inputs.depots.names, *inputs.sites)},
    )


def _period(
    result: Result, start: Date | None, days: int, quantile: float, iterations: int
) -> tuple[int, int]:
    problems = range_problems(
        ("days", days, 1, 366),
        ("quantile", quantile, 0.0, 1.0),
        ("iterations", iterations, 1, 10**6),
    )
    first = 0
    if start is not None:
        try:
            first = result.day_of(start, "start")
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return first, min(days, result.scenario.days - first)
