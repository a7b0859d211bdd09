"""A scenario being edited: rows of texts, checked cell by cell and as a whole, with undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.cells import parse_rows
from safepassage.scenario.check import problems as check_problems
from safepassage.scenario.dictionary import SETTINGS, dictionary, file_of, first_row
from safepassage.scenario.event_kinds import PLAN_KINDS
from safepassage.scenario.parts import replace_unchecked
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.table import Table
from safepassage.scenario.values import unparse
from safepassage.workbench.varied import EVENTS, SOURCE, WHY_NOT, may_vary, needs_source
from safepassage.workbench.varied import row_may_vary as _may_vary

Row = dict[str, str]
Rows = tuple[Mapping[str, str], ...]
MAX_ROWS = 20_000
"""Most rows of a table that is edited."""
MAX_UNDO = 200
"""Most steps that are taken back."""


class Draft:
    """An opened scenario with changes that are not yet known to be sound.

    Attributes:
        base: The scenario as it was opened.
        facts: Whether facts may be entered. If not, it is a what-if: only what plans may vary.
    """

    def __init__(self, base: Scenario, *, facts: bool = False) -> None:
        self.base = base
        self.facts = facts
        self._rows: dict[str, Rows] = {}
        self._past: list[dict[str, Rows]] = []
        self._future: list[dict[str, Rows]] = []

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.base.name

    @property
    def changed_tables(self) -> list[str]:
        """Tables whose cells differ from what was opened."""
        return [table for table, rows in self._rows.items() if rows != self._opened(table)]

    @property
    def steps(self) -> tuple[int, int]:
        """How many steps can be taken back, and how many again."""
        return len(self._past), len(self._future)

    def changes(self) -> dict[str, list[Row]]:
        """Every table that was touched, as rows of texts."""
        return {table: self.rows(table) for table in self._rows}

    def restore(self, changes: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
        """Take over what :meth:`changes` gave, unknown tables and columns left out."""
        for table, rows in changes.items():
            if table in dictionary():
                blank = dict.fromkeys(dictionary()[table], "")
                kept = [{key: str(row.get(key, "")) for key in blank} for row in rows[:MAX_ROWS]]
                self._rows[table] = tuple(kept)

    def rows(self, table: str) -> list[Row]:
        """Rows of a table as texts, a copy; settings and rules are tables of one row."""
        return [dict(row) for row in self._kept(table)]

    def varied_rows(self, table: str) -> list[int]:
        """Numbers, from 0, of the rows that may be changed."""
        return [n for n, row in enumerate(self._kept(table)) if self.row_may_change(table, row)]

    def row_may_change(self, table: str, row: Mapping[str, str]) -> bool:
        """Whether a row may be changed, added or deleted."""
        return self.facts or (table not in SETTINGS and _may_vary(table, row))

    def set_cell(self, table: str, row: int, column: str, text: str) -> None:
        """Change a cell; see :meth:`set_cells`."""
        self.set_cells(table, row, {column: text})

    def set_cells(self, table: str, row: int, cells: Mapping[str, str]) -> None:
        """Change cells of a row.

        Raises:
            ScenarioError: If they may not be changed or do not exist, or a fact has no source.
        """
        kept = list(self._changeable(table))
        if not 0 <= row < len(kept) or not cells.keys() <= dictionary()[table].keys():
            raise ScenarioError([Problem("there is no such cell", file_of(table))])
        after = {**kept[row], **cells}
        may = self.row_may_change(table, kept[row]) and self.row_may_change(table, after)
        if not may:
            raise ScenarioError([Problem(_refusal(table), file_of(table), row + first_row(table))])
        if after == dict(kept[row]):
            return
        self._require_source(table, after, row)
        kept[row] = after
        self._put(table, kept)

    def add_row(self, table: str, cells: Mapping[str, str] | None = None) -> int:
        """Append a row with some cells filled; gives its number from 0.

        Raises:
            ScenarioError: If the table may not be changed, is full, or a fact has no source.
        """
        return self.add_rows(table, [cells or {}])

    def add_rows(self, table: str, rows: Sequence[Mapping[str, str]]) -> int:
        """Append rows, in one step; gives the number of the first from 0.

        Raises:
            ScenarioError: As :meth:`add_row`.
        """
        kept = list(self._changeable(table))
        if table in SETTINGS:
            raise ScenarioError([Problem("has one row only", file_of(table))])
        if len(kept) + len(rows) > MAX_ROWS:
            raise ScenarioError([Problem(f"takes {MAX_ROWS} rows at most", file_of(table))])
        first = len(kept)
        for cells in rows:
            kept.append(self._new_row(table, cells, len(kept)))
        self._put(table, kept)
        return first

    def delete_rows(self, table: str, rows: Sequence[int]) -> None:
        """Delete rows by their numbers from 0.

        Raises:
            ScenarioError: If one of them may not be changed.
        """
        kept = self._changeable(table)
        gone = {row for row in rows if 0 <= row < len(kept)}
        if table in SETTINGS or not all(self.row_may_change(table, kept[row]) for row in gone):
            raise ScenarioError([Problem(_refusal(table), file_of(table))])
        self._put(table, [row for number, row in enumerate(kept) if number not in gone])

    def together(self, changes: Callable[[], None]) -> None:
        """Do several changes as one step; if one of them is refused, none is done.

        Raises:
            ScenarioError: What a change raised.
        """
        before, past, future = dict(self._rows), list(self._past), list(self._future)
        try:
            changes()
        except ScenarioError:
            self._rows, self._past, self._future = before, past, future
            raise
        if self._rows != before:
            past = [*past, before][-MAX_UNDO:]
        self._past = past

    def undo(self) -> bool:
        """Take the last step back; whether there was one."""
        return self._go(self._past, self._future)

    def redo(self) -> bool:
        """Do the step again that was taken back last; whether there was one."""
        return self._go(self._future, self._past)

    def problems(self) -> list[Problem]:
        """Everything that is wrong with the draft."""
        try:
            return check_problems(self._replaced())
        except ScenarioError as error:
            return list(error.problems)

    def scenario(self) -> Scenario:
        """The checked scenario.

        Raises:
            ScenarioError: Everything that is wrong.
        """
        found = self.problems()
        if found:
            raise ScenarioError(found)
        return self._replaced()

    def _replaced(self) -> Scenario:
        found: list[Problem] = []
        changes: dict[str, object] = {}
        for table, rows in self._rows.items():
            if table == "scenario":
                changes |= {key: rows[0][key] for key in dictionary()[table]}
            elif table in SETTINGS:
                changes[table] = dict(rows[0])
            else:
                changes[table] = self._typed(table, found)
        if found:
            raise ScenarioError(found)
        return replace_unchecked(self.base, **changes)

    def _new_row(self, table: str, cells: Mapping[str, str], number: int) -> Row:
        given = dict(cells)
        if not given.keys() <= dictionary()[table].keys():
            raise ScenarioError([Problem("there is no such cell", file_of(table))])
        if table == EVENTS and not self.facts:
            given.setdefault("kind", PLAN_KINDS[0])
        if "planned" in dictionary()[table] and not self.facts:
            given.setdefault("planned", "true")
        row = {key: given.get(key, "") for key in dictionary()[table]}
        if not self.row_may_change(table, row):
            raise ScenarioError([Problem(_refusal(table), file_of(table))])
        self._require_source(table, row, number)
        return row

    def _require_source(self, table: str, row: Mapping[str, str], number: int) -> None:
        if self.facts and needs_source(table, row) and not row[SOURCE].strip():
            remedy = "choose a source, or enter it in sources first"
            message = "a fact is entered with its source"
            raise ScenarioError(
                [Problem(message, file_of(table), number + first_row(table), SOURCE, remedy)]
            )

    def _put(self, table: str, rows: Sequence[Mapping[str, str]]) -> None:
        self._past = [*self._past, dict(self._rows)][-MAX_UNDO:]
        self._future.clear()
        self._rows[table] = tuple(rows)

    def _go(self, there: list[dict[str, Rows]], back: list[dict[str, Rows]]) -> bool:
        if not there:
            return False
        back.append(self._rows)
        self._rows = there.pop()
        return True

    def _kept(self, table: str) -> Rows:
        return self._rows[table] if table in self._rows else self._opened(table)

    def _opened(self, table: str) -> Rows:
        blank = dict.fromkeys(dictionary()[table], "")
        if table in SETTINGS:
            values = self.base.settings if table == "scenario" else self.base.rules
            return ({key: unparse(values[key]) for key in blank},)
        header, cells = self.base[table].texts()
        return tuple(blank | dict(zip(header, row, strict=True)) for row in cells)

    def _changeable(self, table: str) -> Rows:
        if table not in dictionary() or not (self.facts or self._varies(table)):
            raise ScenarioError([Problem(WHY_NOT, table)])
        return self._kept(table)

    @staticmethod
    def _varies(table: str) -> bool:
        return table not in SETTINGS and may_vary(table)

    def _typed(self, table: str, problems: list[Problem]) -> Table:
        rows = enumerate(self._rows[table], first_row(table))
        return Table.from_values(table, parse_rows(table, rows, file_of(table), problems))


def _refusal(table: str) -> str:
    kinds = ", ".join(PLAN_KINDS)
    return f"only events of kind {kinds} may be varied here" if table == EVENTS else WHY_NOT
