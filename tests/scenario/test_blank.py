"""``new`` begins with the tables of a first run: empty, with an example that is no data."""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path

import pytest

from safepassage.errors import ScenarioError
from safepassage.exchange.xlsx import write_blank_workbook, write_workbook
from safepassage.scenario.blank import REMARK, blank
from safepassage.scenario.dictionary import SETTINGS, TOML_TABLES, dictionary, table_names
from safepassage.scenario.read import read_folder, read_scenario
from safepassage.scenario.tables import FIRST, QUESTIONS, table_kinds, tables_for
from safepassage.scenario.workbook.open import open_sheets
from safepassage.scenario.write_blank import write_blank
from tests.scenario.world import EXAMPLE

EVERYTHING = [question for question in QUESTIONS if question != FIRST]
FILLED = {
    "scenario.toml": 'title = "One road"\nstart = "2030-03-01"\ndays = 5\n',
    "places.csv": "town,Town,settlement,10,20,,\ncamp,Camp,site,10.1,20.1,,\n",
    "routes.csv": "town,camp,20,,,,,,\n",
    "classes.csv": "residents,Residents,,,,,,,\n",
    "populations.csv": "town,residents,,5 000,,,,,\n",
    "events.csv": "01.03.2030,hazard,town,,intensity,1,,\n",
    "sites.csv": "camp,8000,\n",
}
"""What is typed below the headings of a first run; sources and claims stay empty."""


def test_eight_tables_suffice_and_every_table_has_a_question() -> None:
    assert len(tables_for([])) == 8
    for name, kind in table_kinds().items():
        assert (kind.question in QUESTIONS) == (name not in SETTINGS)
    assert tables_for(EVERYTHING) == table_names()


def test_each_question_adds_its_tables() -> None:
    found = blank("x", ["reception", "aid"]).tables
    assert {"reception", "site_services", "stocks", "places"} <= set(found)
    assert not {"corridors", "sieges"} & set(found)
    with pytest.raises(ScenarioError, match="did you mean 'reception'"):
        blank("x", ["recepton"])
    with pytest.raises(ScenarioError, match="cannot be a file name"):
        blank("a/b")


def test_the_example_is_no_data(tmp_path: Path) -> None:
    folder = write_blank(blank("new", EVERYTHING), tmp_path / "new")
    settings = 'title = "x"\nstart = "2030-03-01"\ndays = 5\n'
    (folder / "scenario.toml").write_text(settings, encoding="utf-8")
    read = read_folder(folder)
    assert all(len(read[name]) == 0 for name in table_names())
    for name in set(table_names()) - set(TOML_TABLES):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert len(rows) <= 2
        assert all(row[0].startswith(REMARK) for row in rows[1:])
        assert dictionary()[name][rows[0][0]].kind != "text"
        assert len(rows) == 2 or not len(EXAMPLE[name])


def test_a_row_that_begins_with_a_mark_is_read_where_texts_may_begin_so(folder: Path) -> None:
    (folder / "sources.csv").write_text(
        "note,source_id,name\n# a note,survey,Survey\n,registry,R\n,radio,R\n,guess,G\n",
        encoding="utf-8",
    )
    assert read_scenario(folder)["sources"]["note"][0] == "# a note"


def test_a_first_run_needs_nothing_but_what_it_asks_for(tmp_path: Path) -> None:
    folder = write_blank(blank("new"), tmp_path / "new")
    assert {path.name for path in folder.iterdir()} == {
        "README.md", "scenario.toml", *(f"{name}.csv" for name in tables_for([])),
    }  # fmt: skip
    with pytest.raises(ScenarioError, match="title: an empty cell must be filled"):
        read_scenario(folder)
    for name, text in FILLED.items():
        path = folder / name
        old = path.read_text(encoding="utf-8")
        toml = name.endswith(".toml")
        path.write_text(text + old.partition("\n\n")[2] if toml else old + text, encoding="utf-8")
    read = read_scenario(folder)
    assert read["populations"]["best"].tolist() == [5000.0]
    assert read.rules.destinations == "sites"


def test_the_workbook_shows_only_what_is_needed(tmp_path: Path) -> None:
    path = write_blank_workbook(blank("new"), tmp_path / "new.xlsx")
    assert shown(path) == ["README", "settings", *tables_for([])]
    sheets = open_sheets(path, lambda name: True, [])
    assert all(sheets[name].cells[1][0].startswith(REMARK) for name in tables_for([]))
    with pytest.raises(ScenarioError) as caught:
        read_scenario(path)
    assert [problem.file for problem in caught.value.problems] == [
        "settings!C2", "settings!C3", "settings!C4",
    ]  # fmt: skip
    with zipfile.ZipFile(path) as archive:
        settings = archive.read("xl/worksheets/sheet2.xml").decode()
        places = archive.read("xl/worksheets/sheet3.xml").decode()
    rows = len(re.findall(r'<row [^>]*hidden="1"', settings))
    assert 30 < rows < len(dictionary()["rules"])
    assert 'hidden="1"' in places.partition("<sheetData")[0]


def test_a_written_scenario_hides_the_sheets_it_does_not_use(tmp_path: Path) -> None:
    path = write_workbook(read_scenario("tiny"), tmp_path / "tiny.xlsx")
    used = {name for name, table in read_scenario("tiny").tables.items() if len(table)}
    assert set(shown(path)) == {"README", "settings", *tables_for([]), *used}


def shown(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        book = archive.read("xl/workbook.xml").decode()
    sheets = re.findall(r"<sheet ([^>]*)/>", book)
    return [
        re.search(r'name="([^"]*)"', sheet)[1]  # type: ignore[index]
        for sheet in sheets
        if 'state="hidden"' not in sheet
    ]
