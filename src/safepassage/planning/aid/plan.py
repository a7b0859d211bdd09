"""The aid plan: fair allocation, then vehicle routes, then how it fares over the ensemble."""

from __future__ import annotations

import datetime as dt
import time

import numpy as np

from safepassage.errors import Problem, ScenarioError
from safepassage.planning.aid.allocate import allocate
from safepassage.planning.aid.build import AidInputs, build
from safepassage.planning.aid.report import AidPlan, Delivery, SiteCoverage, Trip, TripStop
from safepassage.planning.aid.schedule import Progress, Schedule, Unload, schedule
from safepassage.planning.aid.stores import Lead
from safepassage.result.quantities import weighted_quantiles
from safepassage.result.result import Result
from safepassage.scenario.scenario import Scenario


def plan_aid(
    subject: Scenario | Result,
    *,
    start: str | dt.date | None = None,
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
        ration: Its name; by default the first of the table.
        members: Only if a scenario is given.
        seed: Of the run and of the route search.
        iterations: Of each route search.
        unload: Time at a site.
        progress: Told about finished (depots by days).

    Raises:
        ScenarioError: If an argument is out of range, or the scenario has no depots.
        PlanError: If a route fails the independent check.
    """
    if isinstance(subject, Scenario):
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
    return AidPlan(
        scenario=subject.scenario.name,
        start=str(dates[0]),
        days=days,
        quantile=quantile,
        ration=inputs.ration.name,
        kcal=inputs.ration.kcal,
        kg_per_person_day=inputs.kg,
        coverage=_coverage(inputs, routed, allocation.covered, allocation.limit),
        deliveries=_deliveries(inputs, routed, dates),
        trips=_trips(inputs, routed, dates),
        tonnes_allocated=planned,
        tonnes_carried=float(routed.carried.sum() / 1000.0),
        tonnes_late=float(routed.late.sum() / 1000.0),
        levels=allocation.rounds,
        seconds={"allocate": allocated - began, "route": ended - allocated},
    )


def _period(
    result: Result, start: str | dt.date | None, days: int, quantile: float, iterations: int
) -> tuple[int, int]:
    problems = []
    for name, value, low, high in (
        ("days", days, 1, 366),
        ("quantile", quantile, 0.0, 1.0),
        ("iterations", iterations, 1, 10**6),
    ):
        if not low <= value <= high:
            remedy = f"{low:g} to {high:g}"
            problems.append(Problem(f"{value} is out of range", column=name, remedy=remedy))
    first = 0
    if start is not None:
        try:
            first = result.day_of(start)
        except (KeyError, ValueError):
            period = f"{result.scenario.start} to {result.scenario.end}"
            problems.append(Problem(f"{start} is no day of the run", column="start", remedy=period))
    if problems:
        raise ScenarioError(problems)
    return first, min(days, result.scenario.days - first)


def _coverage(
    inputs: AidInputs, routed: Schedule, covered: np.ndarray, limit: tuple[str, ...]
) -> tuple[SiteCoverage, ...]:
    """Feed every member with what is carried."""
    weight, days = inputs.result.weight, inputs.people.shape[1]
    comes = routed.carried.sum(axis=1) / inputs.kg + inputs.problem.direct  # (T, S)
    hand, eaten = inputs.stock.copy(), np.zeros_like(inputs.stock)
    for day in range(days):
        hand = hand + comes[day]
        served = np.minimum(hand, inputs.people[:, day])
        hand, eaten = hand - served, eaten + served
    need = inputs.people.sum(axis=1)  # (M, S)
    share = np.where(need > 0, eaten / np.maximum(need, 1), 1.0)
    last = np.maximum(inputs.people[:, -1], 1)

    def spread(values: np.ndarray) -> np.ndarray:
        return weighted_quantiles(values, weight).T

    columns = (
        spread(inputs.people.mean(axis=1)),
        spread(share * days),
        spread(need - eaten),
        spread(share * inputs.ration.kcal),
        spread(hand / last),
    )
    places = inputs.result.scenario["places"]
    names = dict(zip(places["place"].tolist(), places["name"].tolist(), strict=True))
    return tuple(
        SiteCoverage(
            site=site,
            name=names[site] or site,
            planned_days=float(covered[number] * days),
            **{
                key: (float(values[number][0]), float(values[number][1]), float(values[number][2]))
                for key, values in zip(
                    ("people", "days", "unmet_person_days", "kcal", "days_left"),
                    columns,
                    strict=True,
                )
            },
            limit=limit[number],
            enclosed=bool(inputs.hidden[number]),
        )
        for number, site in enumerate(inputs.sites)
        if inputs.people[:, :, number].any()
    )


def _deliveries(inputs: AidInputs, routed: Schedule, dates: np.ndarray) -> tuple[Delivery, ...]:
    return tuple(
        Delivery(
            date=str(dates[day]),
            depot=inputs.depots.names[depot],
            site=inputs.sites[site],
            tonnes=float(routed.carried[day, depot, site]) / 1000.0,
            person_days=float(routed.carried[day, depot, site]) / inputs.kg,
        )
        for day, depot, site in np.argwhere(routed.carried > 0)
    )


def _trips(inputs: AidInputs, routed: Schedule, dates: np.ndarray) -> tuple[Trip, ...]:
    found = []
    for part in routed.days:
        for route in part.routes:
            vehicle = part.problem.vehicles[route.vehicle]
            stops = tuple(
                TripStop(part.problem.stops[index].site, arrival, part.problem.stops[index].kg)
                for index, arrival in zip(route.stops, route.arrivals, strict=True)
            )
            found.append(
                Trip(
                    date=str(dates[part.day]),
                    depot=inputs.depots.names[part.depot],
                    vehicle=vehicle.name,
                    convoy=vehicle.convoy,
                    leaves=route.starts,
                    returns=route.ends,
                    km=route.metres / 1000.0,
                    kg=route.kg,
                    stops=stops,
                )
            )
    return tuple(found)
