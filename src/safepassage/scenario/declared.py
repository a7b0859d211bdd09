"""What a scenario declares, before anybody checked it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.cards import card
from safepassage.scenario.dictionary import table_names
from safepassage.scenario.digest import digest_of
from safepassage.scenario.nearest import hint
from safepassage.scenario.rules import Rules
from safepassage.scenario.table import Table


@dataclass(frozen=True, eq=False, repr=False)
class Declared:
    """A declared world as it stands, perhaps with contradictions: what the checks look at.

    Attributes:
        name: Identifier; the folder's name when read from one.
        settings: Title, start, days, sensitivity, note (dictionary table ``scenario``).
        rules: Every rule (dictionary table ``rules``).
        tables: Table name → rows; every table of the dictionary is present, perhaps empty.
        as_of: Last day whose publications are known, or None for everything.
    """

    name: str
    settings: Mapping[str, Any]
    rules: Rules
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
        """One table.

        Raises:
            KeyError: If there is none of that name; the message names the nearest.
        """
        if table not in self.tables:
            raise KeyError(f"no table {table!r}; {hint(table, list(self.tables))}")
        return self.tables[table]

    def __repr__(self) -> str:
        """One line."""
        filled = sum(len(table) > 0 for table in self.tables.values())
        known = f", known by {self.as_of}" if self.as_of else ""
        return (
            f"<{type(self).__name__} {self.name}: {self.start} to {self.end}, "
            f"{len(self['places']):,} places, {filled} tables{known}>"
        )

    def __eq__(self, other: object) -> bool:
        """Whether settings, rules, tables and as-of date are equal (the name is not compared)."""
        return (
            isinstance(other, Declared)
            and dict(self.settings) == dict(other.settings)
            and self.rules == other.rules
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

    def digest(self) -> str:
        """SHA-256 over everything that can change a run: not the name, nor the order of rows."""
        sections = {"scenario": self.settings, "rules": self.rules}
        return digest_of(sections, self.tables, self.as_of)
