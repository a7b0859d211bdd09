"""Ends of a process: closed streams, settings that stop libraries, names that lead nowhere."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import call, call_here

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a shell")
PROGRAM = f"{shlex.quote(sys.executable)} -m safepassage"


def shell(line: str, folder: Path) -> tuple[list[int], str, str]:
    """Statuses of the parts of a pipe, and what was printed on both streams."""
    script = f"{line}\necho ${{PIPESTATUS[@]}} > statuses"
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, capture_output=True, text=True, timeout=240, check=False
    )
    return [int(one) for one in (folder / "statuses").read_text().split()], done.stdout, done.stderr


@pytest.mark.parametrize("command", ["--help", "explain aleppo-2016", "check tiny --json"])
@pytest.mark.parametrize("end", ["| head -c 1", "| true", ">&-", "2>&- >/dev/null", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_ends_without_a_traceback(
    command: str, end: str, tmp_path: Path
) -> None:
    statuses, _, errors = shell(f"{PROGRAM} {command} {end}", tmp_path)
    assert errors == ""
    assert statuses[0] in ({0, 1} if "|" in end else {0})


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_a_stream_is_one_message(tmp_path: Path) -> None:
    statuses, _, errors = shell(f"{PROGRAM} explain tiny >/dev/full", tmp_path)
    assert statuses == [1]
    assert errors.count("\n") == 1
    assert "No space left" in errors


def test_no_file_takes_the_number_of_a_closed_stream(tmp_path: Path) -> None:
    """What is printed would stand in the middle of it."""
    statuses, _, _ = shell(f"{PROGRAM} run tiny --members 2 --no-figure --out r >&- 2>&-", tmp_path)
    assert statuses == [0]
    shown, _, _ = shell(f"{PROGRAM} replay r >/dev/null", tmp_path)
    assert shown == [0]


@pytest.mark.parametrize("value", ["0", "-1", "many", "", "99999999", "1.5"])
def test_thread_settings_that_stop_a_library_are_refused(value: str, tmp_path: Path) -> None:
    environment = os.environ | {"NUMBA_NUM_THREADS": value}
    done = call("run", "tiny", "--members", "2", cwd=tmp_path, env=environment)
    assert done.returncode == 2
    assert "NUMBA_NUM_THREADS" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("run", "tiny", "--members", "2", "--out", "link"),
        ("run", "tiny", "--members", "2", "--out", "link/below"),
        ("run", "tiny", "--members", "2", "--out", "link", "--overwrite"),
        ("xlsx", "tiny", "--out", "link"),
        ("xlsx", "tiny", "--out", "link.xlsx", "--overwrite"),
        ("fit", "aleppo-2016", "--out", "link"),
        ("plan", "exit", "aleppo-2016", "--manifest", "link.csv"),
        ("plan", "exit", "aleppo-2016", "--figure", "link.png"),
        ("plan", "exit", "aleppo-2016", "--scenario-out", "file/below"),
        ("forecast", "aleppo-2016", "--origin", "2016-12-10", "--figure", "link.png"),
    ],
)
def test_a_name_that_leads_nowhere_is_refused_before_anything_is_computed(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    for name in ("link", "link.xlsx", "link.csv", "link.png"):
        (tmp_path / name).symlink_to(tmp_path / "nowhere")
    (tmp_path / "file").touch()
    done = call_here(*command, cwd=tmp_path)
    assert done.returncode == 2
    assert "leads nowhere" in done.stderr or "not a folder" in done.stderr
    assert "Running" not in done.stderr
    assert not (tmp_path / "nowhere").exists()
    assert len(list(tmp_path.iterdir())) == 5


def test_help_says_what_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """No two kinds of results share a sentence that is true of one of them only."""
    monkeypatch.setenv("COLUMNS", "200")
    said = {}
    for command in ("run", "export", "report", "needs", "fit"):
        done = call_here(command, "--help")
        lines = [line for line in done.stdout.splitlines() if "--overwrite" in line]
        said[command] = lines[0].split("--overwrite")[1].strip()
    assert "run folder" in said["run"]
    assert "export wrote" in said["export"]
    assert "files" in said["report"]
    assert said["needs"] == said["report"]
    assert "scenario" in said["fit"]
