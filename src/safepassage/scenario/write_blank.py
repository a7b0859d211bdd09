"""Write empty tables as a folder: headings, an example that is not read, and what columns mean."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import tomli_w

from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.blank import Blank
from safepassage.scenario.dictionary import TOML_TABLES, Attribute, dictionary, file_of
from safepassage.scenario.tables import QUESTIONS, table_kinds

NOTES = "README.md"
_TOML = """\
# Three lines to fill; everything else may stay.
title = ""          # in one line
start = ""          # first day, such as 2023-06-01
days = 0            # how many days
sensitivity = "moderate"   # low, moderate, high or severe

# How people chose where to go in past conflicts; see docs/behaviour.md.
"""


def write_blank(content: Blank, folder: str | Path) -> Path:
    """Write ``scenario.toml``, one CSV a table, and notes on their columns.

    Args:
        content: Tables to begin with.
        folder: Where; created with its parents.

    Returns:
        The folder.

    Raises:
        ScenarioError: If the folder exists or cannot be written.
    """
    path = Path(folder)
    if path.exists():
        raise ScenarioError([Problem("exists", str(path), remedy="choose another")])
    try:
        path.mkdir(parents=True)
        toml = {
            "rules": dict(content.rules),
            **{name: [dict(row) for row in content.uncertain] for name in TOML_TABLES},
        }
        (path / "scenario.toml").write_text(_TOML + tomli_w.dumps(toml), encoding="utf-8")
        for table in content.tables:
            if table not in TOML_TABLES:
                _write_table(content, table, path / file_of(table))
        (path / NOTES).write_text("\n".join(_notes(content)), encoding="utf-8")
    except (OSError, ValueError) as error:  # ValueError: a name impossible on this system
        why = getattr(error, "strerror", None) or str(error)
        problem = Problem(f"cannot be written: {why}", str(path), remedy="choose another folder")
        raise ScenarioError([problem]) from error
    return path


def _write_table(content: Blank, table: str, target: Path) -> None:
    columns = content.columns(table)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        if example := content.examples.get(table):
            writer.writerow([example.get(column, "") for column in columns])


def _notes(content: Blank) -> Iterator[str]:
    yield f"# {content.name}\n"
    yield "Fill `scenario.toml` and the tables, then `safepassage check FOLDER`. Rows whose first"
    yield "cell begins with `#` are not read: each table has one as an example.\n"
    for table in content.tables:
        kind = table_kinds()[table]
        yield f"## {file_of(table)}\n"
        yield f"{kind.lead} For {QUESTIONS[kind.question]}.\n"
        for column in content.columns(table):
            yield _line(dictionary()[table][column])
        yield ""
    yield "More columns and tables: docs/scenario-reference.md, or `new --with`.\n"


def _line(attribute: Attribute) -> str:
    need = " **must be filled**" if attribute.required else ""
    what = f" {attribute.description}." if attribute.description else ""
    return f"- `{attribute.name}`: {attribute.allowed}{need}.{what}"
