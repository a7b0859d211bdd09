"""What an import finds: problems, notes and options that never act, collected until the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from safepassage.errors import Problem, ScenarioError

_MOST = 20
"""Problems of one file and column that are listed."""


@dataclass
class Findings:
    """Collects while the files are read, so that everything is reported at once.

    Attributes:
        lenient: Whether what is unknown becomes a note that warns.
        strict: Whether what Flee reads in a way of its own is a problem and not a note.
        problems: What must be mended.
        notes: What was ignored, assumed or resolved.
        inert: Documented options of the case that never act in Flee.
    """

    lenient: bool = False
    strict: bool = False
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    inert: list[str] = field(default_factory=list)

    def problem(
        self, message: str, file: str, row: int | None = None, column: str = "", remedy: str = ""
    ) -> None:
        """Add a problem."""
        self.problems.append(Problem(message, file, row, column, remedy))

    def unknown(self, problem: Problem) -> None:
        """Add a problem with a name that is unknown; a warning among the notes if lenient."""
        if self.lenient:
            self.note(f"warning: {problem}")
        else:
            self.problems.append(problem)

    def repair(
        self,
        message: str,
        file: str,
        row: int | None = None,
        column: str = "",
        remedy: str = "",
        *,
        reading: str,
        who: str = "as in Flee",
    ) -> None:
        """Note something untidy and how it is read, as whom; a problem if strict."""
        problem = Problem(message, file, row, column, remedy)
        if self.strict:
            self.problems.append(problem)
        else:
            self.note(f"warning: {problem}: {reading}, {who}")

    def ignored(self, problem: Problem) -> None:
        """Note an unknown name in a file where Flee passes over it; a problem if strict."""
        if self.strict:
            self.problems.append(problem)
        else:
            self.note(f"warning: {problem}: it is passed over, as in Flee")

    def note(self, text: str) -> None:
        """Add a note, once."""
        if text not in self.notes:
            self.notes.append(text)

    def never_acts(self, text: str) -> None:
        """Add an option that never acts, once."""
        if text not in self.inert:
            self.inert.append(text)

    def stop_if_any(self) -> None:
        """Raise ScenarioError with every problem so far, but few of one sort in one file."""
        if not self.problems:
            return
        sorts = [(problem.file, problem.column) for problem in self.problems]
        counts, before = Counter(sorts), Counter[tuple[str, str]]()
        shown: list[Problem] = []
        for sort, problem in zip(sorts, self.problems, strict=True):
            before[sort] += 1
            if before[sort] <= _MOST:
                shown.append(problem)
            elif before[sort] == _MOST + 1:
                more = f"{counts[sort] - _MOST} more problems like this"
                shown.append(Problem(more, problem.file, column=problem.column))
        raise ScenarioError(shown)


def listed(names: list[str], most: int = 8) -> str:
    """Names for a message: the first few, and how many more."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
