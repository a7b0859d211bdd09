"""Result tables as a workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from safepassage.errors import ScenarioError
from safepassage.exchange.xlsx import write_result_workbook
from safepassage.exchange.xlsx.results import wide_table
from safepassage.scenario.workbook.open import open_sheets

LONG = pd.DataFrame(
    {
        "date": pd.to_datetime(["2030-03-01", "2030-03-01", "2030-03-02", "2030-03-02"]),
        "place": ["=HYPERLINK(1)", "b", "=HYPERLINK(1)", "b"],
        "people": [0.1 + 0.2, float("nan"), 3.0, 4.0],
    }
)


def test_tables_and_metadata_come_back(tmp_path: Path) -> None:
    tables = {"long": LONG, "wide": wide_table(LONG, ["date"], "place", "people")}
    path = write_result_workbook(tables, tmp_path / "r.xlsx", {"seed": 1, "sensitivity": "high"})
    problems: list[object] = []
    sheets = open_sheets(path, lambda name: True, problems)  # type: ignore[arg-type]
    assert not problems  # no formula among them
    assert list(sheets) == ["metadata", "long", "wide"]
    assert sheets["metadata"].cells == [["seed", 1.0], ["sensitivity", "high"]]
    assert sheets["long"].cells[1] == [dt.date(2030, 3, 1), "=HYPERLINK(1)", 0.1 + 0.2]
    assert sheets["long"].cells[2][2] == ""
    assert sheets["wide"].cells[0] == ["date", "=HYPERLINK(1)", "b"]
    assert sheets["wide"].cells[2] == [dt.date(2030, 3, 2), 3.0, 4.0]


def test_an_existing_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / "r.xlsx").write_text("kept")
    with pytest.raises(ScenarioError, match="exists"):
        write_result_workbook({"long": LONG}, tmp_path / "r.xlsx", {})
