"""What is short is done at once: the numbers are those of threads."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from safepassage import read_scenario, run, run_to
from safepassage.arrays import F8, I8
from safepassage.compiled.compile import compile_scenario
from safepassage.compiled.outputs import Output
from safepassage.engine import block, threads
from safepassage.engine.block import Task
from safepassage.result import writer
from tests.scenario.world import EXAMPLE


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


def test_members_of_a_small_world_are_one_call_and_of_a_large_one_each_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls: list[int] = []
    simulate = Task.simulate

    def counted(task: Task, inputs: F8, numbers: I8, outputs: Output) -> Any:
        calls.append(numbers.size)
        return simulate(task, inputs, numbers, outputs)

    monkeypatch.setattr(Task, "simulate", counted)
    run("tiny", members=10)
    assert calls == [10]
    calls.clear()
    run("aleppo-2016", members=3)
    assert calls == [1, 1, 1]


@pytest.mark.parametrize("scenario", ["tiny", "example"])
def test_how_many_are_simulated_at_once_changes_no_number(
    scenario: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The example has every kind of input that members draw."""
    world = EXAMPLE if scenario == "example" else read_scenario(scenario)
    monkeypatch.setattr(block, "_CELLS_AT_ONCE", 10**9)
    found = {}
    for most in (1, 4, 32):
        monkeypatch.setattr(block, "_MOST_AT_ONCE", most)
        found[most] = run(world, members=9, seed=4).digest
    assert len(set(found.values())) == 1
