"""Needs by site and date: closed forms, nulls, protection, bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safepassage.compiled.stores import Store, consume, ration_of
from safepassage.errors import ScenarioError
from safepassage.planning.needs.by_site import needs
from safepassage.planning.needs.equipped import equipped
from safepassage.report.answers.answer import speak
from safepassage.report.answers.needs import _ratio, needs_answer
from safepassage.report.brief.language import language
from safepassage.report.names import called
from safepassage.result.result import Result
from safepassage.said import Fixed
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.standards import cold_days, default_standards, standards_of
from safepassage.scenario.template import new_scenario
from tests.planning.made import made
from tests.spoken import english

EXAMPLE = new_scenario("example")
DATE = "2030-03-03"


def run_of(people: Any = 8000, *, weight: Any = None, members: int = 5, **changes: Any) -> Result:
    scenario = EXAMPLE.replace(**changes) if changes else EXAMPLE
    return made(scenario, {"meadow": people}, members=members, weight=weight)


def cell(result: Result, site: str = "meadow", date: str = DATE, **more: Any) -> Any:
    return needs(result, **more).to_json()["sites"][site][date]


def test_ratios_are_need_by_supply() -> None:
    found = cell(run_of())
    assert found["people"] == {"p05": 8000, "p50": 8000, "p95": 8000}
    # 8,000 people need 3.5 m2 each in the tropics, 15 l, a toilet for 20
    assert found["shelter_ratio"]["p50"] == pytest.approx(8000 * 3.5 / 28000, abs=1e-4)
    cold = cell(run_of(places=_moved(36.0)))
    assert cold["shelter_ratio"]["p50"] == pytest.approx(8000 * 4.5 / 28000, abs=1e-4)
    assert found["water_ratio"]["p50"] == pytest.approx(8000 * 15 / 90000, abs=1e-4)
    assert found["toilet_ratio"]["p50"] == pytest.approx(8000 / 20 / 300, abs=1e-4)


def test_the_stock_runs_out_when_it_must() -> None:
    kcal = 1824.0
    there = 6000 * 3500 / (1000 * kcal)  # days for 1,000 people
    plan = needs(run_of(1000)).to_json()["sites"]["meadow"]
    assert plan["2030-03-01"]["ration_days"]["p50"] == pytest.approx(there - 1, abs=1e-3)
    assert plan["2030-03-05"]["ration_days"]["p50"] == pytest.approx(there - 5, abs=1e-3)
    assert plan["2030-03-12"]["ration_days"]["p50"] == 0


def test_food_is_neither_made_nor_lost() -> None:
    rng = np.random.default_rng(3)
    people = rng.integers(0, 50, (3, 9, 2)).astype(float)
    reset = np.full((9, 2), np.nan)
    reset[0] = 500
    stored = Store(reset, rng.integers(0, 30, (9, 2)).astype(float))
    left, eaten = consume(people, stored, 2.0)
    came = 500 + stored.inflow.cumsum(axis=0)
    np.testing.assert_array_equal(left + eaten.cumsum(axis=1), np.broadcast_to(came, left.shape))
    assert (eaten <= people * 2).all()


def test_quantiles_are_over_weighted_members() -> None:
    people = np.array([100, 200, 300])[:, None]
    found = cell(run_of(people, members=3, weight=[0.02, 0.02, 0.96]))
    assert found["people"] == {"p05": 300, "p50": 300, "p95": 300}


def test_null_where_no_capacity_is_given() -> None:
    assert cell(run_of(), site="riverton")["ration_days"] is None
    services = [{"place": "meadow", "start": "2030-03-01"}]
    found = cell(run_of(site_services=services, stocks=[]))
    assert found["water_ratio"] is None
    assert found["toilet_ratio"] is None
    assert found["ration_days"] is None
    # without a floor area the declared capacity in people stands in
    assert found["shelter_ratio"]["p50"] == 1


def test_nothing_at_all_is_said_and_null() -> None:
    services = [{"place": "meadow", "start": "2030-03-01", "toilets": 0}]
    found = needs(run_of(site_services=services))
    assert found.to_json()["sites"]["meadow"][DATE]["toilet_ratio"] is None
    assert any("people but no toilets" in text for text in english(found.sentences()))
    json.dumps(found.to_json(), allow_nan=False)


def test_an_empty_site_needs_nothing() -> None:
    found = cell(run_of(0))
    assert found["shelter_ratio"] == {"p05": 0, "p50": 0, "p95": 0}
    assert english(needs(run_of(0)).sentences()) == ["No site is known to miss a standard."]


def test_which_site_exceeds_what_and_when() -> None:
    people = np.where(np.arange(30) >= 10, 9000, 3000)[None]
    found = needs(run_of(people))
    shelter = next(entry for entry in found.exceeded if entry.what == "shelter_ratio")
    assert (shelter.first, shelter.last, shelter.days) == ("2030-03-11", "2030-03-30", 20)
    assert "times the covered floor area" in english([shelter.sentence])[0]
    assert not shelter.possible
    rare = needs(run_of(np.array([3000] * 9 + [9000])[:, None], members=10))
    assert "worst twentieth" in english(rare.sentences())[0]


def test_items_and_money() -> None:
    found = needs(run_of(places=_moved(36.0))).to_json()
    items = found["items"]["meadow"]["items"]
    assert items["blankets"]["short"]["p50"] == 2000
    assert items["blankets"]["usd"]["best"]["p50"] == 20000
    assert items["winter_kits"]["needed"]["p50"] == 1600
    assert items["beds"]["needed"]["p50"] == 15  # 18 for 10,000, rounded up
    assert items["beds"]["short"]["p50"] == 0
    assert items["water"]["usd_per_day"]["best"]["p50"] == 150
    assert found["total"]["usd_once"]["p50"] > 0


def test_no_winter_items_in_the_warm_months() -> None:
    warm = needs(run_of()).to_json()
    assert not warm["items"]["meadow"]["cold"]
    assert "blankets" not in warm["items"]["meadow"]["items"]
    assert cold_days(EXAMPLE.replace(places=_moved(36.0))).all()
    assert not cold_days(EXAMPLE.replace(places=_moved(-36.0))).any()


def _moved(lat: float) -> list[dict[str, Any]]:
    return [row | {"lat": lat} for row in EXAMPLE["places"].rows()]


def test_an_enclosed_place_is_a_band_on_the_screen_and_never_exported() -> None:
    stocks = [{"place": "oldtown", "commodity": "cereals", "tonnes_low": 10, "tonnes": 20,
               "tonnes_high": 90, "date": "2030-03-01"}]  # fmt: skip
    result = made(EXAMPLE.replace(stocks=stocks), {"oldtown": 3000})
    found = needs(result)
    told = found.to_json()["sites"]["oldtown"]
    assert all(value is None for day in told.values() for value in day.values())
    spoken = speak(
        needs_answer(found, DATE), language("en"), called(result.scenario, language("en"))
    )
    row = spoken.tables[-1].rows[found.sites.index("oldtown")]
    assert row[2] == "enclosed"
    assert row[-1] == "one or two weeks to months"
    assert "oldtown" not in found.to_json()["items"]
    assert not any("Old Town" in text for text in english(found.sentences(), result.scenario))


def test_was_it_equipped() -> None:
    short = equipped(run_of(), "meadow")
    assert short.answer == "no"
    assert english(short.sentences)[0].startswith("No: ")
    assert equipped(run_of(1000), "meadow").answer == "yes"
    harbour = equipped(made(EXAMPLE.replace(events=[]), {"harbour": 500}), "harbour")
    assert harbour.answer == "unknown"
    assert "no place there declares any" in " ".join(english(harbour.sentences))
    assert harbour.planned == (2500, 2500)
    json.dumps(short.to_json(), allow_nan=False)


def test_standards_come_from_the_package_the_scenario_or_a_file(tmp_path: Path) -> None:
    bare = EXAMPLE.replace(standards=[])
    assert standards_of(bare) is default_standards()
    assert set(default_standards()) == set(dictionary()["standards"]["standard"].choices)
    assert all(entry.source for entry in default_standards().values())
    file = tmp_path / "mine.csv"
    lines = ["standard,value,unit,source"] + [
        f"{name},{entry.value * 2},{entry.unit},mine" for name, entry in default_standards().items()
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert cell(run_of(), standards=file)["water_ratio"]["p50"] == pytest.approx(
        8000 * 30 / 90000, abs=1e-4
    )


def test_bad_standards_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="'water' is missing"):
        needs(run_of(), {"floor_area": default_standards()["floor_area"]})
    with pytest.raises(ScenarioError, match="no standards"):
        needs(run_of(), {})
    file = tmp_path / "mine.csv"
    file.write_text("standard,value,unit,source\nwater,-1,l/person/day,me\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"mine\.csv, row 2, column value"):
        needs(run_of(), file)
    file.write_text("standard,value,unit,source\nwater,1,gallons,me\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="l/person/day"):
        needs(run_of(), file)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"stocks": [{"place": "meadow", "commodity": "cereals", "tonnes": -1,
                      "date": "2030-03-01"}]}, "'-1' .*column tonnes|column tonnes"),
        ({"site_services": [{"place": "nowhere", "start": "2030-03-01"}]}, "nowhere"),
        ({"site_services": [{"start": "2030-03-01"}]}, "column place"),
        ({"rations": [{"ration": "r", "commodity": "cereals", "kg_per_person_day": 1,
                       "kcal_per_kg": 0}]}, "0 kcal"),
    ],
)  # fmt: skip
def test_bad_tables_are_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        EXAMPLE.replace(**changes)


def test_unknown_places_dates_and_rations_are_refused() -> None:
    with pytest.raises(ScenarioError, match="meadows"):
        needs(run_of(), places=["meadows"])
    for date in ("2031-01-01", "hello"):
        with pytest.raises(ScenarioError, match=date):
            needs(run_of()).shown(date)
        with pytest.raises(ScenarioError, match=date):
            needs(run_of()).things.on(date)
    with pytest.raises(ScenarioError, match="no ration 'x'"):
        ration_of(EXAMPLE, default_standards(), "x")


@pytest.mark.parametrize(
    ("ratio", "read"),
    [
        (1.0, Fixed(1.0, 1)), (1.004, Fixed(1.01, 2)), (1.04, Fixed(1.04, 2)),
        (0.04, Fixed(0.04, 2)), (2.34, Fixed(2.3, 1)), (12.3, Fixed(12.0, 0)),
    ],
)  # fmt: skip
def test_a_ratio_reads_as_met_only_where_it_is(ratio: float, read: Fixed) -> None:
    assert _ratio(ratio) == read


def test_what_is_missing_is_what_the_ratio_says() -> None:
    people = np.array([7000, 8000, 9000, 9500, 9600])[:, None]
    found = needs(run_of(people))
    missing = {one.item: one for one in found.things.on(DATE) if one.site == "meadow"}
    assert missing["toilets"].there == 300
    assert missing["toilets"].short == (50, 150, 180)  # one for 20: 350, 450, 480 needed
    assert missing["water"].short.median == 9000 * 15 - 90000
    for item, ratio in (("toilets", "toilet_ratio"), ("floor_area", "shelter_ratio")):
        needed, there = missing[item].needed.median, missing[item].there
        assert there is not None
        assert needed / there == pytest.approx(cell(run_of(people))[ratio]["p50"], abs=1e-3)
    order = [one.people for one in found.things.on(DATE)]
    assert order == sorted(order, reverse=True)


def test_nothing_is_missing_where_nothing_is_known_or_enough_is_there() -> None:
    assert {one.item for one in needs(run_of(10)).things.on(DATE)} <= {"food"}
    services = [{"place": "meadow", "start": "2030-03-01"}]
    unknown = needs(run_of(site_services=services, stocks=[]))
    assert not [one for one in unknown.things.on(DATE) if one.site == "meadow"]


def test_what_to_order_is_a_workbook_with_dates_and_without_enclosed_places(tmp_path: Path) -> None:
    import python_calamine

    from safepassage.disclosure.order_list import exact_order_list
    from safepassage.exchange.xlsx.orders import write_orders

    found = needs(run_of())
    path = write_orders(exact_order_list(found), tmp_path / "orders.xlsx")
    assert path.stat().st_mode & 0o077 == 0
    book = python_calamine.CalamineWorkbook.from_path(path)
    rows = book.get_sheet_by_name("By day").to_python()
    assert {type(row[1]).__name__ for row in rows[1:]} == {"date"}
    shown = {row[0] for row in rows[1:]}
    hidden = {name for column, name in enumerate(found.names) if found.hidden[:, column].all()}
    assert shown
    assert not shown & hidden
    summed = {row[0]: row[2] for row in book.get_sheet_by_name("Order").to_python()[1:]}
    toilets = [one.short.median for one in found.things.on() if one.item == "toilets"]
    assert summed["toilets"] == sum(toilets)
