"""Members: the eve of the first day, and the loop over the days of ``engine.phases``.

Each phase has a stable name; its random stream is keyed by that name, so that a phase which joins
later changes no other draws.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from safepassage.arrays import I8
from safepassage.compiled.batch import write_row_of
from safepassage.compiled.outputs import Output
from safepassage.compiled.world import Member, World
from safepassage.dynamics.aid.kernel import draw_food
from safepassage.dynamics.populate import populate
from safepassage.dynamics.queue import Queue, new_queue
from safepassage.dynamics.reception.kernel import receive
from safepassage.dynamics.state import Scratch, State, new_scratch, new_state
from safepassage.engine.call_list import FOUND, make_day
from safepassage.native import compiled, zeros
from safepassage.streams import phase_id, stream_key

_POPULATE: Final = phase_id("populate")
_EVE: Final = phase_id("reception on the eve")
_AID: Final = phase_id("aid")
_PEOPLE: Final = FOUND.index("people")
_BEDS: Final = FOUND.index("beds")
_GRAMS: Final = FOUND.index("grams")
_MECHANISM: Final = FOUND.index("mechanism")
_FOUND: Final = len(FOUND)
STATUS: Final = 13
"""Numbers that say what went wrong with a member; see :func:`simulate`."""
_DAYS: Final = (0, 4, 6, 8)
"""Which of them are days, -1 where nothing did."""


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
def new_due(world: World, state: State) -> I8:
    """Working array of the phase ``travel``."""
    batched = world.rules[0]["batches"] > 1
    return zeros((state.transit.shape[0] if batched else 0, world.rules[0]["types"]), np.int64)


@compiled
def note_faults(found: I8, status: I8, day: int) -> None:
    """Keep the first day on which people, beds, food or the books of a mechanism are wrong."""
    if found[_PEOPLE] != 0 and status[0] < 0:
        status[0] = day
        status[1] = found[_PEOPLE]
    if found[_BEDS] != 0 and status[4] < 0:
        status[4] = day
        status[5] = found[_BEDS]
    if found[_GRAMS] != 0 and status[6] < 0:
        status[6] = day
        status[7] = found[_GRAMS]
    if found[_MECHANISM] != 0 and status[8] < 0:
        status[8] = day
        for part in range(4):
            status[9 + part] = found[_MECHANISM + part]


@compiled
def new_status() -> I8:
    """No fault so far; see :func:`simulate`."""
    status = zeros(STATUS, np.int64)
    for number in _DAYS:
        status[number] = -1
    return status


def make_simulate(pass_day: Callable[..., Any], variant: str = "") -> Callable[..., I8]:
    """Compile the loop over all days of one member.

    Args:
        pass_day: As ``call_list.make_day`` writes it.
        variant: Hash of what of others is in it.

    Returns:
        ``run_days(world, member, output, owns, seed, index)`` of one member, which gives its row
        of :func:`simulate`. ``owns`` are the arrays of mechanisms of others.
    """
    pass_day = compiled(pass_day)

    def run_days(
        world: World, member: Member, output: Output, owns: Any, seed: int, index: int
    ) -> I8:
        state = start_member(world, member, output, seed, index)
        scratch = new_scratch(world)
        queue = new_queue(world.rules[0]["buckets"], 64)
        due = new_due(world, state)
        found = zeros(_FOUND, np.int64)
        status = new_status()
        for day in range(world.rules[0]["days"]):
            queue = pass_day(
                world, state, output, owns, scratch, queue, due, found, seed, index, day
            )
            note_faults(found, status, day)
        status[2] = state.totals[2]
        status[3] = state.totals[0]
        return status

    return compiled(run_days, variant)


def make_step(pass_day: Callable[..., Any], variant: str = "") -> Callable[..., Queue]:
    """Compile a day of which Python runs some phases at a time.

    Args:
        pass_day: As ``call_list.make_day`` writes it, ``stepped``.
        variant: Hash of what of others is in it.

    Returns:
        The same, compiled; numbers of phases are the last two arguments.
    """
    pass_day = compiled(pass_day)

    def step_phases(
        world: World, state: State, output: Output, owns: Any, scratch: Scratch, queue: Queue,
        due: I8, found: I8, seed: int, index: int, day: int, first: int, stop: int,
    ) -> Queue:  # fmt: skip
        stepped: Queue = pass_day(
            world, state, output, owns, scratch, queue, due, found, seed, index, day, first, stop
        )
        return stepped

    return compiled(step_phases, variant)


_run_days = make_simulate(make_day())


_member_of: Final = compiled(write_row_of(Member))
_output_of: Final = compiled(write_row_of(Output))


@compiled
def simulate(world: World, members: Member, outputs: Output, seed: int, numbers: I8) -> I8:
    """Run all days of some members, one after the other.

    Args:
        world: Compiled scenario.
        members: Their inputs, each array with a leading axis of B members.
        outputs: Arrays with the same axis, written.
        seed: Seed of the run.
        numbers: Number of each member in the ensemble, shape (B,).

    Returns:
        A row for each: (day of a conservation error or -1, people too many or too few, newly
        displaced people who had no source, people who entered in all, day of an error in phase
        reception or -1, people, day of an error in phase aid or -1, grams, day of an error of a
        mechanism of others or -1, its number from 1, and what is off after it: people, people
        standing, counts below zero), shape (B, 13).
    """
    statuses = zeros((numbers.size, STATUS), np.int64)
    for row in range(numbers.size):
        member, output = _member_of(members, row), _output_of(outputs, row)
        statuses[row] = _run_days(world, member, output, (), seed, numbers[row])
    return statuses
