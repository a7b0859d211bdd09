"""Phase ``corridor``: an agreed exit takes people while it is open, up to its throughput.

Tie rule: the places that it gathers from give people in proportion to who waits there, residents
and displaced alike; parts of a person go to the later place by name.

A corridor with planned departures takes nobody else. They leave in the order of their times, each
with as many of its class as wait, at most its seats; one that the day's throughput cannot let
through waits in the queue, and those behind it too. People left over wait.

A relocation takes displaced people only, and only by planned departures: those who agreed to move.
"""

from __future__ import annotations

import math
from typing import Final

from safepassage.compiled.world import World
from safepassage.dynamics.flight import first_type, keep_home
from safepassage.dynamics.settling.kernel import come_to_rest
from safepassage.dynamics.state import State, class_key
from safepassage.native import kernel, phase
from safepassage.streams import Integer, fold, sub_key

_ROUNDING: Final = 1e-9
_KEEPS: Final = 1
"""Sub-streams of residents whose home is kept, and of the others."""


@phase
def leave_by_corridors(world: World, state: State, key: Integer, day: int) -> None:
    """Carry people to the end of each open corridor; they arrive on the same day."""
    for corridor in range(world.corridors.size):
        own = state.corridors[corridor]
        hours = world.corridor_hours[corridor, day]
        if own["opening"] >= 0 and world.corridors[corridor]["expected"] == 1:
            hours = own["open_hours"] if day >= own["opening"] else 0.0
        if hours <= 0.0:
            continue
        room = hours * own["throughput"] + own["carry"]
        seats = math.floor(room)
        stream = fold(key, world.corridors[corridor]["key"])
        if (
            world.corridors[corridor]["departure_stop"]
            > world.corridors[corridor]["departure_start"]
        ):
            left = _depart(world, state, stream, corridor, day, seats)
            own["carry"] = room - seats if left == 0 else 0.0
            continue
        if world.corridors[corridor]["relocates"]:  # nobody goes who did not agree to
            continue
        waiting = _waiting(world, state, corridor, -1)
        own["carry"] = room - seats if seats <= waiting else 0.0
        if min(seats, waiting) > 0:
            _board(world, state, stream, corridor, -1, waiting, min(seats, waiting))


@kernel
def _depart(world: World, state: State, key: Integer, corridor: int, day: int, room: int) -> int:
    """Let planned departures leave in their order; what is left of ``room``, in people."""
    own = state.corridors[corridor]
    row = world.corridors[corridor]
    while room > 0 and row["departure_start"] + own["gone"] < row["departure_stop"]:
        departure = world.departures[row["departure_start"] + own["gone"]]
        if departure["day"] > day:
            break
        seats = departure["seats"] - own["taken"]
        waiting = _waiting(world, state, corridor, departure["class_"])
        wanting = _agreed(world, state, corridor, departure["class_"], waiting)
        leaving = min(seats, wanting, room)
        if leaving > 0:
            stream = fold(key, own["gone"] + 1)
            _board(world, state, stream, corridor, departure["class_"], waiting, leaving)
        room -= leaving
        if leaving < min(seats, wanting):
            own["taken"] += leaving
        else:
            own["gone"] += 1
            own["taken"] = 0
    return room


@kernel
def _may_use(world: World, corridor: int, class_: int, only: int) -> bool:
    """Whether a class may board; ``only`` is the class of a departure, -1 for all."""
    if only >= 0 and only != class_:
        return False
    return (world.corridors[corridor]["classes"] >> class_) & 1 == 1  # type: ignore[no-any-return]


@kernel
def _takes_residents(world: World, corridor: int) -> bool:
    """Whether people leave home by it: not where they decide first, nor by a relocation."""
    return world.rules[0]["mobilises"] == 0 and world.corridors[corridor]["relocates"] == 0  # type: ignore[no-any-return]


