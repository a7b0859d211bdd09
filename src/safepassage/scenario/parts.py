"""Settings, rules and tables of plain values → parts of a scenario, with every problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace as _replace
from types import MappingProxyType
from typing import Any, TypeVar

from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.cells import parse_rows
from safepassage.scenario.declared import Declared
from safepassage.scenario.dictionary import file_of, first_row
from safepassage.scenario.frames import ACCEPTED, rows_of
from safepassage.scenario.nearest import hint
from safepassage.scenario.rules import Rules
from safepassage.scenario.table import Table
from safepassage.scenario.values import Value

_Declared = TypeVar("_Declared", bound=Declared)


def replace_unchecked(scenario: _Declared, **changes: Any) -> _Declared:
    """As ``Scenario.replace``, without the checks between tables."""
    settings, rules, tables = dict(scenario.settings), dict(scenario.rules), dict(scenario.tables)
    problems: list[Problem] = []
    name = str(changes.pop("name", scenario.name))
    known = ["name", "rules", *settings, *tables]
    new_settings = {key: value for key, value in changes.items() if key in settings}
    for key, value in changes.items():
        if key == "rules":
            if isinstance(value, Mapping):
                rules |= section("rules", {**rules, **value}, problems)
            else:
                problems.append(Problem("must be a mapping", file_of("rules"), column=key))
        elif key in tables:
            tables[key] = table_of(key, value, problems)
        elif key not in settings:
            remedy = hint(key, known)
            problems.append(Problem(f"{key!r} cannot be replaced", remedy=remedy))
    if new_settings:
        settings |= section("scenario", {**settings, **new_settings}, problems)
    if problems:
        raise ScenarioError(problems)
    return _replace(
        scenario,
        name=name,
        settings=MappingProxyType(settings),
        rules=Rules(**rules),
        tables=MappingProxyType(tables),
    )


def section(
    name: str, given: Mapping[str, object], problems: list[Problem], file: str = "scenario.toml"
) -> dict[str, Value]:
    """Type the keys of a settings section, filling defaults and adding to ``problems``."""
    scope = file if name == "scenario" else f"{file} [{name}]"
    found: list[Problem] = []
    # In a table's row NaN is a blank; for a key it is a mistake.
    clear = {key: "nan" if value != value else value for key, value in given.items()}  # noqa: PLR0124
    rows = parse_rows(name, [(0, clear)], scope, found)
    problems += [_replace(problem, row=None) for problem in found]
    return rows[0] if rows else {}


def table_of(name: str, rows: object, problems: list[Problem]) -> Table:
    """Table from a Table, a frame, columns or rows of plain values, adding what does not fit."""
    empty = Table.from_values(name, [])
    if isinstance(rows, Table):
        if rows.name != name:
            problems.append(Problem(f"is the table {rows.name!r}", file_of(name)))
        return rows
    try:
        given = rows_of(rows)
    except (TypeError, ValueError) as error:
        problems.append(Problem(str(error), file_of(name), remedy=f"give {ACCEPTED}"))
        return empty
    found: list[Problem] = []
    typed = parse_rows(name, enumerate(given, first_row(name)), file_of(name), found)
    problems += found
    return empty if found else Table.from_values(name, typed)
