"""Tables as offices send them: merged cells, footnotes, totals by any name, a sheet a level."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from safepassage.errors import ScenarioError
from safepassage.exchange.formats import read_files
from safepassage.exchange.given import Given
from safepassage.exchange.names import is_total
from tests.exchange.made_files import Rows, save

HEAD = ("ADM1_EN", "ADM1_PCODE", "T_TL")
NORTH, SOUTH = ("North", "ZZ01", 1000), ("South", "ZZ02", 500)
FORMS = ("csv", "semicolon", "xlsx")


def book(path: Path, sheets: dict[str, Rows], merged: Sequence[tuple[str, str]] = ()) -> Path:
    """A workbook; cells of the first sheet are merged, each with its text."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell != "":
                        sheet.write(number, column, cell)
        first = made.worksheets()[0]
        for cells, text in merged:
            first.merge_range(cells, text)
    return path


def people(file: Path) -> dict[str, float]:
    rows: list[dict[str, Any]] = read_files("cod-ps", [file]).tables["populations"]
    assert len({row["place"] for row in rows}) == len(rows)
    return {str(row["place"]): float(row["best"]) for row in rows}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "name",
    ["Country total", "Subtotal North", "TOTAL", "Total North", "Zedland",
     "Разом по країні"],
)  # fmt: skip
def test_a_total_is_no_unit_whatever_it_is_called(tmp_path: Path, form: str, name: str) -> None:
    rows: Rows = [("ADM1_EN", "T_TL"), ("North", 1000), ("South", 500), (name, 1500)]
    found = read_files("cod-ps", [save(tmp_path, "t", form, rows)])
    assert {row["best"] for row in found.tables["populations"]} == {1000, 500}
    assert any("totals of other rows" in line for line in found.losses.lines())


@pytest.mark.parametrize("reader", ["cod-ps", "dtm", "unhcr"])
@pytest.mark.parametrize("form", FORMS)
def test_a_total_in_the_column_of_codes_is_no_unit(tmp_path: Path, form: str, reader: str) -> None:
    head: tuple[str, ...] = HEAD
    rows: list[tuple[str | int, ...]] = [NORTH, ("", "TOTAL", 1000)]
    if reader == "dtm":
        head = ("admin1Name", "admin1Pcode", "numPresentIdpInd", "reportingDate")
        rows = [(*row, "2024-05-31") for row in rows]
    if reader == "unhcr":
        head = ("Year", "Country of origin (ISO)", "Country of asylum (ISO)", "Refugees")
        rows = [(2023, "ZZA", "ZZB", 1000), ("Total", "", "", 1000)]
    found = read_files(reader, [save(tmp_path, "t", form, [head, *rows])])
    counted = found.tables["populations" if reader == "cod-ps" else "claims"]
    assert [row.get("low", row.get("best")) for row in counted] == [1000]
    assert any("total" in line for line in found.losses.lines())


def test_two_units_of_one_size_are_no_totals(tmp_path: Path) -> None:
    rows: Rows = [("ADM1_EN", "T_TL"), ("North", 500), ("South", 500)]
    assert people(save(tmp_path, "t", "csv", rows)) == {"north": 500, "south": 500}
    # A unit with a code is a unit, also where it holds half of all people.
    coded: Rows = [HEAD, NORTH, ("South", "ZZ02", 600), ("West", "ZZ03", 400)]
    assert len(people(save(tmp_path, "coded", "csv", coded))) == 3


@pytest.mark.parametrize(
    "name", ["Totalan", "Ensemble Nord", "Port Said", "Grand Bassam", "Somme", "N", ""]
)
def test_names_that_are_no_totals(name: str) -> None:
    assert is_total(name) is (name == "Somme")  # alone it is a sum; as a name it needs a code


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "note", ["Source: national statistics", "* estimates", "Notes: of 2023", "المصدر: مكتب"]
)  # fmt: skip
def test_footnotes_are_no_rows(tmp_path: Path, form: str, note: str) -> None:
    file = save(tmp_path, "t", form, [HEAD, NORTH, SOUTH, (note, "", "")])
    assert people(file) == {"zz01": 1000, "zz02": 500}
    assert read_files("cod-ps", [file]).losses.lines()[0].endswith("footnotes")


