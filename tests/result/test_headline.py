"""Headlines: which quantities, which days, what stands beside them and what stays hidden."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import numpy as np
import pytest

from safepassage import curve, make_scenario, read_scenario, run
from safepassage.errors import ScenarioError
from safepassage.result.geography import Geography
from safepassage.result.headline import (
    HeadlineRow,
    headline,
    headline_json,
    headline_names,
    quantities_json,
    run_quantities,
    site_limit,
)
from safepassage.result.headline_names import run_names
from safepassage.result.result import Result
from safepassage.scenario.scenario import Scenario
from safepassage.spread import weighted_quantiles


@pytest.fixture(scope="module")
def aleppo() -> Result:
    return run(read_scenario("aleppo-2016"), members=4)


@pytest.fixture(scope="module")
def tiny() -> Result:
    return run(read_scenario("tiny"), members=20)


def of(rows: list[HeadlineRow], name: str) -> list[HeadlineRow]:
    return [row for row in rows if row.quantity == name]


def test_headlines_of_aleppo(aleppo: Result) -> None:
    names = headline_names(aleppo.scenario)
    assert names[:2] == ("displaced_from:east-aleppo", "left_by:ramouseh")
    wanted = {"present:jibreen", "present:mahalej", "present:west-aleppo", "present:idleb"}
    assert wanted | {"arrived:kurdish-areas", "staying:east-aleppo", "fullness:jibreen"} <= {*names}


def test_no_single_neighbourhood_of_a_pocket_is_shown(aleppo: Result) -> None:
    scenario = aleppo.scenario
    assert "displaced_from:hanano" in scenario["claims"]["quantity"].tolist()
    quarters = {row["place"] for row in scenario["populations"].rows()}
    alone = {row["area"] for row in scenario["areas"].rows() if row["place"] in quarters}
    areas = scenario["areas"]["area"].tolist()
    hidden = quarters | {area for area in alone if areas.count(area) == 1}
    for names in (headline_names(scenario), run_names(scenario)):
        told = {name for name in names if name.split(":")[0] not in {"returned", "cleared"}}
        assert not hidden & {name.split(":")[-1].split("@")[0] for name in told}
    assert "returned:hanano" in headline_names(scenario)  # open again since 26 November


def test_returns_to_an_active_pocket_stay_hidden() -> None:
    scenario = read_scenario("aleppo-2016", as_of="2016-11-20")
    targets = Geography(scenario)
    assert targets.hidden("returned:hanano")
    assert targets.hidden("returned:as-sukkari")
    assert not targets.hidden("returned:east-aleppo")
    assert not targets.hidden("cleared:hanano")


def test_values_are_weighted_quantiles_of_the_curve(aleppo: Result) -> None:
    weight = np.array([0.7, 0.1, 0.1, 0.1])
    for result in (aleppo, aleppo.reweighted(weight)):
        row = of(headline(result, ["2016-12-22"]), "left_by:ramouseh")[0]
        day = result.day_of("2016-12-22")
        expected = weighted_quantiles(curve(result, "left_by:ramouseh")[:, day], result.weight)
        assert [row.p05, row.p50, row.p95] == expected.tolist()


def test_contradictory_reports_stand_beside_each_other(aleppo: Result) -> None:
    rows = of(headline(aleppo, ["2016-11-30"]), "displaced_from:east-aleppo")
    values = [report.value_text() for report in rows[0].reports]
    assert values == [
        "at least 5,500",
        "about 16,000",
        "26,500 to 30,000",
        "31,500",
        "about 50,000",
    ]
    assert {report.source_short for report in rows[0].reports} >= {"OCHA"}


def test_the_articles_figure_is_in_the_default_table(aleppo: Result) -> None:
    claims = {report.claim for row in headline(aleppo) for report in row.reports}
    assert "s01-fled-article" in claims


def test_at_most_five_days_with_the_last_one(aleppo: Result) -> None:
    rows = headline(aleppo)
    for name in headline_names(aleppo.scenario):
        days = [row.date for row in of(rows, name)]
        assert 1 <= len(days) <= 5
        assert days == sorted(set(days))
        assert days[-1] == aleppo.scenario.end


def test_what_was_published_later_is_absent() -> None:
    scenario = read_scenario("aleppo-2016", as_of="2016-12-01")
    rows = headline(run(scenario, members=2))
    reports = [report for row in rows for report in row.reports]
    assert reports
    assert all(report.published <= dt.date(2016, 12, 1) for report in reports if report.published)


def test_fullness_is_people_over_capacity(tiny: Result) -> None:
    row = of(headline(tiny, ["2020-01-10"]), "fullness:camp-a")[0]
    people = weighted_quantiles(curve(tiny, "present:camp-a")[:, -1], tiny.weight)
    assert row.unit == "share"
    assert [row.p05, row.p50, row.p95] == pytest.approx((people / 2000).tolist())


def test_capacity_follows_events() -> None:
    base = read_scenario("tiny")
    event = {"date": "2020-01-03", "kind": "site", "target": "camp-a", "attribute": "capacity"}
    events = [*base["events"].rows(), {**event, "value": "500"}]
    result = run(base.replace(events=events), members=2)
    assert site_limit(result, "camp-a").tolist() == [2000.0] * 2 + [500.0] * 8


def test_json_is_plain_and_whole(tiny: Result) -> None:
    rows = json.loads(json.dumps(headline_json(headline(tiny)), allow_nan=False))
    assert {row["unit"] for row in rows} == {"people", "share"}
    quantities = json.loads(json.dumps(run_quantities(tiny), allow_nan=False))
    assert list(quantities) == list(run_names(tiny.scenario))
    days = quantities["present:camp-a"]
    assert list(days) == [f"2020-01-{day:02}" for day in range(1, 11)]
    assert all(isinstance(value, int) for day in days.values() for value in day.values())
    few = quantities_json(tiny, ["present:camp-a"], every_day=False)["present:camp-a"]
    assert few.items() <= days.items()
    assert len(few) <= 5


def test_every_claimed_quantity_that_can_be_computed_is_in_the_json(aleppo: Result) -> None:
    quantities = run_quantities(aleppo)
    assert "left_by:ramouseh@wounded" in quantities
    share = quantities["share_held:government:east-aleppo"]["2016-12-03"]
    assert 0.5 < share["p50"] < 0.7


def line(*, tables: dict[str, Any] | None = None) -> Scenario:
    """A place and a camp, with a registration series."""
    places = [
        {"place": "left", "name": "Left", "kind": "settlement", "lat": 0, "lon": 0},
        {"place": "camp", "name": "Camp", "kind": "site", "lat": 0, "lon": 1},
    ]
    series = [
        {"quantity": "present:camp", "date": date, "value": value, "source_id": "unhcr"}
        for date, value in (("2020-01-03", 10), ("2020-01-04", 20), ("2020-01-05", 30))
    ]
    rows: dict[str, Any] = {
        "places": places,
        "routes": [{"from": "left", "to": "camp", "length_km": 10, "mode": "road"}],
        "classes": [{"class": "people", "name": "People"}],
        "populations": [{"place": "left", "class": "people", "best": 100}],
        "sites": [{"place": "camp"}],
        "sources": [{"source_id": "unhcr", "name": "UNHCR, registrations", "reliability": "A"}],
        "series": series,
    }
    settings = {"title": "Line", "start": "2020-01-01", "days": 8}
    return make_scenario("line", settings, tables={**rows, **(tables or {})})


def test_of_a_registration_series_the_nearest_row_stands_beside() -> None:
    rows = of(headline(run(line(), members=2), ["2020-01-04", "2020-01-06"]), "present:camp")
    assert [[report.low for report in row.reports] for row in rows] == [[20.0], [30.0]]
    assert all(report.is_registration for row in rows for report in row.reports)
    assert rows[0].reports[0].source_name == "UNHCR, registrations"


def test_without_reports_the_period_is_divided() -> None:
    result = run(line(tables={"series": []}), members=2)
    assert headline_names(result.scenario)[0] == "displaced_from:all"
    days = {row.date.day for row in headline(result)}
    assert max(days) == 8
    assert 2 <= len(days) <= 5


def test_a_date_outside_the_period_is_an_error(tiny: Result) -> None:
    with pytest.raises(ScenarioError, match="is no day of the run"):
        headline(tiny, ["2021-01-01"])
