"""When the persons of the twin leave home."""

from __future__ import annotations

import math

from safepassage.engine.twin.world import Twin


def mobilises(twin: Twin) -> bool:
    """Whether departure is anything but the plain exponential one."""
    names = ("departure", "departure_begins", "departure_waits", "departure_goes_on")
    plain = tuple(twin.rule(name) for name in names)
    differ = any(twin.of_class("frailty", c, 0.0) > 0 for c in range(len(twin.compiled.classes)))
    return plain != ("exponential", "onset", "gate", False) or differ


def chances_to_depart(twin: Twin) -> dict[tuple[int, int], float]:
    """Chance of today for a resident, by place and class."""
    found = {}
    for number, place in enumerate(twin.places):
        for class_ in range(len(twin.compiled.classes)):
            where = number, class_
            place.worst = max(place.worst, place.hazard)
            if _hazard(twin, number) <= 0:
                twin.prepares.pop(where, None)
                twin.urges[where] = twin.urges.get(where, (0.0, 0.0))[0], 0.0
                found[where] = 0.0
                continue
            found[where] = _chance(twin, number, class_)
    return found


def _chance(twin: Twin, number: int, class_: int) -> float:
    where = number, class_
    is_way = has_way_out(twin, number, class_)
    if where not in twin.prepares:
        if twin.rule("departure_begins") == "opening" and not is_way:
            return 0.0
        twin.prepares[where] = twin.day
    age = twin.day - twin.prepares[where]
    factor = _hazard(twin, number) * float(twin.member.flight_factor[class_])
    spent, pending = twin.urges.get(where, (0.0, 0.0))
    pending += (_urge_until(twin, age + 1) - _urge_until(twin, age)) * factor
    if twin.rule("departure_waits") == "home" and not is_way:
        twin.urges[where] = spent, pending
        return 0.0
    twin.urges[where] = spent + pending, 0.0
    variance = twin.of_class("frailty", class_, 0.0)
    return 1.0 - _still_home(spent + pending, variance) / _still_home(spent, variance)


def _hazard(twin: Twin, number: int) -> float:
    place = twin.places[number]
    return place.worst if twin.rule("departure_goes_on") else place.hazard


def _still_home(urge: float, variance: float) -> float:
    if variance == 0:
        return math.exp(-urge)
    return float((1.0 + variance * urge) ** (-1.0 / variance))


def _urge_until(twin: Twin, days: float) -> float:
    """Urge of all days until then at hazard 1, up to a constant."""
    curve, median = twin.rule("departure"), twin.number("departure_median")
    if curve == "exponential":
        return twin.number("flight_rate") * days
    if curve == "rayleigh":
        return math.log(2.0) * (days / median) ** 2
    spread = twin.number("departure_spread")
    if days < median:
        spread = twin.number("departure_early") or spread
    return math.log(1.0 + math.exp(math.log(19.0) / spread * (days - median)))


def has_way_out(twin: Twin, number: int, class_: int) -> bool:
    """Whether somebody of a class could leave a place today."""
    if any(_takes_people(twin, index) for index in _exits(twin, number, class_)):
        return True
    roads = [
        twin.is_open[link] and class_ in road.classes
        for link, road in enumerate(twin.roads)
        if road.start == number
    ]
    may_go = twin.places[number].leave[class_] > 0 and any(roads)
    return may_go and not waits_for_exit(twin, number, class_)


def waits_for_exit(twin: Twin, number: int, class_: int) -> bool:
    """Whether people who left home stay for an exit: where one gathers, and nobody moves on."""
    if not mobilises(twin) or twin.places[number].own["move_chance"] > 0:
        return False
    hours = twin.compiled.world.corridor_hours
    return any(
        twin.member.opening[exit_] >= 0 or hours[exit_].max() > 0
        for exit_ in _exits(twin, number, class_)
    )


def _exits(twin: Twin, number: int, class_: int) -> list[int]:
    """Corridors by which people of a class may leave a place for good."""
    world, corridors = twin.compiled.world, twin.compiled.scenario["corridors"]
    name, found = twin.compiled.classes[class_], []
    for index, row in enumerate(corridors.rows()):
        shape = world.corridors[index]
        gathers = world.gather[shape["gather_start"] : shape["gather_stop"]].tolist()
        may_use = not row["classes"] or name in row["classes"]
        if number in gathers and may_use and row["purpose"] != "relocation":
            found.append(index)
    return found


def _takes_people(twin: Twin, corridor: int) -> bool:
    hours = float(twin.compiled.world.corridor_hours[corridor, twin.day])
    if twin.member.opening[corridor] >= 0:
        is_open = twin.day >= twin.member.opening[corridor]
        hours = float(twin.member.open_hours[corridor]) if is_open else 0.0
    return hours > 0 and twin.throughput[corridor] > 0
