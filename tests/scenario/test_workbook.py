"""Reading workbooks: cells that Excel changed, errors by cell, and files that mean harm."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.errors import Problem, ScenarioError
from safepassage.exchange.xlsx import write_workbook
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.read import read_scenario
from safepassage.scenario.values import CellError
from safepassage.scenario.workbook import parts as parts_module
from safepassage.scenario.workbook.cells import cell_text
from safepassage.scenario.workbook.where import Where
from tests.scenario.world import EXAMPLE, unchecked

BOMB = Path(__file__).resolve().parents[3] / "shared" / "fault-cases" / "bomb_cells.xlsx"
SETTINGS = [
    ["section", "key", "value"],
    ["scenario", "title", "T"],
    ["scenario", "start", dt.date(2030, 3, 1)],
    ["scenario", "days", 5],
    ["rules", "displacement", "none"],
]
PLACES = [["place", "kind", "lat", "admin1_code"], ["a", "settlement", "", "07"]]
CLASSES = [["class"], ["c"]]
PEOPLE = [["place", "class", "best"], ["a", "c", 10]]


moment = dt.datetime.fromisoformat


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(EXAMPLE, tmp_path_factory.mktemp("good") / "example.xlsx")


def book(path: Path, **sheets: list[list[Any]]) -> Path:
    """A small workbook as a person would type it; sheets replace or join the usual ones."""
    usual = {"settings": SETTINGS, "places": PLACES, "classes": CLASSES, "populations": PEOPLE}
    with xlsxwriter.Workbook(str(path)) as workbook:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in (usual | sheets).items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(number, column, cell, day)
                    elif isinstance(cell, str) and cell.startswith("="):
                        sheet.write_formula(number, column, cell, None, "5")
                    else:
                        sheet.write(number, column, cell)
    return path


def said(path: Path) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(path)
    return [str(problem) for problem in caught.value.problems]


def places(*cells: object) -> list[list[object]]:
    return [[*PLACES[0]], [*cells]]


def test_a_typed_workbook_is_read(tmp_path: Path) -> None:
    scenario = read_scenario(book(tmp_path / "own.xlsx", _scratch=[["=1+1"]]))
    assert scenario.name == "own"
    assert scenario.start == dt.date(2030, 3, 1)
    assert scenario["places"]["admin1_code"].tolist() == ["07"]


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ({"places": places("a", "camp", 1.5, "07")}, "places!B2, column kind: 'camp' is not"),
        ({"places": places("a", "settlement", 95, "07")}, "places!C2, column lat: '95' is above"),
        (
            {"places": places("a", "settlement", 1.5, 7)},
            "places!D2, column admin1_code: '7.0' is",
        ),
        ({"places": places(42, "settlement", 1, "7")}, "places!A2, column place: '42.0' is"),
        ({"places": places(dt.date(2030, 1, 2), "site", 1, "")}, "places!A2, column place: '2030-"),
        ({"places": places("a", "settlement", "=1+1", "07")}, "places!C2: is a formula"),
        ({"places": [["place", "kinds"], ["a", "site"]]}, "places!1:1: unknown column 'kinds'"),
        ({"places": [["place"], ["a"]]}, "places"),
        ({"places": [*PLACES, [], ["b", "x"]]}, "places!B4, column kind: 'x' is not allowed"),
        ({"places": [*PLACES, ["b", "site", 1, "", "?"]]}, "places!E3: stands in a column without"),
        ({"place": PLACES}, "place: unknown sheet 'place' (did you mean 'places'?)"),
        (
            {"populations": [PEOPLE[0], ["b", "c", 1]]},
            "populations!A2, column place: 'b' is n",
        ),
        ({"settings": [*SETTINGS, ["rules", "flight_rat", 1]]}, "settings!B6: unknown key"),
        ({"settings": [*SETTINGS, ["rule", "set", 1]]}, "settings!A6: unknown section 'rule'"),
        (
            {"settings": [*SETTINGS, ["rules", "flight_rate", -1]]},
            "settings!C6, column flight",
        ),
        ({"settings": [*SETTINGS, ["rules", "displacement", "none"]]}, "settings!B6: stands twice"),
        ({"settings": [["key", "value"]]}, "settings!1:1: has another header"),
        ({"settings": [*SETTINGS[:3], ["scenario", "days", 20161205]]}, "settings!C4, column days"),
        ({"settings": [*SETTINGS[:2], ["scenario", "start", 2016]]}, "settings!C3, column start"),
    ],
)
def test_errors_name_sheet_and_cell(tmp_path: Path, sheets: dict[str, Any], expected: str) -> None:
    assert any(line.startswith(expected) for line in said(book(tmp_path / "b.xlsx", **sheets)))


def test_checks_between_tables_name_the_cell(tmp_path: Path) -> None:
    broken = unchecked(populations=[{"place": "nowhere", "class": "residents", "best": 5}])
    assert said(write_workbook(broken, tmp_path / "b.xlsx"))[0].startswith("populations!A2, column")


@pytest.mark.parametrize(
    ("table", "column", "cell", "text"),
    [
        ("places", "lat", 40.0, "40"),
        ("places", "lat", 0.1 + 0.2, "0.30000000000000004"),
        ("events", "value", 0.5, "0.5"),
        ("events", "value", True, "true"),
        ("claims", "date", dt.date(2016, 12, 5), "2016-12-05"),
        ("claims", "date", 42709.0, "2016-12-05"),
        ("events", "date", 42709.5, "2016-12-05T12:00"),
        ("events", "date", moment("2016-12-05T13:59:59.999"), "2016-12-05T14:00"),
        ("populations", "place", 42.0, "0042"),
        ("places", "kind", "site", "site"),
        ("places", "name", 1950.0, "1950"),
    ],
)
def test_what_can_mean_one_thing_is_understood(
    table: str, column: str, cell: object, text: str
) -> None:
    assert cell_text(cell, dictionary()[table][column], {"0042", "7", "a"}) == text


@pytest.mark.parametrize(
    ("table", "column", "cell"),
    [
        ("claims", "date", 2016.0),  # a year, not the year 1905
        ("claims", "date", 20161205.0),
        ("claims", "date", 42709.5),
        ("claims", "date", dt.time(12)),
        ("claims", "date", True),
        ("events", "date", moment("2016-12-05T01:02:30")),
        ("places", "name", dt.date(2030, 3, 4)),  # was 3-4
        ("places", "lat", dt.date(2030, 3, 4)),
        ("places", "lat", True),
        ("places", "admin1_code", 101.0),
        ("populations", "place", 7.0),  # 07 or 7
        ("populations", "place", 99.0),
        ("events", "value", dt.timedelta(days=1)),
    ],
)
def test_what_excel_may_have_changed_is_refused(table: str, column: str, cell: object) -> None:
    with pytest.raises(CellError):
        cell_text(cell, dictionary()[table][column], {"07", "7", "a"})


def test_bare_serials_are_refused_where_dates_count_from_1904() -> None:
    with pytest.raises(CellError):
        cell_text(42709.0, dictionary()["claims"]["date"], from_1904=True)


def reworked(good: Path, target: Path, rework: Callable[[str, bytes], bytes]) -> Path:
    """A copy of a good workbook with some parts changed."""
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(target, "w") as copy:
        for entry in source.infolist():
            part = rework(entry.filename, source.read(entry))
            copy.writestr(entry.filename, part, zipfile.ZIP_DEFLATED)
    return target


def only(name: str, change: Callable[[bytes], bytes]) -> Callable[[str, bytes], bytes]:
    return lambda part, content: change(content) if part == name else content


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
)


@pytest.mark.parametrize(
    ("part", "change", "expected"),
    [
        (
            "xl/sharedStrings.xml",
            lambda text: ENTITIES + text.partition(b"?>")[2],
            "declares a document type",
        ),
        ("xl/workbook.xml", lambda text: text[: len(text) // 2], "is damaged"),
        ("xl/workbook.xml", lambda text: b" " * (200 << 20), "unpacks to more"),
        (
            "xl/worksheets/sheet3.xml",
            lambda text: text.replace(b'<c r="A2"', b'<c r="XFD1048576"', 1),
            "reach beyond",
        ),
    ],
)
def test_bombs_are_refused(
    good: Path, tmp_path: Path, part: str, change: Callable[[bytes], bytes], expected: str
) -> None:
    assert expected in said(reworked(good, tmp_path / "bomb.xlsx", only(part, change)))[0]


def test_stray_cells_far_down_many_sheets_are_refused_before_they_are_read(
    good: Path, tmp_path: Path
) -> None:
    """Each sheet alone would be read; together they would take gigabytes."""

    def rework(part: str, content: bytes) -> bytes:
        stray = (
            b'<row r="99999"><c r="A99999" t="inlineStr"><is><t> </t></is></c></row></sheetData>'
        )
        return content.replace(b"</sheetData>", stray) if "worksheets/" in part else content

    path = reworked(good, tmp_path / "stray.xlsx", rework)
    begun = time.process_time()
    text = said(path)[0]
    assert "reach beyond" in text
    assert re.search(r"alone ends at [A-Z]+99999", text)
    assert time.process_time() - begun < 10


@pytest.mark.shared
@pytest.mark.skipif(not BOMB.is_file(), reason="needs ../shared/fault-cases")
def test_the_workbook_that_took_gigabytes() -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.process_time()
    assert "reach beyond" in said(BOMB)[0]
    assert time.process_time() - begun < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_000_000  # KB


def test_a_part_that_lies_about_its_size_is_refused(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "liar.xlsx"
    data = bytearray(good.read_bytes())
    with zipfile.ZipFile(good) as archive:
        entry = archive.getinfo("xl/sharedStrings.xml")
    at = data.rindex(b"xl/sharedStrings.xml") - 46
    data[at + 24 : at + 28] = (entry.file_size // 2).to_bytes(4, "little")
    path.write_bytes(data)
    assert "is damaged" in said(path)[0]


def test_macros_duplicates_and_other_files_are_refused(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    shutil.copy(good, path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", "x")
    assert "macros" in said(path)[0]
    shutil.copy(good, path)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<x/>")
    assert "two of its parts" in said(path)[0]
    for content, expected in (
        (b"\xd0\xcf\x11\xe0rest", "password"),
        (b"place,kind\n", "not an Excel workbook"),
        (b"", "not an Excel workbook"),
        (b"PK\x03\x04" + bytes(99), "damaged"),
    ):
        path.write_bytes(content)
        assert expected in said(path)[0]


def test_a_file_over_the_limit_is_not_opened(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts_module, "MAX_WORKBOOK_BYTES", 1000)
    assert "is larger than" in said(good)[0]


def test_errors_of_excel_are_refused(good: Path, tmp_path: Path) -> None:
    def rework(text: bytes) -> bytes:
        place, _, rest = text.partition(b'<c r="C2"')
        return place + b'<c r="C2" t="e"><v>#N/A</v></c>' + rest.partition(b"</c>")[2]

    path = reworked(good, tmp_path / "e.xlsx", only("xl/worksheets/sheet3.xml", rework))
    assert "places!C2: is an error of Excel" in said(path)[0]


@settings(derandomize=True, deadline=None, max_examples=120)
@given(data=st.data())
def test_damaged_workbooks_are_read_or_refused(
    good: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Bytes changed within the XML, so that it often stays well formed."""
    with zipfile.ZipFile(good) as archive:
        names = [
            name
            for name in archive.namelist()
            if "sheet" in name or "workbook" in name or "styles" in name or "shared" in name
        ]
    part = data.draw(st.sampled_from(names))

    def damage(text: bytes) -> bytes:
        content = bytearray(text)
        for _ in range(data.draw(st.integers(1, 3))):
            at = data.draw(st.integers(0, len(content) - 1))
            content[at] = data.draw(st.sampled_from(b"0129AZ-.eE<>\"' "))
        return bytes(content)

    target = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    try:
        read_scenario(reworked(good, target, only(part, damage)))
    except ScenarioError:
        return


