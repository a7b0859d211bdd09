"""An exit plan in words: what a manager reads of it, with names, on a page or a terminal."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator

from safepassage.planning.exit.plan import ExitPlan
from safepassage.planning.exit.search import left_behind
from safepassage.report.brief.language import language
from safepassage.result.names import Names, day_text

_THING = re.compile(
    r"^(The (?:window of|throughput of|checkpoint|capacity of|"
    r"number of vehicles of the type) )(\S+)"
)
"""What a reason says first, and the identifier of the thing that it is about."""
LIMITS = ("limit", "hours at the limit", "hours saved", "by")
"""Heading of :func:`limits`."""


def opening(plan: ExitPlan) -> tuple[str, str]:
    """How many can be out by when, and whether anything could be faster."""
    return _out(plan), _proof(plan)


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


def limits(names: Names, plan: ExitPlan) -> list[tuple[object, ...]]:
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


def remarks(names: Names, plan: ExitPlan) -> Iterator[str]:
    """People who cannot leave in time and why, those who stay, and the plan beside others."""
    yield from _left(names, plan)
    yield plan.naive_sentence()
    yield from _linked(plan)


def _left(names: Names, plan: ExitPlan) -> Iterator[str]:
    """People who cannot leave in time and why; those who stay."""
    left = left_behind(plan.proven)
    for group, count in zip(plan.instance.groups, left, strict=True):
        if count:
            yield (
                f"{count:,} of {group.people:,} people at {names.place(group.gathers)} "
                f"({names.class_(group.class_)}) cannot arrive by the deadline."
            )
    for reason in plan.left_behind[sum(count > 0 for count in left) :]:
        yield _THING.sub(lambda found: f"{found[1]}{_name(names, found)}", reason)
    kept = sum(plan.staying.values())
    if kept:
        yield f"{kept:,} people want to stay or cannot be moved; the plan leaves them out."


def _name(names: Names, found: re.Match[str]) -> str:
    if "window" in found[1] or "throughput" in found[1]:
        return names.corridor(found[2])
    return names.vehicle(found[2]) if "vehicles" in found[1] else names.place(found[2])


def _linked(plan: ExitPlan) -> list[str]:
    if plan.unlinked is None:
        return []
    others, hours = plan.unlinked.people, _hours(plan.unlinked.makespan_hours)
    return [f"Without the linked exchange {others:,} people would be out in about {hours}."]


def arrival_text(day: dt.date, moment: dt.datetime) -> str:
    """Hour of an arrival, with its day if that is another one."""
    text = f"{moment:%H:%M}"
    return text if moment.date() == day else f"{text}, {day_text(moment.date(), year=False)}"
