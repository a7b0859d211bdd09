"""The timetable of an exit plan as a convoy leader reads it: a block a day, a line a departure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from safepassage.planning.exit.departures import Departure, convoys
from safepassage.planning.exit.plan import ExitPlan
from safepassage.report.answers.exits import arrival
from safepassage.report.exit_words import ExitWords
from safepassage.said import Class, Corridor, People, Place, Vehicle, said

HEADER = ("leaves", "corridor", "from", "to", "by", "who", "people", "arrives")
"""Keys of the columns."""


def timetable(words: ExitWords, plan: ExitPlan) -> list[dict[str, Any]]:
    """Blocks of the page.

    Args:
        words: The language, with what things are called.
        plan: The plan.

    Returns:
        One mapping a day: ``title`` and ``rows`` under :data:`HEADER`. The classes in one convoy
        stand on one line.
    """
    days: dict[dt.date, list[Departure]] = defaultdict(list)
    for row in plan.departures:
        days[row.time.date()].append(row)
    return [
        {
            "title": words("day", day=day, people=People(sum(row.people for row in rows))),
            "rows": [_line(words, day, convoy) for convoy in convoys(rows)],
        }
        for day, rows in sorted(days.items())
    ]


def _line(words: ExitWords, day: dt.date, convoy: list[Departure]) -> list[str]:
    first = convoy[0]
    by = said("exit.on_foot")
    if first.vehicle:
        by = said("exit_figure.vehicles", number=first.vehicles, vehicle=Vehicle(first.vehicle))
    who = ", ".join(f"{words.cell(row.people)} {words.cell(Class(row.class_))}" for row in convoy)
    return [
        words.cell(first.time.time()),
        words.cell(Corridor(first.corridor)),
        words.cell(Place(first.from_)),
        words.cell(Place(first.to)),
        words.cell(by),
        who,
        words.cell(sum(row.people for row in convoy)),
        words.cell(arrival(day, max(row.arrives for row in convoy))),
    ]