@kernel
def _waiting(world: World, state: State, corridor: int, only: int) -> int:
    waiting = 0
    classes = world.rules[0]["classes"]
    per_class = world.rules[0]["per_class"]
    row = world.corridors[corridor]
    for index in range(row["gather_start"], row["gather_stop"]):
        place = world.gather[index]
        for class_ in range(classes):
            if _may_use(world, corridor, class_, only):
                if _takes_residents(world, corridor):
                    waiting += state.classes[place, class_]["residents"]
                for type_ in range(class_ * per_class, (class_ + 1) * per_class):
                    waiting += state.people[place, type_]["present"]
    return waiting


@kernel
def _agreed(world: World, state: State, corridor: int, only: int, waiting: int) -> int:
    """Of who waits: how many go, if no more than the consenting part of all have ever gone."""
    if world.corridors[corridor]["relocates"] == 0:
        return waiting
    gone = 0
    for class_ in range(world.rules[0]["classes"]):
        if _may_use(world, corridor, class_, only):
            gone += state.carried[corridor, class_] + state.left_by[corridor, class_]
    share = world.corridors[corridor]["consent"]
    return max(0, math.floor(share * (waiting + gone) + _ROUNDING) - gone)  # type: ignore[no-any-return]


@kernel
def _board(
    world: World, state: State, key: Integer, corridor: int, only: int, waiting: int, leaving: int
) -> None:
    """Take ``leaving`` of ``waiting`` people, in proportion, and put them down at the end."""
    classes = world.rules[0]["classes"]
    per_class = world.rules[0]["per_class"]
    row = world.corridors[corridor]
    passed = 0
    for index in range(row["gather_start"], row["gather_stop"]):
        place = world.gather[index]
        for class_ in range(classes):
            if not _may_use(world, corridor, class_, only):
                continue
            if _takes_residents(world, corridor):
                passed = _board_residents(
                    world, state, key, corridor, place, class_, passed, waiting, leaving
                )
            for type_ in range(class_ * per_class, (class_ + 1) * per_class):
                people = state.people[place, type_]["present"]
                taken = _share(passed, people, waiting, leaving)
                passed += people
                state.people[place, type_]["present"] -= taken
                state.places[place]["standing"] -= taken
                stream = sub_key(key, world.places[place]["key"], world.homes.types[type_]["key"])
                _put_down(world, state, stream, corridor, class_, type_, taken)


@kernel
def _board_residents(
    world: World, state: State, key: Integer, corridor: int, place: int, class_: int, passed: int,
    waiting: int, leaving: int,
) -> int:  # fmt: skip
    """Take the part of ``leaving`` that falls to those at home; how many have been passed then."""
    own = state.classes[place, class_]
    people = own["residents"] - own["returnees"]
    taken = _share(passed, people, waiting, leaving)
    passed += people
    again = _share(passed, own["returnees"], waiting, leaving)
    passed += own["returnees"]
    own["returnees"] -= again
    own["left_again"] += again
    taken += again
    own["residents"] -= taken
    own["fled"] += taken
    stream = sub_key(key, world.places[place]["key"], class_key(world, class_))
    keep = keep_home(world, state, stream, place, class_, taken)
    type_ = first_type(world, class_, place)
    none = class_ * world.rules[0]["per_class"]
    _put_down(world, state, fold(stream, _KEEPS), corridor, class_, type_, keep)
    _put_down(world, state, fold(stream, _KEEPS + 1), corridor, class_, none, taken - keep)
    return passed


@kernel
def _share(passed: int, people: int, waiting: int, leaving: int) -> int:
    """Part of ``leaving`` that falls to the next ``people`` of ``waiting``; parts add up."""
    return (passed + people) * leaving // waiting - passed * leaving // waiting


@kernel
def _put_down(
    world: World, state: State, key: Integer, corridor: int, class_: int, type_: int, people: int
) -> None:
    end = world.corridors[corridor]["end"]
    come_to_rest(world, state, key, end, type_, people)
    state.places[end]["standing"] += people
    state.left_by[corridor, class_] += people
    state.classes[end, class_]["arrived"] += people
