"""The record of sieges: when an offensive or siege began, and when a first exit was agreed.

Each siege stands once, with its first exit. Those without an agreement are censored. Days known by
the month only stand in its middle. The cases without an agreement were not sampled at random, so
times to an agreement are biased short.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from importlib import resources

SHORTEST: float = 0.5
"""Days; an agreement on the first day."""


@dataclass(frozen=True)
class Case:
    """One siege.

    Attributes:
        case: Identifier.
        offensive: Whether the clock begins with a final offensive; else with the siege.
        start: When the clock begins.
        deal: When the first exit was agreed, or None.
        censored: Last day on which there was known to be none, where ``deal`` is None.
        interrupted: Whether the exit was interrupted; None is unknown.
    """

    case: str
    offensive: bool
    start: dt.date
    deal: dt.date | None
    censored: dt.date | None
    interrupted: bool | None

    def observed(self, by: dt.date) -> tuple[float, bool]:
        """(days, agreed) as known on a day: an agreement after it is censored at it."""
        if self.deal is not None and self.deal <= by:
            return max(SHORTEST, float((self.deal - self.start).days)), True
        last = min(day for day in (self.deal, self.censored, by) if day is not None)
        return max(SHORTEST, float((last - self.start).days)), False


def read_cases() -> tuple[Case, ...]:
    """The record that comes with the package."""
    text = resources.files(__package__).joinpath("cases.csv").read_text(encoding="utf-8")
    return tuple(
        Case(
            case=row["case"],
            offensive=row["clock"] == "offensive",
            start=dt.date.fromisoformat(row["start"]),
            deal=_day(row["deal"]),
            censored=_day(row["censored"]),
            interrupted={"true": True, "false": False}.get(row["interrupted"]),
        )
        for row in csv.DictReader(text.splitlines())
    )


def known_cases(cases: tuple[Case, ...], by: dt.date, without: str = "") -> tuple[Case, ...]:
    """Cases whose clock had begun by a day, the case itself left out."""
    return tuple(case for case in cases if case.start < by and case.case != without)


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
