"""Runs that are killed again and again end with the bits of one that never was."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from safepassage import load, read_scenario, run
from tests.cli.forks import Forks
from tests.processes import stored_blocks, wait_until

MEMBERS, BLOCK = 3000, 64
BLOCKS = -(-MEMBERS // BLOCK)
KILLS, LATE = 20, 3
"""Kills in all; so many come when all members are stored, but the run is not finished."""


@pytest.mark.slow
def test_twenty_random_kills_do_not_change_a_bit(tmp_path: Path) -> None:
    luck = random.Random(8)
    out, printed = tmp_path / "run", tmp_path / "printed"
    part = tmp_path / "run.part"
    reached = [0]
    with Forks() as forks:

        def begin() -> int:
            options = ("--members", str(MEMBERS), "--out", out, "--resume")
            return forks.begin(printed, "run", "tiny", *options)

        def kill(number: int) -> None:
            assert not out.exists()
            os.kill(number, signal.SIGKILL)
            assert forks.end() == -signal.SIGKILL, (tmp_path / "printed.err").read_text()
            assert not out.exists()
            reached.append(stored_blocks(part))

        # So many blocks or so much time, whichever comes first: both are random.
        most = 2 * BLOCKS / (KILLS - LATE)
        while len(reached) <= KILLS - LATE:
            number = begin()
            target, until = reached[-1] + luck.uniform(0, most), time.monotonic() + 20
            while stored_blocks(part) < min(target, BLOCKS - 1) and time.monotonic() < until:
                time.sleep(0.001)
            time.sleep(luck.uniform(0, 0.02))
            kill(number)
        while len(reached) <= KILLS:
            number = begin()
            wait_until(lambda: stored_blocks(part) == BLOCKS)
            time.sleep(luck.uniform(0, 0.2))
            kill(number)
        begin()
        assert forks.end() == 0, (tmp_path / "printed.err").read_text()
    assert len(reached) == KILLS + 1
    partial = [blocks for blocks in reached if 0 < blocks < BLOCKS]
    assert len(partial) >= KILLS // 2
    assert len(set(partial)) >= KILLS // 3
    assert reached == sorted(reached)
    found, whole = load(out), run(read_scenario("tiny"), members=MEMBERS)
    assert found.digest == whole.digest
    assert all((found.arrays[name] == whole.arrays[name]).all() for name in whole.arrays)
    assert not part.exists()
    assert not list(out.rglob("*.partial"))
    names = {path.name for path in out.iterdir()}
    assert not names & {"unfinished.json", ".lock", "writable"}
