"""What was left out of the files that were read: rows, people and their share, by reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

ALARM = 0.05
"""Share of the people that may be lost without an alarm."""


@dataclass
class Losses:
    """Rows and people by file and reason.

    Attributes:
        rows: Rows left out.
        people: People counted in them, where the rows could be read that far.
        taken: People counted in the rows that were taken, over all files.
    """

    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    people: Counter[tuple[str, str]] = field(default_factory=Counter)
    taken: float = 0.0

    def lose(self, file: str, reason: str, rows: int = 1, people: float = 0.0) -> None:
        """Count rows of a file that are left out, and the people in them."""
        self.rows[file, reason] += rows
        self.people[file, reason] += people  # type: ignore[assignment]  # a count may be large

    @property
    def lost(self) -> float:
        """People in the rows that were left out."""
        return float(sum(self.people.values()))

    @property
    def share(self) -> float:
        """Part of the people in the files that was left out, 0 where nobody is counted."""
        whole = self.lost + self.taken
        return self.lost / whole if whole > 0 else 0.0

    @property
    def alarm(self) -> str:
        """A warning if more than 5 % of the people were left out; else empty."""
        if self.share <= ALARM:
            return ""
        return (
            f"WARNING: {self.lost:,.0f} of {self.lost + self.taken:,.0f} people "
            f"({100 * self.share:.1f} %) in these files were left out"
        )

    def lines(self) -> list[str]:
        """One line for each file and reason, the most people first."""
        order = sorted(self.rows, key=lambda key: (-self.people[key], -self.rows[key], key))
        return [
            f"{file}: {self.rows[file, reason]} rows left out"
            + (
                f" with {self.people[file, reason]:,.0f} people"
                if self.people[file, reason]
                else ""
            )
            + f": {reason}"
            for file, reason in order
        ]

    def as_dict(self) -> dict[str, object]:
        """Plain values for JSON."""
        rows = [
            {"file": file, "reason": reason, "rows": count, "people": self.people[file, reason]}
            for (file, reason), count in self.rows.items()
        ]
        return {"left_out": rows, "people_left_out": self.lost, "share": round(self.share, 6)}
