"""Empty tables to begin with: headings, and one example that is not read.

``scenario.template`` has the filled example instead, with rows in every table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.behaviour import fitted
from safepassage.scenario.check.rules import unsafe_name
from safepassage.scenario.dictionary import TOML_TABLES, dictionary
from safepassage.scenario.nearest import hint
from safepassage.scenario.read import read_folder
from safepassage.scenario.tables import FIRST, QUESTIONS, tables_for
from safepassage.scenario.template import template_folder

REMARK = "# "
"""Begins a row that is not read."""
_NOTE = "Example: not read, because its first cell begins with #"
_SHOWN = {"events": 1}
"""Row of the example to show, where it is not the first: violence, without which nobody flees."""
_ALSO = MappingProxyType(
    {
        "corridors": ("purpose", "consent"),
        "windows": ("opens", "closes"),
        "road_hours": ("opens", "closes"),
    }
)
"""Columns to begin with that the example does not fill: daily hours, relocation."""


@dataclass(frozen=True)
class Blank:
    """What a new scenario begins with.

    Attributes:
        name: Name of the scenario.
        tables: Tables to fill, in the order of the dictionary.
        rules: Rules that differ from their defaults: how people chose in past conflicts.
        uncertain: Ranges that go with them.
        examples: Table → cells of an example, texts by column.
    """

    name: str
    tables: tuple[str, ...]
    rules: Mapping[str, Any]
    uncertain: tuple[Mapping[str, Any], ...]
    examples: Mapping[str, Mapping[str, str]]

    def columns(self, table: str) -> tuple[str, ...]:
        """Columns to begin with: those of the example, those that must be filled and some more."""
        attributes = dictionary()[table]
        shown = {*self.examples.get(table, {}), *_ALSO.get(table, ())}
        return tuple(key for key in attributes if attributes[key].required or key in shown)


def blank(name: str, questions: Iterable[str] = ()) -> Blank:
    """Tables for a first run, and for some questions more.

    Args:
        name: Name of the scenario.
        questions: Keys of ``tables.QUESTIONS``.

    Raises:
        ScenarioError: If the name cannot be a file name or there is no such question.
    """
    asked = tuple(questions)
    known = [key for key in QUESTIONS if key != FIRST]
    problems = list(unsafe_name(name))
    problems += [
        Problem(f"{one!r} is no question", column="--with", remedy=hint(one, known))
        for one in asked
        if one not in known
    ]
    if problems:
        raise ScenarioError(problems)
    behaviour = fitted().pooled
    return Blank(
        name, tables_for(asked), MappingProxyType(behaviour.rules()),
        tuple(behaviour.ranges(())), _examples(),
    )  # fmt: skip


@cache
def _examples() -> Mapping[str, Mapping[str, str]]:
    """One row of each table of the filled example."""
    example = read_folder(template_folder())
    found: dict[str, Mapping[str, str]] = {}
    for name, table in example.tables.items():
        if not len(table) or name in TOML_TABLES:
            continue
        header, rows = table.texts()
        cells = dict(zip(header, rows[_SHOWN.get(name, 0)], strict=True))
        first = next(key for key in dictionary()[name] if key in cells)
        cells[first] = f"{REMARK}{cells[first]}"
        if "note" in dictionary()[name]:
            cells["note"] = _NOTE
        found[name] = MappingProxyType(cells)
    return MappingProxyType(found)