def test_a_unit_without_a_number_is_no_footnote(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="must be filled"):
        people(save(tmp_path, "t", "csv", [HEAD, NORTH, ("Notaville", "", "")]))


def test_of_a_sheet_for_each_level_the_deepest_is_read(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "adm0": [("ADM0_PCODE", "T_TL"), ("ZZ", 1000)],
        "adm2": [("ADM1_PCODE", "ADM2_PCODE", "T_TL"), ("ZZ01", "ZZ0101", 600),
                 ("ZZ01", "ZZ0102", 400)],
        "adm1": [("ADM1_PCODE", "T_TL"), ("ZZ01", 1000)],
    }  # fmt: skip
    file = book(tmp_path / "t.xlsx", sheets)
    assert people(file) == {"zz0101": 600, "zz0102": 400}
    assert any("the sheet 'adm2' is read" in note for note in read_files("cod-ps", [file]).notes)


def test_a_name_merged_over_rows_is_that_of_each(tmp_path: Path) -> None:
    rows: Rows = [
        ("ADM1_EN", "ADM2_EN", "T_TL"), ("North", "Alpha", 600), ("", "Central", 100),
        ("South", "Beta", 400), ("", "Central", 50),
    ]  # fmt: skip
    file = book(tmp_path / "t.xlsx", {"Pop": rows}, [("A2:A3", "North"), ("A4:A5", "South")])
    assert people(file) == {"alpha": 600, "north-central": 100, "beta": 400, "south-central": 50}


def test_a_number_merged_over_rows_counts_once(tmp_path: Path) -> None:
    rows: Rows = [HEAD, NORTH, ("South", "ZZ02", "")]
    with pytest.raises(ScenarioError, match="must be filled"):
        people(book(tmp_path / "t.xlsx", {"Pop": rows}, [("C2:C3", "1000")]))


def test_of_a_heading_merged_over_rows_the_lowest_names_the_columns(tmp_path: Path) -> None:
    rows: Rows = [
        ("ADM1_EN", "ADM1_PCODE", "Population", "", ""), ("", "", "Female", "Male", "Total"),
        ("North", "ZZ01", 510, 490, 1000), ("South", "ZZ02", 250, 250, 500),
    ]  # fmt: skip
    merged = [("A1:A2", "ADM1_EN"), ("B1:B2", "ADM1_PCODE"), ("C1:E1", "Population")]
    file = book(tmp_path / "t.xlsx", {"Pop": rows}, merged)
    assert people(file) == {"zz01": 1000, "zz02": 500}


@pytest.mark.parametrize("phase", ["3", "3.0", "Phase 3"])
@pytest.mark.parametrize("form", FORMS)
def test_a_phase_is_read_however_it_is_written(tmp_path: Path, form: str, phase: str) -> None:
    rows: Rows = [
        ("Date of analysis", "Area", "From", "To", "Phase", "Number"),
        ("2024-05-01", "Alpha", "2024-05-01", "2024-07-31", phase, 10),
    ]
    (row,) = read_files("ipc", [save(tmp_path, "t", form, rows)]).tables["claims"]
    assert row["quantity"] == "ipc:alpha:phase-3"


def test_a_hidden_sheet_is_read_only_if_it_is_named(tmp_path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "t.xlsx")) as made:
        for name, row in (("cover", ("Read me",)), ("old", NORTH), ("new", SOUTH)):
            sheet = made.add_worksheet(name)
            for number, cells in enumerate([row] if name == "cover" else [HEAD, row]):
                sheet.write_row(number, 0, cells)
            if name == "old":
                sheet.hide()
    assert people(tmp_path / "t.xlsx") == {"zz02": 500}
    found = read_files("cod-ps", [tmp_path / "t.xlsx"])
    assert any("hidden sheets are not read: old" in note for note in found.notes)
    named = read_files("cod-ps", [tmp_path / "t.xlsx"], given=Given(sheet="old"))
    assert [row["place"] for row in named.tables["populations"]] == ["zz01"]


