"""Where members are simulated: threads, processes of this machine, or a Dask cluster."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from safepassage.engine.executor import Executor
from safepassage.errors import Problem, ScenarioError

MAX_WORKERS = 1024


Workers = int | str | Executor | None
"""Threads, ``local:N`` processes, ``dask://host:port``, an executor, or None for a thread a
processor."""


def default_workers() -> int:
    """Number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def opened(workers: Workers) -> Iterator[Executor]:
    """The executor for a choice of workers; one that is opened here is closed at the end.

    Raises:
        ScenarioError: If the choice is not a valid one.
        RunError: If a cluster cannot be reached, or its library is not installed.
    """
    problem = workers_problem(workers)
    if problem is not None:
        raise ScenarioError([problem])
    if not (workers is None or isinstance(workers, (int, str))):
        yield workers
        return
    executor = _open(default_workers() if workers is None else workers)
    try:
        yield executor
    finally:
        executor.close()


def workers_problem(workers: Workers) -> Problem | None:
    """What is wrong with a choice of workers, or None."""
    remedy = f"1 to {MAX_WORKERS} threads, local:N processes or dask://host:port"
    if isinstance(workers, str):
        count = _count(workers)
        if count is None and not re.fullmatch(r"dask://[^/\s]+:\d{1,5}", workers):
            return Problem(
                f"{workers!r} names no workers",
                column="workers",
                remedy=remedy,
            )
    else:
        count = workers if isinstance(workers, int) else None
    if not (workers is None or isinstance(workers, (int, str)) or hasattr(workers, "simulate")):
        return Problem(f"is of type {type(workers).__name__}", column="workers", remedy=remedy)
    if count is not None and not 1 <= count <= MAX_WORKERS:
        return Problem(f"{workers} is out of range", column="workers", remedy=remedy)
    return None


def _count(workers: str) -> int | None:
    """Number in ``4`` or ``local:4``."""
    found = re.fullmatch(r"(?:local:)?(-?\d{1,9})", workers)
    return int(found[1]) if found else None


def _open(workers: int | str) -> Executor:
    if isinstance(workers, str) and not workers.lstrip("-").isdigit():
        if workers.startswith("local:"):
            from safepassage.engine.processes import Processes

            return Processes(int(workers.partition(":")[2]))
        from safepassage.engine.cluster import Cluster

        return Cluster("tcp://" + workers.removeprefix("dask://"))
    from safepassage.engine.threads import Threads

    return Threads(int(workers))
