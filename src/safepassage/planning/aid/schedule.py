"""From the allocation to routes: day by day, what could not be carried is tried again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8, Flags
from safepassage.errors import SafepassageError
from safepassage.planning.aid.audit import audit
from safepassage.planning.aid.routing import solve_routes
from safepassage.planning.aid.vehicles import NO_ROAD, Route, RoutingProblem, Stop, Vehicle

Progress = Callable[[int, int], None]


class PlanError(SafepassageError):
    """A plan failed its own check: a fault of safepassage."""


@dataclass(frozen=True, eq=False)
class Depots:
    """Depots and their vehicles.

    Attributes:
        names: I places.
        opens: Minute from which vehicles leave, shape (I,).
        closes: Minute by which they are back, shape (I,).
        kg_per_day: Most that is loaded in a day, infinite if not limited, shape (I,).
        fleet: Sorts of vehicles of each depot.
    """

    names: tuple[str, ...]
    opens: I8
    closes: I8
    kg_per_day: F8
    fleet: tuple[tuple[Vehicle, ...], ...]

    def load(self, depot: int) -> float:
        """Most that can leave in a day, kg."""
        vehicles = sum(vehicle.count * vehicle.kg for vehicle in self.fleet[depot])
        return min(float(vehicles), float(self.kg_per_day[depot]))


@dataclass(frozen=True, eq=False)
class Gates:
    """When and how sites take deliveries, shape (T, S) each: minutes and vehicles."""

    names: tuple[str, ...]
    opens: I8
    closes: I8
    convoy: I8


@dataclass(frozen=True)
class Unload:
    """Time at a site: ``minutes`` and ``minutes_per_tonne``."""

    minutes: float = 20.0
    minutes_per_tonne: float = 6.0

    def of(self, kg: float) -> int:
        """Minutes for a load."""
        return int(np.ceil(self.minutes + self.minutes_per_tonne * kg / 1000.0))


@dataclass(frozen=True)
class DayRoutes:
    """Routes of one depot on one day (the day counted from the first of the plan)."""

    day: int
    depot: int
    problem: RoutingProblem
    routes: tuple[Route, ...]


@dataclass(frozen=True, eq=False)
class Schedule:
    """Routes, and kilograms that arrive by day, depot and site, shape (T, I, S).

    ``late`` is what was still not carried on the last day, shape (I, S).
    """

    days: tuple[DayRoutes, ...]
    carried: F8
    late: F8


def schedule(
    wanted: F8,
    open_: Flags,
    km: Mapping[int, F8],
    depots: Depots,
    gates: Gates,
    priority: F8,
    unload: Unload,
    *,
    iterations: int,
    seed: int,
    progress: Progress | None = None,
) -> Schedule:
    """Route every day of every depot.

    Args:
        wanted: kg that should leave, shape (T, I, S).
        open_: Whether a delivery can be made, shape (T, I, S).
        km: By day, distance between depots (first I) and sites, shape (I+S, I+S).
        depots: Where vehicles start.
        gates: When sites take deliveries.
        priority: 1 for ordinary, more for the worst-off, shape (S,).
        unload: Time at a site.
        iterations: Of each search.
        seed: Of the searches.
        progress: Called with finished (depots by days).

    Raises:
        PlanError: If a route fails the independent check.
    """
    count, sites = len(depots.names), wanted.shape[2]
    carried, waiting = np.zeros(wanted.shape), np.zeros((count, sites))
    found = []
    for day in range(wanted.shape[0]):
        waiting = waiting + wanted[day]
        for depot in range(count):
            kg = np.floor(np.where(open_[day, depot], waiting[depot], 0.0) + 1e-6)
            problem = _problem(day, depot, kg, km[day], depots, gates, priority, unload)
            routes, missed = solve_routes(problem, iterations=iterations, seed=seed)
            faults = audit(problem, routes, missed)
            if faults:
                raise PlanError("a route cannot be driven: " + "; ".join(faults))
            for route in routes:
                for index in route.stops:
                    stop = problem.stops[index]
                    carried[day, depot, gates.names.index(stop.site)] += stop.kg
            if routes:
                found.append(DayRoutes(day, depot, problem, routes))
            if progress is not None:
                progress(day * count + depot + 1, wanted.shape[0] * count)
        waiting = waiting - carried[day]
    return Schedule(tuple(found), carried, np.maximum(waiting, 0.0))


def _problem(
    day: int,
    depot: int,
    kg: F8,
    km: F8,
    depots: Depots,
    gates: Gates,
    priority: F8,
    unload: Unload,
) -> RoutingProblem:
    metres = np.where(np.isfinite(km), np.rint(np.nan_to_num(km, posinf=0.0) * 1000), NO_ROAD)
    metres = metres.astype(np.int64)
    fleet = depots.fleet[depot]
    base = 4 * int(max(metres.max(initial=1), 1)) * max((v.convoy for v in fleet), default=1)
    stops: list[Stop] = []
    nodes = [depot]
    room = depots.kg_per_day[depot]
    for site in sorted(np.flatnonzero(kg > 0), key=lambda site: (-priority[site], site)):
        convoy = int(gates.convoy[day, site])
        largest = max((vehicle.kg for vehicle in fleet if vehicle.convoy >= convoy), default=0)
        left = int(min(kg[site], room))
        room -= left
        while left > 0 and largest > 0:
            part = min(left, largest)
            stops.append(
                Stop(
                    site=gates.names[site],
                    kg=part,
                    opens=int(gates.opens[day, site]),
                    closes=int(gates.closes[day, site]),
                    minutes=unload.of(part),
                    convoy=convoy,
                    prize=int(base * priority[site]),
                )
            )
            nodes.append(len(depots.names) + int(site))
            left -= part
    opens, closes = int(depots.opens[depot]), int(depots.closes[depot])
    return RoutingProblem(tuple(stops), fleet, metres[np.ix_(nodes, nodes)], opens, closes)
