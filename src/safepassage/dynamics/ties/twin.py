"""Whom a person knows, and who does not wait in a conflict because of that."""

from __future__ import annotations

import math

from safepassage.dynamics.conditions.twin import is_harvest
from safepassage.engine.twin.world import Person, Twin


def know_each_other(twin: Twin) -> bool:
    """Whether ties act at all."""
    return bool(twin.rule("two_systems") and twin.rule("flee_documented") and not twin.budget)


def first_ties(twin: Twin) -> int:
    """Ties with which somebody begins: a Poisson number, cut where more has no weight."""
    if not know_each_other(twin):
        return 0
    mean = twin.rule("average_connections")
    number, chance = 0, math.exp(-mean)
    luck = twin.luck.random() - chance
    while luck >= 0 and number < 1000:
        number += 1
        chance *= mean / number
        luck -= chance
    return number


def meet_people(twin: Twin, person: Person, people: int) -> None:
    """Make ties or lose some at a place, by how many people stand there, before a decision."""
    if not know_each_other(twin):
        return
    place = twin.places[person.place]
    before = person.ties
    if people > 100:
        person.ties = min(10, before + min(2, people // 100))
    elif people < 10:
        person.ties = max(0, before - 1)
    if place.is_site:
        person.camp_days += 1
        if person.camp_days > 7:
            person.ties = min(8, before + 1)
    else:
        person.camp_days = 0
    person.camp_days += 1
    if place.hazard > 0.5:
        person.ties = max(0, before - 2)


def deliberates(twin: Twin, person: Person) -> bool:
    """Whether the person sets out for certain."""
    if not know_each_other(twin) or is_harvest(twin):
        return False
    place = twin.places[person.place]
    settled = place.onset >= 0 and twin.day >= place.onset + 10
    return place.hazard > 0.6 and settled and person.ties >= 3