def test_a_long_sheet_is_quick(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["quantity", "date", "value"]]
    rows += [["present:a", dt.date(2030, 3, 1), number] for number in range(20_000)]
    path = book(tmp_path / "long.xlsx", series=rows)
    begun = time.process_time()
    assert said(path)  # the same day over and over
    assert time.process_time() - begun < 10


def test_messages_speak_of_sheets(tmp_path: Path) -> None:
    """Who works in a workbook has no files: also remedies name sheets."""
    corridors = [["corridor", "gathers", "places", "persons_per_hour"], ["exit", "a", "a>b", 100]]
    path = book(tmp_path / "x.xlsx", corridors=corridors, events=[
        ["date", "kind", "target", "attribute", "value"],
        [dt.date(2030, 3, 2), "hazard", "a", "intensity", 0.5],
    ])  # fmt: skip
    with pytest.raises(ScenarioError) as caught:
        read_scenario(path)
    assert caught.value.problems
    assert ".csv" not in str(caught.value)


def test_files_in_advice_become_sheets() -> None:
    where = Where()
    problem = Problem("is not in vehicles.csv", "fleets.csv", 3, remedy="see counts.csv, legs.csv")
    (named,) = where.named([problem])
    assert named.message == "is not in the sheet vehicles"
    assert named.remedy == "see counts.csv, the sheet legs"
