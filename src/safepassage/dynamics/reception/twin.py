"""Where people sleep: a bed in a site, a host family, or neither."""

from __future__ import annotations

import math

from safepassage.compiled.world import SITE
from safepassage.engine.twin.world import Person, Twin

BED, HOST, NEITHER = "bed", "host", "neither"
Kind = tuple[int, int, bool]
"""Class, home to which people want to return, and whether they stay for long."""


def review_sites(twin: Twin) -> None:
    """In the morning beds are lost where capacity fell, and who waits may take one."""
    for number, place in enumerate(_places(twin)):
        there = twin.places[place]
        capacity = shelter_capacity(twin, number, twin.day)
        _evict(twin, place, capacity)
        _admit(twin, number, capacity)
        if there.capacity is not None:
            hosted = len(_who(twin, place, HOST))
            buffer = twin.number("capacity_buffer")
            there.full_from = capacity + hosted if capacity else 0.0
            there.crowded_from = buffer * capacity + hosted if capacity else -1.0
        there.score /= crowding(twin, number)


def shelter_capacity(twin: Twin, number: int, day: int) -> float:
    """People that a receiving place can shelter."""
    reception = twin.compiled.world.reception
    place = twin.places[_places(twin)[number]]
    if not place.is_open:
        return 0
    if place.capacity is None:
        return math.inf if place.is_site else 0
    capacity = place.capacity * twin.number("capacity_scaling")
    if reception.cold[day]:
        capacity *= float(reception.places[number]["winter_share"])
    return max(0, math.floor(capacity))


def crowding(twin: Twin, number: int) -> float:
    """Factor by the worst service ratio."""
    place = _places(twin)[number]
    power = twin.number("crowding_power")
    people = twin.places[place].standing - len(_who(twin, place, HOST))
    served = max(1.0, float(twin.compiled.world.reception.served[twin.day, number]))
    return float(max(1.0, people / served) ** power)


def chance_to_leave(twin: Twin, person: Person, usual: float) -> float:
    """Chance that somebody at a receiving place sets out this morning."""
    number = int(twin.compiled.world.reception.row[person.place])
    row = twin.compiled.world.reception.places[number]
    if person.sleeps == BED:
        chance = float(row["leave_chance"])
        calm = (
            usual
            if math.isnan(chance) or person.settled
            else _in_hazard(twin, person.place, chance)
        )
    elif person.sleeps == NEITHER:
        onward = float(row["onward"])
        if math.isnan(onward):
            onward = twin.number("default_movechance")
        calm = _in_hazard(twin, person.place, onward)
    else:
        return usual
    return min(1.0, calm * crowding(twin, number))


def is_receiving(twin: Twin, place: int) -> bool:
    """Whether reception looks after a place."""
    rows = twin.compiled.world.reception.row
    return bool(len(rows)) and int(rows[place]) >= 0


def remember_beds(twin: Twin) -> None:
    """Note how many of each class sleep where, before others leave by agreed exits."""
    twin.slept = {}
    for place in _places(twin):
        for kind in _kinds(twin):
            numbers = [len(_who(twin, place, how, kind)) for how in (BED, HOST, NEITHER)]
            twin.slept[place, *kind] = numbers


def receive(twin: Twin, *, eve: bool = False) -> None:
    """In the evening families with relatives are taken in, the others ask for a bed."""
    for number, place in enumerate(_places(twin)):
        capacity = shelter_capacity(twin, number, twin.day)
        for kind in _kinds(twin):
            _relabel(twin, place, kind)
        _evict(twin, place, capacity)
        _admit(twin, number, capacity)
        waited = {kind: len(_who(twin, place, NEITHER, kind)) for kind in _kinds(twin)}
        for kind in _kinds(twin):
            _take_in(twin, number, kind)
        _admit(twin, number, capacity)
        if twin.places[place].own["kind"] == SITE and not eve:
            for kind, before in waited.items():
                refused = len(_who(twin, place, NEITHER, kind)) - before
                twin.output.refusals[twin.day, place, kind[0]] += max(0, refused)
    if not eve:
        remember_beds(twin)


