"""Going home, person by person."""

from __future__ import annotations

import math
from collections.abc import Iterator

from safepassage.engine.twin.journey import grouped
from safepassage.engine.twin.world import Person, Twin

Group = tuple[int, int, list[list[Person]]]
"""Place, class, and the parties there that would go home."""


def go_home(twin: Twin) -> None:
    """People who want to go home and can go home."""
    _settle_guests(twin)
    homes = twin.compiled.world.homes
    for home, place in enumerate(homes.place.tolist()):
        groups = list(_who_would_go(twin, home, place))
        asking = sum(map(len, (party for group in groups for party in group[2])))
        room = _room(twin, home, asking)
        for group, number in zip(groups, _shares(twin, groups, asking, room), strict=True):
            for person in _take(group[2], number):
                _arrive(twin, person, home, place)


def _who_would_go(twin: Twin, home: int, place: int) -> Iterator[Group]:
    """Parties that want to return and are let through, by place, class and sort."""
    homes = twin.compiled.world.homes
    waiting = [p for p in twin.persons if p.is_free and p.home == home + 1]
    twin.luck.shuffle(waiting)
    groups = grouped(waiting, lambda p: (p.place, p.class_, p.first, p.recent))
    for (here, class_, *_), persons in groups.items():
        share = _cleared_share(twin, int(homes.zone[home]))
        if twin.places[place].hazard > homes.safe[home, class_]:
            continue
        if share < homes.cleared[home, class_] - 1e-9:
            continue
        if not _leads_home(twin, here, place, class_):
            continue
        size = int(homes.party[class_])
        parties = [persons[start : start + size] for start in range(0, len(persons), size)]
        willing = float(twin.member.homes.willing[home, class_])
        parties = [party for party in parties if twin.happens(willing)]
        twin.output.return_asked[twin.day, home, class_] += sum(map(len, parties))
        access = twin.places[here].leave[class_] * twin.places[place].enter[class_]
        yield here, class_, [party for party in parties if twin.happens(access)]


def _cleared_share(twin: Twin, zone: int) -> float:
    area = float(twin.member.clearing.area[zone]) if zone >= 0 else 0.0
    return 1.0 - twin.contaminated[zone] / area if area else 1.0


def _leads_home(twin: Twin, here: int, home: int, class_: int) -> bool:
    """Whether a class can walk from here to home on roads that are open."""
    homeward = twin.compiled.world.homes.homeward
    seen, waiting = {here}, [here]
    while waiting:
        place = waiting.pop()
        for number, road in enumerate(twin.roads):
            if not twin.is_open[number] or class_ not in road.classes:
                continue
            ends = [road.end] if road.start == place else []
            ends += [road.start] if homeward[number] and road.end == place else []
            waiting += [end for end in ends if end not in seen]
            seen.update(ends)
    return home in seen


def _shares(twin: Twin, groups: list[Group], asking: int, room: int) -> list[int]:
    """People of each group who find a house: in proportion, then who comes first."""
    wanted = [sum(map(len, parties)) for _, _, parties in groups]
    if asking <= room:
        return wanted
    sizes = [int(twin.compiled.world.homes.party[class_]) for _, class_, _ in groups]
    given, passed = [], 0
    for people, size in zip(wanted, sizes, strict=True):
        until, before = (math.floor(room * (n / asking)) for n in (passed + people, passed))
        number = until - before
        given.append(number if number == people else number - number % size)
        passed += people
    left = room - sum(given)
    for index, (people, size) in enumerate(zip(wanted, sizes, strict=True)):
        rest = people - given[index]
        more = rest if rest <= left else left - left % size
        given[index] += more
        left -= more
    return given


def _take(parties: list[list[Person]], number: int) -> list[Person]:
    """So many people in whole parties; the full ones first."""
    ordered = sorted(parties, key=len, reverse=True)
    return [person for party in ordered for person in party][:number]


def _arrive(twin: Twin, person: Person, home: int, place: int) -> None:
    twin.places[person.place].standing -= 1
    twin.output.returned[twin.day, home, person.class_] += 1
    person.place, person.home, person.recent = place, 0, 0
    person.at_home = person.returned = True
    person.first = False


def _settle_guests(twin: Twin) -> None:
    """Displaced people move into free houses, and repair goes on where it is calm."""
    for number, row in enumerate(twin.compiled.world.homes.houses):
        place = twin.places[int(row["place"])]
        twin.calm[number] += place.hazard <= 0
        twin.guests[number] = 0
        damaged, held, occupied = houses(twin, number)
        wanted = math.ceil(row["guests"] * place.standing / row["persons"] - 1e-9)
        twin.guests[number] = min(int(row["units"]) - damaged - held - occupied, wanted)


def houses(twin: Twin, number: int) -> tuple[int, int, int]:
    """Houses of a place that are damaged, held by others, and occupied by people at home."""
    row = twin.compiled.world.homes.houses[number]
    units, days = int(row["units"]), twin.calm[number]
    at_first = min(units, int(twin.member.homes.damaged[number] * units + 0.5))
    damaged = max(0, at_first - math.floor(row["repaired"] * days + 1e-9))
    others = max(0, int(row["held"]) - math.floor(row["vacated"] * days + 1e-9))
    held = min(units - damaged, others + twin.guests[number])
    wanted = math.ceil(_people(twin, int(row["place"])) / row["persons"] - 1e-9)
    return damaged, held, min(units - damaged - held, wanted)


def _people(twin: Twin, place: int) -> int:
    return sum(person.at_home and person.place == place for person in twin.persons)


def _room(twin: Twin, home: int, asking: int) -> int:
    """People for whom there are houses."""
    number = int(twin.compiled.world.homes.house[home])
    if number < 0:
        return asking
    row = twin.compiled.world.homes.houses[number]
    damaged, held, _ = houses(twin, number)
    people = math.floor((int(row["units"]) - damaged - held) * row["persons"] + 1e-9)
    return int(max(0, people - _people(twin, int(row["place"]))))


def record_homes(twin: Twin) -> None:
    """What is cleared, and what the houses hold."""
    output, day = twin.output, twin.day
    for zone, left in enumerate(twin.contaminated):
        done = float(twin.member.clearing.area[zone]) - left
        output.cleared[day, zone] = math.floor(100 * done + 1e-6)
    for number, row in enumerate(twin.compiled.world.homes.houses):
        damaged, held, occupied = houses(twin, number)
        output.houses_damaged[day, number] = damaged
        output.houses_held[day, number] = held
        output.houses_occupied[day, number] = occupied
        output.houses_free[day, number] = int(row["units"]) - damaged - held - occupied
