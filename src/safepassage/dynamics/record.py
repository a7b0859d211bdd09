"""Phase ``record``: write the state at the end of the day and prove that nobody was lost."""

from __future__ import annotations

from safepassage.compiled.world import Output, World
from safepassage.dynamics.state import State
from safepassage.streams import kernel


@kernel
def record(world: World, state: State, output: Output, day: int) -> int:
    """Write counts by place and class, and begin the tallies of the next day at zero.

    Returns:
        People counted less people who should be there: zero, or the engine is wrong.
    """
    classes = world.rules[0]["classes"]
    types = world.rules[0]["types"]
    per_class = types // classes
    counted = 0
    for class_ in range(classes):
        output.moving[day, class_] = 0
    for place in range(world.places.size):
        for class_ in range(classes):
            own = state.classes[place, class_]
            home = own["residents"] + own["staying"]
            displaced = 0
            for type_ in range(class_ * per_class, (class_ + 1) * per_class):
                displaced += state.people[place, type_]["present"]
            output.residents[day, place, class_] = home
            output.displaced[day, place, class_] = displaced
            output.fled[day, place, class_] = own["fled"]
            output.arrivals[day, place, class_] = own["arrived"]
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
        for type_ in range(types):
            people = state.transit[slot, type_]
            if people > 0:
                output.moving[day, type_ // per_class] += people
                counted += people
    _record_flow(world, state, output, day)
    for corridor in range(world.corridors.size):
        for class_ in range(classes):
            output.left_by[day, corridor, class_] = state.left_by[corridor, class_]
            state.left_by[corridor, class_] = 0
    output.removed[day] = state.totals[3]
    state.totals[3] = 0
    return counted - (state.totals[0] - state.totals[1])  # type: ignore[no-any-return]


@kernel
def _record_flow(world: World, state: State, output: Output, day: int) -> None:
    """Add up the legs of each link."""
    for link in range(world.links.size):
        output.flow[day, link] = 0
    for leg in range(world.legs.size):
        output.flow[day, world.legs[leg]["link"]] += state.flow[leg]
        state.flow[leg] = 0
