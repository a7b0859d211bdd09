"""The roads of the twin, and the routes along them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from safepassage.compiled.compile import Compiled
from safepassage.compiled.world import DAY_TICKS

Route = tuple[int, ...]
"""Links that a person takes one after the other."""


@dataclass(frozen=True)
class Road:
    """A directed link.

    Attributes:
        start: Place at its beginning.
        end: Place at its end.
        length: Metres under ``flee3``, ticks under ``budget``.
        metres: Length in metres.
        speed: Units in a day.
        walk: Units in a day on foot.
        walk_share: Chance that a day on it is walked.
        classes: Who may use it.
    """

    start: int
    end: int
    length: int
    metres: int
    speed: int
    walk: int
    walk_share: float
    classes: frozenset[int]


def make_roads(compiled: Compiled) -> list[Road]:
    """Lengths and speeds from the tables, in the order of the compiled links."""
    rules, table = compiled.scenario.rules, list(compiled.scenario["routes"].rows())
    walk = round(rules.max_walk_speed * 1000)
    everybody = range(len(compiled.classes))
    roads = []
    for link in compiled.world.links:
        row = table[int(link["route"])]
        speed = walk if row["mode"] == "foot" else round(rules.max_move_speed * 1000)
        if not math.isnan(row["max_speed"]):
            speed = round(row["max_speed"] * 1000)
        metres = max(1, round(row["length_km"] * 1000))
        named = [compiled.classes.index(name) for name in row["classes"]]
        ticks = max(1, round(metres * (DAY_TICKS / speed)))
        budget = rules.set == "budget"
        roads.append(
            Road(
                start=int(link["start"]),
                end=int(link["end"]),
                length=ticks if budget else metres,
                metres=metres,
                speed=DAY_TICKS if budget else speed,
                walk=walk,
                walk_share=row["walk_share"] if row["walk_share"] > 0 else 0.0,
                classes=frozenset(named or everybody),
            )
        )
    return roads


def routes_from(
    place: int, roads: list[Road], is_stop: Callable[[int], bool], most: int
) -> list[Route]:
    """Every path of up to ``most`` stops that visits no place twice and ends at a stop."""
    found: list[Route] = []
    if most == 0:
        return found

    def walk(route: Route, visited: tuple[int, ...], stops: int) -> None:
        end = roads[route[-1]].end
        if is_stop(end):
            found.append(route)
            stops += 1
        if stops < most:
            for number, road in enumerate(roads):
                if road.start == end and road.end not in visited:
                    walk((*route, number), (*visited, road.end), stops)

    for number, road in enumerate(roads):
        if road.start == place:
            walk((number,), (place, road.end), 0)
    return found


def major_routes_from(
    place: int, near: list[Route], roads: list[Road], paths: list[list[int]]
) -> list[Route]:
    """Ways on by a major route from here, or from where a route within sight ends; not back here.

    Args:
        place: Here.
        near: Routes within sight.
        roads: All roads.
        paths: Places along each major route, there and back.
    """
    found: list[Route] = []

    def follow(route: Route, path: list[int]) -> None:
        if len(path) == 1:
            if path[0] != place:
                found.append(route)
            return
        for number, road in enumerate(roads):
            if (road.start, road.end) == (path[0], path[1]):
                follow((*route, number), path[1:])

    begun: list[Route] = [()]
    for route in begun + near:
        hub = roads[route[-1]].end if route else place
        for path in paths:
            if path[0] == hub:
                follow(route, path)
    return found


def leg_numbers(compiled: Compiled) -> dict[Route, int]:
    """Number of each route among the compiled legs: the order in which ties are broken."""
    legs = compiled.world.legs
    numbers: dict[Route, int] = {}
    for number in range(len(legs)):
        route, leg = [], number
        while leg >= 0:
            route.append(int(legs[leg]["link"]))
            leg = int(legs[leg]["following"])
        numbers[tuple(route)] = number
    return numbers
