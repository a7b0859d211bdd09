"""Write a scenario as a folder that Excel can open and :mod:`read` gives back unchanged."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w

from safepassage.arguments import checked
from safepassage.errors import Problem, ScenarioError
from safepassage.neutral import guard
from safepassage.private import close
from safepassage.scenario.dictionary import TOML_TABLES, dictionary, file_of, table_names
from safepassage.scenario.owner_only import owner_only
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.table import Table
from safepassage.scenario.values import default_text, unparse
from safepassage.whole import blocked, whole_folder

_SETTINGS = "scenario.toml"


@checked
def write(scenario: Scenario, folder: str | Path, *, overwrite: bool = False) -> Path:
    """Write ``scenario.toml`` and one CSV a table that has rows.

    With departures or of severe sensitivity, the folder and its files are their owner's alone and
    ``scenario.toml`` begins by saying so.

    Args:
        scenario: What to write.
        folder: Where; created with its parents.
        overwrite: Allow a folder that exists; its scenario files are replaced.

    Returns:
        The folder.

    Raises:
        ScenarioError: If the folder exists and ``overwrite`` is false, or cannot be written.

    Examples:
        >>> import safepassage
        >>> folder = safepassage.write(safepassage.read_scenario("tiny"), "mine")
        >>> safepassage.read_scenario(folder).title[:4]
        'Tiny'
    """
    scenario = as_scenario(scenario)
    path = Path(folder)
    refuse_folder(path, overwrite=overwrite)
    reason = owner_only(scenario)
    tables = [name for name in table_names() if name not in TOML_TABLES]
    label = f"# For its owner alone: {reason}.\n" if reason else ""
    names = {_SETTINGS, *(file_of(name) for name in tables)}
    try:
        with whole_folder(path, private=bool(reason), anew=names) as part:
            (part / _SETTINGS).write_bytes((label + tomli_w.dumps(_toml(scenario))).encode())
            for name in tables:
                if len(scenario[name]):
                    _write_table(scenario[name], part / file_of(name))
            if reason:
                for name in names:
                    if (part / name).is_file():
                        close(part / name)
    except (OSError, ValueError) as error:  # ValueError: a name impossible on this system
        why = getattr(error, "strerror", None) or str(error)
        problem = Problem(f"cannot be written: {why}", str(path), remedy="choose another folder")
        raise ScenarioError([problem]) from error
    return path


def refuse_folder(path: Path, *, overwrite: bool) -> None:
    """Refuse a folder in which no scenario can be written, before anything is computed.

    Raises:
        ScenarioError: If so.
    """
    if reason := blocked(path):
        raise ScenarioError([Problem(f"cannot be written: {reason}")])
    if not os.path.lexists(path):
        return
    problem = None
    if not overwrite:
        problem = Problem("exists", str(path), remedy="choose another or --overwrite")
    elif not path.is_dir():
        message = "cannot be written: there is a file of that name"
        problem = Problem(message, str(path), remedy="choose another folder")
    if problem is not None:
        raise ScenarioError([problem])


def _write_table(table: Table, target: Path) -> None:
    header, rows = _as_in_file(table).texts()
    attributes = dictionary()[table.name]
    texts = [number for number, key in enumerate(header) if attributes[key].kind == "text"]
    for row in rows:
        for number in texts:
            row[number] = guard(row[number])
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _as_in_file(table: Table) -> Table:
    """The rows in the order of the file that they were read from."""
    if table.numbers is None:
        return table
    return table.reordered(np.argsort(table.numbers, kind="stable"))


def _toml(scenario: Scenario) -> dict[str, Any]:
    content: dict[str, Any] = _section("scenario", dict(scenario.settings))
    if rules := _section("rules", dict(scenario.rules)):
        content["rules"] = rules
    for name in TOML_TABLES:
        rows = [_section(name, row) for row in _as_in_file(scenario[name]).rows()]
        if rows:
            content[name] = rows
    return content


def _section(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Keys that differ from their default; numbers stay numbers, lists become ``a|b``."""
    section: dict[str, Any] = {}
    for key, attribute in dictionary()[name].items():
        value = values[key]
        text = unparse(value)
        if text == "" or (text == default_text(attribute) and not attribute.required):
            continue
        plain = attribute.kind in {"number", "share", "integer", "boolean"}
        section[key] = value if plain else text
    return section
