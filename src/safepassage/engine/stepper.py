"""One member day by day, from Python: its state can be looked at, kept and gone on with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any, TypeVar

import numpy as np

from safepassage.arrays import I8
from safepassage.compiled.outputs import Output
from safepassage.compiled.world import Member, World, make_output
from safepassage.dynamics.queue import new_queue
from safepassage.dynamics.state import State, new_scratch
from safepassage.engine.call_list import FOUND
from safepassage.engine.day import new_due, new_status, note_faults, start_member
from safepassage.engine.phases import PHASES
from safepassage.engine.program import Owns, Program

_Value = TypeVar("_Value")


@dataclass(frozen=True, eq=False)
class Moment:
    """Everything of one member at the end of a day: who goes on from it gets the same future.

    Attributes:
        scenario: Digest of the scenario that was run.
        mechanisms: Names, sources and values of the mechanisms of others, as ``Mechanism.facts``.
        seed: Seed of the run.
        member: Number of the member.
        day: Days that have passed, from 1.
        inputs: The member's uncertain inputs, shape (U,).
        state: The state (``dynamics.state``).
        output: What was recorded up to that day; zeros after it.
        owns: Arrays of the mechanisms.
        kernel: Hash of the kernel whose state it is.
    """

    scenario: str
    mechanisms: tuple[dict[str, Any], ...]
    seed: int
    member: int
    day: int
    inputs: Any
    state: State
    output: Output
    owns: Owns
    kernel: str = ""

    def facts(self) -> dict[str, int]:
        """What a run that goes on from it keeps of it."""
        return {"seed": self.seed, "member": self.member, "day": self.day}


class Stepper:
    """One member in work.

    Attributes:
        state: As it is now.
        output: What was recorded so far.
        day: Days that have passed.
    """

    def __init__(
        self, world: World, program: Program, seed: int, index: int,
        start: Member | Moment,
    ) -> None:  # fmt: skip
        self._world, self._program, self._seed, self._index = world, program, seed, index
        self.day = 0
        if isinstance(start, Moment):
            self.state, self.output = copied(start.state), copied(start.output)
            self.owns, self.day = copied(start.owns), start.day
        else:
            self.output, self.owns = make_output(world), program.owns(world)
            self.state = start_member(world, start, self.output, seed, index)
        self._scratch = new_scratch(world)
        self._queue = new_queue(int(world.rules[0]["buckets"]), 64)
        self._due = new_due(world, self.state)
        self._found = np.zeros(len(FOUND), np.int64)
        self._status = new_status()
        self._step = program.step()
        self._look_anew()

    def pass_day(self) -> None:
        """Run all phases of the next day."""
        self._run(0, len(PHASES))
        self._end_day()

    def pass_day_timed(self) -> Mapping[str, float]:
        """Run the phases of the next day one by one; gives seconds by phase.

        A mechanism of others is counted in the phase after which it acts.
        """
        seconds = {}
        for number, phase in enumerate(PHASES):
            began = perf_counter()
            self._run(number, number + 1)
            seconds[phase.name] = perf_counter() - began
        self._end_day()
        return seconds

    def status(self) -> I8:
        """As that of ``engine.day.simulate``."""
        self._status[2] = self.state.totals[2]
        self._status[3] = self.state.totals[0]
        return self._status

    def _run(self, first: int, stop: int) -> None:
        self._queue = self._step(
            self._world, self.state, self.output, self.owns, self._scratch, self._queue,
            self._due, self._found, self._seed, self._index, self.day, first, stop,
        )  # fmt: skip

    def _end_day(self) -> None:
        note_faults(self._found, self._status, self.day)
        self.day += 1
        self._look_anew()

    def _look_anew(self) -> None:
        """Have all choices weighed: none are kept of another's, and between days all may change."""
        self.state.crowding[0] += 1


def copied(value: _Value) -> _Value:
    """A copy of an array, or of all arrays of a (named) tuple and of the tuples in it."""
    given: Any = value
    made: Any = np.array(given) if isinstance(given, np.ndarray) else given
    if isinstance(given, tuple):
        parts = [copied(part) for part in given]
        made = type(given)(*parts) if hasattr(given, "_fields") else tuple(parts)
    copy: _Value = made
    return copy
