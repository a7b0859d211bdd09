"""The end of a day: who leaves the system, and the counts."""

from __future__ import annotations

from safepassage.dynamics.homes.twin import record_homes
from safepassage.engine.twin.world import Twin


def remove_from_sites(twin: Twin) -> None:
    """Some of the people at sites are resettled or move away."""
    left = []
    for person in twin.persons:
        place = twin.places[person.place]
        if person.is_free and place.is_site and twin.happens(place.own["deactivation"]):
            place.standing -= 1
            twin.output.removed[twin.day] += 1
        else:
            left.append(person)
    twin.persons = left


def record(twin: Twin) -> None:
    """Count everybody where they are."""
    output, day = twin.output, twin.day
    for person in twin.persons:
        if person.at_home:
            output.residents[day, person.place, person.class_] += 1
        elif person.place >= 0:
            output.displaced[day, person.place, person.class_] += 1
        else:
            output.moving[day, person.class_] += 1
    record_homes(twin)
