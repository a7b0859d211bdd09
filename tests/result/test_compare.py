"""Runs side by side: the same random numbers, and only what planning may vary."""

from __future__ import annotations

import pytest

from safepassage import ScenarioError, read_scenario, run
from safepassage.result.compare import compare
from safepassage.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return read_scenario("tiny")


def test_equal_runs_differ_by_nothing(tiny: Scenario) -> None:
    result = run(tiny, members=5)
    assert all(row.change == (0.0, 0.0, 0.0) for row in compare(result, result))


def test_without_a_site_nobody_is_in_it(tiny: Scenario) -> None:
    sites = [row | {"open": row["place"] != "camp-b"} for row in tiny["sites"].rows()]
    closed = run(tiny.replace(sites=sites), members=40)
    rows = compare(run(tiny, members=40), closed, ["present:camp-b", "present:all"])
    assert rows[0].change[2] < 0
    assert rows[1].change == (0.0, 0.0, 0.0)


def test_other_luck_is_refused(tiny: Scenario) -> None:
    with pytest.raises(ScenarioError, match="same seed"):
        compare(run(tiny, members=2, seed=1), run(tiny, members=2, seed=2))


def test_hazard_and_control_are_never_compared(tiny: Scenario) -> None:
    calm = [row | {"value": "0.5"} for row in tiny["events"].rows()]
    changed = run(tiny.replace(events=calm), members=2)
    with pytest.raises(ScenarioError, match="events of kind hazard"):
        compare(run(tiny, members=2), changed)
