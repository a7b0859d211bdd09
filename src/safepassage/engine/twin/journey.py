"""Deciding to go, choosing a route and setting out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from safepassage.dynamics.conditions.twin import conditioned_chance, is_harvest
from safepassage.dynamics.departure.twin import waits_for_exit
from safepassage.dynamics.flood_forecast.twin import foreseen_chance
from safepassage.dynamics.reception.twin import chance_to_leave, remember_beds
from safepassage.dynamics.roads.twin import delay, has_line, may_enter
from safepassage.dynamics.settling.twin import settled_chance
from safepassage.dynamics.ties.twin import deliberates, meet_people
from safepassage.engine.twin.choice import choices, is_closed, is_full
from safepassage.engine.twin.roads import Route
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


def usual_chance(twin: Twin, person: Person) -> float:
    """Chance that a displaced person moves on from where the person is."""
    if person.settled:
        return settled_chance(twin, person.place)
    return move_chance(twin, person.place, person.class_)


def decide(twin: Twin) -> None:
    """People who set out this morning."""
    twin.movers = []
    for person in twin.persons:
        if person.place >= 0 and not person.at_home:
            meet_people(twin, person, twin.places[person.place].standing)
    chances: dict[tuple[int, int, str, bool], float] = {}
    for person in twin.persons:
        where = person.place, person.class_, person.sleeps, person.settled
        if person.is_free and person.sleeps and where not in chances:
            usual = usual_chance(twin, person)
            chances[where] = chance_to_leave(twin, person, usual)
    for person in twin.persons:
        if not person.is_free or waits_for_exit(twin, person.place, person.class_):
            continue
        place = twin.places[person.place]
        chance = usual_chance(twin, person)
        if person.sleeps:
            chance = chances[person.place, person.class_, person.sleeps, person.settled]
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
    on_the_way = [person for person in on_the_way if not has_line(twin, person.route[0])]
    for group in grouped(on_the_way, lambda p: (twin.leg_numbers[p.route], *p.sort)).values():
        full = is_full(twin, end_of(twin, group[0]))
        for person in group:
            if full:
                give_up(twin, person)
            else:
                twin.places[person.place].standing -= 1
                enter_link(twin, person)
    let_in(twin)
    for group in grouped(twin.movers, lambda p: (p.place, *p.sort)).values():
        stayers = choose(twin, group, morning=True)
        for person in stayers:
            twin.places[person.place].standing += 1
    let_in(twin)


def let_in(twin: Twin) -> None:
    """Roads let people in from their lines: those of one morning in proportion, parts add up."""
    waiting = [p for p in twin.persons if p.place >= 0 and p.route and has_line(twin, p.route[0])]
    groups = grouped(waiting, lambda p: (twin.leg_numbers[p.route], *p.sort))
    lines: dict[int, list[list[Person]]] = defaultdict(list)
    for group in groups.values():
        if not twin.is_open[group[0].route[0]]:
            for person in group:
                person.route, person.fresh = (), True
        elif is_full(twin, end_of(twin, group[0])):
            for person in group:
                give_up(twin, person)
        else:
            lines[group[0].route[0]].append(group)
    for link, line in lines.items():
        asking = sum(map(len, line))
        granted = may_enter(twin, link, asking)
        passed = 0
        for group in line:
            until = passed + len(group)
            for person in group[: until * granted // asking - passed * granted // asking]:
                twin.places[person.place].standing -= 1
                enter_link(twin, person)
            passed = until


def end_of(twin: Twin, person: Person) -> int:
    """Place where the person's route ends."""
    return twin.roads[person.route[-1]].end


def give_up(twin: Twin, person: Person) -> None:
    """The end of the journey is full: forget the way."""
    twin.output.refusals[twin.day, end_of(twin, person), person.class_] += 1
    person.route = ()
    person.fresh = True


def enter_link(twin: Twin, person: Person) -> None:
    """Step onto the first link of the route."""
    person.place = -1
    person.settled = False
    person.done, person.camp_days = -delay(twin, person.route[0]), 0
    twin.output.flow[twin.day, person.route[0]] += 1


def choose(twin: Twin, group: list[Person], *, morning: bool = False) -> list[Person]:
    """Let persons of one sort at one place choose; returns those who do not go.

    They see the same: rooms and weights are read once for all of them. In the morning they join the
    line of a road that has one; later in the day they enter it as long as it lets people in.
    """
    class_ = group[0].class_
    routes, weights = choices(twin, group[0].place, class_)
    ends = {twin.roads[route[-1]].end for route in routes}
    shut = {end for end in ends if is_full(twin, end) or is_closed(twin, end)}
    stayers: list[Person] = []
    going: dict[Route, list[Person]] = {route: [] for route in routes}
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
            going[route].append(person)
    for route, persons in going.items():
        entering = len(persons)
        if has_line(twin, route[0]):
            entering = 0 if morning else may_enter(twin, route[0], len(persons))
        for number, person in enumerate(persons):
            person.route = route
            if number < entering:
                enter_link(twin, person)
            else:
                stayers.append(person)
    return stayers
