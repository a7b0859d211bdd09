"""Phase ``record``: write the state at the end of the day and prove that nobody was lost."""

from __future__ import annotations

from safepassage.compiled.outputs import Output
from safepassage.compiled.world import World
from safepassage.dynamics.clearance.kernel import ares_cleared
from safepassage.dynamics.homes.houses import count_houses
from safepassage.dynamics.state import State, next_type
from safepassage.native import kernel, phase


@phase
def record(world: World, state: State, output: Output, day: int) -> int:
    """Write counts by place and class, and begin the tallies of the next day at zero.

    Returns:
        People counted less people who should be there: zero, or the engine is wrong.
    """
    classes = world.rules[0]["classes"]
    types = world.rules[0]["types"]
    per_class = world.rules[0]["per_class"]
    counted = 0
    for class_ in range(classes):
        output.moving[day, class_] = 0
    for place in range(world.places.size):
        for class_ in range(classes):
            own = state.classes[place, class_]
            home = own["residents"] + own["staying"]
            displaced = _at_rest(world, state, place, class_)
            output.residents[day, place, class_] = home
            output.displaced[day, place, class_] = displaced
            output.fled[day, place, class_] = own["fled"]
            output.arrivals[day, place, class_] = own["arrived"]  # by legs: below
            output.refusals[day, place, class_] = own["refused"]
            own["arrived"] = 0
            own["refused"] = 0
            counted += home + displaced
    for leg in range(state.committed.shape[0]):
        place = world.links[world.legs[leg]["link"]]["start"]
        for type_ in range(types):
            output.displaced[day, place, type_ // per_class] += state.committed[leg, type_]
            counted += state.committed[leg, type_]
    for slot in range(world.slots.size):
        if state.busy[slot] == 0:
            continue
        type_ = next_type(state, slot, 0)
        while type_ < types:
            people = state.transit[slot, type_]
            output.moving[day, type_ // per_class] += people
            counted += people
            type_ = next_type(state, slot, type_ + 1)
    _record_ways(world, state, output, day)
    _record_homes(world, state, output, day)
    output.removed[day] = state.totals[3]
    state.totals[3] = 0
    return counted - (state.totals[0] - state.totals[1])  # type: ignore[no-any-return]


@kernel
def _at_rest(world: World, state: State, place: int, class_: int) -> int:
    """Displaced people of a class at a place who are on no stored route."""
    displaced, standing = 0, state.places[place]["standing"]
    if standing != 0:
        per_class = world.rules[0]["per_class"]
        for type_ in range(class_ * per_class, (class_ + 1) * per_class):
            displaced += state.people[place, type_]["present"]
            if displaced == standing:
                break
    return displaced


@kernel
def _record_ways(world: World, state: State, output: Output, day: int) -> None:
    """Write who set out on each link, who reached its end, and who left by each corridor."""
    for link in range(world.links.size):
        output.flow[day, link] = 0
    for leg in range(world.legs.size):
        if state.flow[leg, 0] != 0:  # most roads of a large world are empty, and far from another
            output.flow[day, world.legs[leg]["link"]] += state.flow[leg, 0]
            state.flow[leg, 0] = 0
        for class_ in range(world.rules[0]["classes"]):
            if state.flow[leg, 1 + class_] != 0:
                output.arrivals[day, world.legs[leg]["end"], class_] += state.flow[leg, 1 + class_]
                state.flow[leg, 1 + class_] = 0
    for corridor in range(world.corridors.size):
        for class_ in range(world.rules[0]["classes"]):
            output.left_by[day, corridor, class_] = state.left_by[corridor, class_]
            state.carried[corridor, class_] += state.left_by[corridor, class_]
            state.left_by[corridor, class_] = 0


@kernel
def _record_homes(world: World, state: State, output: Output, day: int) -> None:
    """Write what is left to clear, who went home, and what the houses hold."""
    for zone in range(world.clearing.zones.size):
        output.cleared[day, zone] = ares_cleared(state, zone)
    for home in range(world.homes.place.size):
        place = world.homes.place[home]
        for class_ in range(world.rules[0]["classes"]):
            own = state.classes[place, class_]
            output.return_asked[day, home, class_] = state.homes.asked[home, class_]
            output.returned[day, home, class_] = state.homes.returned[home, class_]
            output.left_again[day, home, class_] = own["left_again"]
            own["left_again"] = 0
    for house in range(world.homes.houses.size):
        damaged, held, occupied = count_houses(world, state, house)
        units = world.homes.houses[house]["units"]
        output.houses_damaged[day, house] = damaged
        output.houses_held[day, house] = held
        output.houses_occupied[day, house] = occupied
        output.houses_free[day, house] = units - damaged - held - occupied
