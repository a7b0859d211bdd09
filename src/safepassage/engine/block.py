"""A block of members: what a worker is given, simulates and gives back."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from safepassage.arrays import F8, I8, Counts
from safepassage.compiled.inputs import Inputs
from safepassage.compiled.outputs import Output
from safepassage.compiled.world import GRAM_ARRAYS, World, make_output, output_shapes
from safepassage.engine.phases import PHASES
from safepassage.engine.program import Owns, Program
from safepassage.engine.stepper import Moment, Stepper
from safepassage.errors import RunError

_CELL_MARGIN = 64
"""A cell of a day (arrivals at one place) holds at most this many times all people."""


@dataclass(frozen=True)
class Task:
    """What every worker of a run needs.

    Attributes:
        world: The scenario as arrays.
        inputs: Its uncertain inputs.
        seed: Seed of the run.
        program: The day, with mechanisms of others or without.
        start: Where every member begins, if that is not the first day.
    """

    world: World
    inputs: Inputs
    seed: int
    program: Program = field(default_factory=Program)
    start: Moment | None = None

    def simulate(self, inputs: F8, member: int, output: Output) -> tuple[list[int], Output, Owns]:
        """Run all days of one member.

        Args:
            inputs: Values of its uncertain inputs, shape (U,).
            member: Its number.
            output: Arrays that may be written over.

        Returns:
            Status as of ``engine.day.simulate``; what was recorded; arrays of the mechanisms.
        """
        if self.start is not None:
            stepper = Stepper(self.world, self.program, self.seed, member, self.start)
            while stepper.day < self.world.rules[0]["days"]:
                stepper.pass_day()
            return stepper.status().tolist(), stepper.output, stepper.owns
        drawn, owns = self.inputs.member(inputs), self.program.owns(self.world)
        status = self.program.simulate(self.world, drawn, output, owns, self.seed, member)
        return status.tolist(), output, owns


@dataclass(frozen=True)
class Block:
    """Members that are simulated and stored together.

    Attributes:
        number: Its place among the blocks of the run.
        members: Numbers of its members in the whole ensemble, shape (B,).
        inputs: Values of their uncertain inputs, shape (B, U).
    """

    number: int
    members: I8
    inputs: F8


@dataclass(frozen=True)
class Simulated:
    """Counts of a block, each with a leading axis of members, and the members' digests."""

    arrays: dict[str, Counts]
    digests: tuple[bytes, ...]


class BlockWork:
    """A block in work; threads may simulate different rows of it at the same time."""

    def __init__(self, task: Task, block: Block) -> None:
        self.block = block
        self.arrays: dict[str, Counts] = {}
        self._task = task
        self._digests = [b""] * block.members.size
        self._open = block.members.size
        self._lock = threading.Lock()

    def simulate_row(self, row: int, output: Output) -> bool:
        """Run the member in a row of the block and keep its counts.

        Returns:
            Whether this was the last row of the block.
        """
        task, member = self._task, int(self.block.members[row])
        status, output, owns = task.simulate(self.block.inputs[row], member, output)
        check_status(status, member, task.program)
        people = status[3]
        observables = task.program.observables(owns)
        with self._lock:
            if not self.arrays:
                self._allocate(people, observables)
        self._keep(output, row, people)
        for name, recorded in observables.items():
            self.arrays[name][row] = recorded
        with self._lock:
            self._open -= 1
            return self._open == 0

    def simulated(self) -> Simulated:
        """The counts, once all rows are done."""
        return Simulated(self.arrays, tuple(self._digests))

    def _allocate(self, people: int, observables: Mapping[str, Counts]) -> None:
        small = people * _CELL_MARGIN * _CELL_MARGIN < 2**31
        dtype = np.dtype(np.int32 if small else np.int64)
        for name, shape in output_shapes(self._task.world).items():
            own = np.dtype(np.int64) if name in GRAM_ARRAYS else dtype
            self.arrays[name] = np.empty((self.block.members.size, *shape), dtype=own)
        for name, recorded in observables.items():
            self.arrays[name] = np.empty((self.block.members.size, *recorded.shape), np.int64)

    def _keep(self, output: Output, row: int, people: int) -> None:
        counts_by_name = output._asdict()
        for name, counts in counts_by_name.items():
            target = self.arrays[name]
            if target.dtype == np.int32 and people * _CELL_MARGIN >= 2**31:
                raise RunError("members differ too much in size; make the priors narrower")
            target[row] = counts
        self._digests[row] = member_digest(counts_by_name)


def member_digest(arrays: Mapping[str, Counts]) -> bytes:
    """SHA-256 of one member's counts, arrays in the order of ``compiled.world.Output``."""
    digest = hashlib.sha256()
    for name in Output._fields:
        digest.update(np.ascontiguousarray(arrays[name], dtype="<i8").data)
    return digest.digest()


def simulate_block(
    task: Task, block: Block, on_finished: Callable[[int], None] | None = None
) -> Simulated:
    """Simulate a whole block, one member after the other."""
    work, output = BlockWork(task, block), make_output(task.world)
    for row in range(block.members.size):
        work.simulate_row(row, output)
        if on_finished is not None:
            on_finished(1)
    return work.simulated()


def check_status(status: list[int], member: int, program: Program) -> None:
    """Refuse a member of which somebody or something was lost.

    Raises:
        RunError: If one was; the phase or mechanism, and the day, are named.
    """
    if status[8] >= 0:
        raise _unbalanced(status, member, program)
    day, wrong, homeless = status[:3]
    if day >= 0:
        names = ", ".join(phase.name for phase in PHASES)
        raise RunError(
            f"member {member}: {wrong} people too many on day {day} after the phases {names}; "
            "this is a fault of safepassage, please report it"
        )
    for phase, what, start in (("reception", "people with a bed", 4), ("aid", "g of food", 6)):
        if status[start] >= 0:
            raise RunError(
                f"member {member}: {status[start + 1]} {what} too many on day {status[start]} "
                f"after the phase {phase}; this is a fault of safepassage, please report it"
            )
    if homeless > 0:
        raise RunError(
            f"phase flight: {homeless} newly displaced people have no place to come from; "
            "give at least one place with population a hazard on the days when "
            "registrations rise"
        )


def _unbalanced(status: list[int], member: int, program: Program) -> RunError:
    """What a mechanism of others did not keep."""
    day, number, people, standing, negative = status[8:13]
    name = program.mechanisms[number - 1].name
    wrong = [
        text
        for amount, text in (
            (people, f"{people:+} people"),
            (standing, f"{standing:+} between `standing` of places and the people who stand there"),
            (negative, f"{negative:+} counts below zero"),
        )
        if amount
    ]
    return RunError(
        f"mechanism {name} does not keep its books: member {member}, day {day}: "
        f"{', '.join(wrong)}; it is not part of safepassage, ask its author"
    )
