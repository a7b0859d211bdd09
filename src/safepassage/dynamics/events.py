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
from safepassage.dynamics.state import State, conflict_chance, resting_chance
from safepassage.native import kernel, phase


@phase
def apply_events(world: World, state: State, day: int) -> bool:
    """Apply the changes of a day in the order in which they are listed.

    Returns:
        Whether hazard changed anywhere, so that sources must be weighed anew.
    """
    switched = _clashes_moved(state)
    for index in range(world.change_start[day], world.change_start[day + 1]):
        change = world.changes[index]
        if _apply(
            world, state, change["kind"], change["target"], change["class_"], change["value"], day
        ):
            switched = True
    for index in range(world.expected.size):
        follows = world.expected[index]
        opening = state.corridors[follows["corridor"]]["opening"]
        if opening >= 0 and opening + follows["days"] == day:
            kind, target = follows["kind"], follows["target"]
            if _apply(world, state, kind, target, follows["class_"], follows["value"], day):
                switched = True
    return switched


@kernel
def _apply(
    world: World, state: State, kind: int, target: int, class_: int, value: float, day: int
) -> bool:
    """Make one change; tells whether it was one of hazard."""
    state.crowding[0] += 1
    if kind == HAZARD or kind == HAZARD_STANDING:
        _set_hazard(world, state, target, value, -1 if kind == HAZARD_STANDING else day)
        return True
    if kind == LINK_OPEN:
        state.links[target]["open"] = int(value)
        state.homes.version[0] += 1
    elif kind == PLACE_IS_SITE or kind == SITE_OPEN:
        _set_kind(world, state, kind, target, value)
        state.places[target]["chance"] = _chance(world, state, target)
    elif kind == CAPACITY:
        state.places[target]["capacity"] = value
    elif kind == MOVE_CHANCE:
        state.places[target]["chance"] = value
        if world.rules[0]["budget"]:
            state.places[target]["rest"] = value
            state.places[target]["chance"] = _chance(world, state, target)
    elif kind == THROUGHPUT:
        state.corridors[target]["throughput"] = value
    else:
        for number in range(state.classes.shape[1]):
            if class_ == number or class_ < 0:
                if kind == LEAVE:
                    state.classes[target, number]["leave"] = value
                elif kind == ENTER:
                    state.classes[target, number]["enter"] = value
    return False


@kernel
def _clashes_moved(state: State) -> bool:
    """Whether clashes between armed groups changed hazard since yesterday's events."""
    if state.actors.moved.size == 0 or state.actors.moved[0] == 0:
        return False
    state.actors.moved[0] = 0
    return True


@kernel
def _set_kind(world: World, state: State, kind: int, place: int, value: float) -> None:
    """A site opens or closes, or a place becomes a site (1), a waypoint (2) or neither (0)."""
    own = state.places[place]
    if kind == SITE_OPEN:
        own["open"] = int(value)
    else:
        own["waypoint"] = 1 if value == 2.0 else 0
        own["rest"] = world.places[place]["move_chance"]
    own["is_site"] = 1 if value == 1.0 else 0


@kernel
def _set_hazard(world: World, state: State, place: int, value: float, onset: int) -> None:
    """Hazard as an event has it; where a clash goes on, the larger of the two acts."""
    if world.rules[0]["budget"]:
        value = min(1.0, value * state.places[place]["hazard_factor"])
    if state.actors.raised.size > 0:
        state.actors.declared[place] = value
        value = max(value, state.actors.raised[place])
    change_hazard(world, state, place, value, onset)


@kernel
def change_hazard(world: World, state: State, place: int, value: float, onset: int) -> None:
    """Begin, change or end hazard at a place, with the chance to move on that follows from it.

    Under ``flee3`` hazard acts at onset and end only, and whatever place it leaves has the
    chance of a settlement (a camp too: flee-model §1.8).
    """
    own = state.places[place]
    before = own["hazard"]
    budget = world.rules[0]["budget"]
    own["hazard"] = value
    if value > 0.0:
        if before <= 0.0:
            own["onset"] = onset
        own["chance"] = conflict_chance(world, state, place)
    elif before > 0.0:
        own["onset"] = -1
        own["chance"] = state.params[0]["default_movechance"]
    if budget and (value > 0.0 or before > 0.0):
        own["chance"] = _chance(world, state, place)


@kernel
def _chance(world: World, state: State, place: int) -> float:
    """Chance to move on: that of calm and, under ``budget``, as far towards conflict as hazard."""
    rest = resting_chance(world, state, place)
    if world.rules[0]["budget"] == 0:  # a change of kind sets it anew, whatever the hazard
        return rest
    further = conflict_chance(world, state, place) - rest
    return rest + further * state.places[place]["hazard"]  # type: ignore[no-any-return]
