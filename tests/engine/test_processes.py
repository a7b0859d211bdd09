"""Worker processes that are killed: the same bits, nothing twice, nothing left behind."""

from __future__ import annotations

import os
import pickle
import random
import signal
import subprocess
from multiprocessing import active_children
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from select import PIPE_BUF

import numpy as np
import pytest

from safepassage import read_scenario, run, run_to
from safepassage.compiled.compile import compile_scenario
from safepassage.engine import processes as module
from safepassage.engine.block import Block, task_of
from safepassage.engine.ensemble import draw_members, simulate_blocks
from safepassage.engine.processes import Processes, _simulate_from
from safepassage.errors import WorkersError
from safepassage.scenario.scenario import Scenario
from tests.processes import begin, stored_blocks, wait_until

MEMBERS = 1000
BLOCK = 64


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return read_scenario("tiny")


@pytest.fixture(scope="module")
def digest(tiny: Scenario) -> str:
    return run(tiny, members=MEMBERS, workers=1).digest


def test_killed_workers_cost_nothing_but_time(tiny: Scenario, digest: str, tmp_path: Path) -> None:
    luck, killed, told = random.Random(1), [], [0]

    def kill(done: int, total: int) -> None:
        assert told[-1] < done <= total == MEMBERS
        told.append(done)
        children = [child for child in active_children() if child.pid not in killed]
        if done > 200 * (len(killed) + 1) and len(killed) < 2 and children:
            killed.append(luck.choice(children).pid or 0)
            os.kill(killed[-1], signal.SIGKILL)

    found = run_to(tiny, tmp_path / "run", members=MEMBERS, workers="local:2", progress=kill)
    assert len(killed) == 2
    assert told[-1] == MEMBERS
    assert found.result.digest == digest
    assert not active_children()


def test_each_block_comes_once_though_all_workers_die(tiny: Scenario) -> None:
    compiled, seed = compile_scenario(tiny), 1
    numbers = [range(start, start + 4) for start in range(0, 80, 4)]
    blocks = [
        Block(place, members, draw_members(compiled, members, seed))
        for place, members in enumerate(map(np.array, numbers))
    ]
    came, killed = [], False
    executor = Processes(2)
    try:
        for block, found in simulate_blocks(compiled, blocks, seed, executor):
            came.append(block.number)
            assert len(found.digests) == 4
            if not killed:
                killed = True
                for child in active_children():
                    os.kill(child.pid or 0, signal.SIGKILL)
    finally:
        executor.close()
    assert killed
    assert sorted(came) == list(range(len(blocks)))


def test_workers_that_always_die_are_given_up_and_nothing_is_lost(
    tiny: Scenario, digest: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "run"

    def kill_all(done: int, total: int) -> None:
        if done >= 300:
            monkeypatch.setattr(module, "_begin_worker", os._exit)  # those to come die at once

            for child in active_children():
                os.kill(child.pid or 0, signal.SIGKILL)

    monkeypatch.setattr(module, "_MOST_DEATHS", 1)
    with pytest.raises(WorkersError, match="died 2 times without finishing anything"):
        run_to(tiny, out, members=MEMBERS, workers="local:2", progress=kill_all)
    kept = stored_blocks(tmp_path / "run.part") * BLOCK
    assert 300 <= kept < MEMBERS
    seen: list[int] = []
    resumed = run_to(
        tiny, out, members=MEMBERS, resume=True, progress=lambda done, _: seen.append(done)
    )
    assert seen == list(range(kept + 1, MEMBERS + 1))
    assert resumed.result.digest == digest


def test_workers_end_with_the_program_that_was_killed(tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = begin(
        "run", "tiny", "--members", "0:20000", "--of", "20000", "--workers", "local:2",
        "--out", tmp_path / "run", env=os.environ | {"TMPDIR": str(scratch)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,  # workers would hold pipes open
    )  # fmt: skip
    wait_until(lambda: stored_blocks(tmp_path / "run.part") >= 1)
    children = psutil.Process(process.pid).children(recursive=True)
    assert len(children) >= 2
    assert list(scratch.iterdir())
    process.kill()
    process.wait()
    _, alive = psutil.wait_procs(children, timeout=20)
    for child in alive:
        child.kill()
    assert not alive
    assert not list(scratch.iterdir())


def test_what_a_process_answers_fits_into_one_write(tiny: Scenario, tmp_path: Path) -> None:
    """A longer answer could be cut in half by a kill, and the pool would wait for the rest."""
    compiled, seed = compile_scenario(tiny), 1
    block = Block(0, np.arange(64), draw_members(compiled, np.arange(64), seed))
    task = tmp_path / "task.pickle"
    task.write_bytes(pickle.dumps(task_of(compiled, seed)))
    answer = _simulate_from(str(task), block)
    assert len(ForkingPickler.dumps(answer)) < PIPE_BUF / 2
    assert len(Path(answer).read_bytes()) > PIPE_BUF
