"""Routes are feasible by an independent checker and as good as exhaustive search."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, permutations

import numpy as np
import pytest

from safepassage.planning.aid.audit import audit
from safepassage.planning.aid.routing import cost, may_drive, solve_routes
from safepassage.planning.aid.vehicles import NO_ROAD, Route, RoutingProblem, Stop, Vehicle

INFINITE = float("inf")


def random_problem(seed: int, stops: int, spread: int = 60_000) -> RoutingProblem:
    """Random places, hours and loads; some roads closed, some sites for convoys only."""
    rng = np.random.default_rng(seed)
    points = rng.integers(0, spread, (stops + 1, 2))
    away = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)).astype(np.int64)
    closed = np.triu(rng.random(away.shape) < 0.6, 1)
    roads = np.where(closed | closed.T, np.inf, away)
    for middle in range(stops + 1):  # shortest ways over what is open
        roads = np.minimum(roads, roads[:, [middle]] + roads[[middle]])
    away = np.where(np.isinf(roads), NO_ROAD, roads).astype(np.int64)
    opens = rng.integers(6, 12, stops) * 60
    vehicles = (
        Vehicle("truck", int(rng.integers(1, 4)), 9000, 30.0, 600, 1),
        Vehicle("convoy", 1, 16000, 40.0, 720, 2),
    )
    return RoutingProblem(
        tuple(
            Stop(
                f"s{n}", int(rng.integers(500, 6000)), int(opens[n]),
                int(opens[n] + rng.integers(1, 6) * 60), 20, int(rng.integers(1, 10) == 1) + 1,
                int(rng.integers(500_000, 2_000_000)),
            )
            for n in range(stops)
        ),
        vehicles,
        away,
        360,
        1140,
    )  # fmt: skip


def tour_cost(problem: RoutingProblem, vehicle: Vehicle, tour: tuple[int, ...]) -> float:
    """Metres of a tour, or infinite if it cannot be driven from any leaving time."""
    if sum(problem.stops[index].kg for index in tour) > vehicle.kg:
        return INFINITE
    nodes = [0, *(index + 1 for index in tour), 0]
    legs = list(pairwise(nodes))
    if not all(may_drive(problem, vehicle, start, end) for start, end in legs):
        return INFINITE
    for start in range(problem.opens, problem.closes, 1):  # leaving later can save waiting
        clock = start
        for (one, other), index in zip(legs, tour, strict=False):
            stop = problem.stops[index]
            clock = max(clock + vehicle.drive(int(problem.metres[one, other])), stop.opens)
            if clock > stop.closes:
                return INFINITE  # leaving later is later everywhere
            clock += stop.minutes
        clock += vehicle.drive(int(problem.metres[legs[-1]]))
        if clock > problem.closes:
            return INFINITE
        if clock - start <= vehicle.minutes:
            return float(sum(int(problem.metres[leg]) for leg in legs) * vehicle.convoy)
    return INFINITE


def exhaustive(problem: RoutingProblem) -> float:
    """Least cost over every set of tours: all orders of all subsets, all ways to share them."""
    count = len(problem.stops)
    sets = range(1 << count)
    members = [tuple(n for n in range(count) if mask >> n & 1) for mask in sets]
    best = {0: 0.0}
    for vehicle in problem.vehicles:
        tours = [INFINITE] * len(sets)
        for mask in sets[1:]:
            if sum(problem.stops[n].kg for n in members[mask]) <= vehicle.kg:
                orders = permutations(members[mask])
                tours[mask] = min(tour_cost(problem, vehicle, order) for order in orders)
        for _ in range(vehicle.count):
            grown = dict(best)
            for mask, so_far in best.items():
                rest = (len(sets) - 1) & ~mask
                part = rest
                while part:
                    if tours[part] < INFINITE:
                        whole = so_far + tours[part]
                        grown[mask | part] = min(grown.get(mask | part, INFINITE), whole)
                    part = (part - 1) & rest
            best = grown
    prizes = [stop.prize for stop in problem.stops]
    return min(
        value + sum(prizes[n] for n in range(count) if not mask >> n & 1)
        for mask, value in best.items()
    )


@pytest.mark.parametrize("seed", range(12))
def test_it_is_as_good_as_exhaustive_search(seed: int) -> None:
    problem = random_problem(seed, 3 + seed % 4)
    routes, missed = solve_routes(problem, iterations=600)
    assert audit(problem, routes, missed) == []
    assert cost(problem, routes, missed) == exhaustive(problem)


@pytest.mark.parametrize("seed", [101, 102])
def test_eight_stops(seed: int) -> None:
    problem = random_problem(seed, 8)
    routes, missed = solve_routes(problem, iterations=1000)
    assert audit(problem, routes, missed) == []
    assert cost(problem, routes, missed) == exhaustive(problem)


@pytest.mark.parametrize("seed", range(4))
def test_forty_stops_are_feasible_and_the_same_again(seed: int) -> None:
    problem = random_problem(1000 + seed, 40, 30_000)
    problem = replace(problem, vehicles=tuple(replace(v, count=12) for v in problem.vehicles))
    first = solve_routes(problem, iterations=100)
    assert audit(problem, *first) == []
    assert first == solve_routes(problem, iterations=100)


def line() -> tuple[RoutingProblem, Route]:
    """Depot, then two stops 10 km on; and a sound route."""
    stops = (Stop("a", 100, 480, 600, 10, 1, 10**6), Stop("b", 50, 480, 720, 10, 2, 10**6))
    metres = np.array([[0, 10000, 20000], [10000, 0, 10000], [20000, 10000, 0]])
    fleet = (Vehicle("v", 1, 200, 60.0, 300, 2),)
    route = Route(0, (0, 1), 470, (480, 500), 530, 150, 40000)
    return RoutingProblem(stops, fleet, metres, 400, 900), route


def test_the_checker_passes_a_sound_route() -> None:
    problem, route = line()
    assert audit(problem, (route,), ()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kg": 140}, "carries"),
        ({"starts": 300}, "before the depot opens"),
        ({"arrivals": (475, 500)}, "reaches a"),
        ({"arrivals": (480, 730)}, "reaches b"),
        ({"ends": 520}, "is back at"),
        ({"ends": 880}, "works"),
        ({"metres": 1}, "drives"),
        ({"stops": (0, 0)}, "served once"),
    ],
)
def test_the_checker_sees_what_is_wrong(change: dict[str, object], said: str) -> None:
    problem, route = line()
    assert said in " ".join(audit(problem, (replace(route, **change),), ()))  # type: ignore[arg-type]


def test_the_checker_sees_fleet_convoys_and_roads() -> None:
    problem, route = line()
    twice = audit(problem, (route, route), ())
    assert any("more than there are" in fault for fault in twice)
    alone = replace(problem, vehicles=(replace(problem.vehicles[0], convoy=1),))
    assert "needs 2" in " ".join(audit(alone, (route,), ()))
    metres = problem.metres.copy()
    metres[1, 2] = NO_ROAD
    assert "no road to b" in " ".join(audit(replace(problem, metres=metres), (route,), ()))


def test_nothing_to_do() -> None:
    problem, _ = line()
    assert solve_routes(replace(problem, stops=(), metres=problem.metres[:1, :1])) == ((), ())
    assert solve_routes(replace(problem, vehicles=())) == ((), (0, 1))


def test_closed_roads_are_left_out() -> None:
    problem, _ = line()
    metres = problem.metres.copy()
    metres[:2, 2] = metres[2, :2] = NO_ROAD
    routes, missed = solve_routes(replace(problem, metres=metres))
    assert missed == (1,)
    assert [route.stops for route in routes] == [(0,)]
