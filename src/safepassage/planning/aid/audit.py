"""An independent check of vehicle routes: drives each one again, minute by minute.

It shares no code with the search: what a vehicle may do is written here once more, from the rules.
"""

from __future__ import annotations

from collections import Counter

from safepassage.planning.aid.vehicles import NO_ROAD, Route, RoutingProblem


def audit(problem: RoutingProblem, routes: tuple[Route, ...], missed: tuple[int, ...]) -> list[str]:
    """What is wrong with routes.

    Args:
        problem: What was asked.
        routes: What was answered.
        missed: Stops said to be left out.

    Returns:
        One text a fault; empty if every route can be driven.
    """
    faults = []
    visits = Counter(index for route in routes for index in route.stops)
    visits.update(missed)
    expected = Counter(range(len(problem.stops)))
    if visits != expected:
        faults.append(f"stops are not served once or left out once: {visits - expected}")
    used = Counter(route.vehicle for route in routes)
    for vehicle, count in used.items():
        if count > problem.vehicles[vehicle].count:
            faults.append(f"{count} of {problem.vehicles[vehicle].name} leave, more than there are")
    for number, route in enumerate(routes):
        faults += [f"route {number}: {fault}" for fault in _drive(problem, route)]
    return faults


def _drive(problem: RoutingProblem, route: Route) -> list[str]:
    vehicle = problem.vehicles[route.vehicle]
    faults = []
    load = sum(problem.stops[index].kg for index in route.stops)
    if load != route.kg or load > vehicle.kg:
        faults.append(f"carries {load} kg, said {route.kg}, room for {vehicle.kg}")
    if route.starts < problem.opens:
        faults.append("leaves before the depot opens")
    clock, node, metres = route.starts, 0, 0
    for index, arrival in zip(route.stops, route.arrivals, strict=True):
        stop = problem.stops[index]
        leg = int(problem.metres[node, index + 1])
        if leg == NO_ROAD:
            faults.append(f"no road to {stop.site}")
            return faults
        if vehicle.convoy < stop.convoy:
            faults.append(f"{vehicle.convoy} vehicles go to {stop.site}, which needs {stop.convoy}")
        clock = max(clock + vehicle.drive(leg), stop.opens)
        if clock > stop.closes or arrival < clock or arrival > stop.closes:
            faults.append(f"reaches {stop.site} at {clock}, said {arrival}, closes {stop.closes}")
        clock = max(clock, arrival) + stop.minutes
        metres += leg
        node = index + 1
    home = int(problem.metres[node, 0])
    clock, metres = clock + vehicle.drive(max(home, 0)), metres + home
    if home == NO_ROAD:
        faults.append("no road home")
    if clock > problem.closes or clock > route.ends:
        faults.append(f"is back at {clock}, said {route.ends}, the depot closes {problem.closes}")
    if route.ends - route.starts > vehicle.minutes:
        faults.append(f"works {route.ends - route.starts} minutes, at most {vehicle.minutes}")
    if metres != route.metres:
        faults.append(f"drives {metres} m, said {route.metres}")
    return faults
