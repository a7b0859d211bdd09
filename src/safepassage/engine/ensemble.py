"""Members of an ensemble on threads; the same numbers for any number of workers or any split."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from safepassage.compiled.compile import Compiled
from safepassage.compiled.priors import draw
from safepassage.compiled.world import F8, GRAM_ARRAYS, Output, make_output, output_shapes
from safepassage.engine.day import simulate
from safepassage.engine.phases import PHASES
from safepassage.errors import RunError

Counts = npt.NDArray[np.int32] | npt.NDArray[np.int64]
Progress = Callable[[int, int], None]
"""Called with (members done, members in all), from one thread at a time."""

_CELL_MARGIN = 64
"""A cell of a day (arrivals at one place) holds at most so many times all people."""
_WAIT_SECONDS = 0.2
"""How long the main thread sleeps at most before it can notice an interrupt."""


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
    members: npt.NDArray[np.int64]
    digests: tuple[bytes, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over the members' digests: identifies the result, however it was computed."""
        return hashlib.sha256(b"".join(self.digests)).hexdigest()


def default_workers() -> int:
    """Number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_members(
    compiled: Compiled,
    members: Sequence[int],
    seed: int,
    workers: int,
    progress: Progress | None = None,
    inputs: F8 | None = None,
) -> Ensemble:
    """Simulate members of an ensemble.

    Args:
        compiled: Scenario as arrays.
        members: Numbers of the members, 0-based in the whole ensemble.
        seed: Seed of the run, 0 to 2^63 - 1.
        workers: Threads; the kernel runs without the interpreter's lock.
        progress: Told about finished members.
        inputs: Values of the uncertain inputs, shape (M, U); drawn from the priors if absent.

    Returns:
        Arrays in the order of ``members``.

    Raises:
        RunError: If people were lost or had nowhere to come from (phase and day are named).
    """
    numbers = np.asarray(members, dtype=np.int64)
    if inputs is None:
        inputs = _draw_members(compiled, numbers, seed)
    work = _Work(compiled, numbers, seed, inputs, progress)
    work.simulate_one(0)
    if numbers.size > 1:
        _on_threads(work, range(1, numbers.size), max(1, workers))
    return Ensemble(work.arrays, inputs, numbers, tuple(work.digests))


def _draw_members(compiled: Compiled, numbers: npt.NDArray[np.int64], seed: int) -> F8:
    first = int(numbers.min())
    drawn = draw(compiled.inputs.priors, seed, first, int(numbers.max()) - first + 1)
    values: F8 = drawn[numbers - first]
    return values


class _Work:
    """Shared by the threads of one run: inputs, result arrays and one output buffer a thread."""

    def __init__(
        self,
        compiled: Compiled,
        numbers: npt.NDArray[np.int64],
        seed: int,
        inputs: F8,
        progress: Progress | None,
    ) -> None:
        self.compiled, self.numbers, self.seed, self.inputs = compiled, numbers, seed, inputs
        self.arrays: dict[str, Counts] = {}
        self.digests = [b""] * numbers.size
        self.stop = threading.Event()
        self._progress = progress
        self._done = 0
        self._lock = threading.Lock()
        self._local = threading.local()

    def simulate_one(self, row: int) -> None:
        """Run the member in a row of the result and store it."""
        if self.stop.is_set():
            return
        world = self.compiled.world
        if not hasattr(self._local, "output"):
            self._local.output = make_output(world)
        output: Output = self._local.output
        member = self.compiled.inputs.member(self.inputs[row])
        status = simulate(world, member, output, self.seed, int(self.numbers[row]))
        self._check(status.tolist(), row)
        if not self.arrays:
            self._allocate(int(status[3]))
        self._store(output, row, int(status[3]))
        with self._lock:
            self._done += 1
            if self._progress is not None:
                self._progress(self._done, self.numbers.size)

    def _check(self, status: list[int], row: int) -> None:
        day, wrong, homeless = status[:3]
        member = int(self.numbers[row])
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

    def _allocate(self, people: int) -> None:
        small = people * _CELL_MARGIN * _CELL_MARGIN < 2**31
        dtype = np.dtype(np.int32 if small else np.int64)
        for name, shape in output_shapes(self.compiled.world).items():
            own = np.dtype(np.int64) if name in GRAM_ARRAYS else dtype
            self.arrays[name] = np.empty((self.numbers.size, *shape), dtype=own)

    def _store(self, output: Output, row: int, people: int) -> None:
        digest = hashlib.sha256()
        for name, counts in output._asdict().items():
            target = self.arrays[name]
            if target.dtype == np.int32 and people * _CELL_MARGIN >= 2**31:
                raise RunError("members differ too much in size; make the priors narrower")
            target[row] = counts
            digest.update(np.ascontiguousarray(counts, dtype="<i8").data)
        self.digests[row] = digest.digest()


def _on_threads(work: _Work, rows: range, workers: int) -> None:
    """Run rows on threads; an error or an interrupt stops all of them before it is raised.

    Each thread takes the next row that nobody has taken, so that waiting costs the same for any
    number of members.
    """
    waiting = iter(rows)
    taking = threading.Lock()

    def take_rows() -> None:
        while not work.stop.is_set():
            with taking:
                row = next(waiting, None)
            if row is None:
                return
            work.simulate_one(row)

    with ThreadPoolExecutor(workers) as pool:
        pending: set[Future[None]] = {pool.submit(take_rows) for _ in range(workers)}
        try:
            while pending:
                done, pending = wait(pending, timeout=_WAIT_SECONDS, return_when=FIRST_COMPLETED)
                for future in done:
                    future.result()
        except BaseException:
            work.stop.set()
            raise
