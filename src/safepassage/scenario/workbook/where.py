"""Problems named as Excel names places: sheet and cell, such as ``places!C7``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from safepassage.errors import Problem
from safepassage.scenario.dictionary import SETTINGS, file_of, table_names
from safepassage.scenario.workbook.layout import SETTINGS_HEADER, SETTINGS_SHEET, column_letter

_FILE = re.compile(r"\b([a-z_]+)\.csv\b")


@dataclass
class Where:
    """Where the columns and keys of one workbook stand.

    Attributes:
        headers: Table name → its header as it stands in the sheet.
        keys: (section, key) → row on the settings sheet.
    """

    headers: dict[str, list[str]] = field(default_factory=dict)
    keys: dict[tuple[str, str], int] = field(default_factory=dict)

    def named(self, problems: Iterable[Problem]) -> list[Problem]:
        """The problems with sheet and cell in place of file, row and column."""
        return [_in_sheets(self._named(problem)) for problem in problems]

    def _named(self, problem: Problem) -> Problem:
        table = _tables().get(problem.file)
        if table is None:
            return problem
        if table in SETTINGS:
            row = self.keys.get((table, problem.column))
            letter = column_letter(SETTINGS_HEADER.index("value"))
            cell = SETTINGS_SHEET if row is None else f"{SETTINGS_SHEET}!{letter}{row}"
            return replace(problem, file=cell)
        header = self.headers.get(table, [])
        cell = table
        if problem.column in header:
            letter = column_letter(header.index(problem.column))
            cell += f"!{letter}{problem.row or 1}"
        elif problem.row is not None:
            cell += f"!{problem.row}:{problem.row}"
        return replace(problem, file=cell, row=None)


def _in_sheets(problem: Problem) -> Problem:
    """The problem with sheets for files in what it says and advises too."""
    message, remedy = (_FILE.sub(_sheet, text) for text in (problem.message, problem.remedy))
    return replace(problem, message=message, remedy=remedy)


def _sheet(found: re.Match[str]) -> str:
    table = found[1]
    return f"the sheet {table}" if table in _tables().values() else found[0]


@cache
def _tables() -> Mapping[str, str]:
    return {file_of(table): table for table in (*SETTINGS, *table_names())}
