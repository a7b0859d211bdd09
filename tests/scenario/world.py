"""The example scenario with some rows changed, and its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from safepassage.errors import Problem
from safepassage.scenario.check import problems
from safepassage.scenario.parts import replace_unchecked
from safepassage.scenario.read import read_folder
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.template import template_folder

Row = dict[str, Any]
EXAMPLE = read_folder(template_folder()).replace(name="example")


class Case(NamedTuple):
    """A change of the example that breaks a rule, and what its first problem must say."""

    rule: str
    changes: dict[str, Any]
    file: str
    row: int | None
    column: str
    text: str


def rows(table: str) -> list[Row]:
    """Rows of a table of the example, to be changed."""
    return list(EXAMPLE[table].rows())


def changed(table: str, index: int, **cells: object) -> dict[str, list[Row]]:
    """Change of the example: some cells of one row (counted from 0)."""
    kept = rows(table)
    kept[index] |= cells
    return {table: kept}


def first(table: str, **cells: object) -> dict[str, list[Row]]:
    """Change of the example: some cells of the first row."""
    return changed(table, 0, **cells)


def added(table: str, **cells: object) -> dict[str, list[Row]]:
    """Change of the example: one more row."""
    return {table: [*rows(table), cells]}


def without(table: str, drop: Callable[[Row], bool]) -> dict[str, list[Row]]:
    """Change of the example: some rows less."""
    return {table: [row for row in rows(table) if not drop(row)]}


def event(**cells: object) -> dict[str, list[Row]]:
    """Change of the example: one more event, hazard at the old town unless said otherwise."""
    usual = {
        "date": "2030-03-05",
        "kind": "hazard",
        "target": "oldtown",
        "attribute": "intensity",
        "value": "0.5",
    }
    return added("events", **(usual | cells))


def claim(**cells: object) -> dict[str, list[Row]]:
    """Change of the example: one more claim."""
    usual = {
        "claim": "more",
        "quantity": "present:meadow",
        "low": 5,
        "date": "2030-03-05",
        "published": "2030-03-06",
        "source_id": "radio",
    }
    return added("claims", **(usual | cells))


def prior(**cells: object) -> dict[str, list[Row]]:
    """Change of the example: one more uncertain input."""
    usual = {"name": "more", "input": "rules.site_movechance", "low": 0.1, "high": 0.2}
    return added("uncertain", **(usual | cells))


def found(**changes: Any) -> list[Problem]:
    """Problems of the example with changes."""
    return problems(unchecked(**changes))


def unchecked(**changes: Any) -> Scenario:
    """The example with changes, not checked."""
    return replace_unchecked(EXAMPLE, **changes)
