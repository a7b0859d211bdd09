"""Cells that do not fit: each is refused with its row, column and what is allowed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from safepassage.errors import ScenarioError
from safepassage.scenario.dictionary import Attribute, dictionary
from safepassage.scenario.read import read_scenario
from safepassage.scenario.table import Table
from tests.scenario.world import EXAMPLE

BAD = {
    "slug": "Old Town, ÀÉ, ../x, -a, =A1, con/nul, १, a\nb, " + "a" * 101,
    "ref": "Old Town, nowhere-at-all, ../../etc/passwd, =A1",
    "slugs": "a;b, a||b, A, " + "|".join(["a"] * 1001),
    "path": "gate, gate>, Gate>meadow, gate|meadow",
    "number": "-, 1;5, 1e999, nan, inf, -inf, 0x10, 1_000, \uff11\uff12, =1+1, ten, " + "9" * 5000,
    "share": "-0.1, 1.1, 50%, nan, 1e400",
    "integer": "1.5, 1e30, nan, -1, 1;5, " + "9" * 300,
    "boolean": "maybe, 2, =TRUE(), oui",
    "date": "5/12/2016, 31.2.2016, 2016-02-30, 20161205, 2016-W49-1, 42709, "
    "2016-12-05T10:00, 0000-01-01",
    "datetime": "5/12/2016, 2016-12-05T25:00, 2016-12-05T10:00Z, 2016-12-05T10:00+03:00, "
    "2016-12-05T10:00:30, 10:00",
    "enum": "Settlement, x, =A1, 0",
    "quantity": "present, present meadow, present:, Present:meadow, :x, present:a:b:c:d",
    "text": "=HYPERLINK(1), =cmd|' /C calc'!A0, a\x07b, a\x1bb, " + "x" * 4001,
}
"""Texts that do not fit, by type, separated by a comma and a blank."""
TYPED = [
    (table, attribute)
    for table, attributes in dictionary().items()
    if table in EXAMPLE.tables and table != "uncertain" and len(EXAMPLE[table])
    for attribute in attributes.values()
]


def write_cell(folder: Path, table: str, column: str, text: str) -> None:
    """Put a text into the second row of a table, adding the column where it is absent."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        cells = list(csv.reader(file))
    if column not in cells[0]:
        cells = [[*cells[0], column], *([*row, ""] for row in cells[1:])]
    cells[1][cells[0].index(column)] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(cells)


@pytest.mark.parametrize(
    ("table", "attribute"), TYPED, ids=lambda value: getattr(value, "name", value)
)
def test_bad_cells_are_refused_with_their_place(
    folder: Path, table: str, attribute: Attribute
) -> None:
    bad = BAD[attribute.kind].split(", ")
    if attribute.required:
        bad.append("")
    if attribute.kind == "number":
        bad += ["1,234", f"{attribute.maximum}1", f"{attribute.maximum * 2:.0f}"]
        bad += ["-1"] if attribute.minimum >= 0 else []
    if (table, attribute.name) in {("events", "attribute"), ("events", "value")}:
        bad = ["=A1"]  # any text fits as a cell; the rules on events say more
    sound = next(EXAMPLE[table].rows())
    for text in bad if attribute.kind != "ref" else []:
        with pytest.raises(ScenarioError) as caught:
            Table.from_rows(table, [sound, sound | {attribute.name: text}])
        assert is_about(caught.value, table, 3, attribute.name)
    write_cell(folder, table, attribute.name, bad[0])
    with pytest.raises(ScenarioError) as caught:
        read_scenario(folder)
    assert is_about(caught.value, table, 2, attribute.name)


def is_about(error: ScenarioError, table: str, row: int, column: str) -> bool:
    problem = error.problems[0]
    found = (problem.file, problem.row, problem.column)
    return (
        found == (f"{table}.csv", row, column) and problem.remedy != "" and len(str(problem)) < 1500
    )


@pytest.mark.parametrize("people", ["1e12", "1000000000000", "99999999999999999999999"])
def test_a_million_million_people_are_refused(folder: Path, people: str) -> None:
    write_cell(folder, "populations", "best", people)
    with pytest.raises(ScenarioError, match=r"populations.csv, row 2, column best: .*above 1e\+11"):
        read_scenario(folder)


def test_many_bad_cells_are_cut_short(folder: Path) -> None:
    rows = "".join(f"p{number},town\n" for number in range(10_000))
    (folder / "places.csv").write_text("place,kind\n" + rows, encoding="utf-8")
    with pytest.raises(ScenarioError, match="more than 200 problems") as caught:
        read_scenario(folder)
    assert len(caught.value.problems) < 250


@pytest.mark.parametrize(
    "text", ["شارع الحلب", "\ufb01 \uff03 🚌", "a;b|c>d", "'quoted'", "- dash", "+963 21", "@x"]
)
def test_any_other_text_is_kept(folder: Path, text: str) -> None:
    write_cell(folder, "places", "note", text)
    assert read_scenario(folder)["places"]["note"][0] == text


@pytest.mark.parametrize(
    ("table", "column", "text", "value"),
    [
        ("places", "lat", " 10.50 ", 10.5),
        ("places", "lat", "-.5e1", -5.0),
        ("places", "lat", "+7", 7.0),
        ("routes", "open", "YES", True),
        ("routes", "open", "0", False),
        ("classes", "party_size", "2.0", 2),
    ],
)
def test_numbers_and_switches_may_be_written_in_several_ways(
    folder: Path, table: str, column: str, text: str, value: object
) -> None:
    write_cell(folder, table, column, text)
    assert read_scenario(folder)[table][column].tolist()[0] == value
