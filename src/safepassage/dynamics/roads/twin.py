"""What roads let through, in the twin."""

from __future__ import annotations

import math

from safepassage.engine.twin.world import Twin

ALLOWED, ENTERED, REST = 0, 1, 2


def open_roads(twin: Twin) -> None:
    """How many people each road lets in today; a part of a person is kept if all was used."""
    roads = twin.compiled.world.roads
    for link, row in enumerate(roads.meter.tolist()):
        if row < 0:
            continue
        allowed, entered, rest = twin.let_through.get(link, [0.0, 0.0, 0.0])
        room = float(roads.room[row, twin.day]) + (rest if entered >= allowed else 0.0)
        whole = math.floor(room + 1e-9)
        twin.let_through[link] = [whole, 0.0, max(0.0, room - whole)]


def has_line(twin: Twin, link: int) -> bool:
    """Whether a road lets in a limited number of people."""
    return link in twin.let_through


def may_enter(twin: Twin, link: int, people: int) -> int:
    """Of people who want to enter a road: how many may."""
    if link not in twin.let_through:
        return people
    own = twin.let_through[link]
    going = int(min(people, own[ALLOWED] - own[ENTERED]))
    own[ENTERED] += going
    return going


def delay(twin: Twin, link: int) -> int:
    """Ticks by which the way takes longer for those who have just been let in."""
    if link not in twin.let_through:
        return 0
    allowed, entered, _ = twin.let_through[link]
    length = twin.roads[link].length
    part: float = twin.rule("road_delay") * (entered / allowed) ** twin.rule("road_delay_power")
    most = math.floor(length * float(twin.rule("road_delay")) + 0.5)
    return min(most, math.floor(length * part + 0.5))
