"""Typed errors: each problem names the file, row and column, and says what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass


class SafepassageError(Exception):
    """Any error that a user can mend; its text is fit for the terminal."""


ALL_EXTRAS = "all"
"""The extra that holds every package too large for the default installation."""


def not_installed(what: str, package: str, megabytes: int) -> str:
    """Message for a part that the default installation leaves out because of its size.

    It is read by people who did not install the program: it names no command of an installer.
    """
    return (
        f"{what} needs {package} ({megabytes} MB), which this installation left out; the person "
        f"who installed safepassage can add the extra {ALL_EXTRAS!r}"
    )


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input.

    Attributes:
        message: What is wrong.
        file: File (or sheet) in which it stands.
        row: Row as a spreadsheet counts it (the header is row 1), or None.
        column: Column or key.
        remedy: What is allowed, or what to do.
    """

    message: str
    file: str = ""
    row: int | None = None
    column: str = ""
    remedy: str = ""

    def as_dict(self) -> dict[str, str | int | None]:
        """Plain values for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        """One line: where, what, remedy. An option of a command is no column."""
        parts = [self.file] if self.file else []
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column:
            option = self.column.startswith("--")
            parts.append(self.column if option else f"column {self.column}")
        where = ", ".join(parts)
        text = f"{where}: {self.message}" if where else self.message
        return f"{text} ({self.remedy})" if self.remedy else text


class ScenarioError(SafepassageError):
    """Every problem of a scenario at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems in the order in which they were found."""
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        """Let the error cross process borders whole."""
        return type(self), (self.problems,)


class RunError(SafepassageError):
    """A run could not start or finish."""


class WorkersError(RunError):
    """The workers of a run cannot be reached, or are gone for good; the run itself is sound."""


class StoreError(SafepassageError):
    """A run folder is missing, incomplete, taken or from another version."""
