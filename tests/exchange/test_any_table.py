"""``import table``: a preview, a mapping that can be kept, and claims."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safepassage.cli.app import app

TEXT = (
    "Week report;;;\nDía;Municipio;Personas;Nota\n25/01/2024;Ñuble;1.234;a\n26/01/2024;Lota;987;b\n"
)


def run(*words: str) -> str:
    result = CliRunner().invoke(app, ["import", "table", *words])
    assert result.exit_code == 0, result.output
    return str(result.output)


def test_a_table_is_shown_first_and_its_mapping_can_be_kept(tmp_path: Path) -> None:
    file, kept = tmp_path / "t.csv", tmp_path / "map.toml"
    file.write_text(TEXT, encoding="utf-8")
    columns = ["--date", "dia", "--place", "MUNICIPIO", "--value", "personas"]
    columns[1] = "Día"
    shown = run(str(file), *columns, "--quantity", "displaced", "--save-mapping", str(kept))
    assert "displaced:nuble  2024-01-25  1234" in shown
    assert "This is a preview" in shown
    told = json.loads(
        run(str(file), "--mapping", str(kept), "--out", str(tmp_path / "o"), "--json")
    )
    assert told["rows"]["claims"] == 2
    assert "displaced:lota" in (tmp_path / "o" / "claims.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("column", ["Persona", "nothing"])
def test_a_missing_column_is_named_with_what_there_is(tmp_path: Path, column: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(TEXT.split("\n", 1)[1], encoding="utf-8")
    words = [str(file), "--date", "Día", "--place", "Municipio", "--value", column]
    result = CliRunner().invoke(app, ["import", "table", *words])
    assert result.exit_code != 0
    assert column in str(result.exception)
