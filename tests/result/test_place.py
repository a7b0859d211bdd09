"""What is there already is never lost: folders of others, runs in work, runs that are replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from safepassage import StoreError, load, read_scenario, run_to
from safepassage.result import streamed
from safepassage.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return read_scenario("tiny")


@pytest.mark.parametrize("options", [{}, {"overwrite": True}, {"resume": True}])
def test_a_folder_of_that_name_that_is_no_run_is_left(
    tiny: Scenario, tmp_path: Path, options: dict[str, bool]
) -> None:
    theirs = tmp_path / "run.part" / "letter.txt"
    theirs.parent.mkdir()
    theirs.write_text("not a run")
    with pytest.raises(StoreError, match=r"run.part: is in the way"):
        run_to(tiny, tmp_path / "run", members=3, **options)
    assert theirs.read_text() == "not a run"


def test_a_run_in_work_is_not_begun_anew_by_another(tiny: Scenario, tmp_path: Path) -> None:
    refused = []

    def intrude(done: int, total: int) -> None:
        if done in {1, 150}:  # before and after the first block is stored
            for options in ({"overwrite": True}, {"resume": True}):
                with pytest.raises(StoreError, match="another process writes to it"):
                    run_to(tiny, tmp_path / "run", members=200, seed=2, **options)
                refused.append(done)

    found = run_to(tiny, tmp_path / "run", members=200, workers=1, progress=intrude)
    assert refused == [1, 1, 150, 150]
    assert load(tmp_path / "run").digest == found.result.digest


def test_a_run_that_cannot_take_its_place_leaves_the_one_before(
    tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "run"
    before = run_to(tiny, out, members=3).result
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "run.part":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        with pytest.raises(StoreError, match="Input/output error; all members are kept"):
            run_to(tiny, out, members=4, overwrite=True)
    assert load(out).digest == before.digest
    after = run_to(tiny, out, members=5, overwrite=True).result
    assert load(out).digest == after.digest
    assert after.members.size == 5
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_run_that_is_there_is_found_before_anything_is_computed(
    tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = run_to(tiny, members=2)
    monkeypatch.setattr(streamed, "compile_scenario", None)
    again = run_to(tiny, members=2)
    assert again.was_there
    assert (again.result.digest, again.location) == (first.result.digest, first.location)
    with pytest.raises(TypeError):
        run_to(tiny, members=2, seed=2)
