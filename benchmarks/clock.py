"""Runs by the clock, compared fairly."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from safepassage.engine.executors import Workers
from safepassage.result.run import run
from safepassage.result.streamed import run_to
from safepassage.scenario.scenario import Scenario

Timed = tuple[float, str]
"""Seconds, and the digest of what was computed."""


def fastest(
    calls: Mapping[str, Callable[[], Timed]], rounds: int, *, same: bool = True
) -> dict[str, float]:
    """Least seconds of each call over rounds in which each has its turn.

    Raises:
        RuntimeError: If they are the same run and their digests differ.
    """
    best, digests = dict.fromkeys(calls, float("inf")), set()
    for _ in range(rounds):
        for name, call in calls.items():
            seconds, digest = call()
            digests.add(digest)
            best[name] = min(best[name], seconds)
    if same and len(digests) != 1:
        raise RuntimeError(f"digests differ: {sorted(digests)}")
    return best


def in_memory(scenario: Scenario, count: int, executor: Workers) -> Timed:
    """A run into memory."""
    began = time.perf_counter()
    digest = run(scenario, members=count, workers=executor).digest
    return time.perf_counter() - began, digest


def stored(scenario: Scenario, count: int, executor: Workers) -> Timed:
    """A run into a folder, which is removed when the clock has stopped."""
    with tempfile.TemporaryDirectory() as scratch:
        began = time.perf_counter()
        digest = run_to(
            scenario, Path(scratch) / "run", members=count, workers=executor
        ).result.digest
        return time.perf_counter() - began, digest
