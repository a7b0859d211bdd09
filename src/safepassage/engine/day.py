"""The phases of the day in their order, and the loop over days of one member.

Each phase has a stable name; its random stream is keyed by that name, so that a phase which joins
later changes nobody's luck.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from safepassage.arrays import I8
from safepassage.compiled.world import Member, Output, World
from safepassage.dynamics.actors import act
from safepassage.dynamics.aid import draw_food, serve
from safepassage.dynamics.choice import grow_sites, score_places
from safepassage.dynamics.clearance import clear
from safepassage.dynamics.corridor import leave_by_corridors
from safepassage.dynamics.decide import decide
from safepassage.dynamics.demographics import score_for_classes
from safepassage.dynamics.events import apply_events
from safepassage.dynamics.flight import flee, weigh_sources
from safepassage.dynamics.populate import populate
from safepassage.dynamics.queue import Queue, new_queue
from safepassage.dynamics.reception import receive, record_shelter, review_sites
from safepassage.dynamics.record import record
from safepassage.dynamics.return_ import go_home
from safepassage.dynamics.sinks import remove_from_sites
from safepassage.dynamics.state import Scratch, State, new_scratch, new_state
from safepassage.dynamics.travel import set_out, settle_recent_distance, travel
from safepassage.streams import compiled, phase_id, stream_key

_POPULATE: Final = phase_id("populate")
_FLIGHT: Final = phase_id("flight")
_DECIDE: Final = phase_id("decide")
_CHOOSE: Final = phase_id("choose")
_TRAVEL: Final = phase_id("travel")
_CORRIDOR: Final = phase_id("corridor")
_RETURN: Final = phase_id("return")
_ACTORS: Final = phase_id("actors")
_SINKS: Final = phase_id("sinks")
_RECEPTION: Final = phase_id("reception")
_EVE: Final = phase_id("reception on the eve")
_AID: Final = phase_id("aid")


@compiled
def start_member(world: World, member: Member, output: Output, seed: int, index: int) -> State:
    """State of a member on the eve of the first day."""
    state = new_state(world, member)
    populate(world, member, state, output, stream_key(seed, index, _POPULATE, 0))
    if world.rules[0]["reception"]:
        receive(world, state, stream_key(seed, index, _EVE, 0), 0)
        for place in range(world.places.size):  # nobody was refused before the first day
            for class_ in range(world.rules[0]["classes"]):
                state.classes[place, class_]["refused"] = 0
    if world.rules[0]["aid"]:
        draw_food(world, state, stream_key(seed, index, _AID, 0))
    return state


@compiled
def pass_day(
    world: World, state: State, output: Output, scratch: Scratch, queue: Queue, due: I8, seed: int,
    index: int, day: int,
) -> tuple[Queue, int, int, int]:  # fmt: skip
    """Run the phases of one day in the order of ``engine.phases.PHASES``.

    Returns:
        The queue to use next; people too many or too few, people with a bed who are not there
        and grams of food too many or too few (zero all three).
    """
    beds, grams = 0, 0
    if apply_events(world, state, day) or day == 0:
        weigh_sources(world, state, day)
    flee(world, state, stream_key(seed, index, _FLIGHT, day), day)
    weigh_sources(world, state, day)
    score_places(world, state, day)
    score_for_classes(world, state, day)
    grow_sites(world, state)
    if world.rules[0]["reception"]:
        review_sites(world, state, day)
    decide(world, state, stream_key(seed, index, _DECIDE, day), day)
    set_out(world, state, scratch, stream_key(seed, index, _CHOOSE, day), day)
    queue = travel(world, state, scratch, queue, due, stream_key(seed, index, _TRAVEL, day))
    if world.rules[0]["recent_bins"] > 1:
        settle_recent_distance(world, state)
    leave_by_corridors(world, state, stream_key(seed, index, _CORRIDOR, day), day)
    if world.rules[0]["reception"]:
        receive(world, state, stream_key(seed, index, _RECEPTION, day), day)
    if world.rules[0]["aid"]:
        grams = serve(world, state, output, day)
    clear(world, state, day)
    go_home(world, state, stream_key(seed, index, _RETURN, day))
    act(world, state, output, stream_key(seed, index, _ACTORS, day), day)
    if world.rules[0]["sinks"]:
        remove_from_sites(world, state, stream_key(seed, index, _SINKS, day))
    wrong = record(world, state, output, day)
    if world.rules[0]["reception"]:
        beds = record_shelter(world, state, output, day)
    return queue, wrong, beds, grams


@compiled
def simulate(world: World, member: Member, output: Output, seed: int, index: int) -> I8:
    """Run all days of one member.

    Args:
        world: Compiled scenario.
        member: This member's inputs.
        output: Zeroed arrays, written.
        seed: Seed of the run.
        index: Number of the member in the ensemble.

    Returns:
        (day of a conservation error or -1, people too many or too few, newly displaced people
        who had no source, people who entered in all, day of an error in phase reception or -1,
        people, day of an error in phase aid or -1, grams), shape (8,).
    """
    state = start_member(world, member, output, seed, index)
    scratch = new_scratch(world)
    queue = new_queue(world.rules[0]["buckets"], 64)
    batched = world.rules[0]["batches"] > 1
    due = np.zeros((state.transit.shape[0] if batched else 0, world.rules[0]["types"]), np.int64)
    status = np.array([-1, 0, 0, 0, -1, 0, -1, 0])
    for day in range(world.rules[0]["days"]):
        queue, wrong, beds, grams = pass_day(
            world, state, output, scratch, queue, due, seed, index, day
        )
        if wrong != 0 and status[0] < 0:
            status[0] = day
            status[1] = wrong
        if beds != 0 and status[4] < 0:
            status[4] = day
            status[5] = beds
        if grams != 0 and status[6] < 0:
            status[6] = day
            status[7] = grams
    status[2] = state.totals[2]
    status[3] = state.totals[0]
    return status
