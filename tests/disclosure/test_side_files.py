"""Files beside a run lead nowhere: a link, a pipe or a device there is neither read nor written."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from safepassage import deposit, load, read_scenario, run, save
from safepassage.disclosure.export import export
from safepassage.disclosure.policy import policy_of
from safepassage.disclosure.releases import LOG, log_release, release_policy
from safepassage.errors import SafepassageError, StoreError
from safepassage.result.replay import replay
from safepassage.result.tidy import write_tidy
from safepassage.workbench.files import Files

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need rights there")
SECRET = "the secret of another folder\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "one").write_text(SECRET)
    made = run(read_scenario("tiny"), members=2)
    return save(made, tmp_path / "runs" / "run", extras=[write_tidy])


def to_a_secret(path: Path) -> None:
    path.symlink_to(path.parents[2] / "secret")


def to_secrets(path: Path) -> None:
    path.symlink_to(path.parents[2] / "secrets")


def to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def to_itself(path: Path) -> None:
    path.symlink_to(path)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def giant(path: Path) -> None:
    path.touch()
    os.truncate(path, 2**40)


PLANTS = [to_a_secret, to_secrets, to_a_device, to_itself, pipe, giant]


@pytest.mark.parametrize("name", [LOG, "counts.csv", "people.html", "notes", ".hidden"])
@pytest.mark.parametrize("plant", PLANTS)
def test_what_lies_beside_a_run_stays_there(
    name: str, plant: Callable[[Path], None], folder: Path, tmp_path: Path
) -> None:
    (folder / name).unlink(missing_ok=True)
    plant(folder / name)
    result = load(folder)
    assert replay(folder, workers=1).digest == result.digest
    policy = policy_of(result.scenario)
    calls: list[Callable[[], object]] = [
        lambda: export(result, tmp_path / "out", run_folder=folder),
        lambda: release_policy(result.scenario, folder),
        lambda: log_release(folder, result.scenario, policy, out=tmp_path, form="orders", raw=True),
        lambda: deposit(folder, tmp_path / "crate.zip", licence="CC-BY-4.0"),
        lambda: deposit(folder, tmp_path / "crate", licence="CC-BY-4.0"),
    ]
    for call in calls:
        if name == LOG:
            with suppress(SafepassageError):
                call()
        else:
            call()
    assert (tmp_path / "secret").read_text() == SECRET
    assert Files(tmp_path).run_scenarios() == {"run": "tiny"}
    for place in (tmp_path / "out", tmp_path / "crate"):
        for path in (one for one in place.rglob("*") if one.is_file()):
            assert SECRET.encode() not in path.read_bytes()
            assert not path.is_symlink()
    if name != LOG:
        with zipfile.ZipFile(tmp_path / "crate.zip") as archive:
            names = set(archive.namelist())
            assert name not in names
            assert {"provenance.json", "checksums.csv", "scenario/places.csv"} <= names
            assert all(SECRET.encode() not in archive.read(one) for one in names)


def test_only_what_was_written_with_a_run_is_deposited(folder: Path, tmp_path: Path) -> None:
    """Notes of the team, and a table that somebody saved anew, are not what the run says."""
    (folder / "contacts.txt").write_text("people to call")
    (folder / "counts.csv").write_text("date,place\n")
    found = deposit(folder, tmp_path / "crate", licence="CC-BY-4.0")
    assert found.left_out == ("contacts.txt", "counts.csv")
    names = {path.name for path in (tmp_path / "crate").iterdir()}
    assert not names & {"contacts.txt", "counts.csv", LOG}
    assert "provenance.json" in names
    assert replay(tmp_path / "crate", workers=1).digest == found.digest


def test_a_name_with_odd_line_ends_does_not_break_the_log(folder: Path, tmp_path: Path) -> None:
    result = load(folder)
    for name in ("a\u2028b", "a\x85b", "a\nb", "a\x0bb"):
        export(result, tmp_path / name, run_folder=folder)
    assert release_policy(result.scenario, folder) == policy_of(result.scenario)
    stricter = policy_of(result.scenario, threshold=40)
    with pytest.raises(StoreError, match="was released with"):
        export(result, tmp_path / "other", policy=stricter, run_folder=folder)
    for change in ({"threshold": 40}, {"base": 20}, {"places": "none"}):
        with pytest.raises(StoreError, match="was released with"):
            release_policy(result.scenario, folder, **change)
