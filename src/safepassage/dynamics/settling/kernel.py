"""Movers and stayers: a share of those who come to rest at a place stays for long.

Off unless a place declares a share. Then every displaced person who comes to rest there, by road,
by a corridor or before the first day, is of one of two kinds: with that share a stayer, who moves
on with a chance of 1 / mean stay a day, else a mover, who has the chance of the place (Blumen,
Kogan and McCarthy 1955). After t days (1 - s) (1 - mover's chance)^t + s (1 - stayer's chance)^t of
those who came are left, with s the share. People who set out are movers until they come to rest.

Stayers are the second half of the sorts of a class and home, so that everything that handles types
of people (beds, exits, return) handles them too.
"""

from __future__ import annotations

from typing import Final

from safepassage.compiled.world import World
from safepassage.dynamics.state import State, conflict_chance
from safepassage.native import kernel, phase
from safepassage.streams import Integer, binomial, fold, sub_key

_SETTLE: Final = 0x736574746C65
"""Sub-stream of coming to rest."""


@phase
def settle(world: World, state: State, key: Integer) -> None:
    """Draw who stays for long of those who came to rest on their way today."""
    for place in range(world.places.size):
        if state.places[place]["standing"] == 0:
            continue
        for type_ in range(world.rules[0]["types"]):
            people = state.people[place, type_]["tonight"]
            if people > 0:
                state.people[place, type_]["tonight"] = 0
                stream = sub_key(key, world.places[place]["key"], world.homes.types[type_]["key"])
                come_to_rest(world, state, stream, place, type_, people)


@kernel
def come_to_rest(
    world: World, state: State, key: Integer, place: int, type_: int, people: int
) -> None:
    """Put people down at a place; some of them stay for long."""
    type_ = unsettled(world, type_)
    if world.rules[0]["settles"]:
        stay = binomial(fold(key, _SETTLE), people, state.settling[place])
        state.people[place, type_ + world.rules[0]["sorts"] // 2]["present"] += stay
        people -= stay
    state.people[place, type_]["present"] += people


@kernel
def lay_down(world: World, state: State, place: int, type_: int, people: int) -> None:
    """People come to rest on their way; where some stay for long, that is drawn in the evening."""
    if world.rules[0]["settles"]:
        state.people[place, type_]["tonight"] += people
    else:
        state.people[place, type_]["present"] += people


@kernel
def is_settled(world: World, type_: int) -> bool:
    """Whether people of a type stay for long where they are."""
    sorts = world.rules[0]["sorts"]
    return world.rules[0]["settles"] == 1 and type_ % sorts >= sorts // 2  # type: ignore[no-any-return]


@kernel
def unsettled(world: World, type_: int) -> int:
    """Type of people who set out."""
    return type_ - world.rules[0]["sorts"] // 2 if is_settled(world, type_) else type_


@kernel
def settled_chance(world: World, state: State, place: int) -> float:
    """Chance that a person who stays for long moves on today."""
    return in_hazard(world, state, place, world.places[place]["settled_chance"])


@kernel
def in_hazard(world: World, state: State, place: int, chance: float) -> float:
    """A chance of calm, as far towards that in conflict as there is hazard."""
    further = conflict_chance(world, state, place) - chance
    return chance + max(0.0, further) * state.places[place]["hazard"]  # type: ignore[no-any-return]
