"""Runs in memory: as many members as it takes, and the same bits as a run of that number."""

from __future__ import annotations

import numpy as np
import pytest

from safepassage import ScenarioError, read_scenario, run, run_to
from safepassage.limits import DEFAULT_MEMBERS
from safepassage.result.precision import FIRST_STAGE, Precision, stages
from safepassage.result.run import MOST_MEMBERS, default_members
from safepassage.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return read_scenario("tiny")


def test_until_equals_a_run_of_that_number(tiny: Scenario) -> None:
    told: list[tuple[int, int]] = []
    found = run(tiny, until="width:0.05", progress=lambda *made: told.append(made))
    members = int(found.members.size)
    assert members in stages(MOST_MEMBERS)
    assert members > FIRST_STAGE
    whole = run(tiny, members=members, workers=1)
    assert found.digest == whole.digest
    for name, counts in whole.arrays.items():
        np.testing.assert_array_equal(found.arrays[name], counts)
    np.testing.assert_array_equal(found.inputs, whole.inputs)
    np.testing.assert_array_equal(found.members, whole.members)
    assert found.weight.sum() == pytest.approx(1)
    assert Precision.of(found, 0.05).reached
    assert not Precision.of(run(tiny, members=members // 2), 0.05).reached
    assert [done for done, _ in told] == list(range(1, members + 1))
    assert told[-1] == (members, members)


def test_until_is_the_same_on_disk_and_from_any_member(tiny: Scenario, tmp_path: object) -> None:
    stored = run_to(tiny, f"{tmp_path}/run", until="width:0.05", first=7, workers=1)
    assert stored.precision is not None
    assert stored.precision.reached
    assert run(tiny, until="width:0.05", first=7).digest == stored.result.digest


def test_until_ends_at_the_most_members(tiny: Scenario) -> None:
    found = run(tiny, members=200, until="width:0.0001")
    assert found.members.size == 200
    assert not Precision.of(found, 0.0001).reached
    assert found.digest == run(tiny, members=200).digest


@pytest.mark.parametrize("until", ["width:0", "width:2", "width:-1", "width:wide", "0.02", ""])
def test_what_is_no_precision_is_refused(tiny: Scenario, until: str) -> None:
    with pytest.raises(ScenarioError, match="until"):
        run(tiny, until=until)


def test_members_by_default() -> None:
    assert default_members(None, None) == DEFAULT_MEMBERS == 200
    assert default_members(None, "width:0.1") == MOST_MEMBERS == 100_000
    assert default_members(0, "width:0.1") == 0
