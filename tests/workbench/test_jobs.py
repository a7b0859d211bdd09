"""Jobs: computed elsewhere, cancelled at once, refused when too many wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from safepassage.errors import ScenarioError
from safepassage.result.store import load
from safepassage.scenario.read import read_scenario
from safepassage.workbench import jobs as jobs_module
from safepassage.workbench.jobs import Jobs


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


def until(done: Callable[[], bool], seconds: float = 120) -> None:
    ends = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_a_run_a_failure_and_a_cancelled_run(jobs: Jobs, tmp_path: Path) -> None:
    tiny = read_scenario("tiny")
    run = jobs.add("run", "Run", scenario=tiny, folder=tmp_path / "a", members=5, seed=1)
    bad = jobs.add("run", "Bad", scenario=tiny, folder=tmp_path / "b", members=0, seed=1)
    odd = jobs.add("run", "Odd", scenario=tiny, folder=tmp_path / "c", odd=1)
    long = jobs.add("run", "Long", scenario=tiny, folder=tmp_path / "d", members=900_000, seed=1)
    after = jobs.add("run", "After", scenario=tiny, folder=tmp_path / "e", members=2, seed=1)
    until(lambda: long.state == "running" and long.done > 0)
    jobs.cancel(long.number)
    until(lambda: after.ended)
    assert [job.state for job in (run, bad, odd, long, after)] == [
        "done", "failed", "failed", "cancelled", "done",
    ]  # fmt: skip
    assert load(tmp_path / run.value).members.size == 5
    assert "out of range" in bad.message
    assert "unexpectedly" in odd.message
    assert "Traceback" not in odd.message
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "e"]
    assert jobs.all()[0] is after


def test_a_waiting_job_is_cancelled_and_too_many_are_refused(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs_module, "MAX_WAITING", 2)
    first = jobs.add("run", "one", folder=Path("nowhere"))
    second = jobs.add("run", "two", folder=Path("nowhere"))
    jobs.cancel(second.number)
    if not first.ended:
        jobs.add("run", "three")
        if not first.ended:
            with pytest.raises(ScenarioError, match="wait already"):
                jobs.add("run", "four")
    assert second.state in {"cancelled", "failed"}
    jobs.cancel(999)


def test_a_job_that_cannot_clear_up_stops_no_other(
    jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object) -> None:
        raise PermissionError("denied")

    monkeypatch.setattr(jobs_module, "forget", denied)
    tiny = read_scenario("tiny")
    bad = jobs.add("run", "Bad", scenario=tiny, folder=tmp_path / "a", members=0, seed=1)
    after = jobs.add("run", "After", scenario=tiny, folder=tmp_path / "b", members=2, seed=1)
    until(lambda: after.ended)
    assert (bad.state, after.state) == ("failed", "done")
    assert "out of range" in bad.message
    assert "could not be removed" in bad.message
