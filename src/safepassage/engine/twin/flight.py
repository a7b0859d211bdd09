"""How people become displaced."""

from __future__ import annotations

import math

from safepassage.dynamics.conditions.twin import flooded_out, food
from safepassage.dynamics.demographics.twin import class_of_newly_displaced
from safepassage.dynamics.departure.twin import chances_to_depart, mobilises
from safepassage.dynamics.settling.twin import may_settle
from safepassage.dynamics.ties.twin import first_ties
from safepassage.engine.twin.world import Person, Place, Twin


def populate(twin: Twin) -> None:
    """Put everybody where the scenario has them; each resident may be one who stays."""
    walks_first = bool(twin.rule("start_on_foot"))
    for place in range(len(twin.places)):
        for class_ in range(len(twin.compiled.classes)):
            share = float(twin.member.staying_share[class_])
            for _ in range(int(twin.member.residents[place, class_])):
                stays = twin.happens(share)
                twin.persons.append(Person(class_, place, at_home=True, stays=stays))
                twin.output.staying[place, class_] += stays
            known = twin.member.homes.away[place, class_].tolist()
            homes = [home for home, people in enumerate(known, 1) for _ in range(people)]
            homes += [0] * (int(twin.member.displaced[place, class_]) - len(homes))
            for home in homes:
                wish = float(twin.member.homes.wish[home - 1, class_]) if home else 0.0
                keeps = home if twin.happens(wish) else 0
                person = Person(class_, place, first=walks_first, home=keeps)
                person.ties = first_ties(twin)
                may_settle(twin, person)
                twin.persons.append(person)
                twin.places[place].standing += 1


def conflict_decay(twin: Twin, place: Place) -> float:
    """Factor by the age of the hazard at a place."""
    factors = twin.rule("spawn_decay") or ()
    if not factors:
        return 1.0
    age = (twin.day - place.onset) // twin.rule("spawn_decay_interval")
    return float(factors[min(age, len(factors) - 1)])


def weigh_sources(twin: Twin) -> None:
    """How many of the newly displaced each place gives: population x hazard x decay, and hunger."""
    for number, place in enumerate(twin.places):
        place.source = 0.0
        if place.hazard > 0:
            people = max(0.0, place.population)
            people = people ** twin.number("source_power") if people else 0.0
            place.source = people * place.hazard * conflict_decay(twin, place)
        known = twin.budget or twin.day > 0  # Flee weighs hunger from its second day on
        if (
            known
            and twin.rule("starvation_displacement")
            and (place.hazard > 0 or not twin.rule("hazard_displacement_only"))
        ):
            place.source += max(0.0, place.population) * food(twin, number)


def flee(twin: Twin) -> None:
    """Displace people for a day, by what the scenario says."""
    for person in twin.persons:
        person.fled_today = False
    displacement = twin.rule("displacement")
    if displacement == "hazard":
        _flee_from_hazard(twin)
    elif displacement == "series":
        _appear_by_series(twin)
    elif displacement == "conflict":
        _appear_by_conflict(twin)
    elif displacement == "flood":
        _appear_by_flood(twin)


def _flee_from_hazard(twin: Twin) -> None:
    rate = twin.number("flight_rate")
    by_curve = chances_to_depart(twin) if mobilises(twin) else {}
    for person in twin.persons:
        if not person.at_home or person.stays:
            continue
        place = twin.places[person.place]
        factor = float(twin.member.flight_factor[person.class_])
        chance = 1.0 - math.exp(-rate * place.hazard * factor)
        chance = by_curve.get((person.place, person.class_), chance)
        if twin.happens(chance) and twin.happens(place.leave[person.class_]):
            become_displaced(twin, person)
            place.standing += 1


def become_displaced(twin: Twin, person: Person) -> None:
    """A resident is one no more; where the person stands is for the caller to say."""
    person.at_home, person.sleeps = False, ""
    person.fled_today = True
    person.ties, person.camp_days = first_ties(twin), 0
    person.first = bool(twin.rule("start_on_foot"))
    home = int(twin.compiled.world.homes.of_place[person.place])
    if home and person.returned:
        twin.output.left_again[twin.day, home - 1, person.class_] += 1
    person.returned = False
    if home and twin.happens(float(twin.member.homes.wish[home - 1, person.class_])):
        person.home = home
    twin.output.fled[twin.day, person.place, person.class_] += 1


def _appear_by_series(twin: Twin) -> None:
    weights = [place.source for place in twin.places]
    if sum(weights) <= 0:
        return
    before = [place.population for place in twin.places]
    for _ in range(int(twin.compiled.world.newly_displaced[twin.day])):
        _appear(twin, twin.luck.choices(range(len(weights)), weights)[0])
    _keep_populations_positive(twin, before)


def _appear_by_conflict(twin: Twin) -> None:
    number, mode = twin.number("conflict_displaced"), twin.rule("conflict_mode")
    before = [place.population for place in twin.places]
    for place_number, place in enumerate(twin.places):
        if place.hazard <= 0:
            continue
        if mode == "poisson":
            people = _poisson(twin, number * place.hazard)
        elif mode == "pop_ratio":
            people = int(number * place.population * place.hazard)
        else:
            people = int(number * place.hazard)
        for _ in range(people):
            _appear(twin, place_number)
    _keep_populations_positive(twin, before)


def _appear_by_flood(twin: Twin) -> None:
    mode = twin.rule("flood_mode")
    before = [place.population for place in twin.places]
    for number, place in enumerate(twin.places):
        people = flooded_out(twin, number)
        if mode == "poisson":
            people = _poisson(twin, people)
        elif mode == "pop_ratio":
            people *= place.population
        for _ in range(int(people)):
            _appear(twin, number)
    _keep_populations_positive(twin, before)


def _appear(twin: Twin, place: int) -> None:
    person = Person(class_of_newly_displaced(twin, place), place, at_home=True)
    twin.persons.append(person)
    become_displaced(twin, person)
    twin.places[place].standing += 1
    if twin.rule("take_from_population"):
        twin.places[place].population -= 1


def _keep_populations_positive(twin: Twin, before: list[float]) -> None:
    """A population that people were taken from ends at nought at the lowest."""
    for place, population in zip(twin.places, before, strict=True):
        if place.population != population:
            place.population = max(0.0, place.population)


def _poisson(twin: Twin, mean: float) -> int:
    """How many of the moments of a Poisson process fall into a day."""
    number, moment = 0, twin.luck.expovariate(1.0)
    while moment < mean:
        number += 1
        moment += twin.luck.expovariate(1.0)
    return number
