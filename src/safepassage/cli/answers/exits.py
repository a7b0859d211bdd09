"""The answer of ``plan exit``."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator

from safepassage.cli.answers.answer import Answer, Table
from safepassage.planning.exit.departures import Departure
from safepassage.planning.exit.plan import PROTECTION, ExitPlan
from safepassage.planning.exit.search import left_behind
from safepassage.planning.exit.stress import Stress
from safepassage.report.brief.language import language
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
        opening=(_out(plan), _proof(plan)),
        tables=(
            Table(
                "Timetable (sensitivity high: share it on a need to know)",
                ("day", "by", "first leaves", "last arrives", "people", "departures"),
                _timetable(names, plan.departures),
            ),
            Table(
                "What limits it",
                ("limit", "hours at the limit", "hours saved", "by"),
                _limits(names, plan),
            ),
            Table(
                "Hours that people wait or travel, added up over people",
                ("who", *(_WAYS[:1] if plan.like_naive else _WAYS)),
                _waits(names, plan),
            ),
            *_chances(tested),
        ),
        remarks=(*_left(names, plan), plan.naive_sentence(), *_linked(plan), *PROTECTION[:2]),
    )


def _out(plan: ExitPlan) -> str:
    asked = plan.instance.people
    who = f"{plan.people:,}" if plan.people == asked else f"{plan.people:,} of the {asked:,}"
    return (
        f"{who} people who chose to leave can be out in about {_hours(plan.makespan_hours)}, from "
        f"{_moment(plan.start)} to {_moment(plan.end)}."
    )


def _proof(plan: ExitPlan) -> str:
    least = math.ceil(plan.lower_bound_hours - 1e-9)
    if least >= round(plan.makespan_hours):
        return "No timetable could be faster."
    return f"No timetable could need less than {_hours(least)}."


def _hours(hours: float) -> str:
    return "1 hour" if round(hours) == 1 else f"{round(hours):,} hours"


def _moment(moment: dt.datetime) -> str:
    return f"{day_text(moment.date())}, {moment:%H:%M}"


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
            _arrival(day, max(one.arrives for one in rows)),
            sum(one.people for one in rows),
            len({(one.time, one.vehicle, one.from_) for one in rows}),
        )
        for (day, corridor), rows in sorted(groups.items())
    ]


def _arrival(day: dt.date, moment: dt.datetime) -> str:
    text = f"{moment:%H:%M}"
    return text if moment.date() == day else f"{text}, {day_text(moment.date(), year=False)}"


def _limits(names: Names, plan: ExitPlan) -> list[tuple[object, ...]]:
    """What is exhausted, by name."""
    english = language("en")
    rows: list[tuple[object, ...]] = []
    for row in plan.binding:
        kind, _, ident = row.constraint.partition(":")
        called = {"throughput": names.corridor, "window": names.corridor, "fleet": names.vehicle}
        name = called.get(kind, names.place)(ident)
        saves = f"{row.saves_hours_per_unit:.1f}" if row.saves_hours_per_unit >= 0.05 else "none"
        limit, more = english(f"plan.{kind}", name=name), english(f"plan.unit_{kind}")
        rows.append((limit, f"{row.hours:.0f}", saves, more))
    return rows


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


def _left(names: Names, plan: ExitPlan) -> Iterator[str]:
    """Who cannot leave in time and why; who stays."""
    left = left_behind(plan.proven)
    for group, count in zip(plan.instance.groups, left, strict=True):
        if count:
            yield (
                f"{count:,} of {group.people:,} people at {names.place(group.gathers)} "
                f"({names.class_(group.class_)}) cannot arrive by the deadline."
            )
    yield from plan.left_behind[sum(count > 0 for count in left) :]
    kept = sum(plan.staying.values())
    if kept:
        yield f"{kept:,} people want to stay or cannot be moved; the plan leaves them out."


def _linked(plan: ExitPlan) -> list[str]:
    if plan.unlinked is None:
        return []
    others, hours = plan.unlinked.people, _hours(plan.unlinked.makespan_hours)
    return [f"Without the linked exchange {others:,} people would be out in about {hours}."]


def _chances(tested: tuple[Stress, Stress] | None) -> list[Table]:
    """Chance that all are out, by day, until it is certain."""
    if tested is None:
        return []
    chances = dict(zip(_WAYS, (stress.chances() for stress in tested), strict=True))
    days = sorted({day for found in chances.values() for day in found})
    rows = [
        (day_text(day), *(f"{found.get(day, 1.0):.0%}" for found in chances.values()))
        for day in days
        if any(found.get(day, 1.0) > 0 for found in chances.values())
    ]
    sure = next((n for n, row in enumerate(rows) if set(row[1:]) == {"100%"}), len(rows))
    return [Table("Chance that all are out by the end of", ("day", *chances), rows[: sure + 1])]
