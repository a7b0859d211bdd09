"""Small files that once gave wrong numbers, and what is right for each."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from safepassage.errors import ScenarioError
from safepassage.exchange.context import Context
from safepassage.exchange.formats import read_files
from safepassage.exchange.given import Given
from safepassage.exchange.imported import Imported
from safepassage.exchange.merge import gazetteer_of
from safepassage.exchange.start import Answers, Started, start_scenario

CASES = Path(__file__).parents[3] / "shared" / "exchange-cases"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CASES.is_dir(), reason="needs ../shared/exchange-cases"),
]


def read(name: str, file: str, **options: Any) -> Imported:
    return read_files(name, [CASES / file], **options)


def claims(name: str, file: str, **options: Any) -> list[tuple[str, float, float]]:
    rows: list[dict[str, Any]] = read(name, file, **options).tables["claims"]
    return [(row["quantity"], row["low"], row["high"]) for row in rows]


def values(name: str, file: str, **options: Any) -> dict[str, float]:
    found = claims(name, file, **options)
    assert len({quantity for quantity, _, _ in found}) == len(found)
    assert all(low == high for _, low, high in found)
    return {quantity: low for quantity, low, _ in found}


def start(boundaries: str, population: str, **files: Any) -> Started:
    answers = Answers(start=dt.date(2024, 1, 1)) if "answers" not in files else files.pop("answers")
    paths = {key: CASES / file for key, file in files.items()}
    return start_scenario(
        "s", boundaries=CASES / boundaries, population=CASES / population, answers=answers, **paths
    )


def test_1_control_of_one_unit_on_one_day_is_one_row() -> None:
    started = start(
        "adm1_one_arabic_name.geojson", "pop_adm1.csv",
        acled_file="acled_two_control_same_day.csv", answers=Answers(),
    )  # fmt: skip
    rows = [row for row in started.scenario["events"].rows() if row["kind"] == "control"]
    days = [str(row["date"])[:10] for row in rows]
    assert [(day, row["value"]) for day, row in zip(days, rows, strict=True)] == [
        ("2024-01-03", "government"),
        ("2024-01-05", "non-state"),
    ]


def test_2_dates_are_read_by_the_file_or_refused() -> None:
    with pytest.raises(ScenarioError) as error:
        read("acled", "acled_excel_dates.csv")
    assert [problem.row for problem in error.value.problems] == [5]  # 29 February 2023
    found = read("acled", "acled_excel_dates.csv", lenient=True)
    first = [row for row in found.tables["events"] if row["kind"] == "hazard"]
    assert str(first[0]["date"]) == "2024-01-03"
    assert found.losses.lines() == [
        "acled_excel_dates.csv: 1 rows left out: cells that cannot be read"
    ]


def test_3_a_total_is_a_total() -> None:
    assert values("hapi", "hapi_needs_subnational_total.csv") == {
        "in_need:zzz:intersectoral": 900,
        "in_need:zz01:intersectoral": 600,
        "in_need:zz02:intersectoral": 300,
    }


def test_4_points_between_thousands() -> None:
    assert values("hxl", "hxl_dots_thousands.csv") == {"idps:zz01": 25000}
    assert values("hxl", "hxl_dots_thousands.csv", given=Given(decimal=".")) == {"idps:zz01": 25}


def test_5_parts_by_cause_are_parts() -> None:
    found = read("hxl", "hxl_cause_columns.csv")
    assert [row["low"] for row in found.tables["claims"]] == [1000]
    assert sum("is a part of a total" in note for note in found.notes) == 2


def test_6_origins_are_summed() -> None:
    assert values("hxl", "hxl_site_rows.csv") == {"idps:zz0101": 1000}


def test_7_unhcr_headings_and_all_countries() -> None:
    found = read("unhcr", "unhcr_finder_iso_no_brackets.csv")
    assert [(row["quantity"], row["low"]) for row in found.tables["claims"]] == [
        ("refugees:zzb:zza", 1200),
        ("asylum_seekers:zzb:zza", 340),
    ]
    assert "all countries" in found.losses.lines()[0]


def test_8_roads_pass_by_a_place_off_the_road() -> None:
    started = start("pts.geojson", "pop_adm1_3.csv", roads="roads.geojson")
    routes = {(str(row["from"]), str(row["to"])): row for row in started.scenario["routes"].rows()}
    direct = routes["alpha", "beta"]
    assert direct["length_km"] == pytest.approx(54.75, abs=0.1)
    assert direct["source_id"] == "start-roads"
    others = [row for ends, row in routes.items() if "gamma" in ends]
    assert others
    assert all(row["source_id"] == "assumption" for row in others)
    assert any(item.unit == "routes" for item in started.assumptions)


def test_8b_an_extract_tells_what_lies_off_the_road() -> None:
    pytest.importorskip("osmium")
    found = read("osm", "river_without_bridge.osm")
    rows = found.tables["routes"]
    direct = next(row for row in rows if {row["from"], row["to"]} == {"alpha", "beta"})
    assert direct["length_km"] == pytest.approx(10.95, abs=0.05)
    others = [row for row in rows if row is not direct]
    assert others
    assert all(row["source_id"] == "assumption" for row in others)
    assert any("is assumed" in note for note in found.notes)


def test_9_two_assessments_are_two_claims() -> None:
    assert claims("dtm", "dtm_two_assessments.csv") == [("idps:zz01", 14000, 14000)] * 2
    notes = [str(row["note"]) for row in read("dtm", "dtm_two_assessments.csv").tables["claims"]]
    assert ["BA" in note for note in notes] == [True, False]


def test_10_a_province_is_not_its_town() -> None:
    scenario = start("adm2.geojson", "pop_adm2.csv").scenario
    context = Context(gazetteer=gazetteer_of(scenario))
    got = values("hapi", "hapi_admin1_onto_admin2.csv", context=context)
    assert got == {"idps:north": 52000, "idps:alpha": 2000}


def test_11_names_in_arabic_are_kept_apart() -> None:
    assert sorted(values("hxl", "hxl_arabic_names.csv").values()) == [560, 1200, 3400]


def test_11b_people_of_units_that_are_not_there_are_left_out_and_counted() -> None:
    started = start("adm1_one_arabic_name.geojson", "pop_unmatched_codes.csv")
    rows = started.scenario["populations"].rows()
    residents = [float(row["best"]) for row in rows if row["status"] == "resident"]
    assert sorted(residents) == [1000, 2000]
    assert started.losses.lost == 7_500_000
    assert "WARNING: 7,500,000 of 7,503,000 people (100.0 %)" in started.losses.alarm


def test_12_hidden_counts_are_ranges() -> None:
    assert claims("unhcr", "unhcr_redacted.csv") == [
        ("refugees:zzb:zza", 1205, 1205),
        ("asylum_seekers:zzb:zza", 1, 4),
        ("refugees:zzb:zzc", 1, 4),
        ("asylum_seekers:zzb:zzc", 15, 15),
        ("refugees:zzb:zzd", 1, 4),
    ]
    assert claims("hxl", "hxl_suppressed.csv") == [
        ("idps:zz01", 1205, 1205),
        ("idps:zz02", 1, 4),
        ("idps:zz03", 1, 4),
        ("idps:zz04", 12345, 12345),
    ]


def test_13_the_old_download_of_unhcr() -> None:
    got = claims("unhcr", "unhcr_popstats_2016.csv")
    assert got == [
        ("refugees:zedland:yland", 1205, 1205),
        ("asylum_seekers:zedland:yland", 1, 4),
        ("idps:zedland:yland", 300, 300),
    ]


def test_15_what_is_missing_is_named_by_its_option() -> None:
    with pytest.raises(ScenarioError) as error:
        start_scenario("s", boundaries=CASES / "pts.geojson")
    remedies = " ".join(problem.remedy for problem in error.value.problems)
    assert all(name in remedies for name in ("--population", "--assume-density", "--first-day"))
    with pytest.raises(ScenarioError, match="--first-day"):
        start("pts.geojson", "pop_adm1_3.csv", answers=Answers())


@pytest.mark.parametrize("file", ["hxl_two_header_rows.csv", "hxl_repeated_headers.csv"])
def test_16_headings_above_tags_do_not_matter_and_sectors_are_kept(file: str) -> None:
    place = "zz01"
    assert values("hxl", file) == {
        f"targeted:{place}:food": 10,
        f"reached:{place}:food": 5,
        f"targeted:{place}:wash": 7,
        f"reached:{place}:wash": 2,
    }


def test_16_a_note_among_the_tags() -> None:
    assert values("hxl", "hxl_note_in_tag_row.csv") == {"idps:zz01": 121000}


def test_18_records_of_an_interface() -> None:
    assert values("dtm", "dtm_api_v3.json") == {"idps:zz01": 1000}


def test_19_an_event_known_to_its_province_counts_there() -> None:
    started = start("adm2.geojson", "pop_adm2.csv", ucdp_file="ucdp_province_known.csv")
    rows = [row for row in started.scenario["events"].rows() if row["kind"] == "hazard"]
    # 1 event and 90 deaths weigh 10.
    assert (rows[0]["target"], rows[0]["value"]) == ("alpha", "0.9")


def test_20_one_battle_in_two_sources_counts_once() -> None:
    both = start(
        "adm2.geojson", "pop_adm2.csv", acled_file="acled_same.csv", ucdp_file="ucdp_same.csv"
    )
    alone = start("adm2.geojson", "pop_adm2.csv", acled_file="acled_same.csv")
    one, other = (next(iter(s.scenario["events"].rows()))["value"] for s in (both, alone))
    assert one == other == "0.25"
    assert any("stand in both sources" in note for note in both.notes)


def test_22_the_type_of_old_files_tells_the_change_of_control() -> None:
    rows = read("acled", "acled_2015_control.csv").tables["events"]
    assert [row["value"] for row in rows if row["kind"] == "control"] == [
        "government",
        "non-state",
        "government",
    ]


def test_23_totals_are_no_places() -> None:
    found = read("cod-ps", "codps_total_row.csv")
    assert {row["place"]: row["best"] for row in found.tables["populations"]} == {
        "zz01": 1000,
        "zz02": 500,
    }
    assert "totals of other rows" in found.losses.lines()[0]


def test_24_namesakes_are_kept_apart() -> None:
    assert values("ipc", "ipc_same_area_name.csv") == {
        "ipc:north-central:phase-3plus": 1000,
        "ipc:south-central:phase-3plus": 5000,
    }


def test_26_negative_ids_are_told() -> None:
    pytest.importorskip("osmium")
    with pytest.raises(ScenarioError, match="osmium renumber"):
        read("osm", "negative_ids.osm")


def test_semicolons_and_decimal_commas_are_read() -> None:
    places = read("acled", "OK_acled_semicolon_bom.csv").tables["places"]
    assert [(row["lat"], row["lon"]) for row in places] == [(36.5012, 42.5012), (36.6, 42.6)]
