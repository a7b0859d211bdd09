"""How cost grows with the members of a run, and what merging shards adds."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.clock import fastest, stored
from safepassage.result.merge import merge
from safepassage.result.run import run
from safepassage.result.streamed import run_to
from safepassage.scenario.read import read_scenario
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.write import write

REFERENCE = 100
"""Members of the run whose cost a member the others are compared with."""
SHARDS = 10
_MOST_REPEATED = 10_000
"""Runs of more members are long enough to be run once."""


def members(scenario: Scenario, sizes: list[int], rounds: int) -> dict[str, Any]:
    """Cost of a member by the size of the run, start-up (a run of one member) taken off.

    Each size has a process of its own, so that its peak of memory is its own. ``command_s`` is
    `safepassage run` with its table, figures and exports, the start of Python included. A few
    members that fit in one block are stored by the one write that the start-up has too.
    """
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as scratch:
        case = write(scenario, Path(scratch) / scenario.name)
        for size in sizes:
            command = [sys.executable, "-m", "benchmarks.growth", str(case), str(size), str(rounds)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            row = json.loads(done.stdout)
            row["command_s"] = _command_seconds(case, size, Path(scratch))
            found[str(size)] = row
    reference = found.get(str(REFERENCE), next(iter(found.values())))["member_us"]
    for row in found.values():
        row["ratio"] = row["member_us"] / reference
    return found


def one_size(case: Path, size: int, rounds: int) -> dict[str, float]:
    """Start-up, cost a member, peak of memory and disk of runs of one size."""
    scenario = read_scenario(case)
    run(scenario, members=2, workers=1)
    calls = {
        "start": partial(stored, scenario, 1, None),
        "whole": partial(stored, scenario, size, None),
    }
    if size > _MOST_REPEATED:
        del calls["whole"]
    best = fastest(calls, max(3 * rounds, min(30, 3000 // size)), same=False)
    with tempfile.TemporaryDirectory() as scratch:
        began = time.perf_counter()
        whole = run_to(scenario, Path(scratch) / "run", members=size)
        seconds = min(best.get("whole", float("inf")), time.perf_counter() - began)
        disk = sum(file.stat().st_size for file in whole.location.path.rglob("*"))
    return {
        "start_s": best["start"],
        "member_us": 1e6 * (seconds - best["start"]) / max(1, size - 1),
        "peak_mb": _peak_mb(),
        "disk_a_member_kb": disk / size / 1000,
    }


def _peak_mb() -> float:
    """Most memory of this process. (What getrusage says is handed down from the parent.)"""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = [x for x in status.read_text().splitlines() if x.startswith("VmHWM:")]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def merging(scenario: Scenario, count: int) -> dict[str, float]:
    """Wall of merging shards, beside that of computing them."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, total = Path(scratch), SHARDS * count
        began = time.perf_counter()
        shards = [
            run_to(
                scenario, folder / f"shard-{n}", members=count, first=n * count, of=total
            ).location.path
            for n in range(SHARDS)
        ]
        ready = time.perf_counter()
        whole = merge(shards, folder / "whole")
        merged = time.perf_counter()
        if whole.result.members.size != total:
            raise RuntimeError("members were lost")
    return {
        "members": total,
        "compute_s": ready - began,
        "merge_s": merged - ready,
        "merge_a_member_us": 1e6 * (merged - ready) / total,
        "share": (merged - ready) / (ready - began),
    }


def _command_seconds(case: Path, size: int, scratch: Path) -> float:
    command = [sys.executable, "-m", "safepassage", "run", str(case), "--members", str(size)]
    began = time.perf_counter()
    subprocess.run(
        [*command, "--json", "--out", str(scratch / f"run-{size}")], check=True, capture_output=True
    )
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(one_size(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
