"""The timetable of an exit plan as a convoy leader reads it: a block a day, a line a departure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from safepassage.planning.exit.departures import Departure, convoys
from safepassage.planning.exit.plan import ExitPlan
from safepassage.report.texts import clean
from safepassage.result.day_text import day_text
from safepassage.result.names import Names

HEADER = ("leaves", "corridor", "from", "to", "by", "who", "people", "arrives")
_ON_FOOT = "on foot or by own means"


def timetable(names: Names, plan: ExitPlan) -> list[dict[str, Any]]:
    """Blocks of the page.

    Args:
        names: What things are called.
        plan: The plan.

    Returns:
        One mapping a day: ``title``, ``people`` and ``rows`` under :data:`HEADER`. The classes in
        one convoy stand on one line.
    """
    days: dict[dt.date, list[Departure]] = defaultdict(list)
    for row in plan.departures:
        days[row.time.date()].append(row)
    return [
        {
            "title": day_text(day),
            "people": f"{sum(row.people for row in rows):,}",
            "rows": [_line(names, day, convoy) for convoy in convoys(rows)],
        }
        for day, rows in sorted(days.items())
    ]


def _line(names: Names, day: dt.date, convoy: list[Departure]) -> list[str]:
    first = convoy[0]
    by = f"{first.vehicles:,} × {names.vehicle(first.vehicle)}" if first.vehicle else _ON_FOOT
    who = ", ".join(f"{row.people:,} {names.class_(row.class_)}" for row in convoy)
    cells = (
        f"{first.time:%H:%M}",
        names.corridor(first.corridor),
        names.place(first.from_),
        names.place(first.to),
        by,
        who,
        f"{sum(row.people for row in convoy):,}",
        _arrival(day, max(row.arrives for row in convoy)),
    )
    return [clean(cell) for cell in cells]


def _arrival(day: dt.date, moment: dt.datetime) -> str:
    """Hour of an arrival, with its day if that is another one."""
    text = f"{moment:%H:%M}"
    return text if moment.date() == day else f"{text}, {day_text(moment.date(), year=False)}"
