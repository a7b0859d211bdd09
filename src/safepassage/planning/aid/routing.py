"""Vehicle routes of one depot on one day, with PyVRP."""

from __future__ import annotations

from typing import Any

from safepassage.planning.aid.vehicles import NO_ROAD, Route, RoutingProblem, Vehicle

_FEW, _ATTEMPTS = 12, 4
"""With few stops the search is cheap and can get stuck: it starts this many times."""
_PENALTY = 1e9
"""Most that a metre, kilogram or minute too many may cost while searching."""
_NEVER = 10**7
"""Distance and duration of what may not be driven: longer than any day."""


def solve_routes(
    problem: RoutingProblem, *, iterations: int = 400, seed: int = 1
) -> tuple[tuple[Route, ...], tuple[int, ...]]:
    """Routes that leave out as little as possible, and then are short.

    The cost is metres times vehicles in the convoy, plus the prize of every stop left out.

    Args:
        problem: One depot and day.
        iterations: Of the search; it stops early when it no longer improves. The result depends
            on this and the seed, never on the speed of the machine.
        seed: Of the search.

    Returns:
        Routes, and indices of the stops left out.
    """
    count = len(problem.stops)
    if not count or not problem.vehicles:
        return (), tuple(range(count))
    from pyvrp import PenaltyParams, SolveParams
    from pyvrp.stop import MaxIterations, MultipleCriteria, NoImprovement

    # A minute too late must be able to cost more than leaving a stop out.
    params = SolveParams(penalty=PenaltyParams(50, max_penalty=_PENALTY))
    model = _model(problem)
    found = []
    for attempt in range(_ATTEMPTS if count <= _FEW else 1):
        stop = MultipleCriteria(
            [MaxIterations(iterations), NoImprovement(max(iterations // 3, 50))]
        )
        answer = model.solve(
            stop, seed + attempt, collect_stats=False, display=False, params=params,
            missing_value=_NEVER,
        )  # fmt: skip
        if answer.is_feasible():
            found.append(answer)
    if not found:
        return (), tuple(range(count))
    best = min(found, key=lambda answer: answer.cost()).best
    routes = tuple(_route(problem, route) for route in best.routes())
    served = {index for route in routes for index in route.stops}
    return routes, tuple(index for index in range(count) if index not in served)


def cost(problem: RoutingProblem, routes: tuple[Route, ...], missed: tuple[int, ...]) -> int:
    """What :func:`solve_routes` makes small."""
    driven = sum(route.metres * problem.vehicles[route.vehicle].convoy for route in routes)
    return driven + sum(problem.stops[index].prize for index in missed)


def may_drive(problem: RoutingProblem, vehicle: Vehicle, start: int, end: int) -> bool:
    """Whether a road leads from one node to the other that this vehicle may use."""
    convoys = [stop.convoy for stop in problem.stops]
    needed = max((convoys[node - 1] for node in (start, end) if node), default=1)
    return bool(problem.metres[start, end] != NO_ROAD and vehicle.convoy >= needed)


def _model(problem: RoutingProblem) -> Any:
    from pyvrp import Model

    model = Model()
    nodes = [model.add_location(float(index), 0.0) for index in range(len(problem.stops) + 1)]
    depot = model.add_depot(nodes[0], tw_early=problem.opens, tw_late=problem.closes)
    for node, stop in zip(nodes[1:], problem.stops, strict=True):
        model.add_client(
            node, delivery=stop.kg, service_duration=stop.minutes, tw_early=stop.opens,
            tw_late=stop.closes, prize=stop.prize, required=False,
        )  # fmt: skip
    for number, vehicle in enumerate(problem.vehicles):
        profile = model.add_profile()
        for start, one in enumerate(nodes):
            for end, other in enumerate(nodes):
                if start != end and may_drive(problem, vehicle, start, end):
                    metres = int(problem.metres[start, end])
                    model.add_edge(one, other, metres, vehicle.drive(metres), profile)
        model.add_vehicle_type(
            vehicle.count, capacity=vehicle.kg, start_depot=depot, end_depot=depot,
            tw_early=problem.opens, tw_late=problem.closes, shift_duration=vehicle.minutes,
            unit_distance_cost=vehicle.convoy, profile=profile, name=str(number),
        )  # fmt: skip
    return model


def _route(problem: RoutingProblem, route: Any) -> Route:
    visits = [step for step in route.schedule() if step.is_client()]
    stops = tuple(int(step.idx) for step in visits)
    return Route(
        vehicle=int(route.vehicle_type()),
        stops=stops,
        starts=int(route.start_time()),
        arrivals=tuple(int(step.start_time) for step in visits),
        ends=int(route.end_time()),
        kg=sum(problem.stops[index].kg for index in stops),
        metres=int(route.distance()),
    )
