"""Agreed exits."""

from __future__ import annotations

import math
from typing import Any

from safepassage.dynamics.departure.twin import mobilises
from safepassage.dynamics.settling.twin import may_settle
from safepassage.engine.twin.flight import become_displaced
from safepassage.engine.twin.journey import grouped
from safepassage.engine.twin.world import Person, Twin


def leave_by_corridors(twin: Twin) -> None:
    """Agreed exits take people, from each place in proportion to who waits there."""
    world = twin.compiled.world
    for number, row in enumerate(twin.compiled.scenario["corridors"].rows()):
        opening = int(twin.member.opening[number])
        hours = float(world.corridor_hours[number, twin.day])
        if opening >= 0 and world.corridors[number]["expected"] == 1:
            hours = float(twin.member.open_hours[number]) if twin.day >= opening else 0.0
        if hours <= 0:
            continue
        places = world.gather[
            world.corridors[number]["gather_start"] : world.corridors[number]["gather_stop"]
        ].tolist()
        waiting = _waiting(twin, row, places, row["classes"] or twin.compiled.classes)
        room = hours * twin.throughput[number] + twin.carry[number]
        seats = math.floor(room)
        end = twin.compiled.places.index(row["places"][-1])
        if world.corridors[number]["departure_stop"] > world.corridors[number]["departure_start"]:
            left = _depart(twin, number, row, places, end, seats)
            twin.carry[number] = room - seats if left == 0 else 0.0
            continue
        if row["purpose"] == "relocation":
            continue
        twin.carry[number] = room - seats if seats <= len(waiting) else 0.0
        for person in _who_boards(waiting, seats):
            _leave(twin, number, end, person)


def _depart(
    twin: Twin, number: int, row: dict[str, Any], places: list[int], end: int, room: int
) -> int:
    """Planned departures leave in their order while there is room; what is left of it."""
    corridor = twin.compiled.world.corridors[number]
    rows = twin.compiled.world.departures[corridor["departure_start"] : corridor["departure_stop"]]
    while room > 0 and twin.gone[number] < len(rows):
        departure = rows[twin.gone[number]]
        if departure["day"] > twin.day:
            break
        classes = row["classes"] or twin.compiled.classes
        if departure["class_"] >= 0:
            own = twin.compiled.classes[departure["class_"]]
            classes = tuple(name for name in classes if name == own)
        waiting = _waiting(twin, row, places, classes)
        wanting = _agreed(twin, number, row, classes, len(waiting))
        wanted = min(int(departure["seats"]) - twin.taken[number], wanting)
        for person in _who_boards(waiting, min(wanted, room)):
            _leave(twin, number, end, person)
        if room < wanted:
            twin.taken[number] += room
            return 0
        room -= wanted
        twin.gone[number] += 1
        twin.taken[number] = 0
    return room


def _agreed(
    twin: Twin, number: int, row: dict[str, Any], classes: tuple[str, ...], waiting: int
) -> int:
    """How many more may go if at most the consenting part of all is ever to have gone."""
    if row["purpose"] != "relocation":
        return waiting
    numbers = [twin.compiled.classes.index(name) for name in classes]
    gone = int(twin.output.left_by[: twin.day + 1, number][:, numbers].sum())
    return max(0, math.floor(float(row["consent"]) * (waiting + gone) + 1e-9) - gone)


def _leave(twin: Twin, number: int, end: int, person: Person) -> None:
    """One person goes by a corridor and is put down at its end."""
    twin.output.left_by[twin.day, number, person.class_] += 1
    twin.output.arrivals[twin.day, end, person.class_] += 1
    if person.at_home:
        become_displaced(twin, person)
        person.first = False
    else:
        twin.places[person.place].standing -= 1
    person.place, person.sleeps = end, ""
    twin.places[end].standing += 1
    may_settle(twin, person)


def _waiting(
    twin: Twin, row: dict[str, Any], places: list[int], classes: tuple[str, ...]
) -> list[Person]:
    """Who may board, by place in the order of the area, class, and residents before others."""
    allowed = {twin.compiled.classes.index(name) for name in classes}
    # Who waits at the gate has decided; who is at home has not.
    prepares = mobilises(twin) or row["purpose"] == "relocation"
    may_board = [
        person
        for person in twin.persons
        if person.place in places
        and person.class_ in allowed
        and (person.is_free or (person.at_home and not person.stays and not prepares))
    ]
    twin.luck.shuffle(may_board)
    groups = grouped(may_board, lambda p: _queue(places, p))
    return [person for group in groups.values() for person in group]


def _queue(places: list[int], person: Person) -> tuple[int | bool, ...]:
    home = person.at_home
    at = places.index(person.place), person.class_
    return *at, not home, person.returned, person.home, person.settled, person.first, person.recent


def _who_boards(waiting: list[Person], seats: int) -> list[Person]:
    """Every place in the queue that a seat falls to, seats being spread evenly over it."""
    if seats >= len(waiting):
        return waiting
    count = len(waiting)
    return [p for n, p in enumerate(waiting) if (n + 1) * seats // count > n * seats // count]
