"""The record of exit operations: how many left, on how many days, and whether it was interrupted.

Several operations may belong to one siege. Days known by the month only stand at its end. They were
not sampled at random; an interruption that nobody reported counts as none.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True)
class Operation:
    """One exit, or one that failed.

    Attributes:
        operation: Identifier.
        case: Siege that it belongs to, as in the record of exit dates.
        ended: Last day.
        people: People who left, middle of the reports; None is unknown or a failed one.
        days: Days from the first to the last departure; None is unknown.
        interrupted: Whether it collapsed, slipped, was stopped or attacked; None is unknown.
        interruption_days: How long, where that is known.
    """

    operation: str
    case: str
    ended: dt.date
    people: float | None
    days: float | None
    interrupted: bool | None
    interruption_days: float | None


def read_operations() -> tuple[Operation, ...]:
    """The record that comes with the package."""
    text = resources.files(__package__).joinpath("cases.csv").read_text(encoding="utf-8")
    return tuple(
        Operation(
            operation=row["operation"],
            case=row["case"],
            ended=dt.date.fromisoformat(row["ended"]),
            people=_number(row["people"]),
            days=_number(row["days"]),
            interrupted={"true": True, "false": False}.get(row["interrupted"]),
            interruption_days=_number(row["interruption_days"]),
        )
        for row in csv.DictReader(text.splitlines())
    )


def known_operations(
    operations: tuple[Operation, ...], by: dt.date, without: str = ""
) -> tuple[Operation, ...]:
    """Operations that were over before a day; those of one siege left out."""
    return tuple(each for each in operations if each.ended < by and each.case != without)


def _number(text: str) -> float | None:
    return float(text) if text else None
