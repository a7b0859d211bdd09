"""Phase ``reception``: who finds a bed in a site, who stays with relatives, who gets neither.

Each displaced person who stands at a receiving place is sheltered (in the site), hosted (with
relatives in host families) or in overflow. The sheltered never exceed the capacity of the day.

Tie rules: those in overflow ask before the day's arrivals. When not all find room, each type of
people is given room in proportion to who asks, in whole families; what is left over goes to the
types in their order. When an agreed exit takes people, today's arrivals go first, then who is in
overflow, with hosts, in a bed. People on a stored route who spend the night here are in overflow
and do not ask.
"""

from __future__ import annotations

import math

from safepassage.arrays import I8
from safepassage.compiled.outputs import Output
from safepassage.compiled.world import SITE, World
from safepassage.dynamics.settling.kernel import in_hazard, is_settled
from safepassage.dynamics.state import State
from safepassage.native import kernel, phase
from safepassage.streams import Integer, binomial, fold, sub_key

_UNLIMITED = 2**62
_HOSTED, _OVERFLOW, _LOOSE = 12, 13, 14  # sub-streams of the morning's decision
_LEAVE = 1


@phase
def review_sites(world: World, state: State, day: int) -> None:
    """In the morning people beyond today's capacity lose their beds, those waiting may take one.

    People on the move learn how full each site is, and how crowded.
    """
    state.crowding[0] += 1
    for number in range(world.reception.places.size):
        place = world.reception.places[number]["place"]
        capacity = shelter_capacity(world, state, number, day)
        _evict(state, place, capacity)
        _admit(world, state, number, capacity)
        own = state.places[place]
        if own["capacity"] == own["capacity"]:  # it has a limit; host families are none
            own["hard"] = 1
            hosted = _total(state.shelter.hosted, place)
            own["full_from"] = capacity + hosted if capacity > 0 else 0.0
            own["crowded_from"] = state.params[0]["capacity_buffer"] * capacity + hosted
            if capacity == 0:
                own["crowded_from"] = -1.0
        own["crowding"] = crowding(world, state, number, day)
        own["score"] /= own["crowding"]


@kernel
def shelter_capacity(world: World, state: State, number: int, day: int) -> int:
    """People that a receiving place can shelter today."""
    row = world.reception.places[number]
    own = state.places[row["place"]]
    if own["open"] == 0:
        return 0
    capacity = own["capacity"]
    if capacity != capacity:  # NaN: no limit
        return _UNLIMITED if own["is_site"] == 1 else 0
    capacity *= state.params[0]["capacity_scaling"]
    if world.reception.cold[day] == 1:
        capacity *= row["winter_share"]
    return int(max(0.0, math.floor(capacity)))


@kernel
def crowding(world: World, state: State, number: int, day: int) -> float:
    """Factor 1.. by the worst service ratio; 1 where the feedback is off."""
    power = state.params[0]["crowding_power"]
    if power <= 0.0:
        return 1.0
    place = world.reception.places[number]["place"]
    people = state.places[place]["standing"] - _total(state.shelter.hosted, place)
    served = max(1.0, world.reception.served[day, number])
    return max(1.0, people / served) ** power  # type: ignore[no-any-return]


@kernel
def leave_shelter(
    world: World, state: State, key: Integer, place: int, type_: int, usual: float, certain: int
) -> int:  # fmt: skip
    """People of a type who set out from a receiving place this morning; phase ``decide``.

    Args:
        world: Network and rules.
        state: ``shelter`` is changed; ``people`` is not.
        key: Stream of the place and type.
        place: A receiving place.
        type_: Who they are.
        usual: Chance to move on from the place, of people of the type.
        certain: People who fled here today and go for certain.
    """
    number = world.reception.row[place]
    row = world.reception.places[number]
    shelter = state.shelter
    factor = state.places[place]["crowding"]
    sheltered = row["leave_chance"]
    sheltered = usual if sheltered != sheltered else in_hazard(world, state, place, sheltered)
    if is_settled(world, type_):
        sheltered = usual
    onward = row["onward"]
    onward = state.params[0]["default_movechance"] if onward != onward else onward
    onward = in_hazard(world, state, place, onward)
    class_ = type_ // world.rules[0]["per_class"]
    share = state.classes[place, class_]["leave"]
    loose = state.people[place, type_]["present"] - certain
    loose -= shelter.sheltered[place, type_]
    loose -= shelter.hosted[place, type_] + shelter.overflow[place, type_]
    one = _going(key, shelter.sheltered[place, type_], sheltered * factor, share)
    two = _going(fold(key, _HOSTED), shelter.hosted[place, type_], usual, share)
    three = _going(fold(key, _OVERFLOW), shelter.overflow[place, type_], onward * factor, share)
    four = _going(fold(key, _LOOSE), loose, usual, share)
    shelter.sheltered[place, type_] -= one
    shelter.hosted[place, type_] -= two
    shelter.overflow[place, type_] -= three
    return one + two + three + four + certain


@kernel
def _going(key: Integer, people: int, chance: float, share: float) -> int:
    going = binomial(key, people, min(1.0, chance))
    if share < 1.0:
        going = binomial(fold(key, _LEAVE), going, share)
    return going


