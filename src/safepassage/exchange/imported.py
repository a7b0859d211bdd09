"""What a reader finds in a file: rows of our tables, notes on what was assumed, and problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from safepassage.errors import Problem, ScenarioError
from safepassage.exchange.given import Given
from safepassage.exchange.losses import Losses

Row = dict[str, object]

_MOST = 20
"""Problems of one file and column that are listed."""
_MOST_KEPT = 2000
"""Problems after which a file is not looked at any further."""


@dataclass
class Imported:
    """Filled by the readers; all that is wrong is reported at once.

    Attributes:
        lenient: Whether rows that cannot be read are left out with a note instead of refused.
        tables: Table of the data dictionary → rows.
        notes: What was assumed, left out or resolved.
        problems: What must be mended.
        given: The user's answers on how cells are written.
        losses: Rows and people that were left out, by reason.
    """

    lenient: bool = False
    tables: dict[str, list[Row]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    given: Given = field(default_factory=Given)
    losses: Losses = field(default_factory=Losses)

    def add(self, table: str, row: Mapping[str, object | None]) -> None:
        """Add a row; cells that are None or empty are left out."""
        kept = {key: value for key, value in row.items() if value is not None and value != ""}
        self.tables.setdefault(table, []).append(kept)

    def source(self, source_id: str, name: str, note: str = "") -> str:
        """Add a source, once; its reliability cannot be judged here (F). Returns its identifier."""
        rows = self.tables.setdefault("sources", [])
        if all(row["source_id"] != source_id for row in rows):
            self.add("sources", {"source_id": source_id, "name": name, "note": note})
        return source_id

    def note(self, text: str) -> None:
        """Add a note, once."""
        if text not in self.notes:
            self.notes.append(text)

    def problem(
        self, message: str, file: str, row: int | None = None, column: str = "", remedy: str = ""
    ) -> None:
        """Add a problem that no leniency mends."""
        self.problems.append(Problem(message, file, row, column, remedy))

    def row_problem(
        self, message: str, file: str, row: int, column: str = "", remedy: str = ""
    ) -> None:
        """Add a problem with one row: a note if lenient, and the row is left out."""
        problem = Problem(message, file, row, column, remedy)
        if self.lenient:
            self.note(f"left out: {problem}")
            self.losses.lose(file, "cells that cannot be read")
        else:
            self.problems.append(problem)

    @property
    def full(self) -> bool:
        """Whether so much is wrong that reading on is of no use."""
        return len(self.problems) + len(self.notes) >= _MOST_KEPT

    def stop_if_any(self) -> None:
        """Raise ScenarioError with every problem so far, but few of one sort in one file.

        What had been left out until then is named too.
        """
        if self.problems:
            lost = [Problem(line) for line in self.losses.lines()]
            raise ScenarioError([*shortened(self.problems), *lost])


def shortened(problems: Iterable[Problem], most: int = _MOST) -> list[Problem]:
    """The first problems of each file and column, and how many more there are."""
    listed = list(problems)
    counts = Counter((problem.file, problem.column) for problem in listed)
    before: Counter[tuple[str, str]] = Counter()
    shown: list[Problem] = []
    for problem in listed:
        sort = problem.file, problem.column
        before[sort] += 1
        if before[sort] <= most:
            shown.append(problem)
        elif before[sort] == most + 1:
            more = f"{counts[sort] - most} more problems like this"
            shown.append(Problem(more, problem.file, column=problem.column))
    return shown
