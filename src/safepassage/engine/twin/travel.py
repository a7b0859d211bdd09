"""Covering a day's distance, arriving, going on."""

from __future__ import annotations

from safepassage.compiled.world import CROSSING, DAY_TICKS, RECENT_BINS, RECENT_STEP
from safepassage.dynamics.departure.twin import waits_for_exit
from safepassage.dynamics.roads.twin import may_enter
from safepassage.dynamics.ties.twin import deliberates, meet_people
from safepassage.engine.twin.choice import is_full
from safepassage.engine.twin.journey import choose, end_of, enter_link, give_up, move_chance
from safepassage.engine.twin.world import Person, Twin


def travel(twin: Twin) -> None:
    """Everybody on a link covers a day's distance; people who arrive early may go on."""
    batches = twin.rule("arrival_batches")
    parts: list[list[Person]] = [[] for _ in range(batches)]
    for person in twin.persons:
        if person.place < 0:
            arrives = batches > 1 and _arrives_today(twin, person)
            parts[twin.luck.randrange(batches) if arrives else 0].append(person)
    for part in parts:
        waiting = [person for person in part if _advance(twin, person)]
        while waiting:
            first = min(_turn(twin, person) for person in waiting)
            group = [person for person in waiting if _turn(twin, person) == first]
            waiting = [person for person in waiting if _turn(twin, person) != first]
            waiting += _continue(twin, group) if group[0].route else _go_on(twin, group)
    _end_day(twin)


def _arrives_today(twin: Twin, person: Person) -> bool:
    """Whether a day's ride takes the person to the end of the link."""
    road = twin.roads[person.route[0]]
    left = road.length - person.done
    return left <= road.speed if twin.budget else left < road.speed


def _turn(twin: Twin, person: Person) -> tuple[int | bool, ...]:
    """Order of turns: distance covered, then free persons by place, then stored routes."""
    if person.route:
        return person.moment, 1, twin.leg_numbers[person.route], *person.sort
    return person.moment, 0, person.place, *person.sort


def _continue(twin: Twin, group: list[Person]) -> list[Person]:
    """Pass a place on a stored route; returns those who stand somewhere again."""
    full = is_full(twin, end_of(twin, group[0]))
    again = []
    people = twin.places[group[0].place].standing + len(group)
    entering = 0 if full else may_enter(twin, group[0].route[0], len(group))
    for number, person in enumerate(group):
        meet_people(twin, person, people)
        if full:
            give_up(twin, person)
            _rest(twin, person)
        elif number >= entering:
            _rest(twin, person)
        else:
            enter_link(twin, person)
            if _advance(twin, person):
                again.append(person)
    return again


def _go_on(twin: Twin, group: list[Person]) -> list[Person]:
    """Decide once more, as in the morning; returns those who stand somewhere again."""
    number, class_ = group[0].place, group[0].class_
    chance = move_chance(twin, number, class_)
    if twin.rule("avoid_short_stints") and _walked_little(twin, group[0]):
        chance = 1.0
    movers: list[Person] = []
    resting: list[Person] = []
    people = twin.places[number].standing + len(group)
    for person in group:
        meet_people(twin, person, people)
        sure = deliberates(twin, person)
        if waits_for_exit(twin, number, class_):
            chance, sure = 0.0, False
        goes = twin.happens(1.0 if sure else chance) and twin.happens(
            twin.places[number].leave[class_]
        )
        (movers if goes else resting).append(person)
    if movers:
        resting += choose(twin, movers)
    again = [person for person in movers if person.place < 0 and _advance(twin, person)]
    for person in resting:
        _rest(twin, person)
    return again


def _walked_little(twin: Twin, person: Person) -> bool:
    """In a settlement, having covered less than half of the recent days' distance."""
    place = twin.places[person.place]
    if place.is_site or place.hazard > 0 or place.is_waypoint or place.own["kind"] == CROSSING:
        return False
    return (person.recent * RECENT_STEP + person.walked / twin.day_metres) / 2 < 0.5


def _advance(twin: Twin, person: Person) -> bool:
    """Move on along a link for the rest of the day.

    Returns:
        Whether the person stands somewhere with part of the day left.
    """
    road = twin.roads[person.route[0]]
    on_foot = person.first or twin.happens(road.walk_share)
    speed = road.walk if on_foot else road.speed
    # Under flee3 each hop gets a full day's distance, however much was walked before.
    reach = DAY_TICKS - person.walked if twin.budget else speed
    left = road.length - person.done
    arrives = left <= reach if twin.budget else left < reach
    step = left if arrives else reach
    person.walked += step
    person.moment += step
    if not arrives:
        person.done += step
        return False
    person.first = False
    if not twin.is_open[person.route[0]]:
        person.place, person.route = road.start, ()
        _rest(twin, person)
        return False
    person.place, person.route = road.end, person.route[1:]
    twin.output.arrivals[twin.day, person.place, person.class_] += 1
    if person.walked >= speed:
        _rest(twin, person)
        return False
    if not person.route:
        person.moment = _moment(twin, person)
    return True


def _moment(twin: Twin, person: Person) -> int:
    """When the person has a turn: with all others here whose future is the same.

    This settles only the order of turns; what the person may still do today follows from the
    distance covered. See ``compiled.horizon``.
    """
    world = twin.compiled.world
    rules = world.rules[0]
    if not rules["lumps"]:
        return person.moment
    if person.moment >= world.places[person.place]["last_hop"]:
        return int(rules["last_limit"]) - 1
    if world.lumps.shape[1] == 0:
        return person.moment
    return int(world.lumps[person.place, person.moment // rules["bucket"]])


def _rest(twin: Twin, person: Person) -> None:
    """Stay for the night."""
    twin.places[person.place].standing += 1
    person.fresh = True


def _end_day(twin: Twin) -> None:
    """Remember today's distance, halved with the days before, and begin anew."""
    for person in twin.persons:
        if twin.rule("avoid_short_stints") and not person.at_home:
            recent = (person.recent + person.walked / (twin.day_metres * RECENT_STEP)) / 2
            person.recent = min(int(recent + 0.5), RECENT_BINS - 1)
        person.walked = person.moment = 0
