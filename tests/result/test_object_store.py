"""Runs on an S3-compatible server: the same bits as in a folder, and the same clean ends."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safepassage import StoreError, load, merge, read_scenario, replay, run, run_to
from safepassage.result import store, stored
from safepassage.result.location import Location
from safepassage.result.provenance import UNFINISHED
from safepassage.scenario.scenario import Scenario
from tests.processes import begin, call, wait_until
from tests.result.s3_server import BUCKET, LOCKED, s3_server

pytest.importorskip("obstore")
pytest.importorskip("moto")

MEMBERS = 150
REFUSED = 2


@pytest.fixture(scope="module", autouse=True)
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with (
        pytest.MonkeyPatch.context() as patch,
        s3_server(tmp_path_factory.mktemp("s3")) as environment,
    ):
        for name, value in environment.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return read_scenario("tiny")


def address(name: str) -> str:
    return f"s3://{BUCKET}/{name}"


def test_a_run_is_the_same_there(tiny: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run(tiny, members=MEMBERS)
    found = run_to(tiny, address("one"), members=MEMBERS).result
    assert found.digest == whole.digest
    assert replay(address("one")).digest == whole.digest
    with monkeypatch.context() as patch:
        patch.setattr(store, "IN_MEMORY", 0)
        patch.setattr(stored, "_PART", 1)
        loaded = load(address("one"))
    assert not isinstance(loaded.arrays["fled"], np.ndarray)
    for name, counts in whole.arrays.items():
        np.testing.assert_array_equal(loaded.arrays[name][:], counts)
    assert run_to(tiny, address("one"), members=MEMBERS, resume=True).was_there
    assert not Location(address("one")).has(UNFINISHED)


def test_shards_are_merged_there(tiny: Scenario, tmp_path: Path) -> None:
    ranges = ((0, 70), (70, MEMBERS))
    shards = [address(f"shards/{first}") for first, _ in ranges]
    for shard, (first, stop) in zip(shards, ranges, strict=True):
        run_to(tiny, shard, members=stop - first, first=first, of=MEMBERS)
    with pytest.raises(StoreError, match=r"members 70:150 are in no shard"):
        merge(shards[:1], address("merged"))
    assert not Location(address("merged")).is_taken()
    whole = run(tiny, members=MEMBERS)
    assert merge(shards, address("merged")).result.digest == whole.digest
    assert merge(shards, tmp_path / "merged").result.digest == whole.digest
    assert load(address("merged")).digest == whole.digest


def test_a_killed_run_is_resumed_there(tiny: Scenario) -> None:
    members, out = 1500, address("killed")
    process = begin("run", "tiny", "--members", str(members), "--out", out)
    system, prefix = Location(f"{out}/result.zarr/internal/digest/c")._system()

    def blocks() -> int:
        with suppress(FileNotFoundError):
            return len(system.find(prefix, refresh=True))
        return 0

    wait_until(lambda: blocks() >= 3)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with pytest.raises(StoreError, match="--resume"):
        load(out)
    with pytest.raises(StoreError, match="--resume"):
        run_to(tiny, out, members=members)
    with pytest.raises(StoreError, match="another run"):
        run_to(tiny, out, members=members, seed=2, resume=True)
    seen: list[int] = []
    resumed = run_to(
        tiny, out, members=members, resume=True, progress=lambda done, _: seen.append(done)
    ).result
    assert seen[0] > 3 * 64
    assert len(seen) < members - 3 * 63
    assert resumed.digest == run(tiny, members=members).digest
    assert load(out).digest == resumed.digest


def test_a_run_that_was_killed_at_once_can_be_begun_again(tiny: Scenario) -> None:
    place = Location(address("early"))
    place.write_text("writable", "")
    place.write_text("result.zarr/zarr.json", "{}")
    found = run_to(tiny, place.text, members=3).result
    assert found.digest == run(tiny, members=3).digest


def test_neighbours_and_strangers_are_left_alone(tiny: Scenario) -> None:
    run_to(tiny, address("near"), members=3)
    other = run_to(tiny, address("near-by"), members=4).result
    with pytest.raises(StoreError, match="exists; choose another"):
        run_to(tiny, address("near"), members=5)
    found = run_to(tiny, address("near"), members=5, overwrite=True).result
    assert (load(address("near")).digest, found.members.size) == (found.digest, 5)
    assert load(address("near-by")).digest == other.digest
    Location(address("theirs")).write_text("letter.txt", "not a run")
    with pytest.raises(StoreError, match="is not a run folder"):
        run_to(tiny, address("theirs"), members=5, overwrite=True)
    assert Location(address("theirs")).read_text("letter.txt") == "not a run"


def test_a_bucket_without_permission_is_a_clear_error(tmp_path: Path) -> None:
    done = call(
        "run", "tiny", "--members", "3", "--out", f"s3://{LOCKED}/run", cwd=tmp_path,
        env=os.environ,
    )  # fmt: skip
    assert done.returncode == REFUSED
    assert done.stdout == ""
    assert done.stderr.strip().startswith(f"error: s3://{LOCKED}/run: cannot be written: ")
    assert len(done.stderr.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_there_is_a_clear_error(
    tiny: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StoreError, match=r"cannot be read: .*bucket does not exist"):
        run_to(tiny, "s3://nowhere/run", members=3)
    with pytest.raises(StoreError, match=r"cannot be read: .*bucket does not exist"):
        load("s3://nowhere/run")
    with pytest.raises(StoreError, match="is not a finished run folder"):
        load(address("nothing"))
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(StoreError, match="cannot be read"):
        load("s3://gone/run")


def test_a_run_that_is_half_removed_does_not_look_finished(
    tiny: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first(result: object, folder: Path) -> None:
        (folder / "a.txt").write_text("first of all names")

    run_to(tiny, address("replaced"), members=3, extras=[first])
    removed: list[str] = []

    class Failing:
        def __init__(self, system: Any) -> None:
            self._system = system

        def __getattr__(self, name: str) -> Any:
            return getattr(self._system, name)

        def rm_file(self, key: str) -> None:
            if removed:
                raise ConnectionError("the server is gone")
            self._system.rm_file(key)
            removed.append(key)

    system = Location._system

    def failing(self: Location, **options: bool) -> tuple[Any, str]:
        found, prefix = system(self, **options)
        return Failing(found), prefix

    with monkeypatch.context() as patch:
        patch.setattr(Location, "_system", failing)
        with pytest.raises(StoreError, match="cannot be written: the server is gone"):
            run_to(tiny, address("replaced"), members=4, overwrite=True)
    assert len(removed) == 1
    with pytest.raises(StoreError, match="is not a finished run folder"):
        load(address("replaced"))
    assert run_to(tiny, address("replaced"), members=4).result.members.size == 4
    assert load(address("replaced")).members.size == 4
