"""Phase ``events``: dated changes of hazard, routes, sites, access and corridors."""

from __future__ import annotations

from safepassage.compiled.world import (
    CAPACITY,
    ENTER,
    HAZARD,
    HAZARD_STANDING,
    LEAVE,
    LINK_OPEN,
    MOVE_CHANCE,
    PLACE_IS_SITE,
    SITE_OPEN,
    THROUGHPUT,
    World,
)
from safepassage.dynamics.state import State, resting_chance
from safepassage.streams import kernel


@kernel
def apply_events(world: World, state: State, day: int) -> bool:
    """Apply the changes of a day in the order in which they are listed.

    Returns:
        Whether hazard changed anywhere, so that sources must be weighed anew.
    """
    switched = False
    for index in range(world.change_start[day], world.change_start[day + 1]):
        change = world.changes[index]
        kind = change["kind"]
        target = change["target"]
        value = change["value"]
        if kind == HAZARD or kind == HAZARD_STANDING:
            switched = True
            _set_hazard(world, state, target, value, -1 if kind == HAZARD_STANDING else day)
        elif kind == LINK_OPEN:
            state.links[target]["open"] = int(value)
        elif kind == PLACE_IS_SITE or kind == SITE_OPEN:
            if kind == SITE_OPEN:
                state.places[target]["open"] = int(value)
            state.places[target]["is_site"] = int(value)
            state.places[target]["chance"] = resting_chance(world, state, target)
        elif kind == CAPACITY:
            state.places[target]["capacity"] = value
        elif kind == MOVE_CHANCE:
            state.places[target]["chance"] = value
        elif kind == THROUGHPUT:
            state.corridors[target]["throughput"] = value
        else:
            for class_ in range(state.classes.shape[1]):
                if change["class_"] == class_ or change["class_"] < 0:
                    if kind == LEAVE:
                        state.classes[target, class_]["leave"] = value
                    elif kind == ENTER:
                        state.classes[target, class_]["enter"] = value
    return switched


@kernel
def _set_hazard(world: World, state: State, place: int, value: float, onset: int) -> None:
    """Begin, change or end hazard at a place, with the chance to move on that follows from it.

    Under ``flee3`` hazard acts at onset and end only, and whatever place it leaves has the
    chance of a settlement (a camp too: flee-model §1.8).
    """
    own = state.places[place]
    before = own["hazard"]
    budget = world.rules[0]["budget"]
    if budget:
        value = min(1.0, value * own["hazard_factor"])
    own["hazard"] = value
    in_conflict = state.params[0]["conflict_movechance"]
    rest = resting_chance(world, state, place)
    if value > 0.0:
        if before <= 0.0:
            own["onset"] = onset
        own["chance"] = rest + (in_conflict - rest) * value if budget else in_conflict
    elif before > 0.0:
        own["onset"] = -1
        own["chance"] = rest if budget else state.params[0]["default_movechance"]
