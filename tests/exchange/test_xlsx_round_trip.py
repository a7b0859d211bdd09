"""Scenario → workbook → scenario → folder: equal throughout, whatever the cells hold."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from safepassage.errors import ScenarioError
from safepassage.exchange.xlsx import write_workbook
from safepassage.scenario.dictionary import table_names
from safepassage.scenario.read import read_scenario
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.workbook.open import open_sheets
from safepassage.scenario.write import write
from tests.scenario.test_round_trip import scenarios
from tests.scenario.world import EXAMPLE, changed

EXECUTED = ["+1+1", "-1", "@SUM(A1)", "x=1", "_x0041_", "é\n ü", "1e5", "TRUE", "3-4"]


@settings(
    derandomize=True,
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(scenario=scenarios())
def test_workbook_and_folder_give_the_same_scenario(
    tmp_path_factory: pytest.TempPathFactory, scenario: Scenario
) -> None:
    home = tmp_path_factory.getbasetemp()
    back = read_scenario(write_workbook(scenario, home / "random.xlsx", overwrite=True))
    assert back == scenario
    assert back.digest() == scenario.digest()
    assert read_scenario(write(back, home / "from-xlsx", overwrite=True)) == scenario


@pytest.mark.parametrize("name", ["aleppo-2016", "tiny"])
def test_the_bundled_scenarios_survive(tmp_path: Path, name: str) -> None:
    scenario = read_scenario(name)
    back = read_scenario(write_workbook(scenario, tmp_path / "copy.xlsx"))
    assert back == scenario
    assert back.name == "copy"


def test_the_example_survives_with_a_sheet_a_table(tmp_path: Path) -> None:
    path = write_workbook(EXAMPLE, tmp_path / "example.xlsx")
    assert read_scenario(path) == EXAMPLE
    sheets = open_sheets(path, lambda name: True, [])
    assert list(sheets) == ["README", "settings", *table_names(), "_lists"]
    assert all(sheets[name].cells[0] == list(EXAMPLE[name].columns) for name in table_names())


@pytest.mark.parametrize("text", EXECUTED)
def test_no_text_becomes_a_formula_or_changes(tmp_path: Path, text: str) -> None:
    scenario = EXAMPLE.replace(**changed("places", 0, note=text, name=text, admin1_code="0042"))
    path = write_workbook(scenario, tmp_path / "text.xlsx")
    back = read_scenario(path)
    assert back == scenario
    assert back["places"]["admin1_code"][0] == "0042"
    with zipfile.ZipFile(path) as archive:
        for part in archive.namelist():
            assert b"<f>" not in archive.read(part)


def test_dates_before_excel_counts_are_texts(tmp_path: Path) -> None:
    claims = changed("claims", 0, date="1899-12-31", published="2030-03-02")
    scenario = EXAMPLE.replace(**claims)
    assert read_scenario(write_workbook(scenario, tmp_path / "old.xlsx")) == scenario


def test_the_same_scenario_gives_the_same_cells(tmp_path: Path) -> None:
    one = write_workbook(EXAMPLE, tmp_path / "one.xlsx")
    two = write_workbook(EXAMPLE, tmp_path / "two.xlsx")
    with zipfile.ZipFile(one) as first, zipfile.ZipFile(two) as second:
        assert first.namelist() == second.namelist()
        assert all(first.read(part) == second.read(part) for part in first.namelist())


def test_drop_downs_ranges_and_notes_come_from_the_dictionary(tmp_path: Path) -> None:
    path = write_workbook(EXAMPLE, tmp_path / "example.xlsx")
    number = 3 + list(table_names()).index("places")
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
        notes = archive.read("xl/comments1.xml").decode()
    assert "settlement,site,crossing,waypoint" in sheet
    assert "<formula1>-90</formula1><formula2>90</formula2>" in sheet
    assert "OFFSET(sources!$A$2" in sheet
    assert 'state="frozen"' in sheet
    assert "Latitude (WGS84)" in notes
    assert "Unit: degree." in notes


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_times_of_convoys_are_for_the_owner_alone(tmp_path: Path) -> None:
    without = EXAMPLE.replace(departures=[])
    assert len(EXAMPLE["departures"])
    for name, scenario, private in (("with", EXAMPLE, True), ("without", without, False)):
        path = write_workbook(scenario, tmp_path / f"{name}.xlsx")
        assert (path.stat().st_mode & 0o077 == 0) is private


def test_a_failure_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("safepassage.exchange.xlsx.write.readme_sheet", fail)
    with pytest.raises(ScenarioError, match="No space left"):
        write_workbook(EXAMPLE, tmp_path / "s.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["there.xlsx", "there.csv", "there.xlsx/below.xlsx"])
def test_a_file_that_cannot_be_made_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "there.xlsx").write_text("kept")
    with pytest.raises(ScenarioError, match=r"exists|not the name|cannot be written"):
        write_workbook(EXAMPLE, tmp_path / name)
    assert (tmp_path / "there.xlsx").read_text() == "kept"
