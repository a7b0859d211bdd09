"""Members on processes of this machine; one that is killed is replaced, and nothing is lost."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache, partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait as wait_for
from pathlib import Path

from safepassage.engine.block import Block, Simulated, Task, simulate_block
from safepassage.engine.executor import OnFinished
from safepassage.errors import WorkersError
from safepassage.whole import scratch_folder

_WAIT_SECONDS = 0.2
_AHEAD = 2
"""Blocks handed out for each process, so that none waits for the next."""
_MOST_DEATHS = 10
"""Deaths of workers in a row, without one finished block, after which the run is given up."""


class Processes:
    """A pool of processes, started when first needed."""

    shares_memory = False

    def __init__(self, size: int) -> None:
        self.size = size
        self._pool: ProcessPoolExecutor | None = None
        self._folder = scratch_folder()
        self._tasks = 0

    def close(self) -> None:
        """End the processes."""
        self._end_pool()
        shutil.rmtree(self._folder, ignore_errors=True)

    def simulate(
        self, task: Task, blocks: Sequence[Block], on_finished: OnFinished
    ) -> Iterator[tuple[Block, Simulated]]:
        """Simulate blocks; those of a process that died are handed out again."""
        file = self._write(task)
        waiting, deaths = deque(blocks), 0
        running: dict[Future[str], Block] = {}
        try:
            while waiting or running:
                finished: list[tuple[Block, Simulated]] = []
                try:
                    self._hand_out(file, waiting, running)
                    _collect(running, finished)
                except BrokenProcessPool:
                    _take_back(waiting, running)
                    self._end_pool()
                    deaths += 1
                deaths = 0 if finished else deaths
                if deaths > _MOST_DEATHS:
                    raise WorkersError(
                        f"worker processes died {deaths} times without finishing anything; "
                        "the system may have killed them for want of memory: use fewer workers"
                    )
                for block, found in finished:
                    on_finished(block.members.size)
                    yield block, found
        finally:
            for future in running:
                future.cancel()
            file.unlink(missing_ok=True)

    def _write(self, task: Task) -> Path:
        """The task in a file that each process reads once."""
        self._tasks += 1
        file = self._folder / f"task-{self._tasks}.pickle"
        file.write_bytes(pickle.dumps(task, protocol=pickle.HIGHEST_PROTOCOL))
        return file

    def _hand_out(
        self, file: Path, waiting: deque[Block], running: dict[Future[str], Block]
    ) -> None:
        if self._pool is None:
            context = get_context("spawn")
            begin = partial(_begin_worker, str(self._folder))
            self._pool = ProcessPoolExecutor(self.size, context, begin)
        while waiting and len(running) < _AHEAD * self.size:
            future = self._pool.submit(_simulate_from, str(file), waiting[0])
            running[future] = waiting.popleft()

    def _end_pool(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def _collect(running: dict[Future[str], Block], finished: list[tuple[Block, Simulated]]) -> None:
    """Move the blocks that are finished by now out of those that run."""
    done, _ = wait(running, timeout=_WAIT_SECONDS, return_when=FIRST_COMPLETED)
    for future in done:
        found = _read_block(Path(future.result()))
        finished.append((running.pop(future), found))


def _take_back(waiting: deque[Block], running: dict[Future[str], Block]) -> None:
    """Put blocks that no process will finish back to the front, in their order."""
    waiting.extendleft(sorted(running.values(), key=lambda block: -block.number))
    running.clear()


def _begin_worker(folder: str) -> None:
    """Leave an interrupt to the main process; when that has died, tidy up for it and end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel, folder), daemon=True).start()


def _end_with(sentinel: int, folder: str) -> None:
    wait_for([sentinel])
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


@lru_cache(maxsize=1)
def _read_task(file: str) -> Task:
    task: Task = pickle.loads(Path(file).read_bytes())  # noqa: S301 -- our own, in a private folder
    return task


def _simulate_from(file: str, block: Block) -> str:
    """Simulate a block into a file, and return its path.

    A process that is killed while it writes a long answer into the pipe of the pool leaves half of
    it, for the rest of which the pool would wait for ever. A path is written at once or not at all.
    """
    found = simulate_block(_read_task(file), block)
    handle, path = tempfile.mkstemp(".block", dir=Path(file).parent)
    with os.fdopen(handle, "wb") as out:
        pickle.dump(found, out, protocol=pickle.HIGHEST_PROTOCOL)
    return path


def _read_block(path: Path) -> Simulated:
    found: Simulated = pickle.loads(path.read_bytes())  # noqa: S301 -- our own, in a private folder
    path.unlink()
    return found
