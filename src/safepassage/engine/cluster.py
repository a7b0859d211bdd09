"""Members on a Dask cluster; lost workers and a restarted scheduler cost time only."""

from __future__ import annotations

import asyncio
import logging
import time
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from safepassage.engine.block import Block, Simulated, Task, simulate_block
from safepassage.engine.cluster_software import (
    LIBRARIES,
    check_software,
    question,
    software_versions,
)
from safepassage.engine.executor import OnFinished
from safepassage.errors import RunError, WorkersError, not_installed

PATIENCE = 120.0
"""Seconds without a scheduler or without workers after which a run is given up."""
_CONNECT_SECONDS = 10.0
_WAIT_SECONDS = 1.0
_MOST_LOSSES = 10
_AHEAD = 2
"""Blocks handed out for each thread of the cluster, so that none waits for the next."""
_LOGGERS = ("distributed.client", "distributed.core", "distributed.comm.tcp", "distributed.utils")
"""They print tracebacks when a scheduler is lost; here that is waited for, or a typed error."""


class Cluster:
    """Workers behind the scheduler of a Dask cluster, which somebody else started."""

    shares_memory = False

    def __init__(self, address: str) -> None:
        self._address = address
        try:
            import distributed
        except ImportError:
            raise RunError(not_installed("dask://", "distributed", 10)) from None
        self._dask: Any = distributed
        self._client: Any = self._connect(_CONNECT_SECONDS)
        self._levels = {name: logging.getLogger(name).level for name in _LOGGERS}
        for name in _LOGGERS:
            logging.getLogger(name).setLevel(logging.CRITICAL)

    @property
    def size(self) -> int:
        """Threads of all workers, at least one: blocks are cut as if workers were to come."""
        with suppress(*self._lost()):
            return max(1, self._threads())
        return 1

    def close(self) -> None:
        """Leave the cluster; its workers go on."""
        self._leave()
        for name, level in self._levels.items():
            logging.getLogger(name).setLevel(level)

    def simulate(
        self, task: Task, blocks: Sequence[Block], on_finished: OnFinished
    ) -> Iterator[tuple[Block, Simulated]]:
        """Simulate blocks; what a lost worker or scheduler held is handed out again."""
        waiting, heard = deque(blocks), time.monotonic()
        running: dict[Any, Block] = {}
        shared: Any = None
        losses = 0
        try:
            while waiting or running:
                finished: list[tuple[Block, Simulated]] = []
                try:
                    if shared is None:
                        shared = self._share(task)
                    self._hand_out(shared, waiting, running)
                    self._collect(running, finished)
                    heard = self._last_heard(heard)
                    losses = 0 if finished else losses
                except self._lost() as error:
                    losses += 1
                    if losses > _MOST_LOSSES:
                        raise WorkersError(
                            f"{self._address}: workers were lost {losses} times without finishing "
                            f"anything ({error!r}); they may lack memory"
                        ) from error
                    self._take_back(waiting, running)
                    shared = None
                    self._reconnect(time.monotonic() + PATIENCE, error)
                for block, found in finished:
                    on_finished(block.members.size)
                    yield block, found
        finally:
            for future in running:
                _quietly(future.cancel)

    def _connect(self, patience: float) -> Any:
        try:
            return self._dask.Client(self._address, timeout=patience, set_as_default=False)
        except (OSError, TimeoutError) as error:
            raise WorkersError(f"{self._address}: no Dask scheduler answers ({error})") from error

    def _leave(self) -> None:
        if self._client is not None:
            _quietly(self._client.close, timeout=2)
            self._client = None

    def _reconnect(self, until: float, reason: BaseException) -> None:
        self._leave()
        while self._client is None:
            try:
                self._client = self._connect(_CONNECT_SECONDS)
            except WorkersError:
                if time.monotonic() > until:
                    raise WorkersError(
                        f"{self._address}: the Dask cluster was lost in mid-run ({reason!r}) and "
                        f"did not come back within {PATIENCE:.0f} s"
                    ) from reason
                time.sleep(_WAIT_SECONDS)

    def _threads(self) -> int:
        if self._client.status != "running":
            raise ConnectionError("the scheduler is gone")
        return sum(self._client.nthreads().values())

    def _share(self, task: Task) -> Any:
        """The task as a value of the cluster that it can make again if it is lost.

        Without safepassage a scheduler cannot read it, and workers end without a word: hence the
        question before.
        """
        ask = question()
        check_software(self._client.run_on_scheduler(ask, LIBRARIES), "scheduler has")
        for theirs in self._client.run(ask, LIBRARIES).values():
            check_software(theirs)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a large scenario is large
            return self._client.submit(_same, task, pure=False)

    def _hand_out(self, shared: Any, waiting: deque[Block], running: dict[Any, Block]) -> None:
        most = _AHEAD * max(1, self._threads())
        while waiting and len(running) < most:
            future = self._client.submit(_simulate_on, shared, waiting[0], pure=False)
            running[future] = waiting.popleft()

    def _collect(self, running: dict[Any, Block], finished: list[tuple[Block, Simulated]]) -> None:
        """Move the blocks that are finished by now out of those that run."""
        try:
            with self._client.as_current():
                found = self._dask.wait(
                    list(running), timeout=_WAIT_SECONDS, return_when="FIRST_COMPLETED"
                )
        except TimeoutError:
            if self._client.status != "running":
                raise ConnectionError("the scheduler is gone") from None
            return
        for future in found.done:
            software, counts = future.result(timeout=PATIENCE)
            check_software(software)
            finished.append((running.pop(future), counts))

    def _last_heard(self, heard: float) -> float:
        """Now, if there are workers; else when there were some, unless that is too long ago."""
        if self._threads():
            return time.monotonic()
        if time.monotonic() - heard > PATIENCE:
            raise WorkersError(f"{self._address}: the Dask cluster has no workers")
        return heard

    def _take_back(self, waiting: deque[Block], running: dict[Any, Block]) -> None:
        """Put blocks that nobody will finish back to the front, in their order."""
        for future in running:
            _quietly(future.release)
        waiting.extendleft(sorted(running.values(), key=lambda block: -block.number))
        running.clear()

    def _lost(self) -> tuple[type[BaseException], ...]:
        """What is raised where a worker or the scheduler is gone."""
        from concurrent.futures import CancelledError

        from distributed.client import FutureCancelledError
        from distributed.scheduler import KilledWorker

        return (
            CancelledError,
            asyncio.CancelledError,
            FutureCancelledError,
            KilledWorker,
            OSError,
            TimeoutError,
        )


def _same(task: Task) -> Task:
    return task


def _simulate_on(task: Task, block: Block) -> tuple[dict[str, str], Simulated]:
    return software_versions(), simulate_block(task, block)


def _quietly(call: Any, **options: Any) -> None:
    """Call what may fail because its other end is gone."""
    with suppress(Exception):
        call(**options)
