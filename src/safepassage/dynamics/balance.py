"""What a mechanism of others may not change: nobody is lost or made, and sums stay sums."""

from __future__ import annotations

from safepassage.compiled.world import World
from safepassage.dynamics.state import State
from safepassage.native import kernel


@kernel
def balance(world: World, state: State, setting_out: int) -> tuple[int, int, int]:
    """Three numbers that are the same before and after a mechanism that keeps its books.

    Args:
        world: Compiled scenario.
        state: Read only.
        setting_out: 1 between the phases ``decide`` and ``choose``, when this morning's movers are
            counted apart from those who are present; else 0.

    Returns:
        People counted less people who should be there; sum over places of the distance between
        ``standing`` and the people who stand there; counts below zero.
    """
    types = world.rules[0]["types"]
    counted, apart, negative = 0, 0, 0
    for place in range(world.places.size):
        for class_ in range(world.rules[0]["classes"]):
            own = state.classes[place, class_]
            counted += own["residents"] + own["staying"]
            negative += (own["residents"] < 0) + (own["staying"] < 0) + (own["fled"] < 0)
        present = 0
        for type_ in range(types):
            people = state.people[place, type_]
            present += people["present"]
            counted += people["present"] + setting_out * people["movers"]
            negative += (people["present"] < 0) + (people["movers"] < 0)
        apart += abs(state.places[place]["standing"] - present - _on_routes(world, state, place))
    for leg in range(state.committed.shape[0]):
        for type_ in range(types):
            counted += state.committed[leg, type_]
            negative += state.committed[leg, type_] < 0
    for slot in range(world.slots.size):
        for type_ in range(types):
            counted += state.transit[slot, type_]
            negative += state.transit[slot, type_] < 0
    return counted - (state.totals[0] - state.totals[1]), apart, negative


@kernel
def _on_routes(world: World, state: State, place: int) -> int:
    """People who spend the night at a place on the way of a stored route."""
    people = 0
    for leg in range(state.committed.shape[0]):
        if world.links[world.legs[leg]["link"]]["start"] == place:
            for type_ in range(world.rules[0]["types"]):
                people += state.committed[leg, type_]
    return people
