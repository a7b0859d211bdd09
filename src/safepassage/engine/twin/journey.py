"""Deciding to go, choosing a route and setting out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from safepassage.dynamics.conditions.twin import conditioned_chance, is_harvest
from safepassage.dynamics.flood_forecast.twin import foreseen_chance
from safepassage.dynamics.reception.twin import chance_to_leave, remember_beds
from safepassage.dynamics.ties.twin import deliberates, meet_people
from safepassage.engine.twin.choice import choices, is_closed, is_full
from safepassage.engine.twin.world import Person, Twin

Groups = dict[tuple[int | bool, ...], list[Person]]


def grouped(persons: Iterable[Person], key: Callable[[Person], tuple[int | bool, ...]]) -> Groups:
    """Persons by key, in the order of the keys."""
    found: Groups = defaultdict(list)
    for person in persons:
        found[key(person)].append(person)
    return dict(sorted(found.items()))


def move_chance(twin: Twin, number: int, class_: int) -> float:
    """Chance that a displaced person of a class moves on from a place."""
    place = twin.places[number]
    chance = place.chance
    power = twin.number("movechance_pop_scale_factor")
    if power:
        people = max(place.population, place.capacity or 0.0)
        chance *= (people / twin.number("movechance_pop_base")) ** power
    chance = conditioned_chance(twin, number, chance)
    return min(1.0, foreseen_chance(twin, number, class_, chance))


def decide(twin: Twin) -> None:
    """People who set out this morning."""
    twin.movers = []
    for person in twin.persons:
        if person.place >= 0 and not person.at_home:
            meet_people(twin, person, twin.places[person.place].standing)
    chances: dict[tuple[int, int, str], float] = {}
    for person in twin.persons:
        where = person.place, person.class_, person.sleeps
        if person.is_free and person.sleeps and where not in chances:
            usual = move_chance(twin, person.place, person.class_)
            chances[where] = chance_to_leave(twin, person, usual)
    for person in twin.persons:
        if not person.is_free:
            continue
        place = twin.places[person.place]
        chance = move_chance(twin, person.place, person.class_)
        if person.sleeps:
            chance = chances[person.place, person.class_, person.sleeps]
        wants = twin.happens(1.0 if deliberates(twin, person) else chance)
        may = twin.happens(place.leave[person.class_])
        if (wants and may) or (twin.budget and person.fled_today):
            twin.movers.append(person)
    for person in twin.movers:
        twin.places[person.place].standing -= 1
        person.sleeps = ""
    remember_beds(twin)


def set_out(twin: Twin) -> None:
    """People on the way go on; then this morning's movers choose, place by place."""
    on_the_way = [p for p in twin.persons if p.place >= 0 and p.route and not p.at_home]
    if is_harvest(twin):
        on_the_way = []
    for group in grouped(on_the_way, lambda p: (twin.leg_numbers[p.route], *p.sort)).values():
        full = is_full(twin, end_of(twin, group[0]))
        for person in group:
            if full:
                give_up(twin, person)
            else:
                twin.places[person.place].standing -= 1
                enter_link(twin, person)
    for group in grouped(twin.movers, lambda p: (p.place, *p.sort)).values():
        stayers = choose(twin, group)
        for person in stayers:
            twin.places[person.place].standing += 1


def end_of(twin: Twin, person: Person) -> int:
    """Place where the person's route ends."""
    return twin.roads[person.route[-1]].end


def give_up(twin: Twin, person: Person) -> None:
    """The end of the journey is full: forget the way."""
    twin.output.refusals[twin.day, end_of(twin, person), person.class_] += 1
    person.route = ()


def enter_link(twin: Twin, person: Person) -> None:
    """Step onto the first link of the route."""
    person.place = -1
    person.done = person.camp_days = 0
    twin.output.flow[twin.day, person.route[0]] += 1


def choose(twin: Twin, group: list[Person]) -> list[Person]:
    """Let persons of one sort at one place choose; returns those who do not go.

    They see the same: rooms and weights are read once for all of them.
    """
    class_ = group[0].class_
    routes, weights = choices(twin, group[0].place, class_)
    ends = {twin.roads[route[-1]].end for route in routes}
    shut = {end for end in ends if is_full(twin, end) or is_closed(twin, end)}
    stayers = []
    for person in group:
        if not routes:
            stayers.append(person)
            continue
        route = twin.luck.choices(routes, weights)[0]
        end, next_place = twin.roads[route[-1]].end, twin.roads[route[0]].end
        if end in shut:
            twin.output.refusals[twin.day, end, class_] += 1
            stayers.append(person)
        elif not twin.happens(twin.places[next_place].enter[class_]):
            twin.output.refusals[twin.day, next_place, class_] += 1
            stayers.append(person)
        else:
            person.route = route
            enter_link(twin, person)
    return stayers
