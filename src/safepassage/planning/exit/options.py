"""What an exit plan is asked for: one frozen value, checked once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypedDict

from safepassage.errors import Problem, ScenarioError
from safepassage.limits import range_problem, range_problems
from safepassage.result.result import Result

Moment = dt.datetime | dt.date | str | None
STEP_MINUTES = (5, 24 * 60)
"""Shortest and longest step."""
MOST = 10**9
"""Most people of a class at a place."""


@dataclass(frozen=True, kw_only=True)
class ExitOptions:
    """Options of ``plan_exit``; ``check_plan``, ``robust_plan`` and the command line take them too.

    Attributes:
        corridor: Corridor or corridors to use; None means all.
        start: When the plan begins (a moment, a date or a text such as 2016-12-15T14:00); None
            means the first window, else the day after the as-of date, else the first day.
        by: Deadline for arrival, as ``start``; None means as soon as possible.
        fleet: Number of vehicles by type instead of those declared, such as ``{"bus": 50}``.
        people: People by (place or area, class) instead of those declared or simulated; those who
            stay included.
        staying: Share by class who want to stay or cannot be moved, 0 to 1.
        step_minutes: Length of a step, 5 to 1440.
        windows: False plans as if the corridors were open from start to deadline.
        members: Members of the run that says who is there, where nothing else does.
        seed: Its seed.
        result: A run of the days before, such as from ``weigh_who_waits``, whose weighted medians
            say who is there; None means the scenario's own run.
        seconds: Time that an integer program may take.

    Raises:
        ScenarioError: For values that no scenario could fit, all at once.
    """

    corridor: str | Sequence[str] | None = None
    start: Moment = None
    by: Moment = None
    fleet: Mapping[str, int] | None = None
    people: Mapping[tuple[str, str], int] | None = None
    staying: Mapping[str, float] | None = None
    step_minutes: int = 60
    windows: bool = True
    members: int = 50
    seed: int = 1
    result: Result | None = field(default=None, repr=False)
    seconds: float = 60.0

    def __post_init__(self) -> None:
        """Check the values, and keep copies of the mappings."""
        problems: list[Problem] = []
        step = range_problem("step", self.step_minutes, *STEP_MINUTES, unit="minutes")
        problems += [] if step is None else [step]
        staying, people = (self.staying or {}).items(), (self.people or {}).items()
        problems += range_problems(
            *((f"staying of {class_}", share, 0, 1) for class_, share in staying),
            *((f"people of {' at '.join(key[::-1])}", count, 0, MOST) for key, count in people),
        )
        for moment in (self.start, self.by):
            _moment(moment, problems)
        if problems:
            raise ScenarioError(problems)
        for name in ("fleet", "people", "staying"):
            given = getattr(self, name)
            if given is not None:
                object.__setattr__(self, name, MappingProxyType(dict(given)))

    @property
    def corridors(self) -> tuple[str, ...] | None:
        """Corridors without repetitions; None means all."""
        names = (self.corridor,) if isinstance(self.corridor, str) else self.corridor
        return tuple(dict.fromkeys(names)) if names else None

    @property
    def begin(self) -> dt.datetime | None:
        """``start`` as a moment."""
        return _moment(self.start, [])

    @property
    def deadline(self) -> dt.datetime | None:
        """``by`` as a moment."""
        return _moment(self.by, [])


class ExitKeywords(TypedDict, total=False):
    """The same options as keywords of ``plan_exit``; see :class:`ExitOptions`."""

    corridor: str | Sequence[str] | None
    start: Moment
    by: Moment
    fleet: Mapping[str, int] | None
    people: Mapping[tuple[str, str], int] | None
    staying: Mapping[str, float] | None
    step_minutes: int
    windows: bool
    members: int
    seed: int
    result: Result | None
    seconds: float


def _moment(value: Moment, problems: list[Problem]) -> dt.datetime | None:
    """A moment from a date (00:00) or a text; what is none is added to ``problems``."""
    if value is None or isinstance(value, dt.datetime):
        return value
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time(0))
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        remedy = "such as 2016-12-15 or 2016-12-15T14:00"
        problems.append(Problem(f"{value!r} is not a date", remedy=remedy))
        return None
    if moment.tzinfo is not None:
        problems.append(Problem(f"{value!r} carries a time zone", remedy="times are local"))
        return None
    return moment
