"""The risk command's answer: by area and day, from what was known, for readiness only."""

from __future__ import annotations

import csv
import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from safepassage.compiled.priors import find_priors
from safepassage.errors import ScenarioError
from safepassage.planning.risk.assess import risk
from safepassage.planning.risk.report import Risk
from safepassage.report.brief.language import language
from safepassage.report.risk_figure import risk_figure
from safepassage.result.compare import compare
from safepassage.result.result import Result
from safepassage.result.run import run
from safepassage.scenario.as_of import known_by
from safepassage.scenario.parts import replace_unchecked
from safepassage.scenario.read import read_scenario
from safepassage.scenario.tables import PLAN, tables_that_vary
from safepassage.scenario.template import new_scenario
from tests.planning.made import made

SHARED = Path(__file__).resolve().parents[3] / "shared" / "actors" / "armed_groups_nw_syria.csv"
FACTS = ("actors", "relations", "sieges", "presence", "clashes", "conditions")


@pytest.fixture(scope="module")
def result() -> Result:
    return run(read_scenario("aleppo-2016", as_of="2016-12-05"), members=4)


def test_it_has_what_scripts_read(result: Result) -> None:
    found = risk(result).to_json()
    assert {"exit_date", "clash_probability", "site_unsafe", "baselines"} <= set(found)
    assert {"p05", "p50", "p95", "probability_by"} <= set(found["exit_date"])
    assert found["exit_date"]["p05"] <= found["exit_date"]["p50"] <= found["exit_date"]["p95"]
    chances = list(found["exit_date"]["probability_by"].values())
    assert chances == sorted(chances)
    assert found["clash_probability"]["idleb"].keys() == {"30", "60", "90"}
    assert all(0 <= chance <= 1 for chance in found["site_unsafe"].values())
    json.dumps(found, allow_nan=False)


def english(found: Risk) -> list[str]:
    return [language("en").say(text, found.called) for text in found.sentences()]


def test_what_was_published_later_changes_nothing(result: Result) -> None:
    """The record is cut at the as-of date: without the later rows the answer is the same."""
    scenario = result.scenario
    assert max(row["date"] for row in scenario["clashes"].rows()) <= scenario.as_of
    assert len(scenario["clashes"]) < len(read_scenario("aleppo-2016")["clashes"])


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_file(), reason="../shared/actors is not there")
def test_no_group_is_named(result: Result) -> None:
    found = risk(result)
    said = (json.dumps(found.to_json()) + " ".join(english(found))).lower()
    said += json.dumps(risk_figure(result, found)).lower()
    with SHARED.open(encoding="utf-8") as file:
        names = [row[next(iter(row))].lower() for row in csv.DictReader(file)]
    assert len(names) > 40
    assert [name for name in names if len(name) > 3 and name in said] == []


def test_nothing_of_it_can_be_varied(result: Result) -> None:
    """Neither in the workbench nor as an uncertain input of sensitivity (DESIGN, Protection)."""
    assert set(FACTS).isdisjoint(tables_that_vary(PLAN))
    inputs = {prior.input.partition(":")[0] for prior in find_priors(result.scenario)}
    assert inputs.isdisjoint({"siege", "sieges", "clashes", "presence", "actors", "control"})


def test_runs_that_differ_by_it_are_not_compared() -> None:
    scenario = new_scenario("example")
    rows = [row | {"offensive_start": None} for row in scenario["sieges"].rows()]
    first = run(scenario, members=2)
    second = run(scenario.replace(sieges=rows), members=2)
    with pytest.raises(ScenarioError, match=r"sieges\.csv"):
        compare(first, second)


@pytest.mark.parametrize("table", ["relations", "expected"])
def test_sponsors_and_what_follows_an_exit_are_not_compared_either(table: str) -> None:
    """Rows of expected.csv may be hazard and access: no option of a plan."""
    scenario = known_by(new_scenario("example"), dt.date(2030, 3, 2))
    people = {"oldtown": 4}
    assert len(scenario[table])
    other = replace_unchecked(scenario, **{table: []})
    with pytest.raises(ScenarioError, match=table):
        compare(made(scenario, people), made(other, people))


def test_a_run_with_armed_groups_tells_their_months(result: Result) -> None:
    """By area and month, beside what the record says; a run without the rule has none."""
    assert risk(result).months == ()
    found = run(result.scenario.replace(rules={"actors": True}), members=40)
    told = risk(found)
    december, january, *_ = told.to_json()["clash_months"]
    assert (december["area"], december["month"]) == ("idleb", "2016-12")
    begun = np.asarray(found.arrays["clash_begun"])[:, :, 0]
    start = result.scenario.start
    months = np.array([(start + dt.timedelta(days=day)).month for day in range(begun.shape[1])])
    for row, month in ((december, 12), (january, 1)):
        assert row["clash"] == pytest.approx(begun[:, months == month].any(axis=1).mean())
    assert any("of one alliance count once" in sentence for sentence in english(told))


