"""Who cannot leave by the deadline, and which constraint forbids it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from safepassage.planning.exit.bound import most_by
from safepassage.planning.exit.instance import Checkpoint, Instance
from safepassage.planning.exit.search import Found, left_behind

_MANY = 1e9


def reasons(found: Found) -> tuple[str, ...]:
    """One sentence a group that stays behind, then what would let more people out."""
    instance = found.grid.instance
    left = left_behind(found)
    if not any(left):
        return ()
    who = [
        f"{count:,} of {group.people:,} people of the class {group.class_} at {group.gathers} "
        "cannot arrive by the deadline."
        for group, count in zip(instance.groups, left, strict=True)
        if count
    ]
    now = most_by(instance, instance.hours)
    why = []
    for words, relaxed in _relaxed(instance):
        more = most_by(relaxed, relaxed.hours) - now
        if more >= 1:
            why.append(f"{words} forbids it: without it {more:,.0f} more could leave in time.")
    return (*who, *(why or ["Several constraints together forbid it; lifting one does not help."]))


def _relaxed(instance: Instance) -> Iterator[tuple[str, Instance]]:
    ways = instance.passages
    whole = ((0.0, instance.hours),)
    for k, passage in enumerate(ways):
        free = replace(passage, rate=_MANY)
        changed = (*ways[:k], free, *ways[k + 1 :])
        yield f"The throughput of {passage.name}", replace(instance, passages=changed)
        if passage.spans != whole:
            free = replace(passage, spans=whole)
            changed = (*ways[:k], free, *ways[k + 1 :])
            yield f"The window of {passage.name}", replace(instance, passages=changed)
    for place in dict.fromkeys(point.place for point in instance.checkpoints):
        points = tuple(
            Checkpoint(place, _MANY, _MANY) if point.place == place else point
            for point in instance.checkpoints
        )
        yield f"The checkpoint {place}", replace(instance, checkpoints=points)
    for v, fleet in enumerate(instance.fleets):
        free_fleet = replace(fleet, number=int(_MANY))
        fleets = (*instance.fleets[:v], free_fleet, *instance.fleets[v + 1 :])
        yield (
            f"The number of vehicles of the type {fleet.vehicle}",
            replace(instance, fleets=fleets),
        )
    for place in dict.fromkeys(room.place for room in instance.rooms):
        rooms = tuple(room for room in instance.rooms if room.place != place)
        yield f"The capacity of {place}", replace(instance, rooms=rooms)
    if instance.exchanges:
        yield "The linked exchange", replace(instance, exchanges=())
    later = 2 * instance.hours
    ways = tuple(  # what is open until the deadline is taken as open after it
        replace(way, spans=(*way.spans[:-1], (way.spans[-1][0], later)))
        if way.spans and way.spans[-1][1] >= instance.hours
        else way
        for way in ways
    )
    longer = replace(instance, hours=later, passages=ways)
    yield "The deadline (if there were twice the time)", longer
