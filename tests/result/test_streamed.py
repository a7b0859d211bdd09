"""Runs that stream to their folder: shards, resuming, faults; always the same bits."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from safepassage import StoreError, load, read_scenario, run, run_to
from safepassage.result import store, stored
from safepassage.result.precision import stages
from safepassage.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return read_scenario("tiny")


def test_an_interrupted_run_computes_only_what_is_missing(tiny: Scenario, tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        if done >= 1000:
            raise KeyboardInterrupt

    out = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt):
        run_to(tiny, out, members=2000, progress=interrupt)
    with pytest.raises(StoreError, match="--resume"):
        load(out)
    with pytest.raises(StoreError, match="--resume"):
        run_to(tiny, out, members=2000)
    with pytest.raises(StoreError, match="another run"):
        run_to(tiny, out, members=2000, seed=2, resume=True)
    seen: list[int] = []
    resumed = run_to(
        tiny, out, members=2000, resume=True, progress=lambda done, _: seen.append(done)
    )
    assert seen[0] > 1
    assert len(seen) < 2000
    assert resumed.result.digest == run(tiny, members=2000).digest
    assert run_to(tiny, out, members=2000, resume=True).was_there
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_killed_process_is_resumed(tiny: Scenario, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "safepassage", "run", "tiny", "--members", "6000"]
    command += ["--out", str(tmp_path / "run"), "--workers", "1"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    part = tmp_path / "run.part" / "unfinished.json"
    until = time.monotonic() + 60
    while not part.exists() and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "run").exists()
    resumed = run_to(tiny, tmp_path / "run", members=6000, resume=True).result
    assert resumed.digest == run(tiny, members=6000).digest


def test_a_place_that_cannot_be_written_is_a_clear_error(tiny: Scenario) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        run_to(tiny, "/proc/nowhere/run", members=2)


def test_large_runs_stay_on_disk(
    tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "IN_MEMORY", 0)
    monkeypatch.setattr(stored, "_PART", 1)
    found = run_to(tiny, tmp_path / "run", members=150).result
    whole = run(tiny, members=150)
    assert not isinstance(found.arrays["fled"], np.ndarray)
    np.testing.assert_array_equal(
        found.arrays["fled"][:, 3, [0, 2]], whole.arrays["fled"][:, 3, [0, 2]]
    )
    assert sum(part.members.size for part in found.parts()) == 150


def test_until_equals_a_fixed_run(tiny: Scenario, tmp_path: Path) -> None:
    found = run_to(tiny, tmp_path / "run", members=5000, until="width:0.05")
    assert found.precision is not None
    assert found.precision.reached
    assert found.precision.members in stages(5000)
    assert found.result.digest == run(tiny, members=found.precision.members).digest
