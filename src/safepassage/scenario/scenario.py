"""The scenario as a frozen value."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as _replace
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np

from safepassage.cards import card
from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.cells import parse_rows
from safepassage.scenario.dictionary import file_of, first_row, table_names
from safepassage.scenario.nearest import hint, unknown_problem
from safepassage.scenario.table import Table
from safepassage.scenario.values import Value, unparse


class Plan(Protocol):
    """Anything that planning gives back and that can be put into a scenario."""

    def put_into(self, scenario: Scenario) -> Scenario:
        """The scenario with the plan in it."""


@dataclass(frozen=True, eq=False)
class Scenario:
    """A declared world: settings, rules and tables. Frozen; ``replace`` gives a changed copy.

    Attributes:
        name: Identifier; the folder's name when read from one.
        settings: Title, start, days, sensitivity, note (dictionary table ``scenario``).
        rules: Every rule key with its value (dictionary table ``rules``).
        tables: Table name → rows; every table of the dictionary is present, perhaps empty.
        as_of: Last day whose publications are known, or None for everything.
    """

    name: str
    settings: Mapping[str, Any]
    rules: Mapping[str, Any]
    tables: Mapping[str, Table]
    as_of: dt.date | None = None

    @property
    def title(self) -> str:
        """One line about the scenario."""
        return str(self.settings["title"])

    @property
    def start(self) -> dt.date:
        """First day."""
        start: dt.date = self.settings["start"]
        return start

    @property
    def days(self) -> int:
        """Number of days."""
        return int(self.settings["days"])

    @property
    def end(self) -> dt.date:
        """Last day.

        Raises:
            OverflowError: If it lies after the year 9999; a checked scenario ends before.
        """
        return self.start + dt.timedelta(days=self.days - 1)

    def dates(self) -> np.ndarray[Any, np.dtype[np.datetime64]]:
        """Date of each day, shape (D,)."""
        return np.datetime64(self.start, "D") + np.arange(self.days)

    def __getitem__(self, table: str) -> Table:
        """One table."""
        return self.tables[table]

    def __eq__(self, other: object) -> bool:
        """Whether settings, rules, tables and as-of date are equal (the name is not compared)."""
        return (
            isinstance(other, Scenario)
            and dict(self.settings) == dict(other.settings)
            and dict(self.rules) == dict(other.rules)
            and self.as_of == other.as_of
            and all(self[name] == other[name] for name in table_names())
        )

    __hash__ = None  # type: ignore[assignment]

    def _repr_html_(self) -> str:
        """A few lines for a notebook."""
        known = self.as_of or "everything that is published"
        filled = [f"{name} {len(table):,}" for name, table in self.tables.items() if len(table)]
        rows = {
            "title": self.title,
            "period": f"{self.start} to {self.end}",
            "known by": known,
            "sensitivity": self.settings["sensitivity"],
            "tables": ", ".join(filled),
        }
        return card(f"Scenario {self.name}", rows.items())

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as plain mappings."""
        parts = (self.name, dict(self.settings), dict(self.rules), dict(self.tables), self.as_of)
        return _unpickle, parts

    def digest(self) -> str:
        """SHA-256 over everything that can change a run: not the name, nor the order of rows."""
        from safepassage.scenario.canonical import canonical  # imports this module

        tables = canonical(self).tables
        text = hashlib.sha256()
        for section in (self.settings, self.rules):
            for key in sorted(section):
                text.update(f"{key}={unparse(section[key])}\n".encode())
        for name in table_names():
            header, cells = tables[name].texts()
            text.update(("\x1e".join([name, *header]) + "\n").encode())
            for row in cells:
                text.update(("\x1f".join(row) + "\n").encode())
        text.update(str(self.as_of).encode())
        return text.hexdigest()

    def with_plan(self, plan: Plan) -> Scenario:
        """The same scenario with a plan put into it, ready to run with the same luck.

        Raises:
            ScenarioError: If the plan does not fit the scenario.
        """
        return plan.put_into(self)

    def replace(self, **changes: Any) -> Scenario:
        """Return a checked copy with changes.

        Args:
            **changes: ``name``; a key of ``scenario.toml`` such as ``days``; ``rules={...}`` to
                change some rules; or a table's name with its new rows (list of dicts or Table).

        Raises:
            ScenarioError: If the changed scenario breaks a check, or a key is unknown.
        """
        from safepassage.scenario.check import check  # the checks import this module

        changed = replace_unchecked(self, **changes)
        check(changed)
        return changed


def replace_unchecked(scenario: Scenario, **changes: Any) -> Scenario:
    """As :meth:`Scenario.replace`, without the checks between tables."""
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
            tables[key] = _table(key, value, problems)
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
        rules=MappingProxyType(rules),
        tables=MappingProxyType(tables),
    )


def make_scenario(
    name: str,
    settings: Mapping[str, object],
    rules: Mapping[str, object] | None = None,
    tables: Mapping[str, Sequence[Mapping[str, object]]] | None = None,
) -> Scenario:
    """Build a scenario from plain values, with all checks.

    Args:
        name: Identifier.
        settings: At least ``title``, ``start`` (ISO date) and ``days``.
        rules: Rules that differ from their defaults.
        tables: Rows by table.

    Raises:
        ScenarioError: Everything that is wrong, at once.
    """
    from safepassage.scenario.check import check  # the checks import this module

    problems: list[Problem] = []
    built: dict[str, Table] = {}
    for key, rows in (tables or {}).items():
        if key in table_names():
            built[key] = _table(key, rows, problems)
        else:
            problems.append(unknown_problem("table", key, table_names(), ""))
    typed_settings = section("scenario", settings, problems)
    typed_rules = section("rules", rules or {}, problems)
    if problems:
        raise ScenarioError(problems)
    scenario = assemble(name, typed_settings, typed_rules, built)
    check(scenario)
    return scenario


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


def _table(name: str, rows: object, problems: list[Problem]) -> Table:
    """Table from a Table or from rows of plain values, adding what does not fit."""
    empty = Table.from_values(name, [])
    if isinstance(rows, Table):
        if rows.name != name:
            problems.append(Problem(f"is the table {rows.name!r}", file_of(name)))
        return rows
    if not isinstance(rows, Iterable) or isinstance(rows, (str, bytes, Mapping)):
        problems.append(Problem("must be a list of rows", file_of(name)))
        return empty
    found: list[Problem] = []
    typed = parse_rows(name, enumerate(rows, first_row(name)), file_of(name), found)
    problems += found
    return empty if found else Table.from_values(name, typed)


def assemble(
    name: str,
    settings: Mapping[str, Any],
    rules: Mapping[str, Any],
    tables: Mapping[str, Table],
    as_of: dt.date | None = None,
) -> Scenario:
    """Put typed parts together; tables that are absent become empty."""
    whole = {key: tables.get(key, Table.from_values(key, [])) for key in table_names()}
    return Scenario(
        name,
        MappingProxyType(dict(settings)),
        MappingProxyType(dict(rules)),
        MappingProxyType(whole),
        as_of,
    )


def _unpickle(
    name: str,
    settings: dict[str, Any],
    rules: dict[str, Any],
    tables: dict[str, Table],
    as_of: dt.date | None,
) -> Scenario:
    return assemble(name, settings, rules, tables, as_of)