@phase
def receive(world: World, state: State, key: Integer, day: int) -> None:
    """In the evening: families with relatives are taken in, the others ask for a bed."""
    types = world.rules[0]["types"]
    per_class = world.rules[0]["per_class"]
    for number in range(world.reception.places.size):
        place = world.reception.places[number]["place"]
        capacity = shelter_capacity(world, state, number, day)
        _forget_who_left(state, place)
        _evict(state, place, capacity)
        _admit(world, state, number, capacity)
        for type_ in range(types):
            state.shelter.waited[place, type_] = state.shelter.overflow[place, type_]
            _take_in(world, state, key, number, type_)
        _admit(world, state, number, capacity)
        if world.places[place]["kind"] != SITE:
            continue
        for type_ in range(types):
            refused = state.shelter.overflow[place, type_] - state.shelter.waited[place, type_]
            if refused > 0:
                state.classes[place, type_ // per_class]["refused"] += refused


@kernel
def _take_in(world: World, state: State, key: Integer, number: int, type_: int) -> None:
    """Share the newcomers of a type among host families and those who ask for a bed."""
    row = world.reception.places[number]
    place, shelter = row["place"], state.shelter
    class_ = type_ // world.rules[0]["per_class"]
    party = world.reception.party[class_]
    fresh = state.people[place, type_]["present"] - shelter.sheltered[place, type_]
    fresh -= shelter.hosted[place, type_] + shelter.overflow[place, type_]
    share = world.reception.host_share[number, class_]
    if fresh > 0 and share > 0.0:
        stream = sub_key(key, world.places[place]["key"], world.homes.types[type_]["key"])
        room = row["host_capacity"] - _total(shelter.hosted, place)
        families = binomial(stream, fresh // party, share)
        if families * party > room:
            families = int(max(0.0, room)) // party
        taken = families * party
        rest = fresh % party  # the rest is a family too
        if rest > 0 and binomial(fold(stream, 1), 1, share) == 1 and taken + rest <= room:
            taken += rest
        shelter.hosted[place, type_] += taken
        fresh -= taken
    shelter.overflow[place, type_] += fresh


@kernel
def _admit(world: World, state: State, number: int, capacity: int) -> None:
    """Give beds to those in overflow: all, or in proportion and whole families."""
    place = world.reception.places[number]["place"]
    per_class = world.rules[0]["per_class"]
    room = capacity - _total(state.shelter.sheltered, place)
    asking = 0
    for type_ in range(world.rules[0]["types"]):
        if world.reception.admits[number, type_ // per_class] == 1:
            asking += state.shelter.overflow[place, type_]
    if room <= 0 or asking == 0:
        return
    part = min(1.0, room / asking)
    for turn in range(2):
        for type_ in range(world.rules[0]["types"]):
            if world.reception.admits[number, type_ // per_class] == 0:
                continue
            people = state.shelter.overflow[place, type_]
            wanted = people
            if turn == 0 and part < 1.0:
                wanted = min(people, math.floor(people * part))
            given = min(wanted, room)
            if given < people:
                given -= given % world.reception.party[type_ // per_class]
            state.shelter.overflow[place, type_] -= given
            state.shelter.sheltered[place, type_] += given
            room -= given


@kernel
def _evict(state: State, place: int, capacity: int) -> None:
    """Take beds from people beyond the capacity, in proportion to the classes."""
    shelter = state.shelter
    total = _total(shelter.sheltered, place)
    excess = total - capacity
    if excess <= 0:
        return
    part = excess / total
    for turn in range(2):
        for type_ in range(shelter.sheltered.shape[1]):
            people = shelter.sheltered[place, type_]
            lost = people if turn == 1 else math.ceil(people * part)
            lost = min(lost, people, excess)
            shelter.sheltered[place, type_] -= lost
            shelter.overflow[place, type_] += lost
            excess -= lost


@kernel
def _forget_who_left(state: State, place: int) -> None:
    """An agreed exit or a sink took people from here: overflow first, then hosts, then beds."""
    shelter = state.shelter
    for type_ in range(shelter.sheltered.shape[1]):
        gone = shelter.sheltered[place, type_] + shelter.hosted[place, type_]
        gone += shelter.overflow[place, type_] - state.people[place, type_]["present"]
        if gone <= 0:
            continue
        lost = min(gone, shelter.overflow[place, type_])
        shelter.overflow[place, type_] -= lost
        gone -= lost
        lost = min(gone, shelter.hosted[place, type_])
        shelter.hosted[place, type_] -= lost
        shelter.sheltered[place, type_] -= gone - lost


@kernel
def _total(counts: I8, place: int) -> int:
    total = 0
    for type_ in range(counts.shape[1]):
        total += counts[place, type_]
    return total


@phase
def record_shelter(world: World, state: State, output: Output, day: int) -> int:
    """Write where people sleep; ``output.displaced`` of the day is written already.

    People who went home or left the system after reception give up a place first.

    Returns:
        People sheltered beyond what stands there (zero, or the engine is wrong).
    """
    for number in range(world.reception.places.size):
        _forget_who_left(state, world.reception.places[number]["place"])
    classes = world.rules[0]["classes"]
    per_class = world.rules[0]["per_class"]
    wrong = 0
    for place in range(world.places.size):
        receiving = world.reception.row[place] >= 0
        for class_ in range(classes):
            sheltered, hosted = 0, 0
            if receiving:
                for type_ in range(class_ * per_class, (class_ + 1) * per_class):
                    sheltered += state.shelter.sheltered[place, type_]
                    hosted += state.shelter.hosted[place, type_]
            output.sheltered[day, place, class_] = sheltered
            output.hosted[day, place, class_] = hosted
            left = output.displaced[day, place, class_] - sheltered - hosted
            output.overflow[day, place, class_] = left if receiving else 0
            wrong += max(0, -left)
    return wrong
