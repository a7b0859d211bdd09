"""What the twin holds: persons, and places as they are today."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from typing import Any

from safepassage.compiled.compile import Compiled
from safepassage.compiled.outputs import Output
from safepassage.compiled.world import SITE, WAYPOINT, Member, make_output
from safepassage.engine.twin.roads import (
    Road,
    Route,
    leg_numbers,
    major_routes_from,
    make_roads,
    routes_from,
)


@dataclass(eq=False)
class Person:
    """One displaced person, or one resident.

    Attributes:
        class_: Number of the class.
        place: Where the person stands, or -1 on a link.
        at_home: A resident who has not fled.
        stays: A resident who cannot or will not leave.
        first: Has not arrived anywhere yet (acts with ``start_on_foot`` only).
        recent: Recent distance in steps of 1/32 of a day's (``avoid_short_stints`` only).
        route: Links still to take; the first of them is the link that the person is on.
        done: Covered on that link, in metres (``flee3``) or ticks (``budget``).
        walked: Covered today, in the same unit.
        moment: When the person is dealt with among others who stand somewhere in mid-day.
        fled_today: Became displaced today.
        sleeps: ``bed``, ``host``, ``neither``, or empty where reception does not look.
        home: Number of the home to which a displaced person wants to return, or 0.
        returned: A resident who came back.
        ties: Number of people whom the person knows (``two_systems`` only).
        settled: Stays for long where the person is.
        fresh: Came to rest today.
        camp_days: Counter of decisions in the camp where the person is, as Flee counts them.
    """

    class_: int
    place: int
    at_home: bool = False
    stays: bool = False
    first: bool = False
    recent: int = 0
    route: Route = ()
    done: int = 0
    walked: int = 0
    moment: int = 0
    fled_today: bool = False
    sleeps: str = ""
    home: int = 0
    returned: bool = False
    ties: int = 0
    camp_days: int = 0
    settled: bool = False
    fresh: bool = False

    @property
    def sort(self) -> tuple[int, int, bool, int, int, bool, int]:
        """What distinguishes people at a place; more than a week in a camp is one."""
        days = min(self.camp_days, 7)
        return self.class_, self.home, self.settled, self.ties, days, self.first, self.recent

    @property
    def is_free(self) -> bool:
        """Displaced, standing somewhere, not on the way to a chosen place."""
        return not self.at_home and self.place >= 0 and not self.route


@dataclass
class Place:
    """A place today; ``own`` are its compiled numbers by name; no capacity is no limit."""

    own: dict[str, float]
    is_site: bool
    is_open: bool
    is_waypoint: bool
    chance: float
    capacity: float | None
    population: float
    attraction: float
    leave: list[float]
    enter: list[float]
    hazard: float = 0.0
    worst: float = 0.0
    declared: float = 0.0
    raised: float = 0.0
    onset: int = -1
    source: float = 0.0
    score: float = 1.0
    score_before: float = 1.0
    by_class: list[int] = field(default_factory=list)
    standing: int = 0
    full_from: float | None = None
    crowded_from: float = 0.0


@dataclass
class Ground:
    """An area: its blocs, each a list of groups of which the first one leads; and its clash.

    Groups are numbers that mean nothing. ``clash`` is the number of the place and the days to go.
    """

    places: list[int]
    blocs: list[list[int]]
    born: int
    clash: list[int] = field(default_factory=list)


@dataclass
class Twin:
    """One run: what it was made of, and everything that changes."""

    compiled: Compiled
    member: Member
    luck: random.Random
    places: list[Place]
    roads: list[Road]
    is_open: list[bool]
    throughput: list[float]
    carry: list[float]
    gone: list[int]
    taken: list[int]
    contaminated: list[float]
    calm: list[int]
    guests: list[int]
    output: Output
    routes: list[list[Route]] = field(default_factory=list)
    major_routes: list[list[Route]] = field(default_factory=list)
    leg_numbers: dict[Route, int] = field(default_factory=dict)
    persons: list[Person] = field(default_factory=list)
    day: int = 0
    slept: dict[tuple[int, int, int, bool], list[int]] = field(default_factory=dict)
    food: list[list[int]] = field(default_factory=list)
    fed_here: list[bool] = field(default_factory=list)
    stocks: list[int] = field(default_factory=list)
    loads: list[int] = field(default_factory=list)
    arrives: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    hazard_moved: bool = False
    movers: list[Person] = field(default_factory=list)
    grounds: list[Ground] = field(default_factory=list)
    prepares: dict[tuple[int, int], int] = field(default_factory=dict)
    let_through: dict[int, list[float]] = field(default_factory=dict)
    urges: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict)

    @property
    def budget(self) -> bool:
        """Whether the rule set is ``budget``."""
        return bool(self.rule("set") == "budget")

    @property
    def day_metres(self) -> int:
        """A usual day's travel."""
        km: float = self.rule("max_move_speed")
        return round(km * 1000)

    def rule(self, name: str) -> Any:
        """A rule of the scenario."""
        return self.compiled.scenario.rules[name]

    def of_class(self, column: str, class_: int, usual: Any) -> Any:
        """What classes.csv says of a class; the usual without that table."""
        table = self.compiled.scenario["classes"]
        return table[column][class_] if len(table) else usual

    def number(self, name: str) -> float:
        """A rule that members may draw."""
        return float(self.member.params[0][name])

    def happens(self, chance: float) -> bool:
        """Toss a coin."""
        return self.luck.random() < chance

    def resting_chance(self, place: int) -> float:
        """Chance to move on from a place without hazard."""
        own = self.places[place].own
        if not math.isnan(own["move_chance"]):
            return own["move_chance"]
        if self.places[place].is_site:
            return self.number("site_movechance")
        if own["kind"] > SITE:
            return self.number("crossing_movechance")
        return self.number("default_movechance")

    def conflict_chance(self, place: int) -> float:
        """Chance to move on from a place at hazard 1."""
        own = self.places[place].own["conflict_chance"]
        return self.number("conflict_movechance") if math.isnan(own) else own


