"""The kinds of files that once gave wrong counts, each in forms other than that of the report."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from safepassage.errors import ScenarioError
from safepassage.exchange.context import Context, Gazetteer
from safepassage.exchange.formats import read_files
from safepassage.exchange.given import Given
from tests.exchange.made_files import FORMS, Rows, save

HAPI = ("location_code", "admin1_code", "admin1_name", "admin2_code", "admin2_name",
        "reference_period_start", "reference_period_end")  # fmt: skip
TAGS = ("#adm1+name", "#adm1+code", "#affected+idps", "#date+reported")
PLAIN = ("csv", "semicolon", "tab16")
TABLES = ("csv", "semicolon", "xlsx")


def claims(name: str, path: Path, **options: Any) -> list[tuple[str, float, float]]:
    rows: list[dict[str, Any]] = read_files(name, [path], **options).tables["claims"]
    return [(row["quantity"], row["low"], row["high"]) for row in rows]


def values(name: str, path: Path, **options: Any) -> dict[str, float]:
    found = claims(name, path, **options)
    assert len({quantity for quantity, _, _ in found}) == len(found)
    assert all(low == high for _, low, high in found)
    return {quantity: low for quantity, low, _ in found}


@pytest.mark.parametrize("form", FORMS)
def test_totals_of_hapi_are_taken_and_their_parts_left_out(tmp_path: Path, form: str) -> None:
    head = (*HAPI, "population_group", "origin_location_code", "gender", "age_range", "population")
    place, period = ("ZZA", "", "", "", ""), ("2024-01-01", "2024-12-31")
    rows: Rows = [
        head,
        (*place, *period, "REF", "ZZB", "all", "all", 900),
        (*place, *period, "REF", "ZZB", "f", "all", 500),
        (*place, *period, "REF", "ZZB", "all", "0-4", 120),
    ]
    found = read_files("hapi", [save(tmp_path, "t", form, rows)])
    assert [row["low"] for row in found.tables["claims"]] == [900]
    assert len(found.losses.lines()) == 2


@pytest.mark.parametrize(
    ("form", "cells", "value"),
    [
        ("semicolon", ("120.000", "1.205.400"), 120000),
        ("tab16", ("13.250", "987"), 13250),
        ("xlsx", ("1,205", "12,345,678"), 1205),
        ("json", ("٢٥٬٠٠٠", "7"), 25000),  # noqa: RUF001
    ],
)
def test_marks_between_thousands(
    tmp_path: Path, form: str, cells: tuple[str, str], value: float
) -> None:
    rows: Rows = [
        ("Commune", "Semaine", "Personnes"),
        ("Alto", "2024-05-01", cells[0]), ("Bajo", "2024-05-01", cells[1]),
    ]  # fmt: skip
    tagged = [rows[0], ("#adm2+name", "#date", "#affected+idps"), *rows[1:]]
    if form == "json":
        pytest.importorskip("typer")
        from safepassage.exchange.anytable import Mapping, read_table
        from safepassage.exchange.imported import Imported

        found = Imported()
        path = save(tmp_path, "t", form, rows)
        read_table(path, Mapping("Semaine", "Commune", "Personnes"), found, Context())
        assert found.tables["claims"][0]["low"] == value
        return
    assert claims("hxl", save(tmp_path, "t", form, tagged))[0][1] == value


@pytest.mark.parametrize("form", ["csv", "tab16", "xlsx"])
def test_marks_that_stay_open_are_refused_and_can_be_said(tmp_path: Path, form: str) -> None:
    rows: Rows = [("ADM1_PCODE", "T_TL"), ("ZZ01", "25.000"), ("ZZ02", "120.000")]
    path = save(tmp_path, "t", form, rows)
    with pytest.raises(ScenarioError, match=r"two ways: 25 or 25000; give --decimal"):
        read_files("cod-ps", [path])
    found = read_files("cod-ps", [path], given=Given(decimal=","))
    assert [row["best"] for row in found.tables["populations"]] == [25000, 120000]


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize("part", ["+cause+flood", "+new", "+f", "+hh", "+pct", "+arrivals"])
def test_a_column_that_is_no_total_of_people_is_left_out(
    tmp_path: Path, form: str, part: str
) -> None:
    rows: Rows = [
        ("a", "b", "c", "d", "e"), (*TAGS, f"#affected+idps{part}"),
        ("North", "ZZ01", 1000, "2024-05-01", 300),
    ]  # fmt: skip
    assert values("hxl", save(tmp_path, "t", form, rows)) == {"idps:zz01": 1000}


@pytest.mark.parametrize(
    "heading",
    ["IDP households", "Ménages déplacés", "عدد الأسر", "% of IDPs", "IDPs (thousands)", "Families",
     "Родин"],
)  # fmt: skip
@pytest.mark.parametrize("form", TABLES)
def test_a_heading_of_households_shares_or_thousands_is_no_count_of_people(
    tmp_path: Path, form: str, heading: str
) -> None:
    rows: Rows = [
        ("Unit", "Code", heading, "Day"), TAGS, ("North", "ZZ01", 1000, "2024-05-01"),
    ]  # fmt: skip
    with pytest.raises(ScenarioError, match="has no column that counts people"):
        read_files("hxl", [save(tmp_path, "t", form, rows)])


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize("tag", ["#adm2+origin+name", "#geo+lat", "#cause"])
def test_parts_of_one_count_are_summed(tmp_path: Path, form: str, tag: str) -> None:
    rows: Rows = [
        ("a", "b", "c", "d", "e"), (*TAGS, tag),
        ("North", "ZZ01", 283, "2024-05-01", "1"), ("North", "ZZ01", 717, "2024-05-01", "2"),
    ]  # fmt: skip
    assert values("hxl", save(tmp_path, "t", form, rows)) == {"idps:zz01": 1000}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reader", ["hxl", "dtm"])
def test_rows_by_sex_or_age_are_parts(tmp_path: Path, form: str, reader: str) -> None:
    if reader == "hxl":
        head: list[tuple[str, ...]] = [("a", "b", "c", "d", "e"), (*TAGS, "#gender")]
    else:
        head = [("admin1Name", "admin1Pcode", "numPresentIdpInd", "reportingDate", "Sex")]
    if reader == "hxl" and form == "json":
        return  # names of records stand twice
    rows: Rows = [
        *head, ("North", "ZZ01", 400, "2024-05-01", "F"), ("North", "ZZ01", 300, "2024-05-01", "M"),
        ("North", "ZZ01", 700, "2024-05-01", "All"),
    ]  # fmt: skip
    assert values(reader, save(tmp_path, "t", form, rows)) == {"idps:zz01": 700}


@pytest.mark.parametrize("form", TABLES)
def test_rows_that_nothing_tells_apart_are_refused(tmp_path: Path, form: str) -> None:
    rows: Rows = [
        ("a", "b", "c", "d"), TAGS,
        ("North", "ZZ01", 283, "2024-05-01"), ("North", "ZZ01", 717, "2024-05-01"),
    ]  # fmt: skip
    with pytest.raises(ScenarioError, match="no tag keeps them apart"):
        read_files("hxl", [save(tmp_path, "t", form, rows)])


@pytest.mark.parametrize("form", ["semicolon", "xlsx", "json"])
@pytest.mark.parametrize(
    "head",
    [
        ("Year", "Country of Asylum", "Country of Origin", "Country of Asylum ISO",
         "Country of Origin ISO", "Refugees", "Asylum Seekers", "IDPs"),
        ("Year", "Country / territory of asylum/residence", "Origin", "coa_iso", "coo_iso",
         "Refugees (incl. refugee-like situations)", "Asylum-seekers (pending cases)",
         "Internally displaced persons (IDPs)"),
        ("year", "coa_name", "coo_name", "coa_iso", "coo_iso", "refugees", "asylum_seekers",
         "idps"),
        ("Year", "Country of asylum", "Country of origin", "Country of asylum (ISO)",
         "Country of origin (ISO)", "Refugees under UNHCR's mandate", "Asylum-seekers",
         "IDPs of concern to UNHCR"),
    ],
)  # fmt: skip
def test_unhcr_of_several_years(tmp_path: Path, form: str, head: tuple[str, ...]) -> None:
    rows: Rows = [
        head, (2016, "Zedland", "Yland", "ZZB", "ZZA", 1205, "*", 300),
        (2016, "-", "Yland", "-", "ZZA", 5000, 90, 0),
    ]  # fmt: skip
    got = claims("unhcr", save(tmp_path, "t", form, rows))
    place = "zzb:zza"
    assert got == [
        (f"refugees:{place}", 1205, 1205),
        (f"asylum_seekers:{place}", 1, 4),
        (f"idps:{place}", 300, 300),
    ]


def test_unhcr_by_a_column_that_is_not_known_is_refused(tmp_path: Path) -> None:
    rows: Rows = [
        ("Year", "Country of asylum (ISO)", "Country of origin (ISO)", "Sex", "Refugees"),
        (2023, "ZZB", "ZZA", "F", 700), (2023, "ZZB", "ZZA", "M", 500),
    ]  # fmt: skip
    with pytest.raises(ScenarioError, match="second count of 2023"):
        read_files("unhcr", [save(tmp_path, "t", "csv", rows)])


DTM = ("operation", "admin0Name", "admin1Name", "admin1Pcode", "numPresentIdpInd", "reportingDate",
       "roundNumber", "displacementReason", "idpOriginAdmin1Name", "assessmentType")  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_assessments_are_kept_apart_and_origins_summed(tmp_path: Path, form: str) -> None:
    unit = ("Op", "Zedland", "Alpha", "ZZ01")
    rows: Rows = [
        DTM,
        (*unit, 14000, "2024-03-31", 5, "Conflict", "Beta", "BA"),
        (*unit, 6000, "2024-03-31", 5, "Conflict", "Gamma", "BA"),
        (*unit, 14000, "2024-03-31", 5, "Conflict", "Beta", "SA"),
    ]
    found = claims("dtm", save(tmp_path, "t", form, rows))
    assert found == [("idps:zz01", 20000, 20000), ("idps:zz01", 14000, 14000)]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_repeated_part_of_an_assessment_is_refused(tmp_path: Path, form: str) -> None:
    row = ("Op", "Zedland", "Alpha", "ZZ01", 50, "2024-03-31", 5, "Conflict", "Beta", "BA")
    with pytest.raises(ScenarioError, match="says the same as row 2"):
        read_files("dtm", [save(tmp_path, "t", form, [DTM, row, row])])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reader", ["hapi", "dtm"])
def test_a_province_is_not_its_town(tmp_path: Path, form: str, reader: str) -> None:
    known = Gazetteer(
        [{"place": "alpha", "name": "Alpha", "admin1_code": "ZZ01", "admin2_code": "ZZ0101"}],
        [{"area": "north", "name": "North", "place": "alpha"}],
    )
    hapi: Rows = [
        (*HAPI, "reporting_round", "population"),
        ("ZZZ", "ZZ01", "North", "", "", "2024-01-31", "2024-01-31", 1, 52000),
        ("ZZZ", "ZZ01", "North", "ZZ0101", "Alpha", "2024-01-31", "2024-01-31", 1, 2000),
    ]
    head = ("admin1Name", "admin1Pcode", "admin2Name", "admin2Pcode", "numPresentIdpInd",
            "reportingDate")  # fmt: skip
    dtm: Rows = [
        head, ("North", "ZZ01", "", "", 52000, "2024-01-31"),
        ("North", "ZZ01", "Alpha", "ZZ0101", 2000, "2024-01-31"),
    ]  # fmt: skip
    path = save(tmp_path, "t", form, {"hapi": hapi, "dtm": dtm}[reader])
    got = values(reader, path, context=Context(gazetteer=known))
    assert got == {"idps:north": 52000, "idps:alpha": 2000}


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize(
    "names",
    [("Київ", "Львів", "Одеса"), ("نينوى", "الانبار", "حلب"), ("თბილისი", "ქუთაისი", "ბათუმი"),
     ("缅甸", "仰光", "勃固"), ("काबुल", "पूर्व", "उत्तर")],
)  # fmt: skip
def test_names_of_any_script_keep_an_identifier_each(
    tmp_path: Path, form: str, names: tuple[str, ...]
) -> None:
    body = [(name, "", 100 + n, "2024-05-01") for n, name in enumerate(names)]
    got = values("hxl", save(tmp_path, "t", form, [("a", "b", "c", "d"), TAGS, *body]))
    assert sorted(got.values()) == [100, 101, 102]
    assert not any(quantity.endswith(":place") for quantity in got)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("cell", "most"), [("*", 4), ("<5", 4), ("< 10", 9), ("≤3", 3)])
def test_hidden_counts_are_ranges_and_cost_nothing_else(
    tmp_path: Path, form: str, cell: str, most: float
) -> None:
    head = ("admin1Pcode", "numPresentIdpInd", "reportingDate")
    rows: Rows = [head, ("ZZ01", cell, "2024-01-31"), ("ZZ02", "1205", "2024-01-31")]
    assert claims("dtm", save(tmp_path, "t", form, rows)) == [
        ("idps:zz01", 1, most),
        ("idps:zz02", 1205, 1205),
    ]


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize("above", [1, 2, 4])
def test_rows_above_the_tags_are_headings(tmp_path: Path, form: str, above: int) -> None:
    head: list[tuple[str, ...]] = [("X", "X", "X", "X", "X"), ("Notes", "", "", "", "")]
    rows: Rows = [
        *(head * 2)[:above], (*TAGS[:3], "#affected+refugees", "#date+year"),
        ("North", "ZZ01", 10, 7, "2023"),
    ]  # fmt: skip
    path = save(tmp_path, "t", form, rows)
    assert values("hxl", path) == {"idps:zz01": 10, "refugees:zz01": 7}
    assert read_files("hxl", [path]).tables["claims"][0]["date"] == dt.date(2023, 12, 31)


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize("word", ["Total", "المجموع", "Итого", "Total général", "Grand Total"])
def test_totals_are_no_places(tmp_path: Path, form: str, word: str) -> None:
    rows: Rows = [
        ("ADM1_PCODE", "ADM1_EN", "T_TL"), ("ZZ01", "Alpha", 1000), ("ZZ02", "Beta", 500),
        ("", word, 1500),
    ]  # fmt: skip
    found = read_files("cod-ps", [save(tmp_path, "t", form, rows)])
    assert {row["place"]: row["best"] for row in found.tables["populations"]} == {
        "zz01": 1000,
        "zz02": 500,
    }
    assert "totals of other rows" in found.losses.lines()[0]


def test_a_workbook_of_ipc_with_a_heading_of_three_rows(tmp_path: Path) -> None:
    rows: Rows = [
        ("Population tracking tool", *[""] * 12),
        ("Country", "Level 1", "Area", "Date of Analysis", "Current", *[""] * 4,
         "First Projection", "", "", ""),
        ("", "", "", "", "Population", "Analysis Period", "Phase 3+", "", "Area Phase",
         "Analysis Period", "Phase 3+", "", "Area Phase"),
        ("", "", "", "", "#", "", "#", "%", "", "", "#", "%", ""),
        ("Zedland", "North", "Central", "Jun 2023", 5000, "Jun 2023 - Sep 2023", 1000, 0.2, 3,
         "Oct 2023 - Feb 2024", 1500, 0.3, 3),
        ("Zedland", "South", "Central", "Jun 2023", 9000, "Jun 2023 - Sep 2023", 4000, 0.4, 3,
         "Oct 2023 - Feb 2024", "", "", ""),
    ]  # fmt: skip
    found = read_files("ipc", [save(tmp_path, "t", "xlsx", rows)])
    claims = [(row["quantity"], row["low"], row["date"]) for row in found.tables["claims"]]
    first, second = dt.date(2023, 9, 30), dt.date(2024, 2, 29)
    assert sorted(claims) == [
        ("ipc:north-central:phase-3plus", 1000, first),
        ("ipc:north-central:phase-3plus", 1500, second),
        ("ipc:north-central:phase-all", 5000, first),
        ("ipc:south-central:phase-3plus", 4000, first),
        ("ipc:south-central:phase-all", 9000, first),
    ]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reader", ["ipc", "cod-ps"])
def test_namesakes_are_kept_apart(tmp_path: Path, form: str, reader: str) -> None:
    ipc: Rows = [
        ("Date of analysis", "Country", "Level 1", "Area", "From", "To", "Phase", "Number"),
        ("2024-05-01", "ZZZ", "North", "Central", "2024-05-01", "2024-07-31", "3+", 1000),
        ("2024-05-01", "ZZZ", "South", "Central", "2024-05-01", "2024-07-31", "3+", 5000),
    ]
    people: Rows = [
        ("ADM1_EN", "ADM2_EN", "T_TL", "Year"), ("North", "Central", 1000, 2024),
        ("South", "Central", 5000, 2024),
    ]  # fmt: skip
    got = values(reader, save(tmp_path, "t", form, {"ipc": ipc, "cod-ps": people}[reader]))
    assert sorted(got.values()) == [1000, 5000]
    assert sum("north-central" in name for name in got) == 1


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize("sectors", [("+food", "+wash"), ("+health", "+shelter"), ("+edu", "+fsc")])
def test_sectors_of_one_heading_are_kept_apart(
    tmp_path: Path, form: str, sectors: tuple[str, str]
) -> None:
    tags = [f"#{word}{sector}" for sector in sectors for word in ("targeted", "reached")]
    rows: Rows = [
        ("", "", *(text for sector in sectors for text in (sector[1:].upper(), ""))),
        ("Unit", "Day", "Target", "Reached", "Target", "Reached"),
        ("#adm1+code", "#date", *tags), ("ZZ01", "2024-05-01", 10, 5, 7, 2),
    ]  # fmt: skip
    got = values("hxl", save(tmp_path, "t", form, rows))
    first, second = (sector[1:] for sector in sectors)
    assert got == {
        f"targeted:zz01:{first}": 10, f"reached:zz01:{first}": 5,
        f"targeted:zz01:{second}": 7, f"reached:zz01:{second}": 2,
    }  # fmt: skip


@pytest.mark.parametrize("form", ["semicolon", "xlsx", "json"])
@pytest.mark.parametrize("whole", ["-", "All"])
def test_all_origins_together_are_a_total_or_named_so(
    tmp_path: Path, form: str, whole: str
) -> None:
    head = ("Year", "Country of origin (ISO)", "Country of asylum (ISO)", "Refugees")
    rows: Rows = [
        head,
        (2023, "ZZA", "ZZB", 900),
        (2023, whole, "ZZB", 900),
        (2022, whole, "ZZB", 7),
    ]
    found = read_files("unhcr", [save(tmp_path, "t", form, rows)])
    got = [(row["quantity"], row["low"]) for row in found.tables["claims"]]
    assert got == [("refugees:zzb:zza", 900), ("refugees:zzb:all", 7)]
    assert "country of origin is all countries" in found.losses.lines()[0]
