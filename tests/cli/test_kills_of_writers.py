"""Commands that are killed while they write: what was there is whole, and the next start is clean.

`SAFEPASSAGE_KILLS=20` kills each of them that many times instead of once; signals take turns.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from safepassage import read_scenario, run
from safepassage.result.store import save
from safepassage.scenario.write import write
from safepassage.workbench.jobs import Job, Jobs
from tests.cli.forks import Forks
from tests.forecast.test_fit import town

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="kills by signals"),
]
KILLS = int(os.environ.get("SAFEPASSAGE_KILLS", "1"))
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGKILL)
KILLED = {-number for number in SIGNALS} | {130}


def state(folder: Path) -> dict[str, str]:
    """Digest of every file."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def counts(path: Path, more: int) -> Path:
    """Registrations of two towns."""
    first = dt.date(2023, 5, 1)
    rows = [
        f"{first + dt.timedelta(days=n)},{place},{base + pace * n + more},report"
        for n in range(0, 180, 10)
        for place, base, pace in (("adre", 1000, 300), ("renk", 400, 90))
    ]
    path.write_text("date,place,value,source\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


class Work:
    """What a command reads, in two versions, and the folder in which it writes."""

    def __init__(self, folder: Path) -> None:
        self.inputs = folder / "inputs"
        self.inputs.mkdir()
        self.out = folder / "out"
        self.out.mkdir()
        for number in range(2):
            result = run(read_scenario("tiny"), members=3 + number)
            save(result, self.inputs / f"run{number}")
            counts(self.inputs / f"counts{number}.csv", 70 * number)
            made = town().replace(title=f"Town {number}")
            write(made, self.inputs / f"town{number}")

    def command(self, name: str, number: int) -> tuple[str | Path, ...]:
        """Arguments that write the version of a number over whatever is there."""
        stored = self.inputs / f"run{number}"
        return {
            "forecast": ("forecast", self.inputs / f"counts{number}.csv", "--origin", "2023-08-01",
                         "--horizon", "30", "--figure", self.out / "forecast.html"),
            "report": ("report", stored, "--out", self.out / "brief.html", "--pdf"),
            "export": ("export", stored, "--out", self.out / "export", "--format", "xlsx"),
            "fit": ("fit", self.inputs / f"town{number}", "--members", "40",
                    "--out", self.out / "fitted"),
        }[name] + ("--overwrite",)  # fmt: skip


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with Forks() as made:
        yield made


@pytest.mark.parametrize(
    ("turn", "name"), [(0, "forecast"), (1, "report"), (2, "export"), (3, "fit")]
)
def test_a_killed_command_leaves_what_was_there(
    turn: int, name: str, forks: Forks, tmp_path: Path
) -> None:
    pytest.importorskip("typst")
    work, printed = Work(tmp_path), tmp_path / "printed"
    versions = []
    for number in (1, 0):
        began = time.monotonic()
        status, _, errors = forks.call(printed, *work.command(name, number))
        assert status == 0, errors
        took = time.monotonic() - began
        versions.append(state(work.out))
    after, before = versions
    assert after != before
    assert after.keys() == before.keys()
    draws, killed = random.Random(name), 0
    for attempt in range(turn, 20 * KILLS + turn):
        if killed == KILLS:
            break
        process = forks.begin(printed, *work.command(name, 1))
        time.sleep(draws.uniform(0.1, 1.1) * took)
        with suppress(ProcessLookupError):
            os.kill(process, SIGNALS[attempt % len(SIGNALS)])
        status = forks.end()
        assert status in {0, *KILLED}, Path(f"{printed}.err").read_text()
        assert "Traceback" not in Path(f"{printed}.err").read_text()
        killed += status != 0
        found = {path: digest for path, digest in state(work.out).items() if "/." not in f"/{path}"}
        each = {found.get(path) in {before[path], after[path]} for path in before}
        assert each == {True}, f"{SIGNALS[attempt % len(SIGNALS)]!r} left {found}"
        if name in {"export", "fit"}:  # a folder is of one version
            assert found in (before, after)
        forks.call(printed, *work.command(name, 0))  # the next start
        assert state(work.out) == before
    assert killed == KILLS


def ended(job: Job) -> None:
    until = time.monotonic() + 240
    while not job.ended:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_the_worker_of_the_workbench_is_killed(tmp_path: Path) -> None:
    """Earlier results are whole, the job says that it was ended, and the next one works."""
    work, jobs = Work(tmp_path), Jobs()
    folder, target = work.inputs / "run0", work.out / "export"
    draws = random.Random(1)
    try:
        first = jobs.add("export", "first", folder=folder, target=target)
        ended(first)
        assert first.state == "done"
        before, killed = state(work.out), 0
        for attempt in range(20 * KILLS):
            if killed == KILLS:
                break
            job = jobs.add("export", "again", folder=folder, target=target)
            while job.state == "waiting" or jobs._worker._process is None:
                time.sleep(0.001)
            time.sleep(draws.choice([0.01, 0.1, 1.0, 2.0]) * draws.random())
            process = jobs._worker._process
            if process is not None and process.is_alive():
                os.kill(process.pid, (signal.SIGTERM, signal.SIGKILL)[attempt % 2])
            ended(job)
            assert job.state in {"done", "failed"}
            if job.state == "failed":
                killed += 1
                assert job.message == "was ended"
            found = state(work.out)
            assert {path: found.get(path) for path in before} == before
        assert killed == KILLS
        last = jobs.add("export", "last", folder=folder, target=target)
        ended(last)
        assert last.state == "done"
        assert state(work.out) == before  # and nothing beside it
    finally:
        jobs.close()
