"""Ties between people, and decisions by two systems: with many ties nobody waits in a conflict.

Off unless asked for. Flee's rule pack (flee-model §1.11), which from a file never acts there. Ties
grow where many stand and in camps, shrink where few do and in a conflict; a person in a strong
conflict, ten days or more after it began, with three ties or more sets out for certain. A type
holds the number of ties and a counter of days in a camp; the place settles how they change.
"""

from __future__ import annotations

from typing import Final

from safepassage.compiled.world import World
from safepassage.dynamics.conditions.kernel import is_harvest
from safepassage.dynamics.state import State
from safepassage.dynamics.ties.arrays import CAMP_DAYS, MOST
from safepassage.native import kernel
from safepassage.streams import Integer, binomial, fold

_TIES: Final = 0x74696573
"""Sub-stream of first ties."""
_STRONG, _SETTLED, _ENOUGH = 0.6, 10, 3
"""Hazard above which, days after its onset from which and ties from which somebody deliberates."""
_CROWD, _FEW, _DISRUPTED = 100, 10, 0.5
"""People above which ties grow, below which they shrink, and hazard above which they break."""
_MOST_IN_CAMP, _WEEK = 8, 7


@kernel
def tie_step(world: World) -> int:
    """Types between one state of ties and the next."""
    return world.rules[0]["first_flags"] * world.rules[0]["recent_bins"]  # type: ignore[no-any-return]


@kernel
def split_by_ties(
    world: World, state: State, key: Integer, place: int, type_: int, people: int
) -> None:
    """Put people of a type down at a place, each with a first number of ties."""
    births = world.births
    if births.size == 0:
        state.people[place, type_]["present"] += people
        return
    stream = fold(key, _TIES)
    step = tie_step(world) * CAMP_DAYS
    for ties in range(births.size):
        drawn = people
        if ties < births.size - 1:
            drawn = binomial(fold(stream, ties), people, births[ties])
        state.people[place, type_ + ties * step]["present"] += drawn
        people -= drawn
        if people == 0:
            break


@kernel
def meet(world: World, state: State, day: int) -> None:
    """In the morning everybody who stands somewhere makes ties or loses some."""
    if world.births.size == 0:
        return
    for place in range(world.places.size):
        own = state.places[place]
        settled = own["onset"] >= 0 and day - own["onset"] >= _SETTLED
        strong = own["hazard"] > _STRONG and settled and not is_harvest(world, day)
        own["deliberate"] = 1 if strong else 0
        for type_ in range(state.renewed.size):
            people = state.people[place, type_]["present"]
            if people > 0:
                state.renewed[retie(world, state, place, type_, own["standing"])] += people
        for type_ in range(state.renewed.size):
            state.people[place, type_]["present"] = state.renewed[type_]
            state.people[place, type_]["movers"] = 0
            state.renewed[type_] = 0
    for leg in range(state.committed.shape[0]):
        place = world.links[world.legs[leg]["link"]]["start"]
        for type_ in range(state.renewed.size):
            people = state.committed[leg, type_]
            if people > 0:
                standing = state.places[place]["standing"]
                state.renewed[retie(world, state, place, type_, standing)] += people
        for type_ in range(state.renewed.size):
            state.committed[leg, type_] = state.renewed[type_]
            state.renewed[type_] = 0


@kernel
def retie(world: World, state: State, place: int, type_: int, people: int) -> int:
    """New type of a person who decides at a place, by how many people stand there.

    Each rule looks at the ties from before; the last one that applies counts, as in Flee.
    """
    if world.births.size == 0:
        return type_
    step = tie_step(world)
    rest = type_ % world.rules[0]["sorts"]
    number = rest // step
    before, days = number // CAMP_DAYS, number % CAMP_DAYS
    own = state.places[place]
    ties = before
    if people > _CROWD:
        ties = min(MOST, before + min(2, people // _CROWD))
    elif people < _FEW:
        ties = max(0, before - 1)
    if own["is_site"] == 1:
        if days + 1 > _WEEK:
            ties = min(_MOST_IN_CAMP, before + 1)
        days = min(CAMP_DAYS - 1, days + 2)  # Flee counts each decision in a camp twice
    else:
        days = 1
    if own["hazard"] > _DISRUPTED:
        ties = max(0, before - 2)
    return type_ + (ties * CAMP_DAYS + days - number) * step  # type: ignore[no-any-return]


@kernel
def afoot(world: World, type_: int) -> int:
    """Type of a person who leaves a place: the counter of days in a camp begins anew."""
    if world.births.size == 0:
        return type_
    step = tie_step(world)
    days = (type_ % world.rules[0]["sorts"]) // step % CAMP_DAYS
    return type_ - days * step  # type: ignore[no-any-return]


@kernel
def deliberates(world: World, state: State, place: int, type_: int) -> bool:
    """Whether somebody decides by System 2 today, and so sets out for certain."""
    if world.births.size == 0 or state.places[place]["deliberate"] == 0:
        return False
    number = (type_ % world.rules[0]["sorts"]) // tie_step(world)
    return number // CAMP_DAYS >= _ENOUGH  # type: ignore[no-any-return]
