"""What a workbook holds: a scenario, or empty tables to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from safepassage.scenario.blank import Blank
from safepassage.scenario.dictionary import SETTINGS, dictionary, table_names
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.table import Table
from safepassage.scenario.tables import FIRST, table_kinds
from safepassage.scenario.values import parse

_FROM_USER = {"title", "start", "days"}


@dataclass(frozen=True)
class Content:
    """Cells of a workbook.

    Attributes:
        title: Heading of the instructions.
        sections: Section of the settings → key → value; None is a cell to be filled.
        tables: Rows of every table.
        shown: Tables whose sheets are not hidden.
        examples: Table → cells of a row that is not read.
        columns: Table → columns that are not folded away; all of them if it is absent.
    """

    title: str
    sections: Mapping[str, Mapping[str, Any]]
    tables: Mapping[str, Table]
    shown: frozenset[str]
    examples: Mapping[str, Mapping[str, str]]
    columns: Mapping[str, tuple[str, ...]]


def of_scenario(scenario: Scenario) -> Content:
    """A scenario; sheets of tables without rows are hidden, but for those of a first run."""
    settings, rules = SETTINGS
    return Content(
        title=scenario.title,
        sections={settings: scenario.settings, rules: scenario.rules},
        tables=scenario.tables,
        shown=frozenset(
            name
            for name in table_names()
            if len(scenario[name]) or table_kinds()[name].question == FIRST
        ),
        examples={},
        columns={},
    )


def of_blank(blank: Blank) -> Content:
    """Empty tables with an example; sheets and columns that are not asked for are hidden."""
    settings, rules = SETTINGS
    defaults = {
        section: {
            key: None if key in _FROM_USER else parse("", attribute)
            for key, attribute in dictionary()[section].items()
        }
        for section in SETTINGS
    }
    tables = {name: Table.from_values(name, []) for name in table_names()}
    tables["uncertain"] = Table.from_rows("uncertain", [dict(row) for row in blank.uncertain])
    return Content(
        title=blank.name,
        sections={settings: defaults[settings], rules: defaults[rules] | dict(blank.rules)},
        tables=tables,
        shown=frozenset(blank.tables),
        examples=blank.examples,
        columns={name: blank.columns(name) for name in blank.examples},
    )
