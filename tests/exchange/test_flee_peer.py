"""The output of a run of Flee."""

from pathlib import Path

import numpy as np
import pytest

from safepassage.errors import ScenarioError
from safepassage.exchange.flee import read_flee_output

HEADER = (
    "Day,Date,A sim,A data,A error,B sim sim,B sim data,B sim error,Total error,"
    "refugees in camps (UNHCR),total refugees (simulation),raw UNHCR refugee count,"
    "refugees in camps (simulation),refugee_debt,total IDPs"
)
FIRST = "0,2020-01-02,3,4,0.25,1,0,0.0,0.1,4,5,9,4,0,1"
SECOND = "1,2020-01-03,6,8,0.25,2,1,1.0,0.2,9,10,14,8,2,1"


def written(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "out.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_columns(tmp_path: Path) -> None:
    warning = "ERROR: Number of agents in the simulation is larger than the combined population."
    run = read_flee_output(written(tmp_path, HEADER, FIRST, warning, SECOND))
    assert run.names == ("A", "B sim")
    np.testing.assert_array_equal(run.days, [0, 1])
    np.testing.assert_array_equal(run.dates, np.array(["2020-01-02", "2020-01-03"], "M8[D]"))
    np.testing.assert_array_equal(run.sim, [[3, 1], [6, 2]])
    np.testing.assert_array_equal(run.data, [[4, 0], [8, 1]])
    np.testing.assert_array_equal(run.total_error, [0.1, 0.2])
    np.testing.assert_array_equal(run.observed, [4, 9])
    np.testing.assert_array_equal(run.people, [5, 10])
    np.testing.assert_array_equal(run.raw, [9, 14])
    np.testing.assert_array_equal(run.in_camps, [4, 8])
    np.testing.assert_array_equal(run.debt, [0, 2])


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["nothing"], "has no column 'Day'"),
        ([HEADER], "holds no day"),
        ([HEADER.replace("A data", "A"), FIRST], "has no column 'A data'"),
        ([HEADER, FIRST + ",1"], "row 2: has 16 cells"),
        ([HEADER, FIRST.replace("0.25", "x")], "row 2, column A error: 'x' does not fit"),
        ([HEADER, FIRST.replace("2020-01-02", "today")], "column Date"),
    ],
)
def test_files_that_cannot_be(tmp_path: Path, lines: list[str], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        read_flee_output(written(tmp_path, *lines))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"gone\.csv: cannot be read"):
        read_flee_output(tmp_path / "gone.csv")
