"""Setting out, covering a day's distance, arriving, going on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from safepassage.compiled.world import CROSSING, DAY_TICKS, RECENT_BINS, RECENT_STEP
from safepassage.engine.twin.choice import choices, is_closed, is_full
from safepassage.engine.twin.world import Person, Twin

Groups = dict[tuple[int | bool, ...], list[Person]]


def grouped(persons: Iterable[Person], key: Callable[[Person], tuple[int | bool, ...]]) -> Groups:
    """Persons by key, in the order of the keys."""
    found: Groups = defaultdict(list)
    for person in persons:
        found[key(person)].append(person)
    return dict(sorted(found.items()))


def move_chance(twin: Twin, number: int) -> float:
    """Chance that a displaced person moves on from a place."""
    place = twin.places[number]
    power = twin.number("movechance_pop_scale_factor")
    if not power:
        return place.chance
    people = max(place.population, place.capacity or 0.0)
    factor: float = (people / twin.number("movechance_pop_base")) ** power
    return min(1.0, place.chance * factor)


def decide(twin: Twin) -> list[Person]:
    """Who sets out this morning."""
    movers = []
    for person in twin.persons:
        if not person.is_free:
            continue
        place = twin.places[person.place]
        wants = twin.happens(move_chance(twin, person.place))
        may = twin.happens(place.leave[person.class_])
        if (wants and may) or (twin.budget and person.fled_today):
            movers.append(person)
    for person in movers:
        twin.places[person.place].standing -= 1
    return movers


def set_out(twin: Twin, movers: list[Person]) -> None:
    """Who was on the way goes on; then this morning's movers choose, place by place."""
    on_the_way = [p for p in twin.persons if p.place >= 0 and p.route and not p.at_home]
    for group in grouped(on_the_way, lambda p: (twin.leg_numbers[p.route], *p.sort)).values():
        full = is_full(twin, _end(twin, group[0]))
        for person in group:
            if full:
                _give_up(twin, person)
            else:
                twin.places[person.place].standing -= 1
                _enter_link(twin, person)
    for group in grouped(movers, lambda p: (p.place, *p.sort)).values():
        stayers = _choose(twin, group)
        for person in stayers:
            twin.places[person.place].standing += 1


def _end(twin: Twin, person: Person) -> int:
    return twin.roads[person.route[-1]].end


def _give_up(twin: Twin, person: Person) -> None:
    """The end of the journey is full: forget the way."""
    twin.output.refusals[twin.day, _end(twin, person), person.class_] += 1
    person.route = ()


def _enter_link(twin: Twin, person: Person) -> None:
    person.place = -1
    person.done = 0
    twin.output.flow[twin.day, person.route[0]] += 1


def _choose(twin: Twin, group: list[Person]) -> list[Person]:
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
            _enter_link(twin, person)
    return stayers


def travel(twin: Twin) -> None:
    """Everybody on a link covers a day's distance; who arrives early may go on."""
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
    full = is_full(twin, _end(twin, group[0]))
    again = []
    for person in group:
        if full:
            _give_up(twin, person)
            _rest(twin, person)
        else:
            _enter_link(twin, person)
            if _advance(twin, person):
                again.append(person)
    return again


def _go_on(twin: Twin, group: list[Person]) -> list[Person]:
    """Decide once more, as in the morning; returns those who stand somewhere again."""
    number, class_ = group[0].place, group[0].class_
    chance = move_chance(twin, number)
    if twin.rule("avoid_short_stints") and _walked_little(twin, group[0]):
        chance = 1.0
    movers: list[Person] = []
    resting: list[Person] = []
    for person in group:
        goes = twin.happens(chance) and twin.happens(twin.places[number].leave[class_])
        (movers if goes else resting).append(person)
    if movers:
        resting += _choose(twin, movers)
    again = [person for person in movers if person.place < 0 and _advance(twin, person)]
    for person in resting:
        _rest(twin, person)
    return again


def _walked_little(twin: Twin, person: Person) -> bool:
    """In a settlement, having covered less than half of the recent days' distance."""
    place = twin.places[person.place]
    if place.is_site or place.hazard > 0 or place.own["kind"] >= CROSSING:
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
    row = world.places[person.place]
    if not world.rules[0]["lumps"] or person.moment < row["limit_valid"]:
        return person.moment
    limits = world.limits[row["limit_start"] : row["limit_stop"]]
    later = [int(limit) for limit in limits if limit > person.moment]
    return min(later, default=int(world.rules[0]["last_limit"])) - 1


def _rest(twin: Twin, person: Person) -> None:
    """Stay for the night."""
    twin.places[person.place].standing += 1


def end_day(twin: Twin) -> None:
    """Remember today's distance, halved with the days before, and begin anew."""
    for person in twin.persons:
        if twin.rule("avoid_short_stints") and not person.at_home:
            recent = (person.recent + person.walked / (twin.day_metres * RECENT_STEP)) / 2
            person.recent = min(int(recent + 0.5), RECENT_BINS - 1)
        person.walked = person.moment = 0
