"""What commands print: names, sentences first, and 100 columns."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safepassage import run
from safepassage.cli.app import app
from safepassage.result.store import save
from safepassage.scenario.template import new_scenario
from safepassage.scenario.write import write

WIDTH = 100


def shown(*args: str | Path) -> str:
    done = CliRunner().invoke(app, [str(arg) for arg in args])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as a scenario, and two runs of it: the second with another day of exit."""
    home = tmp_path_factory.mktemp("answers")
    example = new_scenario("example")
    write(example, home / "example")
    save(run(example, members=8), home / "first")
    more = [*example["windows"].rows(), WINDOW]
    save(run(example.replace(windows=more), members=8), home / "second")
    return home


WINDOW = {
    "corridor": "east-exit",
    "start": "2030-03-14T08:00",
    "end": "2030-03-14T16:00",
    "planned": True,
}
PROGRAM = re.compile(
    r"\b(?:east-exit|west-exit|oldtown|displaced_from|left_by|throughput:|p05|p95|prior|nan)\b"
    r"|\b\d{4}-\d\d-\d\d\b|\d\.\d{3,}|\de[-+]?\d"
)
"""What the program calls things, dates of a computer, and digits that nobody knows."""


def is_fit_for_a_manager(text: str) -> None:
    """Sentences first, then a table; names, dates in words, and 100 columns."""
    lines = text.strip("\n").splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert lines[0][0].isupper() or lines[0][0].isdigit()
    assert lines[: lines.index("") if "" in lines else None][-1].endswith(".")
    assert not PROGRAM.search(text), PROGRAM.search(text)


@pytest.mark.parametrize(
    "command",
    [
        "needs", "plan aid", "plan sites", "plan clearance", "risk",
        "plan roads --area harbour", "food 280 --people 31500",
    ],
)  # fmt: skip
def test_the_answer_of(folder: Path, command: str) -> None:
    words = command.split()
    number = 2 if words[0] == "plan" else 1
    given = {"roads": "example", "280": None}
    name = given.get(words[1] if len(words) > 1 else "", "first")
    words[number:number] = [str(folder / name)] if name else []
    is_fit_for_a_manager(shown(*words))


def test_a_run_begins_with_its_answer(folder: Path) -> None:
    text = shown("run", folder / "example", "--members", "8", "--no-figure", "--out", folder / "x")
    answer = text.partition("\n\n")[0]
    is_fit_for_a_manager(answer)
    assert "have fled The pocket" in " ".join(answer.split())
    assert max(map(len, text.splitlines()[:-1])) <= WIDTH


def test_compare_says_what_differs_most(folder: Path) -> None:
    text = shown("compare", folder / "first", folder / "second")
    is_fit_for_a_manager(text)
    assert text.startswith("What differs most is “")
    assert "Departures: East Exit" in text


def test_two_equal_runs_end_alike(folder: Path) -> None:
    text = shown("compare", folder / "first", folder / "first")
    is_fit_for_a_manager(text)
    assert text.startswith("The two runs end alike.")
    assert "first run" not in text


def test_an_exit_plan_has_a_timetable_by_day(folder: Path) -> None:
    text = shown("plan", "exit", folder / "example", "--no-stress")
    is_fit_for_a_manager(text)
    assert "people who chose to leave can be out in about" in text
    assert "first leaves" in text
    assert "12 March" in " ".join(text.split())
    assert text.count("irst come, first served") <= 2


def test_a_fit_says_what_it_narrowed(folder: Path) -> None:
    claims = [row for row in new_scenario("x")["claims"].rows() if "share" not in row["quantity"]]
    write(new_scenario("example").replace(claims=claims), folder / "counted")
    text = shown("fit", folder / "counted", "--members", "40")
    is_fit_for_a_manager(text)
    assert "narrow" in text.splitlines()[0]


def test_a_forecast_of_claims_says_how_many_held(folder: Path) -> None:
    text = shown("forecast", "aleppo-2016", "--origin", "2016-12-14", "--members", "8")
    assert max(map(len, text.splitlines())) <= WIDTH
    assert text.startswith("With what was known on 14 December 2016, ")