def test_hazard_that_has_ended_makes_no_site_unsafe() -> None:
    scenario = new_scenario("example")
    hazard = {"kind": "hazard", "target": "meadow", "attribute": "intensity"}
    past = [hazard | {"date": "2030-03-01", "value": "0.5"}]
    over = [*past, hazard | {"date": "2030-03-03", "value": "0"}]
    found = []
    for rows in (past, over):
        changed = scenario.replace(events=[*scenario["events"].rows(), *rows])
        known = known_by(changed, dt.date(2030, 3, 10))
        found.append(risk(run(known, members=2)).unsafe["meadow"])
    assert found == [1.0, 0.0]


def test_an_offensive_to_come_is_no_clock(result: Result) -> None:
    scenario = result.scenario
    rows = [row | {"offensive_start": dt.date(2016, 12, 20)} for row in scenario["sieges"].rows()]
    bare = [row | {"offensive_start": None} for row in rows]
    later, never = (
        risk(replace(result, scenario=replace_unchecked(scenario, sieges=table))).to_json()
        for table in (rows, bare)
    )
    assert later["exit_date"] == never["exit_date"]


def test_a_scenario_without_sieges_and_groups_is_refused() -> None:
    with pytest.raises(ScenarioError, match="neither sieges nor presence"):
        risk(run(read_scenario("tiny"), members=2))


def test_every_siege_has_its_date_and_its_size(result: Result) -> None:
    scenario = result.scenario
    first = next(iter(scenario["sieges"].rows()))
    second = first | {"pocket": "east-aleppo", "offensive_start": None, "case": ""}
    both = replace(result, scenario=replace_unchecked(scenario, sieges=[first, second]))
    found = risk(both).to_json()
    assert list(found["exit_dates"]) == ["pocket", "east-aleppo"]
    assert found["exit_date"] == found["exit_dates"]["pocket"]
    assert found["exit_dates"]["east-aleppo"]["p50"] > found["exit_dates"]["pocket"]["p50"]
    size = found["exit_size"]["pocket"]
    assert size["people"]["p05"] < size["people"]["p50"] < size["people"]["p95"]
    assert size["interruption_days"] is None  # two lengths were known by then
    assert found["exit_size"]["east-aleppo"]["cases"]["sieges"] == size["cases"]["sieges"]


def test_nobody_leaves_who_is_not_inside() -> None:
    """The people who leave are at most those inside, and the share follows from both."""
    scenario = new_scenario("example")
    known = known_by(scenario, dt.date(2030, 3, 2))
    (found,) = risk(made(known, {"oldtown": 400, "harbour": 100})).exits
    assert found.people is not None
    assert found.share is not None
    assert found.people.max() == 500
    assert found.share.max() == 1


def test_of_a_single_place_nothing_tells_the_people_inside() -> None:
    scenario = new_scenario("example")
    rows = [row | {"pocket": "riverton"} for row in scenario["sieges"].rows()]
    known = known_by(scenario.replace(sieges=rows), dt.date(2030, 3, 2))
    (found,) = risk(made(known, {"riverton": 7})).exits
    assert found.share is None
    assert found.people is not None
    assert found.people.max() > 7


def test_groups_and_access_and_sponsors_are_told() -> None:
    known = known_by(new_scenario("example"), dt.date(2030, 3, 8))
    found = risk(made(known, {"oldtown": 400, "harbour": 100}))
    plain = found.to_json()
    assert plain["groups"] == {"riverton": {"low": 3, "best": 5, "high": 8}}
    assert plain["access"]["pocket"]["2030-03-01"]["leave"] == {"residents": 0.1, "wounded": 0.0}
    assert plain["sponsors"][0]["end"] == "2030-03-04"
    text = " ".join(english(found))
    assert "about 5 armed groups (3 to 8)" in text
    assert "A supply line of Overseas for southern from 1 May 2029 ended on 4 March 2030" in text


def test_holders_that_nobody_declares_are_not_named(result: Result) -> None:
    bare = replace_unchecked(result.scenario, actors=[])
    found = risk(replace(result, scenario=bare))
    assert {part["side"] for part in found.to_json()["pockets"]} == {"others"}
    assert set(found.held) == {"others"}


def test_scoring_tells_how_far_it_is(result: Result) -> None:
    told: list[tuple[int, int]] = []
    found = risk(result)
    found.to_json(lambda done, total: told.append((done, total)))
    sieges = len(found.exits[0].date.cases)
    assert told == [(number, sieges) for number in range(1, sieges + 1)]
