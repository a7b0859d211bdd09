"""Shards of an ensemble: whole and of one kind, or refused with all that is wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safepassage import StoreError, merge, read_scenario, replay, run, run_to
from safepassage.result.location import Location
from safepassage.result.seal import seal_of
from safepassage.result.writer import lock
from safepassage.scenario.scenario import Scenario

MEMBERS = 200


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return read_scenario("tiny")


def shard(
    scenario: Scenario, folder: Path, first: int, stop: int, *, of: int = MEMBERS, seed: int = 1
) -> Path:
    run_to(scenario, folder, members=stop - first, first=first, of=of, seed=seed)
    return folder


def interrupted(scenario: Scenario, folder: Path, first: int, stop: int) -> Path:
    def interrupt(done: int, total: int) -> None:
        if done == 150:  # two blocks are finished
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_to(scenario, folder, members=stop - first, first=first, of=MEMBERS, progress=interrupt)
    return folder


def changed(folder: Path, **facts: Any) -> Path:
    """As another version would have written it."""
    file = folder / "provenance.json"
    found = json.loads(file.read_text()) | facts
    file.write_text(json.dumps(found | {"seal": seal_of(found)}))
    return folder


def problems(shards: list[Path], out: Path) -> list[str]:
    with pytest.raises(StoreError) as raised:
        merge(shards, out)
    assert not out.exists()
    assert not out.with_name(f"{out.name}.part").exists()
    return str(raised.value).splitlines()


def test_merged_shards_are_the_whole_run(tiny: Scenario, tmp_path: Path) -> None:
    parts = [
        shard(tiny, tmp_path / f"s{first}", first, stop)
        for first, stop in ((130, 200), (0, 1), (1, 130))
    ]
    merged = merge(parts, tmp_path / "whole").result
    whole = run(tiny, members=MEMBERS)
    assert merged.digest == whole.digest
    for name, counts in whole.arrays.items():
        np.testing.assert_array_equal(merged.arrays[name], counts)
    np.testing.assert_array_equal(merged.inputs, whole.inputs)
    assert replay(tmp_path / "whole").digest == whole.digest


def test_shards_of_different_kernels_are_refused_by_name(tiny: Scenario, tmp_path: Path) -> None:
    good = shard(tiny, tmp_path / "good", 0, 150)
    other = shard(tiny, tmp_path / "other", 150, 200)
    software = json.loads((other / "provenance.json").read_text())["software"]
    changed(other, software=software | {"kernel": "0123456789abcdef"})
    (found, missing) = problems([good, other], tmp_path / "out")
    assert "another ensemble" in found
    assert f"kernel 0123456789abcdef, not {software['kernel']}" in found
    assert "150:200" in missing


def test_everything_that_is_wrong_is_named_at_once(tiny: Scenario, tmp_path: Path) -> None:
    good = shard(tiny, tmp_path / "good", 0, 60)
    over = shard(tiny, tmp_path / "over", 50, 80)
    twice = Path(shutil.copytree(over, tmp_path / "copy"))
    old = changed(shard(tiny, tmp_path / "old", 100, 110), software={"safepassage": "0.0.1"})
    warmer = tiny.replace(places=[{**row, "area_km2": 9.0} for row in tiny["places"].rows()])
    others = {
        "seed": shard(tiny, tmp_path / "seed", 110, 120, seed=2),
        "of": shard(tiny, tmp_path / "of", 120, 130, of=300),
        "world": shard(warmer, tmp_path / "world", 130, 140),
    }
    unfinished = interrupted(tiny, tmp_path / "unfinished", 10, 190)
    whole = tmp_path / "all"
    run_to(tiny, whole, members=10)
    found = problems(
        [good, good, over, twice, old, *others.values(), unfinished, whole, tmp_path / "none"],
        tmp_path / "out",
    )
    wanted = [
        f"{unfinished}: is not a finished run folder; the command that began it finishes",
        f"{tmp_path}/none: is not a finished run folder",
        f"{good}: is given twice",
        f"{whole}: is a whole run, not a shard (made without --of)",
        f"{old} (members 100:110): is of another ensemble than {good}: safepassage 0.0.1, not ",
        f"{others['seed']} (members 110:120): is of another ensemble than {good}: seed 2, not 1",
        f"{others['of']} (members 120:130): is of another ensemble than {good}: of 300, not 200",
        f"{others['world']} (members 130:140): is of another ensemble than {good}: another scen",
        f"members 50:60 are in {good} (members 0:60) and in ",
        "members 50:80 are in ",
        "members 80:200 are in no shard that can be used",
    ]
    assert len(found) == len(wanted)
    for line, start in zip(found, wanted, strict=True):
        assert line.startswith(start)


@pytest.mark.parametrize(
    ("ranges", "missing"),
    [
        (((0, 60), (60, 150)), ["150:200"]),
        (((60, 200),), ["0:60"]),
        (((10, 20), (30, 200)), ["0:10", "20:30"]),
    ],
)
def test_a_missing_shard_is_named_by_its_members(
    tiny: Scenario, tmp_path: Path, ranges: tuple[tuple[int, int], ...], missing: list[str]
) -> None:
    parts = [shard(tiny, tmp_path / f"s{first}", first, stop) for first, stop in ranges]
    assert problems(parts, tmp_path / "out") == [
        f"members {gap} are in no shard that can be used" for gap in missing
    ]


def test_the_odd_one_is_named_though_it_comes_first(tiny: Scenario, tmp_path: Path) -> None:
    odd = shard(tiny, tmp_path / "odd", 0, 60, seed=2)
    rest = [shard(tiny, tmp_path / f"s{first}", first, first + 70) for first in (60, 130)]
    first, second = problems([odd, *rest], tmp_path / "out")
    assert first.startswith(f"{odd} (members 0:60): is of another ensemble than {rest[0]}: seed 2")
    assert second == "members 0:60 are in no shard that can be used"


@pytest.mark.parametrize("damage", ["missing", "cut off", "other bits"])
def test_a_damaged_shard_is_refused(tiny: Scenario, tmp_path: Path, damage: str) -> None:
    whole = shard(tiny, tmp_path / "s", 0, 128, of=128)
    chunks = whole / "result.zarr" / "displaced" / "c"
    chunk = min(path for path in chunks.rglob("*") if path.is_file())
    bits = chunk.read_bytes()
    if damage == "missing":
        chunk.unlink()
    elif damage == "cut off":
        chunk.write_bytes(bits[: len(bits) // 2])
    else:
        other = shard(tiny, tmp_path / "other", 0, 128, of=128, seed=2)
        shutil.copy(other / chunk.relative_to(whole), chunk)
    found = problems([whole], tmp_path / "out")
    assert len(found) == 1
    assert found[0].startswith(f"{chunk}: is damaged")


def test_a_merge_leaves_what_another_process_writes(tiny: Scenario, tmp_path: Path) -> None:
    parts = [shard(tiny, tmp_path / "s", 0, 20, of=20)]
    work = tmp_path / "out.part"
    work.mkdir()
    held = lock(Location(str(work)))
    (work / "counts").write_text("of the other process")
    try:
        with pytest.raises(StoreError, match="another process writes to it"):
            merge(parts, tmp_path / "out")
        assert (work / "counts").exists()
    finally:
        held.close()
