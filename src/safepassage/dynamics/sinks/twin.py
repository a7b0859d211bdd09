"""People who leave the system at sites."""

from __future__ import annotations

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
