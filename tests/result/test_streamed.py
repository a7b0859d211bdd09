"""Runs that stream to their folder: shards, resuming, faults; always the same bits."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pytest

from safepassage import StoreError, load, merge, read_scenario, replay, run, run_to
from safepassage.result import store, stored
from safepassage.result.precision import stages
from safepassage.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return read_scenario("tiny")


def shard(
    tiny: Scenario, folder: Path, first: int, stop: int, of: int = 200, seed: int = 1
) -> Path:
    run_to(tiny, folder, members=stop - first, first=first, of=of, seed=seed)
    return folder


def test_merged_shards_are_the_whole_run(tiny: Scenario, tmp_path: Path) -> None:
    parts = [
        shard(tiny, tmp_path / f"s{first}", first, stop)
        for first, stop in ((130, 200), (0, 1), (1, 130))
    ]
    merged = merge(parts, tmp_path / "whole").result
    whole = run(tiny, members=200)
    assert merged.digest == whole.digest
    for name, counts in whole.arrays.items():
        np.testing.assert_array_equal(merged.arrays[name], counts)
    assert replay(tmp_path / "whole").digest == whole.digest


def test_shards_that_do_not_fit_are_all_named(tiny: Scenario, tmp_path: Path) -> None:
    good = shard(tiny, tmp_path / "good", 0, 100)
    over = shard(tiny, tmp_path / "over", 90, 150)
    other = shard(tiny, tmp_path / "other", 150, 200, seed=2)
    with pytest.raises(StoreError) as raised:
        merge([good, over, over, other, tmp_path / "none"], tmp_path / "whole")
    text = str(raised.value)
    for words in ("is given twice", "90:100 are in", "seed 2, not 1", "none: is not a finished"):
        assert words in text
    with pytest.raises(StoreError, match="members 100:200 are in no shard"):
        merge([good], tmp_path / "whole")
    assert not (tmp_path / "whole").exists()


def test_a_damaged_shard_is_refused(tiny: Scenario, tmp_path: Path) -> None:
    whole = shard(tiny, tmp_path / "s", 0, 128, of=128)
    chunks = sorted(
        p for p in (whole / "result.zarr" / "displaced" / "c").rglob("*") if p.is_file()
    )
    chunks[0].unlink()
    with pytest.raises(StoreError, match="damaged: member"):
        merge([whole], tmp_path / "whole")


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


def test_killed_workers_cost_nothing_but_time(tiny: Scenario) -> None:
    luck, kills = random.Random(1), []

    def kill(done: int, total: int) -> None:
        children = active_children()
        if len(kills) < 3 and children:
            kills.append(done)
            os.kill(luck.choice(children).pid or 0, signal.SIGKILL)

    found = run(tiny, members=1000, workers="local:2", progress=kill)
    assert kills
    assert found.digest == run(tiny, members=1000).digest


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