@pytest.mark.parametrize("form", FORMS)
def test_a_header_that_is_repeated_is_no_row(tmp_path: Path, form: str) -> None:
    file = save(tmp_path, "t", form, [HEAD, NORTH, HEAD, SOUTH])
    assert people(file) == {"zz01": 1000, "zz02": 500}
    assert "they repeat the header" in read_files("cod-ps", [file]).losses.lines()[0]


def test_bars_separate_cells(tmp_path: Path) -> None:
    file = tmp_path / "t.txt"
    file.write_text("\n".join("|".join(map(str, row)) for row in (HEAD, NORTH, SOUTH)))
    assert people(file) == {"zz01": 1000, "zz02": 500}


@pytest.mark.parametrize("names", [("zz_adm1",), ("zz_adm0", "zz_adm1")])
def test_shapes_in_a_folder_of_an_archive(tmp_path: Path, names: tuple[str, ...]) -> None:
    pyogrio = pytest.importorskip("pyogrio")
    units = {"zz_adm0": ["Zed"], "zz_adm1": ["North", "South"]}
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        for name in names:
            own = units[name]
            wkb = [shapely.to_wkb(shapely.box(20 + n, 10, 21 + n, 11)) for n in range(len(own))]
            pyogrio.raw.write(
                tmp_path / f"{name}.shp", np.array(wkb, dtype=object),
                [np.array(own, dtype=object)], [f"{name[-4:].upper()}_EN"],
                crs="EPSG:4326", geometry_type="Polygon", driver="ESRI Shapefile",
            )  # fmt: skip
            for ending in (".shp", ".shx", ".dbf", ".prj"):
                archive.write(tmp_path / f"{name}{ending}", f"boundaries 2024/{name}{ending}")
        archive.writestr("__MACOSX/boundaries 2024/._zz_adm1.shp", "")
    if len(names) > 1:
        with pytest.raises(ScenarioError, match="several files of shapes: zz_adm0, zz_adm1"):
            read_files("cod-ab", [tmp_path / "t.zip"])
    found = read_files("cod-ab", [tmp_path / "t.zip"], given=Given(sheet="zz_adm1"))
    assert [row["place"] for row in found.tables["places"]] == ["north", "south"]


def test_an_archive_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("pyogrio")
    (tmp_path / "t.zip").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(ScenarioError, match=r"t\.zip: cannot be read"):
        read_files("cod-ab", [tmp_path / "t.zip"])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("first", "last", "ends"),
    [("Jan 2024", "Mar 2024", "2024-03-31"), ("janvier 2024", "février 2024", "2024-02-29"),
     ("2024-01-01", "2024-03-31", "2024-03-31"), ("January 5, 2024", "March 5, 2024", "2024-03-05"),
     ("مارس 2024", "أبريل 2024", "2024-04-30")],
)  # fmt: skip
def test_a_month_without_a_day_ends_on_its_last(
    tmp_path: Path, form: str, first: str, last: str, ends: str
) -> None:
    rows: Rows = [
        ("Date of analysis", "Area", "From", "To", "Phase", "Number"),
        ("2023-12-01", "Alpha", first, last, "3+", 10),
    ]
    (row,) = read_files("ipc", [save(tmp_path, "t", form, rows)]).tables["claims"]
    assert str(row["date"]) == ends
    back = [rows[0], ("2023-12-01", "Alpha", last, "Dec 2023", "3+", 10)]
    file = save(tmp_path, "back", form, back)
    with pytest.raises(ScenarioError, match="before the first day of the period"):
        read_files("ipc", [file])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("year", "lat", "said"), [(2023, 10.5, "is not in 2023"), (2024, 0, "are not known")]
)
def test_an_event_of_another_year_or_of_no_place_is_refused(
    tmp_path: Path, form: str, year: int, lat: float, said: str
) -> None:
    rows: Rows = [
        ("event_id_cnty", "event_date", "year", "event_type", "latitude", "longitude", "location"),
        ("Z1", "2024-01-03", year, "Battles", lat, 20.5 if lat else 0, "Alpha"),
    ]
    with pytest.raises(ScenarioError, match=said):
        read_files("acled", [save(tmp_path, "t", form, rows)])
