"""What is short is done at once: the numbers are those of threads."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from safepassage import read_scenario, run, run_to
from safepassage.compiled.compile import compile_scenario
from safepassage.engine import threads
from safepassage.result import writer


def test_a_short_run_starts_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = read_scenario("tiny")
    run(scenario, members=2)  # what is compiled once
    monkeypatch.setattr(threads, "_SHORT_SECONDS", 10.0)
    started: list[str] = []
    begin = threading.Thread.start
    monkeypatch.setattr(
        threading.Thread, "start", lambda self: started.append(self.name) or begin(self)
    )
    short = run(scenario, members=6)
    assert started == []
    for limit in ("_SHORT_SECONDS", "_SMALL_SECONDS"):
        monkeypatch.setattr(threads, limit, 0.0)
    long = run(scenario, members=6)
    assert started
    assert short.digest == long.digest


def test_a_block_at_a_time_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More blocks than are held in memory, in the calling thread."""
    monkeypatch.setattr(threads, "_SMALL_SECONDS", 10.0)
    monkeypatch.setattr(writer, "block_rows", lambda _: 2)
    stored = run_to("tiny", tmp_path / "run", members=15)
    assert stored.result.digest == run("tiny", members=15).digest


def test_an_error_of_a_short_run_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "_SHORT_SECONDS", 10.0)

    def progress(done: int, _: int) -> None:
        if done == 3:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run("tiny", members=6, progress=progress)


def test_a_scenario_is_compiled_once_and_a_changed_one_anew() -> None:
    scenario = read_scenario("tiny")
    assert compile_scenario(scenario) is compile_scenario(scenario)
    changed = scenario.replace(rules={"softening": 3})
    assert compile_scenario(changed) is not compile_scenario(scenario)
    assert float(compile_scenario(changed).inputs.base.params["softening"][0]) == 3
