"""Members of an ensemble; the same numbers for any number of workers or any split."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8, Counts
from safepassage.compiled.compile import Compiled
from safepassage.compiled.priors import draw
from safepassage.engine.block import Block, Simulated, Task, task_of
from safepassage.engine.executor import Executor
from safepassage.engine.executors import Workers, opened
from safepassage.engine.program import Program
from safepassage.engine.stepper import Moment
from safepassage.errors import RunError

Progress = Callable[[int, int], None]
"""Called with (members done, members in all), from one thread at a time."""

Finished = Generator[tuple[Block, Simulated], None, None]
"""Blocks with their counts, in the order in which they are finished."""

_ROWS = 16
"""Members of a block at most, where blocks travel between processes and are joined at once."""


@dataclass(frozen=True)
class Ensemble:
    """Raw arrays of a run.

    Attributes:
        arrays: Name → counts with a leading member axis; letters as in ``compiled.world.Output``.
        inputs: Values of the uncertain inputs, shape (M, U).
        members: Number in the whole ensemble of each member here, shape (M,).
        digests: SHA-256 of each member's arrays, in order.
    """

    arrays: dict[str, Counts]
    inputs: F8
    members: I8
    digests: tuple[bytes, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over the members' digests: identifies the result, however it was computed."""
        return digest_of(self.digests)


def join(parts: Sequence[Ensemble]) -> Ensemble:
    """Ensembles one after the other, as one."""
    if len(parts) == 1:
        return parts[0]
    return Ensemble(
        {name: np.concatenate([part.arrays[name] for part in parts]) for name in parts[0].arrays},
        np.concatenate([part.inputs for part in parts]),
        np.concatenate([part.members for part in parts]),
        tuple(digest for part in parts for digest in part.digests),
    )


def digest_of(digests: Sequence[bytes]) -> str:
    """SHA-256 over the digests of members, in their order."""
    return hashlib.sha256(b"".join(digests)).hexdigest()


def run_members(
    compiled: Compiled,
    members: Sequence[int],
    seed: int,
    workers: Workers,
    progress: Progress | None = None,
    inputs: F8 | None = None,
    *,
    program: Program | None = None,
    start: Moment | None = None,
) -> Ensemble:
    """Simulate members of an ensemble and keep them in memory.

    Args:
        compiled: Scenario as arrays.
        members: Numbers of the members, 0-based in the whole ensemble.
        seed: Seed of the run, 0 to 2^63 - 1.
        workers: Threads, or what ``engine.executors.opened`` takes.
        progress: Called with finished members.
        inputs: Values of the uncertain inputs, shape (M, U); drawn from the priors if absent.
        program: The day; that of the package if absent.
        start: Where every member begins, instead of the first day; its inputs are theirs.

    Returns:
        Arrays in the order of ``members``.

    Raises:
        RunError: If people were lost or had nowhere to come from (phase and day are named), or
            the workers are gone for good.
    """
    numbers = np.asarray(members, dtype=np.int64)
    if start is not None:
        inputs = np.tile(start.inputs, (numbers.size, 1))
    elif inputs is None:
        inputs = draw_members(compiled, numbers, seed)
    with opened(workers) as executor:
        rows = _rows(numbers.size, executor)
        starts = range(0, numbers.size, rows)
        blocks = [
            Block(number, numbers[start : start + rows], inputs[start : start + rows])
            for number, start in enumerate(starts)
        ]
        task = task_of(compiled, seed, program, start)
        found = _join(simulate_task(task, blocks, executor, progress), blocks)
    return Ensemble(found.arrays, inputs, numbers, found.digests)


def simulate_blocks(
    compiled: Compiled,
    blocks: Sequence[Block],
    seed: int,
    executor: Executor,
    progress: Progress | None = None,
    *,
    done: int = 0,
) -> Finished:
    """Simulate blocks of members; each is given back once, as soon as it is finished.

    Args:
        compiled: Scenario as arrays.
        blocks: Members and their inputs.
        seed: Seed of the run.
        executor: Where they are simulated.
        progress: Called with finished members.
        done: Members that were finished before, counted in for ``progress``.
    """
    task = task_of(compiled, seed)
    yield from simulate_task(task, blocks, executor, progress, done=done)


def simulate_task(
    task: Task,
    blocks: Sequence[Block],
    executor: Executor,
    progress: Progress | None = None,
    *,
    done: int = 0,
) -> Finished:
    """As :func:`simulate_blocks`, of a task."""
    total = done + sum(block.members.size for block in blocks)

    def on_finished(count: int) -> None:
        nonlocal done
        done += count
        if progress is not None:
            progress(done, total)

    if not blocks:
        return
    yield from executor.simulate(task, blocks, on_finished)


def draw_members(compiled: Compiled, numbers: I8, seed: int) -> F8:
    """Values of the uncertain inputs of members, drawn from the priors, shape (M, U)."""
    first = int(numbers.min())
    drawn = draw(compiled.inputs.priors, seed, first, int(numbers.max()) - first + 1)
    values: F8 = drawn[numbers - first]
    return values


def _rows(members: int, executor: Executor) -> int:
    """Members of a block: all on threads, which share memory; else a few for each worker."""
    if executor.shares_memory:
        return max(1, members)
    return max(1, min(_ROWS, members // (2 * executor.size)))


def _join(found: Finished, blocks: Sequence[Block]) -> Simulated:
    """Blocks in the order of their members, as one."""
    if len(blocks) == 1:
        with closing(found):
            return next(found)[1]
    count = sum(block.members.size for block in blocks)
    starts = np.cumsum([0, *(block.members.size for block in blocks)])
    arrays: dict[str, Counts] = {}
    digests = [b""] * count
    for block, part in found:
        start = int(starts[block.number])
        rows = slice(start, start + block.members.size)
        digests[rows] = part.digests
        for name, counts in part.arrays.items():
            if name not in arrays:
                arrays[name] = np.empty((count, *counts.shape[1:]), counts.dtype)
            elif arrays[name].dtype != counts.dtype:
                arrays[name] = arrays[name].astype(np.int64)
            arrays[name][rows] = counts
    if not all(digests):
        raise RunError("a block of members was lost; this is a fault of safepassage")
    return Simulated(arrays, tuple(digests))