def record_shelter(twin: Twin) -> None:
    """Count where people sleep; a night on a stored route is in neither count."""
    for place in _places(twin):
        for kind in _kinds(twin):
            _relabel(twin, place, kind)
    output, day = twin.output, twin.day
    for person in twin.persons:
        if person.at_home or person.place < 0 or not is_receiving(twin, person.place):
            continue
        kept = {BED: output.sheltered, HOST: output.hosted}.get(person.sleeps, output.overflow)
        kept[day, person.place, person.class_] += 1


def _places(twin: Twin) -> list[int]:
    return [int(row["place"]) for row in twin.compiled.world.reception.places]


def _in_hazard(twin: Twin, place: int, chance: float) -> float:
    further = max(0.0, twin.conflict_chance(place) - chance)
    return chance + further * twin.places[place].hazard


def _kinds(twin: Twin) -> list[Kind]:
    """Classes, in each the homes to which people want to return (0: none), and who stays long."""
    homes = range(len(twin.compiled.world.homes.place) + 1)
    classes = range(len(twin.compiled.classes))
    return [(class_, home, long) for class_ in classes for home in homes for long in (False, True)]


def _who(twin: Twin, place: int, how: str, kind: Kind | None = None) -> list[Person]:
    return [
        person
        for person in twin.persons
        if person.is_free
        and person.place == place
        and person.sleeps == how
        and kind in {None, (person.class_, person.home, person.settled)}
    ]


def _relabel(twin: Twin, place: int, kind: Kind) -> None:
    """Of one kind newcomers leave first, then who has neither, then hosts, then beds."""
    people = [
        person
        for person in twin.persons
        if person.is_free
        and person.place == place
        and (person.class_, person.home, person.settled) == kind
    ]
    beds, hosts, neither = twin.slept.get((place, *kind), [0, 0, 0])
    gone = max(0, beds + hosts + neither - len(people))
    from_neither = min(gone, neither)
    from_hosts = min(gone - from_neither, hosts)
    beds -= gone - from_neither - from_hosts
    labels = [BED] * beds + [HOST] * (hosts - from_hosts) + [NEITHER] * (neither - from_neither)
    labels += [""] * (len(people) - len(labels))
    for person, label in zip(people, labels, strict=True):
        person.sleeps = label


def _take_in(twin: Twin, number: int, kind: Kind) -> None:
    """Families with relatives go to them while those have room; the others ask for a bed."""
    reception = twin.compiled.world.reception
    place, party = _places(twin)[number], int(reception.party[kind[0]])
    fresh = _who(twin, place, "", kind)
    room = float(reception.places[number]["host_capacity"]) - len(_who(twin, place, HOST))
    share = float(reception.host_share[number, kind[0]])
    for start in range(0, len(fresh), party):
        family = fresh[start : start + party]
        if twin.happens(share) and room >= len(family):
            room -= len(family)
            for person in family:
                person.sleeps = HOST
    for person in fresh:
        if not person.sleeps:
            person.sleeps = NEITHER


def _admit(twin: Twin, number: int, capacity: float) -> None:
    """Beds for all who ask, or in proportion to the kinds and in whole families."""
    reception, place = twin.compiled.world.reception, _places(twin)[number]
    room = capacity - len(_who(twin, place, BED))
    kinds = [kind for kind in _kinds(twin) if reception.admits[number, kind[0]]]
    asking = sum(len(_who(twin, place, NEITHER, kind)) for kind in kinds)
    if room <= 0 or not asking:
        return
    part = min(1.0, room / asking)
    for turn in (part, 1.0):
        for kind in kinds:
            waiting = _who(twin, place, NEITHER, kind)
            given = int(min(math.floor(len(waiting) * turn), room))
            if given < len(waiting):
                given -= given % int(reception.party[kind[0]])
            for person in waiting[:given]:
                person.sleeps = BED
            room -= given


def _evict(twin: Twin, place: int, capacity: float) -> None:
    """Beds lost by people beyond the capacity, in proportion to the kinds."""
    total = len(_who(twin, place, BED))
    excess = total - capacity
    if excess <= 0:
        return
    part = excess / total
    for turn in (part, 1.0):
        for kind in _kinds(twin):
            inside = _who(twin, place, BED, kind)
            lost = int(min(math.ceil(len(inside) * turn), len(inside), excess))
            for person in inside[:lost]:
                person.sleeps = NEITHER
            excess -= lost
