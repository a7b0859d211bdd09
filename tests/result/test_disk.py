"""Disks that are full or cannot be written: a clear end, and nothing that was finished is lost."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from safepassage import read_scenario, run, run_to
from tests.processes import begin, call, command, stored_blocks, wait_until

MEMBERS = 2000
BLOCK = 64
REFUSED = 2
DAC_OVERRIDE = 1
"""The right of the superuser to write where nobody may."""


@pytest.fixture(scope="module")
def digest() -> str:
    return run(read_scenario("tiny"), members=MEMBERS).digest


def cut_off(out: Path, spoil: Callable[[int], None], **options: Any) -> tuple[int, str]:
    """Begin a run, spoil its store when three blocks are finished, and see how it ends."""
    part = out.with_name(f"{out.name}.part")
    members = ("--members", f"0:{MEMBERS}", "--of", str(MEMBERS))  # a shard has no figures to draw
    process = begin("run", "tiny", *members, "--out", out, **options)
    wait_until(lambda: stored_blocks(part) >= 3)
    spoil(process.pid)
    printed, errors = process.communicate(timeout=120)
    assert printed == ""
    return process.returncode, errors.strip()


def check_end(out: Path, ended: tuple[int, str], reason: str) -> int:
    """The end is clear and what was finished is there; how many members that is."""
    status, errors = ended
    part = out.with_name(f"{out.name}.part")
    assert status == REFUSED
    words = errors.removeprefix(f"error: {part}: cannot be written: {reason}; ").split(maxsplit=1)
    assert words[1] == "finished members are kept, and --resume goes on from there", errors
    assert not out.exists()
    kept = int(words[0].replace(",", ""))
    assert 3 * BLOCK <= kept < MEMBERS
    # A block may be whole though the error came before it was counted.
    assert 0 <= stored_blocks(part) - kept // BLOCK <= 1
    return kept


def check_resumed(out: Path, kept: int, digest: str) -> None:
    seen: list[int] = []
    found = run_to(
        read_scenario("tiny"), out, members=MEMBERS, of=MEMBERS, resume=True,
        progress=lambda done, _: seen.append(done),
    )  # fmt: skip
    assert found.result.digest == digest
    assert len(seen) <= MEMBERS - kept
    assert seen[-1] == MEMBERS
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_a_limit_of_the_system_in_mid_run(tmp_path: Path, digest: str) -> None:
    out = tmp_path / "run"

    def limit(process: int) -> None:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))

    kept = check_end(out, cut_off(out, limit), "File too large (limit of the system)")
    check_resumed(out, kept, digest)


def test_a_store_that_becomes_read_only_in_mid_run(tmp_path: Path, digest: str) -> None:
    out = tmp_path / "run"
    part = tmp_path / "run.part"

    def close(process: int) -> None:
        subprocess.run(["chmod", "-R", "a-w", part], check=True)

    ended = cut_off(out, close, preexec_fn=like_anybody)
    subprocess.run(["chmod", "-R", "u+w", part], check=True)
    check_resumed(out, check_end(out, ended, "Permission denied"), digest)


def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    done = call("run", "tiny", "--members", "3", "--out", closed / "run", preexec_fn=like_anybody)
    assert (done.returncode, done.stdout) == (REFUSED, "")
    assert done.stderr.strip() == f"error: {closed}: you may not write there"


def like_anybody() -> None:
    """Give up what lets the superuser write into read-only folders, also for later programs."""
    drop, libc = 24, ctypes.CDLL(None, use_errno=True)
    if os.geteuid() == 0 and libc.prctl(drop, DAC_OVERRIDE, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the superuser's rights cannot be given up")


SMALL_DISK = """
set -u
mount -t tmpfs -o "size=$1" none "$2" || exit 77
cd "$2/.."; shift 2
"$@" >first.out 2>first.err; echo $? >first.status
cp -r disk/run.part kept 2>cp.err
mount -o remount,size=64m none disk
"$@" --resume --json >second.out 2>second.err; echo $? >second.status
"""


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs a disk of its own")
@pytest.mark.parametrize(("size", "at_the_end"), [("700k", False), ("1800k", True)])
def test_a_full_disk(tmp_path: Path, digest: str, size: str, at_the_end: bool) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    script = ["unshare", "--map-root-user", "--mount", "sh", "-c", SMALL_DISK, "sh", size, disk]
    program = command("run", "tiny", "--members", str(MEMBERS), "--out", "disk/run")
    done = subprocess.run([*script, *program], capture_output=True, text=True, check=False)
    if not (tmp_path / "first.status").exists():
        pytest.skip(f"no disk of its own here: {done.stderr.strip()}")
    assert (tmp_path / "first.status").read_text().strip() == str(REFUSED)
    said = (tmp_path / "first.err").read_text().strip()
    assert said.startswith("error: ")
    assert "cannot be written: No space left on device; " in said
    assert len(said.splitlines()) == 1
    blocks = stored_blocks(tmp_path / "kept")
    if at_the_end:
        assert said.endswith("; all members are kept, and --resume goes on from there")
        assert blocks == -(-MEMBERS // BLOCK)
    else:
        assert "finished members are kept, and --resume goes on from there" in said
        assert 3 <= blocks < MEMBERS // BLOCK
    assert (tmp_path / "second.status").read_text() == "0\n", (tmp_path / "second.err").read_text()
    assert json.loads((tmp_path / "second.out").read_text())["digest"] == digest
    assert (tmp_path / "first.out").read_text() == ""
