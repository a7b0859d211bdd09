"""Tables as a stranger's disk has them: each is read to what its author meant, or refused.

``data/messy.json`` holds name → reader, text, and the rows that somebody with eyes takes from it,
or ``refused`` (invented data; values were written down beside each file, dates looked through).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from safepassage.errors import ScenarioError
from safepassage.exchange.formats import read_files

FILES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "messy.json").read_text(encoding="utf-8")
)
COLUMNS = {
    "claims": ("quantity", "low", "high", "date"),
    "series": ("quantity", "value", "date"),
    "populations": ("place", "best"),
    "events": ("kind", "value", "date"),
}


def cell(value: Any) -> Any:
    """A cell as the file of cases has it: numbers as such, dates as texts."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return str(value)[:10] if str(value)[:4].isdigit() else str(value)


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_messy_file_is_read_rightly_or_refused(tmp_path: Path, name: str) -> None:
    case = FILES[name]
    path = tmp_path / f"file{case['suffix']}"
    path.write_bytes(case["text"].encode(case.get("encoding", "utf-8")))
    if "rows" not in case:
        with pytest.raises(ScenarioError):
            read_files(case["reader"], [path])
        return
    found = read_files(case["reader"], [path])
    rows: list[dict[str, Any]] = found.tables.get(case["table"], [])
    if case["table"] == "events":
        rows = [row for row in rows if row["kind"] == "hazard"]
    got = [[cell(row[column]) for column in COLUMNS[case["table"]]] for row in rows]
    assert got == [list(map(cell, row)) for row in case["rows"]]
