"""Members on threads of this process: the kernel runs without the interpreter's lock."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from safepassage.compiled.outputs import Output
from safepassage.compiled.world import make_outputs
from safepassage.engine.block import Block, BlockWork, Simulated, Task
from safepassage.engine.executor import OnFinished

_WAIT_SECONDS = 0.2
"""How long the main thread sleeps at most before it can notice an interrupt."""
_SHORT_SECONDS = 0.01
"""Work that is done before threads would have been started and ended."""
_SMALL_SECONDS = 0.0005
"""A call of the kernel that takes less is mostly Python, which threads do one after the other."""
_AHEAD = 3
"""Blocks in memory at most that nobody has taken yet: what bounds the memory of a run."""


class Threads:
    """Threads that take some members after others, across the borders of blocks."""

    shares_memory = True

    def __init__(self, size: int) -> None:
        self.size = size

    def close(self) -> None:
        """Nothing to end: threads live as long as :meth:`simulate`."""

    def simulate(
        self, task: Task, blocks: Sequence[Block], on_finished: OnFinished
    ) -> Iterator[tuple[Block, Simulated]]:
        """Simulate blocks; an error or an interrupt stops all threads before it is raised."""
        run = _Run(task, blocks, on_finished)
        members = sum(block.members.size for block in blocks)
        began = time.thread_time()
        done = run.first_rows()
        took = time.thread_time() - began
        if took < _SMALL_SECONDS or took / done * (members - done) < _SHORT_SECONDS:
            for _ in blocks:
                run.take_block()
                yield run.next_finished()
            return
        workers = min(self.size, members)
        with ThreadPoolExecutor(max(1, workers)) as pool:
            try:
                for _ in range(workers):
                    pool.submit(run.take_rows)
                for _ in blocks:
                    yield run.next_finished()
            finally:
                run.stop.set()


class _Run:
    """Shared by the threads of one run."""

    def __init__(self, task: Task, blocks: Sequence[Block], on_finished: OnFinished) -> None:
        self.stop = threading.Event()
        self._task, self._on_finished = task, on_finished
        self._at_once = min(task.rows_at_once(), max(block.members.size for block in blocks))
        self._outputs = make_outputs(task.shapes, self._at_once)
        self._rows = self._all_rows(blocks)
        self._taking, self._telling = threading.Lock(), threading.Lock()
        self._room = threading.Semaphore(_AHEAD)
        self._finished_first = False
        self._finished: queue.SimpleQueue[BlockWork | BaseException] = queue.SimpleQueue()

    def _all_rows(self, blocks: Sequence[Block]) -> Iterator[tuple[BlockWork, slice]]:
        for block in blocks:
            while not self._room.acquire(timeout=_WAIT_SECONDS):
                if self.stop.is_set():
                    return
            work = BlockWork(self._task, block)
            yield from ((work, rows) for rows in block.parts(self._at_once))

    def first_rows(self) -> int:
        """Run the first members alone: the first decides how wide the counts of its block are.

        Returns:
            How many.
        """
        work, rows = next(self._rows)
        self._finished_first = self._simulate(work, rows, self._outputs)
        return len(range(rows.start, rows.stop))

    def take_rows(self) -> None:
        """Take rows that nobody has taken until there are none, or the run stops."""
        try:
            outputs = make_outputs(self._task.shapes, self._at_once)
            while not self.stop.is_set():
                with self._taking:
                    work, rows = next(self._rows, (None, slice(0)))
                if work is None:
                    return
                self._simulate(work, rows, outputs)
        except BaseException as error:  # noqa: BLE001 -- raised again in the main thread
            self.stop.set()
            self._finished.put(error)

    def take_block(self) -> None:
        """Simulate the rest of the block in work in the calling thread."""
        last = self._finished_first
        while not last:
            work, rows = next(self._rows)
            last = self._simulate(work, rows, self._outputs)
        self._finished_first = False

    def _simulate(self, work: BlockWork, rows: slice, outputs: Output) -> bool:
        last = work.simulate_rows(rows, outputs)
        with self._telling:
            for _ in range(rows.stop - rows.start):
                self._on_finished(1)
        if last:
            self._finished.put(work)
        return last

    def next_finished(self) -> tuple[Block, Simulated]:
        """Wait for the next finished block; an error of a thread is raised here."""
        while True:
            try:
                found = self._finished.get(timeout=_WAIT_SECONDS)
            except queue.Empty:
                continue
            if isinstance(found, BaseException):
                raise found
            self._room.release()
            return found.block, found.simulated()
