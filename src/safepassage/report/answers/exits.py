"""The answer of ``plan exit``."""

from __future__ import annotations

import datetime as dt

from safepassage.planning.exit.departures import Departure
from safepassage.planning.exit.plan import PROTECTION, ExitPlan
from safepassage.planning.exit.stress import Stress
from safepassage.report.answers.answer import Answer, Table
from safepassage.report.exit_words import LIMITS, arrival_text, limits, opening, remarks
from safepassage.result.names import Names, day_text
from safepassage.scenario.scenario import Scenario

_WAYS = ("this plan", "first come, first served")


def exit_answer(
    plan: ExitPlan, scenario: Scenario, tested: tuple[Stress, Stress] | None = None
) -> Answer:
    """How many can be out by when, whether anything could be faster, and the timetable by day.

    Args:
        plan: The plan.
        scenario: Whose names are used.
        tested: The plan and first come, first served, each tried on many members.
    """
    names = Names(scenario)
    return Answer(
        opening=opening(plan),
        tables=(
            Table(
                "Timetable (sensitivity high: share it on a need to know)",
                ("day", "by", "first leaves", "last arrives", "people", "departures"),
                _timetable(names, plan.departures),
            ),
            Table("What limits it", LIMITS, limits(names, plan)),
            Table(
                "Hours that people wait or travel, added up over people",
                ("who", *(_WAYS[:1] if plan.like_naive else _WAYS)),
                _waits(names, plan),
            ),
            *([] if tested is None else [chances_of(tested)]),
        ),
        remarks=(*remarks(names, plan), *PROTECTION[:2]),
    )


def _timetable(names: Names, departures: tuple[Departure, ...]) -> list[tuple[object, ...]]:
    """A row a day and corridor."""
    groups: dict[tuple[dt.date, str], list[Departure]] = {}
    for one in departures:
        groups.setdefault((one.time.date(), one.corridor), []).append(one)
    return [
        (
            day_text(day, year=False),
            names.corridor(corridor),
            f"{min(one.time for one in rows):%H:%M}",
            arrival_text(day, max(one.arrives for one in rows)),
            sum(one.people for one in rows),
            len({(one.time, one.vehicle, one.from_) for one in rows}),
        )
        for (day, corridor), rows in sorted(groups.items())
    ]


def _waits(names: Names, plan: ExitPlan) -> list[tuple[object, ...]]:
    naive = plan.naive.person_hours_at_risk
    return [
        (
            names.class_(class_),
            f"{hours:,.0f}",
            *([] if plan.like_naive else [f"{naive.get(class_, 0.0):,.0f}"]),
        )
        for class_, hours in plan.person_hours_at_risk.items()
    ]


def chances_of(tested: tuple[Stress, Stress]) -> Table:
    """Chance that all are out, by day, until it is certain: of a plan, and of who comes first."""
    chances = dict(zip(_WAYS, (stress.chances() for stress in tested), strict=True))
    days = sorted({day for found in chances.values() for day in found})
    rows = [
        (day_text(day), *(f"{found.get(day, 1.0):.0%}" for found in chances.values()))
        for day in days
        if any(found.get(day, 1.0) > 0 for found in chances.values())
    ]
    sure = next((n for n, row in enumerate(rows) if set(row[1:]) == {"100%"}), len(rows))
    return Table("Chance that all are out by the end of", ("day", *chances), rows[: sure + 1])
