"""Run folders: whole or absent, readable, replayable."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import numpy as np
import pytest

from safepassage import StoreError, load, read_scenario, replay, run, save
from safepassage.native import kernel_hash
from safepassage.result.result import Result
from safepassage.result.seal import seal_of


@pytest.fixture(scope="module")
def result() -> Result:
    return run(read_scenario("tiny"), members=5, seed=3)


@pytest.fixture
def folder(result: Result, tmp_path: Path) -> Path:
    return save(result, tmp_path / "run")


def test_a_stored_run_reads_back_equal(result: Result, folder: Path) -> None:
    back = load(folder)
    for name, counts in result.arrays.items():
        np.testing.assert_array_equal(back.arrays[name], counts)
        assert back.arrays[name].dtype == counts.dtype
    np.testing.assert_array_equal(back.inputs, result.inputs)
    assert back.scenario == result.scenario
    assert (back.digest, back.places, back.links) == (result.digest, result.places, result.links)


def test_replay_is_bit_identical(result: Result, folder: Path) -> None:
    assert replay(folder, workers=1).digest == result.digest


def test_replay_of_an_as_of_run(tmp_path: Path) -> None:
    scenario = read_scenario("aleppo-2016", as_of="2016-12-05")
    result = run(scenario, members=2)
    again = replay(save(result, tmp_path / "run"))
    assert again.digest == result.digest
    assert again.scenario.as_of == scenario.as_of


def test_a_changed_scenario_is_noticed(folder: Path) -> None:
    file = folder / "scenario" / "routes.csv"
    file.write_text(file.read_text().replace("10", "11"))
    with pytest.raises(StoreError, match="was changed after the run"):
        replay(folder)


def test_a_replay_that_differs_is_an_error(folder: Path) -> None:
    file = folder / "provenance.json"
    facts = json.loads(file.read_text()) | {"seed": 4}
    file.write_text(json.dumps(facts | {"seal": seal_of(facts)}))
    with pytest.raises(StoreError, match="the replay differs"):
        replay(folder)


def test_a_replay_that_differs_names_the_other_kernel(folder: Path) -> None:
    file = folder / "provenance.json"
    facts = json.loads(file.read_text())
    assert facts["software"]["kernel"] == kernel_hash()
    facts |= {"software": facts["software"] | {"kernel": "0123456789abcdef"}}
    file.write_text(json.dumps(facts | {"seal": seal_of(facts)}))
    assert replay(folder)
    facts |= {"seed": 4}
    file.write_text(json.dumps(facts | {"seal": seal_of(facts)}))
    named = f"other software \\(kernel 0123456789abcdef, not {kernel_hash()}\\), whose numbers may"
    with pytest.raises(StoreError, match=named):
        replay(folder)


@pytest.mark.parametrize("name", ["displaced", "fled", "internal/digest"])
def test_a_missing_chunk_is_noticed(folder: Path, name: str) -> None:
    chunks = (folder / "result.zarr" / name / "c").rglob("*")
    next(path for path in chunks if path.is_file()).unlink()
    with pytest.raises(StoreError, match="is damaged"):
        load(folder)


def test_what_exists_is_refused_and_kept(result: Result, folder: Path) -> None:
    with pytest.raises(StoreError, match="exists"):
        save(result, folder)
    save(result, folder, overwrite=True)
    assert load(folder).digest == result.digest


def test_only_runs_are_overwritten(result: Result, tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("three years of work")
    with pytest.raises(StoreError, match="not a run folder"):
        save(result, tmp_path, overwrite=True)
    assert (tmp_path / "thesis.doc").exists()


@pytest.mark.parametrize(
    "failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()]
)
def test_a_failed_write_leaves_earlier_runs_whole(
    result: Result, folder: Path, failure: BaseException
) -> None:
    def fail(_: Result, __: Path) -> None:
        raise failure

    expected = StoreError if isinstance(failure, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        save(result, folder, overwrite=True, extras=(fail,))
    assert load(folder).digest == result.digest
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


@pytest.mark.parametrize("name", ["provenance.json", "result.zarr"])
def test_an_unfinished_folder_is_not_a_run(folder: Path, name: str) -> None:
    target = folder / name
    target.unlink() if target.is_file() else target.rename(folder / "elsewhere")
    with pytest.raises(StoreError):
        load(folder)
