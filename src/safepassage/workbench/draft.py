"""A scenario being edited: rows of texts, checked cell by cell and as a whole."""

from __future__ import annotations

from collections.abc import Mapping

from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.cells import parse_rows
from safepassage.scenario.check import problems as check_problems
from safepassage.scenario.dictionary import dictionary, file_of, first_row
from safepassage.scenario.event_kinds import PLAN_KINDS
from safepassage.scenario.parts import replace_unchecked
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.table import Table
from safepassage.workbench.varied import EVENTS, WHY_NOT, may_vary, row_may_vary

Row = dict[str, str]
MAX_ROWS = 20_000
"""Most rows of a table that is edited."""


class Draft:
    """An opened scenario with changes that are not yet known to be sound.

    Attributes:
        base: The scenario as it was opened.
    """

    def __init__(self, base: Scenario) -> None:
        self.base = base
        self._rows: dict[str, list[Row]] = {}

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.base.name

    @property
    def changed_tables(self) -> list[str]:
        """Tables whose cells differ from what was opened."""
        return [table for table, rows in self._rows.items() if rows != self._opened(table)]

    def rows(self, table: str) -> list[Row]:
        """Rows of a table as texts, a copy."""
        return [dict(row) for row in self._kept(table)]

    def varied_rows(self, table: str) -> list[int]:
        """Numbers, from 0, of the rows that may be changed."""
        return [n for n, row in enumerate(self._kept(table)) if row_may_vary(table, row)]

    def set_cell(self, table: str, row: int, column: str, text: str) -> None:
        """Change a cell.

        Raises:
            ScenarioError: If it may not be changed, or does not exist.
        """
        kept = self._changeable(table)
        if not 0 <= row < len(kept) or column not in dictionary()[table]:
            raise ScenarioError([Problem("there is no such cell", file_of(table))])
        after = kept[row] | {column: text}
        if not (row_may_vary(table, kept[row]) and row_may_vary(table, after)):
            raise ScenarioError([Problem(_refusal(table), file_of(table), row + first_row(table))])
        kept[row] = after

    def add_row(self, table: str, cells: Mapping[str, str] | None = None) -> int:
        """Append a row with some cells filled; gives its number from 0.

        Raises:
            ScenarioError: If the table may not be changed, or is full.
        """
        kept = self._changeable(table)
        given = dict(cells or {})
        if table == EVENTS:
            given.setdefault("kind", PLAN_KINDS[0])
        if "planned" in dictionary()[table]:
            given.setdefault("planned", "true")
        row = {key: given.get(key, "") for key in dictionary()[table]}
        if not row_may_vary(table, row):
            raise ScenarioError([Problem(_refusal(table), file_of(table))])
        if len(kept) >= MAX_ROWS:
            raise ScenarioError([Problem(f"has {MAX_ROWS} rows already", file_of(table))])
        kept.append(row)
        return len(kept) - 1

    def delete_rows(self, table: str, rows: list[int]) -> None:
        """Delete rows by their numbers from 0.

        Raises:
            ScenarioError: If one of them may not be changed.
        """
        kept = self._changeable(table)
        gone = {row for row in rows if 0 <= row < len(kept)}
        if not all(row_may_vary(table, kept[row]) for row in gone):
            raise ScenarioError([Problem(_refusal(table), file_of(table))])
        self._rows[table] = [row for number, row in enumerate(kept) if number not in gone]

    def problems(self) -> list[Problem]:
        """Everything that is wrong with the draft."""
        found: list[Problem] = []
        changed = {table: self._typed(table, found) for table in self._rows}
        if found:
            return found
        try:
            return check_problems(replace_unchecked(self.base, **changed))
        except ScenarioError as error:
            return list(error.problems)

    def scenario(self) -> Scenario:
        """The checked scenario.

        Raises:
            ScenarioError: Everything that is wrong.
        """
        if not self._rows:
            return self.base
        found: list[Problem] = []
        changed = {table: self._typed(table, found) for table in self._rows}
        if found:
            raise ScenarioError(found)
        return self.base.replace(**changed)

    def _kept(self, table: str) -> list[Row]:
        return self._rows[table] if table in self._rows else self._opened(table)

    def _opened(self, table: str) -> list[Row]:
        header, cells = self.base[table].texts()
        blank = dict.fromkeys(dictionary()[table], "")
        return [blank | dict(zip(header, row, strict=True)) for row in cells]

    def _changeable(self, table: str) -> list[Row]:
        if table not in dictionary() or not may_vary(table):
            raise ScenarioError([Problem(WHY_NOT, table)])
        return self._rows.setdefault(table, self._kept(table))

    def _typed(self, table: str, problems: list[Problem]) -> Table:
        rows = enumerate(self._rows[table], first_row(table))
        return Table.from_values(table, parse_rows(table, rows, file_of(table), problems))


def _refusal(table: str) -> str:
    kinds = ", ".join(PLAN_KINDS)
    return f"only events of kind {kinds} may be varied here" if table == EVENTS else WHY_NOT
