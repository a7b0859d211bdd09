"""Damaged run folders: each is refused by name, and none is taken for another run.

``SAFEPASSAGE_DAMAGED=1000`` tries more of them.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from safepassage import StoreError, load, merge, read_scenario, replay, run, run_to, save
from safepassage.errors import SafepassageError
from safepassage.result import store
from safepassage.result.result import Result
from tests.result.damage import DAMAGES

CASES = int(os.environ.get("SAFEPASSAGE_DAMAGED", "48"))
DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A run, and another one of the same scenario."""
    folder, tiny = tmp_path_factory.mktemp("runs"), read_scenario("tiny")
    found = [save(run(tiny, members=5, seed=seed), folder / f"seed-{seed}") for seed in (3, 4)]
    return found[0], found[1]


def same(one: Result, other: Result) -> bool:
    """Whether two results are the same in everything that a reader gets."""
    arrays = all(
        np.array_equal(np.asarray(one.arrays[name]), np.asarray(other.arrays[name]))
        for name in other.arrays
    )
    numbers = all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("weight", "inputs", "members")
    )
    plain = ("places", "classes", "corridors", "links", "input_names", "seed", "digest", "seconds")
    return (
        arrays
        and numbers
        and one.scenario == other.scenario
        and one.scenario.as_of == other.scenario.as_of
        and all(getattr(one, name) == getattr(other, name) for name in plain)
    )


@pytest.mark.parametrize("case", range(CASES))
def test_a_damaged_run_is_refused(
    case: int, runs: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It loads as what it was, where the damage is in a part that is not read, or it does not."""
    chance, original = random.Random(case), load(runs[0])
    damage = DAMAGES[case % len(DAMAGES)]
    folder = Path(shutil.copytree(runs[0], tmp_path / "run"))
    what = damage(folder, chance, runs[1])
    if chance.random() < 0.3:
        monkeypatch.setattr(store, "IN_MEMORY", 0)  # counts are read when they are used
    with suppress(SafepassageError):
        assert same(load(folder), original), what
    with pytest.raises(SafepassageError, match=re.escape(str(folder))):
        replay(folder, workers=1)


@pytest.mark.parametrize("case", range(max(8, CASES // 4)))
def test_a_damaged_run_of_an_earlier_format_is_no_traceback(case: int, tmp_path: Path) -> None:
    """Such runs have no checksums: what loads fits its scenario, and replays as what it says."""
    chance = random.Random(case)
    source, other = (DATA / f"format-{3 + (case + more) % 2}" for more in (0, 1))
    folder = Path(shutil.copytree(source, tmp_path / "run"))
    what = DAMAGES[(case // 2) % len(DAMAGES)](folder, chance, other)
    original = load(source)
    for read in (load, replay):
        try:
            found = read(folder)
        except SafepassageError:
            continue
        assert found.weight.sum() == pytest.approx(1), what
        assert np.isfinite(found.inputs).all(), what
        assert sorted(found.places) == sorted(original.places), what
        for name, counts in original.arrays.items():
            both_empty = not counts.size and not found.arrays[name].size
            assert both_empty or np.array_equal(found.arrays[name], counts), what


def test_a_damaged_shard_is_not_merged(tmp_path: Path) -> None:
    tiny = read_scenario("tiny")
    shards = [tmp_path / "one", tmp_path / "two"]
    for number, shard in enumerate(shards):
        run_to(tiny, shard, members=3, first=3 * number, of=6)
    chunk = next(path for path in (shards[1] / "result.zarr" / "fled" / "c").rglob("*/0/0/0"))
    chunk.write_bytes(chunk.read_bytes()[:-1] + b"\x00")
    with pytest.raises(StoreError, match=r"two.*fled.*changed after the run"):
        merge(shards, tmp_path / "whole")
    chunk.unlink()
    with pytest.raises(StoreError, match=r"two.*fled.*missing"):
        merge(shards, tmp_path / "whole")


def test_a_file_that_no_reader_takes_is_the_users(runs: tuple[Path, Path], tmp_path: Path) -> None:
    """Notes beside a run, and its tables for spreadsheets, may be changed."""
    folder = Path(shutil.copytree(runs[0], tmp_path / "run"))
    (folder / "notes.txt").write_text("checked on Monday")
    (folder / "counts.csv").write_text("opened and saved")
    assert same(load(folder), load(runs[0]))
    assert replay(folder, workers=1).seed == 3