def build(compiled: Compiled, member: Member, seed: int, index: int) -> Twin:
    """Everything as it is before the first day, with nobody there yet."""
    world = compiled.world
    roads = make_roads(compiled)
    twin = Twin(
        compiled=compiled,
        member=member,
        luck=random.Random(f"{seed}/{index}"),  # noqa: S311 (no secret)
        places=[],
        roads=roads,
        is_open=[bool(link["open"]) for link in world.links],
        throughput=[float(number) for number in member.throughput],
        carry=[0.0] * len(member.throughput),
        gone=[0] * len(member.throughput),
        taken=[0] * len(member.throughput),
        contaminated=member.clearing.area.tolist(),
        calm=[0] * len(world.homes.houses),
        guests=[0] * len(world.homes.houses),
        output=make_output(world),
    )
    classes = len(compiled.classes)
    for number, row in enumerate(world.places):
        own = {name: float(row[name]) for name in row.dtype.names if name != "key"}
        limited = not math.isnan(own["capacity"])
        charged = own["charged"] if own["capacity"] > 0 else 0.0
        place = Place(
            own=own,
            is_site=own["kind"] == SITE and bool(own["site_open"]),
            is_open=bool(own["site_open"]),
            is_waypoint=own["kind"] == WAYPOINT,
            chance=0.0,
            capacity=own["capacity"] - charged if limited else None,
            population=own["population"],
            attraction=float(member.attraction[number]),
            leave=[1.0] * classes,
            enter=[1.0] * classes,
        )
        twin.places.append(place)
        place.chance = twin.resting_chance(number)
    twin.leg_numbers = leg_numbers(compiled)
    find_routes(twin)
    return twin


def find_routes(twin: Twin) -> None:
    """What may be chosen at each place: routes within sight, and by major routes."""
    compiled, roads = twin.compiled, twin.roads
    twin.routes = [
        routes_from(
            place,
            roads,
            lambda end: not twin.places[end].is_waypoint,
            twin.rule("awareness_level"),
        )
        for place in range(len(twin.places))
    ]
    declared = compiled.scenario["major_routes"]["places"].tolist()
    there = [[compiled.places.index(name) for name in path] for path in declared]
    paths = there + [path[::-1] for path in there]
    twin.major_routes = [
        major_routes_from(place, twin.routes[place], roads, paths)
        for place in range(len(twin.places))
    ]
