"""The answer of ``plan exit``."""

from __future__ import annotations

import datetime as dt

from safepassage.planning.exit.departures import Departure
from safepassage.planning.exit.limits import limit, one_more
from safepassage.planning.exit.plan import PROTECTION, ExitPlan
from safepassage.planning.exit.stress import Stress
from safepassage.report.answers.answer import Answer, Table
from safepassage.said import Class, Corridor, Day, Fixed, Said, Share, planned, said

_WAYS = ("this_plan", "first_come")
_NONE = 0.05
"""Hours that read as none."""
_SURE = 0.995
"""A chance that reads as 100 %."""


def exit_answer(plan: ExitPlan, tested: tuple[Stress, Stress] | None = None) -> Answer:
    """How many can be out by when, whether anything could be faster, and the timetable by day.

    Args:
        plan: The plan.
        tested: The plan and first come, first served, each tried on many members.
    """
    chances = () if tested is None else (chances_of(tested),)
    tried = () if tested is None else (_tried(plan, tested[0]),)
    return Answer(
        opening=(*plan.opening(), *tried),
        tables=(timetable(plan), limits(plan), waits(plan), *chances),
        remarks=(*plan.remarks(), *PROTECTION),
    )


def timetable(plan: ExitPlan) -> Table:
    """A row a day and corridor."""
    groups: dict[tuple[dt.date, str], list[Departure]] = {}
    for one in plan.departures:
        groups.setdefault((one.time.date(), one.corridor), []).append(one)
    rows = [
        (
            day,
            Corridor(corridor),
            min(one.time for one in rows).time(),
            arrival(day, max(one.arrives for one in rows)),
            sum(one.people for one in rows),
            len({(one.time, one.vehicle, one.from_) for one in rows}),
        )
        for (day, corridor), rows in sorted(groups.items())
    ]
    header = ("day", "by_corridor", "first_leaves", "last_arrives", "people", "departures")
    return Table(said("exit.timetable"), header, rows)


def arrival(day: dt.date, moment: dt.datetime) -> dt.time | Said:
    """Hour of an arrival, with its day if that is another one."""
    if moment.date() == day:
        return moment.time()
    return said("exit.on_day", time=moment.time(), day=Day(moment.date()))


def limits(plan: ExitPlan) -> Table:
    """What is exhausted, by name, and what one unit more would save."""
    rows = [
        (
            limit(row.constraint),
            round(row.hours),
            _saved(row.saves_hours_per_unit),
            one_more(row.constraint),
        )
        for row in plan.binding
    ]  # fmt: skip
    return Table(said("exit.limits"), ("limit", "hours_bound", "hours_saved", "by_more"), rows)


def _saved(hours: float) -> Fixed | Said:
    return Fixed(hours) if hours >= _NONE else said("word.none")


def waits(plan: ExitPlan) -> Table:
    """Hours that people wait or travel, of each class."""
    naive = plan.naive.person_hours_at_risk
    rows = [
        (
            Class(class_),
            planned(hours),
            *([] if plan.like_naive else [planned(naive.get(class_, 0.0))]),
        )
        for class_, hours in plan.person_hours_at_risk.items()
    ]
    return Table(said("exit.waits"), ("who", *(_WAYS[:1] if plan.like_naive else _WAYS)), rows)


def _tried(plan: ExitPlan, stress: Stress) -> Said:
    """How likely the plan holds, where the numbers are drawn that it takes for certain."""
    day = plan.end.date()
    return said("exit.tried", date=day, share=Share(stress.chance_on(day)))


def chances_of(tested: tuple[Stress, Stress]) -> Table:
    """Chance that all are out, by day, until it is as good as certain.

    Of a plan, and of who comes first where that differs.
    """
    days = sorted({day for stress in tested for day in stress.chances()})
    shares = {day: [stress.chance_on(day) for stress in tested] for day in days}
    begun = [day for day in days if any(shares[day])]
    sure = next((n for n, day in enumerate(begun) if min(shares[day]) >= _SURE), len(begun))
    kept = begun[: sure + 1]
    alike = all(
        round(100 * one) == round(100 * other) for one, other in (shares[day] for day in kept)
    )
    ways = _WAYS[:1] if alike else _WAYS
    rows = [(day, *map(Share, shares[day][: len(ways)])) for day in kept]
    return Table(said("exit.chances"), ("day", *ways), rows)
