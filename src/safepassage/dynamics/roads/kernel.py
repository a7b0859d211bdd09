"""Roads that fill: phase ``roads``, and what ``choose`` and ``travel`` ask of a road.

Off unless ``roads_fill`` is set. A road with ``persons_per_hour`` then lets in that many people an
hour, in each direction, while it is open; parts of a person are carried to the next day. The others
stand in line at its start, on their chosen way, and go on the next morning. On the road itself the
way takes longer by ``road_delay`` x (used part of the day's capacity)^``road_delay_power``:
the volume-delay function of the Bureau of Public Roads (1964, Traffic Assignment Manual).

Tie rules: people in line since the day before go first; people of one morning are let in in
proportion to those who ask, by route and type, and parts go to the later one; of those who come
later in the day, people who have covered less of the day's way go first, then the earlier route. In
line people keep their way; when the road is cut or their site is full they leave it and choose anew
on the next day.
"""

from __future__ import annotations

import math
from typing import Final

from safepassage.compiled.world import World
from safepassage.dynamics.choice import is_full
from safepassage.dynamics.settling.kernel import lay_down
from safepassage.dynamics.state import State, enter_slot
from safepassage.native import kernel, phase

_ROUNDING: Final = 1e-9


@phase
def open_roads(world: World, state: State, day: int) -> None:
    """In the morning: how many people each road lets in today."""
    roads = state.roads
    for row in range(roads.allowed.size):
        if roads.entered[row] < roads.allowed[row]:
            roads.rest[row] = 0.0  # what nobody used is lost
        room = world.roads.room[row, day] + roads.rest[row]
        roads.allowed[row] = math.floor(room + _ROUNDING)
        roads.rest[row] = max(0.0, room - roads.allowed[row])
        roads.entered[row] = 0


@kernel
def waits_in_line(world: World, leg: int) -> bool:
    """Whether people go onto a leg by a line."""
    return world.rules[0]["roads_fill"] == 1 and world.roads.meter[world.legs[leg]["link"]] >= 0  # type: ignore[no-any-return]


@kernel
def may_enter(world: World, state: State, leg: int, people: int) -> int:
    """Of people who come to a road in the course of the day: how many it lets in, and counts."""
    if not waits_in_line(world, leg):
        return people
    row = world.roads.meter[world.legs[leg]["link"]]
    going = min(people, state.roads.allowed[row] - state.roads.entered[row])
    state.roads.entered[row] += going
    return going  # type: ignore[no-any-return]


@kernel
def entry(world: World, state: State, leg: int) -> int:
    """Slot at which people who have been let in begin a leg: the more delayed, the further back."""
    start = world.legs[leg]["slot_start"]
    if world.rules[0]["roads_fill"] == 0:  # without a look at more of the leg than that
        return start  # type: ignore[no-any-return]
    most = world.ways[leg]["delay"]
    if most == 0:
        return start  # type: ignore[no-any-return]
    row = world.roads.meter[world.legs[leg]["link"]]
    load = state.roads.entered[row] / state.roads.allowed[row]
    part = world.rules[0]["road_delay"] * load ** world.rules[0]["road_delay_power"]
    late = math.floor((world.legs[leg]["left"] - most) * part + 0.5)
    return start + most - min(most, late)  # type: ignore[no-any-return]


@kernel
def let_in(world: World, state: State) -> None:
    """Let people in from the lines, in proportion, as far as today's capacity goes."""
    roads, types = state.roads, world.rules[0]["types"]
    for row in range(roads.asking.size):
        roads.asking[row] = 0
        roads.passed[row] = 0
    for leg in range(world.legs.size):
        if not waits_in_line(world, leg):
            continue
        row = world.roads.meter[world.legs[leg]["link"]]
        for type_ in range(types):
            people = state.committed[leg, type_]
            if people > 0 and not _give_up(world, state, leg, type_, people):
                roads.asking[row] += people
    for row in range(roads.asking.size):
        roads.granted[row] = min(roads.asking[row], roads.allowed[row] - roads.entered[row])
        roads.entered[row] += roads.granted[row]
    for leg in range(world.legs.size):
        if not waits_in_line(world, leg):
            continue
        row = world.roads.meter[world.legs[leg]["link"]]
        place = world.links[world.legs[leg]["link"]]["start"]
        for type_ in range(types):
            people = state.committed[leg, type_]
            if people == 0:
                continue
            until = roads.passed[row] + people
            going = until * roads.granted[row] // roads.asking[row]
            going -= roads.passed[row] * roads.granted[row] // roads.asking[row]
            roads.passed[row] = until
            if going > 0:
                state.committed[leg, type_] -= going
                state.places[place]["standing"] -= going
                state.flow[leg, 0] += going
                enter_slot(state, entry(world, state, leg), type_, going)


@kernel
def _give_up(world: World, state: State, leg: int, type_: int, people: int) -> bool:
    """Whether people in line leave it: their road is cut, or their site is full."""
    link = world.legs[leg]["link"]
    final = world.ways[leg]["final"]
    is_cut = state.links[link]["open"] == 0
    if not is_cut and not is_full(state, final):
        return False
    state.committed[leg, type_] = 0
    lay_down(world, state, world.links[link]["start"], type_, people)
    if not is_cut:
        state.classes[final, world.homes.types[type_]["class_"]]["refused"] += people
    return True
