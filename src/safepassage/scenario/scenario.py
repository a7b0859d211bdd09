"""The scenario as a frozen value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

from safepassage.arguments import checked
from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.check import check
from safepassage.scenario.cut import tables_between
from safepassage.scenario.dates import Date, as_date
from safepassage.scenario.declared import Declared
from safepassage.scenario.dictionary import table_names
from safepassage.scenario.nearest import unknown_problem
from safepassage.scenario.parts import replace_unchecked, section, table_of
from safepassage.scenario.rules import Rules
from safepassage.scenario.table import Table


class Plan(Protocol):
    """Anything that planning gives back and that can be put into a scenario."""

    def put_into(self, scenario: Scenario) -> Scenario:
        """The scenario with the plan in it."""


@dataclass(frozen=True, eq=False, repr=False)
class Scenario(Declared):
    """A declared world: settings, rules and tables. Frozen; ``replace`` gives a changed copy.

    Attributes are those of :class:`safepassage.scenario.declared.Declared`.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as plain mappings."""
        parts = (self.name, dict(self.settings), dict(self.rules), dict(self.tables), self.as_of)
        return _unpickle, parts

    def with_plan(self, plan: Plan) -> Scenario:
        """The same scenario with a plan put into it, ready to run with the same random numbers.

        Raises:
            ScenarioError: If the plan does not fit the scenario.
        """
        return plan.put_into(self)

    def replace(self, **changes: Any) -> Scenario:
        """Return a checked copy with changes.

        Args:
            **changes: ``name``; a key of ``scenario.toml`` such as ``days``; ``rules={...}`` to
                change some rules; or a table's name with its new rows: a DataFrame, a mapping of
                columns, a list of mappings or a Table.

        Raises:
            ScenarioError: If the changed scenario breaks a check, or a key is unknown.
        """
        changed = replace_unchecked(self, **changes)
        check(changed)
        return changed

    def between(self, start: Date, end: Date) -> Scenario:
        """The scenario of a part of its period.

        What events set before the first day holds on it; later events, and windows, departures
        and deliveries outside the part are left out. People begin where the tables have them:
        those who were on the move by then are not known to a scenario
        (``run(..., start=moment)`` goes on with them).

        Args:
            start: First day.
            end: Last day.

        Raises:
            ScenarioError: If the days are no part of the period, or the rest breaks a check.

        Examples:
            >>> import safepassage
            >>> safepassage.read_scenario("tiny").between("2020-01-02", "2020-01-05").days
            4
        """
        first, last = as_date(start, "start"), as_date(end, "end")
        if not self.start <= first <= last <= self.end:
            remedy = f"two days from {self.start} to {self.end}, the first one first"
            raise ScenarioError([Problem(f"{first} to {last} is no part of it", remedy=remedy)])
        days = (last - first).days + 1
        return self.replace(start=first, days=days, **tables_between(self, first, days))


@checked
def make_scenario(
    name: str,
    settings: Mapping[str, object],
    rules: Mapping[str, object] | None = None,
    tables: Mapping[str, object] | None = None,
) -> Scenario:
    """Build a scenario from plain values, with all checks.

    Args:
        name: Identifier.
        settings: At least ``title``, ``start`` (ISO date) and ``days``.
        rules: Rules that differ from their defaults.
        tables: Rows by table: a DataFrame, a mapping of columns, a list of mappings or a Table.

    Raises:
        ScenarioError: Everything that is wrong, at once.

    Examples:
        >>> import safepassage
        >>> places = {"place": ["home", "camp"], "kind": ["settlement", "site"]}
        >>> settings = {"title": "Two places", "start": "2030-01-01", "days": 5}
        >>> tables = {
        ...     "places": places,
        ...     "routes": [{"from": "home", "to": "camp", "length_km": 12}],
        ...     "classes": {"class": ["people"]},
        ...     "populations": [{"place": "home", "class": "people", "best": 100}],
        ... }
        >>> made = safepassage.make_scenario("two", settings, tables=tables)
        >>> made["places"].to_frame()["place"].tolist()
        ['home', 'camp']
    """
    problems: list[Problem] = []
    built: dict[str, Table] = {}
    for key, rows in (tables or {}).items():
        if key in table_names():
            built[key] = table_of(key, rows, problems)
        else:
            problems.append(unknown_problem("table", key, table_names(), ""))
    typed_settings = section("scenario", settings, problems)
    typed_rules = section("rules", rules or {}, problems)
    if problems:
        raise ScenarioError(problems)
    scenario = assemble(name, typed_settings, typed_rules, built)
    check(scenario)
    return scenario


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
        Rules(**rules),
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
