"""Workbooks on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safepassage.cli.app import app
from safepassage.cli.failing import placed
from safepassage.errors import Problem, ScenarioError
from safepassage.exchange.xlsx import write_workbook
from safepassage.scenario.read import read_scenario

REFUSED = 2


def call(*args: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(arg) for arg in args])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout


def test_to_a_workbook_and_back_to_a_folder(tmp_path: Path) -> None:
    book, folder = tmp_path / "tiny.xlsx", tmp_path / "tiny"
    code, out = call("xlsx", "tiny", "--out", book, "--json")
    assert code == 0
    assert json.loads(out) == {"scenario": "tiny", "file": str(book)}
    assert call("check", book) == (0, "tiny: no problems\n")
    assert call("xlsx", book, "--out", folder)[0] == 0
    assert read_scenario(folder) == read_scenario("tiny")
    with pytest.raises(Exception, match="exists"):
        call("xlsx", "tiny", "--out", book)


def test_check_tells_the_cell_as_json(tmp_path: Path) -> None:
    book = tmp_path / "broken.xlsx"
    book.write_bytes(b"PK\x03\x04")
    code, out = call("check", book, "--json")
    assert code == REFUSED
    assert "damaged" in json.loads(out)["problems"][0]["message"]


@pytest.fixture
def crowded(tmp_path: Path) -> Path:
    """A workbook with more people at a site than it has room for: a warning."""
    tiny = read_scenario("tiny")
    people = [{"place": "camp-a", "class": "people", "best": 50, "status": "displaced"}]
    sites = [{**row, "capacity": 9} for row in tiny["sites"].rows()]
    populations = [*tiny["populations"].rows(), *people]
    book = tmp_path / "crowded.xlsx"
    return write_workbook(tiny.replace(populations=populations, sites=sites), book)


def test_warnings_name_sheet_and_cell(crowded: Path) -> None:
    code, out = call("check", crowded, "--json")
    assert code == 0
    warned = json.loads(out)["warnings"]
    assert any(one["file"].startswith("sites!") for one in warned), warned
    assert ".csv" not in out


def test_what_a_later_step_finds_names_the_cell_too(crowded: Path) -> None:
    error = ScenarioError([Problem("is too full", "sites.csv", 2, "capacity", "see sites.csv")])
    assert str(placed(error, ["run", str(crowded)])) == (
        "sites!B2, column capacity: is too full (see the sheet sites)"
    )
    assert placed(error, ["run", "folder"]) is error
