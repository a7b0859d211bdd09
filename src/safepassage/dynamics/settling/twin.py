"""Persons who stay for long."""

from __future__ import annotations

from safepassage.engine.twin.world import Person, Twin


def settle(twin: Twin) -> None:
    """Everybody who came to rest on the way today is a mover or a stayer."""
    for person in twin.persons:
        if person.fresh and person.is_free:
            may_settle(twin, person)
        person.fresh = False


def may_settle(twin: Twin, person: Person) -> None:
    """A person comes to rest where some may stay for long."""
    if twin.compiled.world.rules[0]["settles"]:
        person.settled = twin.happens(float(twin.member.settling[person.place]))


def settled_chance(twin: Twin, place: int) -> float:
    """Chance that a stayer moves on."""
    days = float(twin.compiled.scenario["places"]["settled_days"][place])
    further = max(0.0, twin.conflict_chance(place) - 1 / days)
    return 1 / days + further * twin.places[place].hazard
