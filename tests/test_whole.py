"""What is written appears whole; what was there is whole until then; what is left is swept."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from safepassage import whole
from safepassage.whole import beside, blocked, put, scratch, sweep, whole_file, whole_folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def left_by_a_killed_process(program: str, folder: Path) -> None:
    """Run a program that kills itself in the folder."""
    begin = "import os, signal, sys\nfrom pathlib import Path\nfrom safepassage.whole import *\n"
    begin += "def die(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
    done = subprocess.run(
        [sys.executable, "-c", begin + program], cwd=folder, timeout=60, check=False
    )
    assert done.returncode == -signal.SIGKILL


def test_a_file_that_fails_leaves_the_one_before(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    target.write_text("before")

    def fail() -> None:
        with whole_file(target) as part:
            part.write_text("half")
            (tmp_path / "none").read_text()

    with pytest.raises(FileNotFoundError):
        fail()
    assert target.read_text() == "before"
    with whole_file(target) as part:
        part.write_text("after")
        assert target.read_text() == "before"
    assert target.read_text() == "after"
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no modes")
def test_what_is_private_is_so_from_the_start(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with whole_file(tmp_path / "a", private=True) as part:
            assert stat.S_IMODE(part.stat().st_mode) == 0o600
        with whole_folder(tmp_path / "b", private=True) as part:
            assert stat.S_IMODE(part.stat().st_mode) == 0o700
    finally:
        os.umask(before)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no modes")
def test_what_was_closed_by_hand_stays_closed(tmp_path: Path) -> None:
    file, folder = tmp_path / "a", tmp_path / "b"
    file.touch(mode=0o600)
    folder.mkdir(mode=0o700)
    with whole_file(file) as part:
        part.touch()
    with whole_folder(folder) as part:
        part.touch()
    assert [stat.S_IMODE(one.stat().st_mode) for one in (file, folder)] == [0o600, 0o700]


def test_a_folder_is_replaced_by_renaming_and_what_is_not_written_anew_stays(
    tmp_path: Path,
) -> None:
    target = tmp_path / "a"
    (target / "runs").mkdir(parents=True)
    for name in ("one.csv", "two.csv", "letter.txt", "runs/one.csv"):
        (target / name).write_text("before")
    with whole_folder(target, anew={"one.csv", "two.csv"}) as part:
        assert names(part) == ["letter.txt"]
        (target / "runs" / "late.csv").write_text("begun meanwhile")
        (part / "one.csv").write_text("after")
        assert (target / "one.csv").read_text() == "before"
    assert {name: (target / name).read_text() for name in names(target) if name != "runs"} == {
        "one.csv": "after",
        "letter.txt": "before",
    }
    assert (target / "runs" / "one.csv").read_text() == "before"
    assert (target / "runs" / "late.csv").exists()
    with whole_folder(target) as part:
        (part / "three").write_text("x")
    assert names(target) == ["three"]
    assert names(tmp_path) == ["a"]


def test_a_folder_that_cannot_take_its_name_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, part = tmp_path / "a", tmp_path / "b"
    for folder in (target, part):
        folder.mkdir()
    (target / "kept").write_text("x")
    rename = Path.rename

    def refuse(self: Path, other: Path) -> Path:
        if self == part:
            raise OSError(5, "Input/output error")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="Input/output"):
        put(part, target)
    assert names(target) == ["kept"]


@pytest.mark.skipif(os.name == "nt", reason="kills by a signal")
@pytest.mark.parametrize(
    ("program", "kept"),
    [
        ("with whole_file(Path('new')) as part: part.write_text('x'); die()", ["a"]),
        ("with whole_folder(Path('new')) as part: (part / 'x').touch(); die()", ["a"]),
        ("with whole_folder(Path('a')) as part: die()", ["a"]),
        # between the two renames, and before the earlier one is removed
        ("Path('b').mkdir(); p = Path('a'); p.rename(beside(p, 'old')); die()", ["a", "b"]),
        ("p = Path('a'); p.rename(beside(p, 'old')); p.mkdir(); (p / 'x').touch(); die()", ["a"]),
        ("p = Path('a'); p.rename(beside(p, 'rest')); die()", ["a"]),
    ],
)
def test_what_a_killed_process_left_is_swept(program: str, kept: list[str], tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x").touch()
    theirs = tmp_path / ".a.note.part"
    theirs.touch()
    left_by_a_killed_process(program, tmp_path)
    with whole_file(tmp_path / "other") as part:  # the next start
        part.touch()
    assert names(tmp_path) == sorted([theirs.name, *kept, "other"])
    assert names(tmp_path / "a") == ["x"]


@pytest.mark.skipif(os.name == "nt", reason="kills by a signal")
def test_folders_that_belong_to_the_new_one_move_at_the_next_start(tmp_path: Path) -> None:
    (tmp_path / "a" / "runs").mkdir(parents=True)
    (tmp_path / "a" / "table.csv").touch()
    program = (
        "p = Path('a'); p.rename(beside(p, 'rest')); p.mkdir(); (p / 'new.csv').touch(); die()"
    )
    left_by_a_killed_process(program, tmp_path)
    sweep(tmp_path)
    assert names(tmp_path) == ["a"]
    assert names(tmp_path / "a") == ["new.csv", "runs"]


def test_what_is_still_written_or_another_machine_writes_is_left(tmp_path: Path) -> None:
    machine = beside(tmp_path / "a").name.split(".")[2].partition("-")[0]
    other = "0" * 8 if machine != "0" * 8 else "1" * 8
    mine = beside(tmp_path / "a")
    for path in (mine, tmp_path / mine.name.replace(machine, other)):
        path.touch()
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    ended = tmp_path / f".a.{machine}-{dead.stdout.strip()}-abcdef.part"
    ended.touch()
    sweep(tmp_path)
    assert mine.exists()
    assert not ended.exists()
    assert len(names(tmp_path)) == 2


def test_scratch_folders_of_killed_processes_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(whole.tempfile, "tempdir", None)
    if os.name != "nt":
        left_by_a_killed_process("scratch_folder(); die()", tmp_path)
        assert len(names(tmp_path)) == 1
    with scratch() as folder, scratch() as other:
        assert names(tmp_path) == sorted([folder.name, other.name])
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("link", "leads nowhere"),
        ("link/below", "leads nowhere"),
        ("file/below/x", "not a folder"),
        (".", "no name"),
        ("..", "no name"),
        ("../{}", "you work in"),
        ("new/deep", ""),
        ("file", ""),
        ("good", ""),
        ("good/x", ""),
        ("x" * 300, ""),
    ],
)
def test_what_cannot_be_written_is_known_before(
    name: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "good").symlink_to(tmp_path / "folder")
    monkeypatch.chdir(tmp_path)
    found = blocked(Path(name.format(tmp_path.name)))
    assert found if reason else not found
    assert reason in found


ELSEWHERE = {
    "whole.py",
    "native/folder.py",
    "native/cache.py",  # compiled functions, in a folder of their own that is swept by age
    "result/location.py",  # inside a run that is being written
    "engine/processes.py",  # inside its scratch folder
    "workbench/tasks.py",  # a run that was cancelled
}
"""Modules that make, rename or remove files themselves."""
BY_HAND = re.compile(
    r"\b(?:rmtree|mkdtemp|mkstemp|TemporaryDirectory|NamedTemporaryFile)\(|\.rename\((?!columns)"
    r"|\bos\.(?:replace|rename)\("
)


def test_nothing_else_renames_removes_or_makes_temporary_files() -> None:
    source = Path(whole.__file__).parent
    found = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if BY_HAND.search(path.read_text(encoding="utf-8"))
    }
    assert found <= ELSEWHERE
