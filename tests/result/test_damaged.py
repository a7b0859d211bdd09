"""Damaged run folders: each is refused by name, and none is taken for another run.

``SAFEPASSAGE_DAMAGED=1000`` tries more of them.
"""

from __future__ import annotations

import json
import os
import pickle
import random
import re
import shutil
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from safepassage import StoreError, load, merge, read_scenario, replay, run, run_to, save
from safepassage.errors import SafepassageError
from safepassage.result import store
from safepassage.result.result import Result
from safepassage.result.seal import sealed
from tests.result.damage import DAMAGES, link, pipe, reseal

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


@pytest.mark.parametrize("case", range(CASES // 2))
def test_a_run_of_somebody_who_sealed_it_anew_is_no_traceback(
    case: int, runs: tuple[Path, Path], tmp_path: Path
) -> None:
    """A seal is no signature: what loads is another run, sound and fit for its scenario."""
    chance = random.Random(case)
    folder = Path(shutil.copytree(runs[0], tmp_path / "run"))
    damage = DAMAGES[case % len(DAMAGES)]
    what = damage(folder, chance, runs[1])
    with suppress(OSError, ValueError, TypeError):  # what cannot be listed is as it is
        if damage not in {link, pipe} and not has_giant(folder):
            reseal(folder)
    with suppress(SafepassageError):
        found = load(folder)
        assert found.weight.sum() == pytest.approx(1), what
        assert all((np.asarray(counts) >= 0).all() for counts in found.arrays.values()), what
    with suppress(SafepassageError):
        replay(folder, workers=1)


def has_giant(folder: Path) -> bool:
    return any(path.stat().st_size > 2**30 for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "line",
    [
        f"{'0' * 64},5,scenario/../../secret",
        f"{'0' * 64},5,/secret",
        f"{'0' * 64},5,result.zarr//etc",
        f"{'0' * 64},99999999999999,result.zarr/zarr.json",
        f"{'0' * 64},-1,scenario/places.csv",
        f"{'0' * 63},5,scenario/places.csv",
        "scenario/places.csv",
        "\u2028",
    ],
)
def test_a_list_of_files_leads_nowhere_else(
    line: str, runs: tuple[Path, Path], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(runs[0], tmp_path / "run"))
    text = (folder / "checksums.csv").read_text() + line + "\n"
    (folder / "checksums.csv").write_text(text, encoding="utf-8")
    facts = json.loads((folder / "provenance.json").read_text())
    (folder / "provenance.json").write_text(json.dumps(sealed(facts, text)))
    (tmp_path / "secret").write_text("12345")
    for read in (load, replay):
        with pytest.raises(StoreError, match=r"checksums\.csv: is damaged"):
            read(folder)


def test_arrays_of_a_format_with_programs_in_it_are_not_opened(
    runs: tuple[Path, Path], tmp_path: Path
) -> None:
    """Zarr 2 has a codec that unpickles."""
    folder = Path(shutil.copytree(DATA / "format-4", tmp_path / "run"))
    shutil.rmtree(folder / "result.zarr")
    group = folder / "result.zarr"
    (group / "place").mkdir(parents=True)
    (group / ".zgroup").write_text('{"zarr_format": 2}')
    codecs = {"filters": [{"id": "vlen-utf8"}, {"id": "pickle", "protocol": 5}], "compressor": None}
    about = {"zarr_format": 2, "shape": [1], "chunks": [1], "dtype": "|O", "fill_value": ""}
    (group / "place" / ".zarray").write_text(json.dumps({**about, **codecs, "order": "C"}))
    (group / "place" / "0").write_bytes(pickle.dumps(tmp_path.mkdir))
    with pytest.raises(StoreError, match=r"is damaged.*[Nn]o group found"):
        load(folder)


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Two shards of an ensemble, and the run that they make."""
    folder, tiny = tmp_path_factory.mktemp("shards"), read_scenario("tiny")
    for number in (0, 1):
        run_to(tiny, folder / f"{number}", members=3, first=3 * number, of=6)
    merge([folder / "0", folder / "1"], folder / "whole")
    return folder / "0", folder / "1", folder / "whole"


@pytest.mark.parametrize("case", range(CASES // 2))
def test_what_is_merged_of_damaged_shards_is_the_whole_run_or_nothing(
    case: int, shards: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    chance = random.Random(case)
    first, second, whole = shards
    folder = Path(shutil.copytree(second, tmp_path / "shard"))
    what = DAMAGES[case % len(DAMAGES)](folder, chance, first)
    order = [first, folder] if chance.random() < 0.5 else [folder, first]
    try:
        merged = merge(order, tmp_path / "merged").result
    except SafepassageError:
        assert [path.name for path in tmp_path.iterdir()] == ["shard"], what
    else:
        assert same(replace(merged, seconds={}), replace(load(whole), seconds={})), what
        assert arrays_of(tmp_path / "merged") == arrays_of(whole), what


MEMBERS = 130
"""In three blocks."""


@pytest.fixture(scope="module")
def unfinished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A run that was interrupted, one of another seed, and the first as it would be whole."""
    folder, tiny = tmp_path_factory.mktemp("unfinished"), read_scenario("tiny")
    for seed in (3, 4):

        def stop(done: int, total: int) -> None:
            if 64 < done < total:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run_to(tiny, folder / f"{seed}", members=MEMBERS, seed=seed, workers=1, progress=stop)
    run_to(tiny, folder / "whole", members=MEMBERS, seed=3, workers=1)
    return folder / "3.part", folder / "4.part", folder / "whole"


@pytest.mark.parametrize("case", range(CASES // 2))
def test_what_goes_on_from_a_damaged_run_in_work_is_the_same_run_or_nothing(
    case: int, unfinished: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    """Whatever is not a sound member is computed or written anew, before it is sealed."""
    chance = random.Random(case)
    begun, other, whole = unfinished
    folder = Path(shutil.copytree(begun, tmp_path / "run.part"))
    what = DAMAGES[case % len(DAMAGES)](folder, chance, other)
    out = tmp_path / "run"
    try:
        run_to(read_scenario("tiny"), out, members=MEMBERS, seed=3, workers=1, resume=True)
    except SafepassageError:
        assert not out.exists(), what
    else:
        assert arrays_of(out) == arrays_of(whole), what


def arrays_of(folder: Path) -> list[str]:
    """The checksums of the arrays and the scenario of a run."""
    lines = (folder / "checksums.csv").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.split(",")[2].startswith(("result.zarr", "scenario"))]


def test_a_lock_that_is_a_link_empties_nothing(
    unfinished: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    for name in (".lock", "writable", ".provenance.json.part"):
        (tmp_path / "letter").write_text("dear")
        Path(shutil.copytree(unfinished[0], tmp_path / "run.part"))
        (tmp_path / "run.part" / name).unlink(missing_ok=True)
        (tmp_path / "run.part" / name).symlink_to(tmp_path / "letter")
        for options in ({"resume": True}, {"overwrite": True}):
            with suppress(SafepassageError):
                run_to("tiny", tmp_path / "run", members=MEMBERS, seed=3, workers=1, **options)
        assert (tmp_path / "letter").read_text() == "dear", name
        for left in (tmp_path / "run.part", tmp_path / "run"):
            shutil.rmtree(left, ignore_errors=True)


def test_a_lock_that_is_a_pipe_does_not_wait(
    unfinished: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(unfinished[0], tmp_path / "run.part"))
    (folder / ".lock").unlink(missing_ok=True)
    os.mkfifo(folder / ".lock")
    with pytest.raises(StoreError):
        run_to("tiny", tmp_path / "run", members=MEMBERS, seed=3, workers=1, resume=True)


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
