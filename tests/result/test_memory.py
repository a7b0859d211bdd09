"""Memory of a run: some blocks of members, however many members there are."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from safepassage import read_scenario, run_to
from safepassage.result import store
from safepassage.scenario.scenario import Scenario

FEW, MANY = 256, 1536
DAYS = 100


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return read_scenario("tiny").replace(days=DAYS)


def peak(scenario: Scenario, out: Path, members: int) -> tuple[int, int]:
    """Most bytes held at once during a run, and the bytes of all its counts."""
    tracemalloc.start()
    try:
        found = run_to(scenario, out, members=members, workers=2).result
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return held, sum(array.nbytes for array in found.arrays.values())


def test_memory_does_not_grow_with_members(
    tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "IN_MEMORY", 0)  # as for a run that is too large for it
    run_to(tiny, tmp_path / "warm", members=FEW)
    few, few_bytes = peak(tiny, tmp_path / "few", FEW)
    many, many_bytes = peak(tiny, tmp_path / "many", MANY)
    assert many_bytes == few_bytes * MANY // FEW
    # The number, digest, inputs and weight of a member are kept; of counts only some blocks.
    block = 64 * many_bytes / MANY
    assert many - few < 4 * block + 200 * (MANY - FEW)
    assert many < many_bytes / 2
