"""Runs side by side: the same random numbers, and only what planning may vary."""

from __future__ import annotations

import pytest

from safepassage import ScenarioError, read_scenario, run
from safepassage.result.compare import compare
from safepassage.scenario.as_of import known_by
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.template import new_scenario


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


def test_a_source_is_a_fact_as_far_as_facts_cite_it() -> None:
    example = new_scenario("example")
    sources = list(example["sources"].rows())
    cited = {row["source_id"] for row in example["claims"].rows()}
    assert cited
    new = {"source_id": "the-agreement", "name": "What the parties signed"}
    corridors = [row | {"source_id": "the-agreement"} for row in example["corridors"].rows()]
    with_its_own = example.replace(sources=[new, *sources], corridors=corridors)
    compare(run(example, members=1), run(with_its_own, members=1))
    believed = [row | {"reliability": "E"} if row["source_id"] in cited else row for row in sources]
    with pytest.raises(ScenarioError, match="differ by this table") as caught:
        compare(run(example, members=1), run(example.replace(sources=believed), members=1))
    assert [problem.file for problem in caught.value.problems] == ["sources.csv"]
    claims = [row | {"source_id": "the-agreement"} for row in example["claims"].rows()]
    other = run(with_its_own.replace(claims=claims), members=1)
    with pytest.raises(ScenarioError, match="differ by this table"):
        compare(run(with_its_own, members=1), other)


def test_the_order_of_clearance_is_a_plan_and_what_is_contaminated_a_fact() -> None:
    example = new_scenario("example")
    rows = list(example["contamination"].rows())
    plan = [row | {"priority": number + 7} for number, row in enumerate(rows)]
    first = run(example, members=1)
    compare(first, run(example.replace(contamination=plan), members=1))
    larger = [row | {"area_ha": row["area_ha"] + 1} for row in rows]
    with pytest.raises(ScenarioError, match="differ by this table"):
        compare(first, run(example.replace(contamination=larger), members=1))


def test_runs_that_know_different_reports_are_not_compared() -> None:
    example = new_scenario("example")
    early = known_by(example, example.start)
    with pytest.raises(ScenarioError, match="published by 2030-03-01 and at any time"):
        compare(run(early, members=1), run(example, members=1))
