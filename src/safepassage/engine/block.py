"""A block of members: what a worker is given, simulates and gives back."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8, Counts
from safepassage.compiled.batch import row_of, rows_of
from safepassage.compiled.compile import Compiled
from safepassage.compiled.inputs import Inputs
from safepassage.compiled.outputs import Output
from safepassage.compiled.world import GRAM_ARRAYS, World, make_outputs
from safepassage.engine.phases import PHASES
from safepassage.engine.program import Owns, Program
from safepassage.engine.stepper import Moment, Stepper
from safepassage.errors import RunError

_CELL_MARGIN = 64
"""A cell of a day (arrivals at one place) holds at most this many times all people."""
_MOST_AT_ONCE, _CELLS_AT_ONCE = 32, 16_384
"""Members that one call of the kernel simulates at most, and numbers that they write: about a
millisecond's work, so that threads share it evenly and an interrupt is noticed."""


@dataclass(frozen=True)
class Task:
    """What every worker of a run needs.

    Attributes:
        world: The scenario as arrays.
        inputs: Its uncertain inputs.
        shapes: Shape of each array that a member writes.
        cells: Numbers that a member writes and draws, roughly.
        seed: Seed of the run.
        program: The day, with mechanisms of others or without.
        start: Where every member begins, if that is not the first day.
    """

    world: World
    inputs: Inputs
    shapes: Mapping[str, tuple[int, ...]]
    cells: int
    seed: int
    program: Program
    start: Moment | None

    def simulate(self, inputs: F8, numbers: I8, outputs: Output) -> tuple[I8, list[Owns]]:
        """Run all days of some members.

        Args:
            inputs: Values of their uncertain inputs, shape (B, U).
            numbers: Their numbers, shape (B,).
            outputs: Arrays that are written over, each with a leading axis of B members.

        Returns:
            Statuses as of ``engine.day.simulate``; arrays of the mechanisms of each member.
        """
        if self.start is not None:
            return self._go_on(self.start, numbers, outputs)
        members = self.inputs.members(inputs)
        owns = [self.program.owns(self.world) for _ in numbers]
        seed, world = self.seed, self.world
        return self.program.simulate(world, members, outputs, owns, seed, numbers), owns

    def _go_on(self, start: Moment, numbers: I8, outputs: Output) -> tuple[I8, list[Owns]]:
        """The days after a moment."""
        statuses, owns = [], []
        for row, number in enumerate(numbers.tolist()):
            stepper = Stepper(self.world, self.program, self.seed, number, start)
            while stepper.day < self.world.rules[0]["days"]:
                stepper.pass_day()
            for array, own in zip(row_of(outputs, row), stepper.output, strict=True):
                array[...] = own
            statuses.append(stepper.status())
            owns.append(stepper.owns)
        return np.stack(statuses), owns

    def rows_at_once(self) -> int:
        """Members that one call of the kernel simulates: several where they are small.

        A call takes as long as a member of a small world. Members of others' mechanisms, and
        those that go on from a moment, are called for one by one.
        """
        if self.program.mechanisms or self.start is not None:
            return 1
        return max(1, min(_MOST_AT_ONCE, _CELLS_AT_ONCE // self.cells))


def task_of(
    compiled: Compiled, seed: int, program: Program | None = None, start: Moment | None = None
) -> Task:
    """The task of a run; the day of the package if no other is given."""
    program = program or Program()
    return Task(
        compiled.world, compiled.inputs, compiled.shapes, compiled.cells, seed, program, start
    )


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

    def parts(self, size: int) -> Iterator[slice]:
        """Its rows, some at a time."""
        count = self.members.size
        for start in range(0, count, size):
            yield slice(start, min(start + size, count))


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

    def simulate_rows(self, rows: slice, outputs: Output) -> bool:
        """Run the members in some rows of the block and keep their counts.

        Args:
            rows: Which.
            outputs: Arrays of as many members or more, which are written over.

        Returns:
            Whether these were the last rows of the block.
        """
        task, numbers = self._task, self.block.members[rows]
        written = rows_of(outputs, numbers.size)
        statuses, owns = task.simulate(self.block.inputs[rows], numbers, written)
        for status, number in zip(statuses.tolist(), numbers.tolist(), strict=True):
            check_status(status, number, task.program)
        observables = [task.program.observables(own) for own in owns]
        with self._lock:
            if not self.arrays:
                self._allocate(int(statuses[0, 3]), observables[0])
        self._keep(written, rows, int(statuses[:, 3].max()))
        for row, recorded in zip(range(rows.start, rows.stop), observables, strict=True):
            for name, own in recorded.items():
                self.arrays[name][row] = own
        with self._lock:
            self._open -= numbers.size
            return self._open == 0

    def simulated(self) -> Simulated:
        """The counts, once all rows are done."""
        return Simulated(self.arrays, tuple(self._digests))

    def _allocate(self, people: int, observables: Mapping[str, Counts]) -> None:
        small = people * _CELL_MARGIN * _CELL_MARGIN < 2**31
        dtype = np.dtype(np.int32 if small else np.int64)
        for name, shape in self._task.shapes.items():
            own = np.dtype(np.int64) if name in GRAM_ARRAYS else dtype
            self.arrays[name] = np.empty((self.block.members.size, *shape), dtype=own)
        for name, recorded in observables.items():
            self.arrays[name] = np.empty((self.block.members.size, *recorded.shape), np.int64)

    def _keep(self, outputs: Output, rows: slice, people: int) -> None:
        counts_by_name = outputs._asdict()
        for name, counts in counts_by_name.items():
            if not counts.size:
                continue
            target = self.arrays[name]
            if target.dtype == np.int32 and people * _CELL_MARGIN >= 2**31:
                raise RunError("members differ too much in size; make the priors narrower")
            target[rows] = counts
        self._digests[rows] = member_digests(counts_by_name, rows.stop - rows.start)


def member_digests(arrays: Mapping[str, Counts], count: int) -> list[bytes]:
    """SHA-256 of the counts of each member, arrays in the order of ``compiled.world.Output``.

    Args:
        arrays: Counts by name, each with a leading axis of members.
        count: Number of members.
    """
    named = (arrays[name] for name in Output._fields)
    parts = [np.ascontiguousarray(part, dtype="<i8") for part in named if part.size]
    digests = []
    for row in range(count):
        digest = hashlib.sha256()
        for part in parts:
            digest.update(part[row].data)
        digests.append(digest.digest())
    return digests


def simulate_block(
    task: Task, block: Block, on_finished: Callable[[int], None] | None = None
) -> Simulated:
    """Simulate a whole block, some members after the others."""
    work, size = BlockWork(task, block), task.rows_at_once()
    outputs = make_outputs(task.shapes, min(size, block.members.size))
    for rows in block.parts(size):
        work.simulate_rows(rows, outputs)
        if on_finished is not None:
            on_finished(rows.stop - rows.start)
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
