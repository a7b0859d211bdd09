"""What holds a plan up: hours in which it is exhausted, and what one unit more would save.

The shadow price is the difference to a plan that is made again with one unit more.
"""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.engine.ensemble import Progress
from safepassage.planning.exit.limits import limit as limit_words
from safepassage.planning.exit.limits import one_more
from safepassage.planning.exit.rules.registry import RULES
from safepassage.planning.exit.rules.rule import Exhausted, Use
from safepassage.planning.exit.schedule import waiting
from safepassage.planning.exit.search import ProvenSchedule, search
from safepassage.said import Fixed, People, Said, planned, said

_SECONDS = 10.0
"""Time that the integer program of a plan with one unit more may take."""
_NONE = 0.05
"""Hours that read as none."""


@dataclass(frozen=True)
class Binding:
    """Something that holds the plan up.

    Attributes:
        constraint: What, such as ``throughput:ramouseh``, ``fleet:bus``, ``window:ramouseh``.
        hours: Hours in which it is exhausted while people wait.
        unit: One unit more of it, in words.
        saves_hours_per_unit: Hours by which the plan ends earlier with one unit more.
        sentence: The same as a sentence to be made.
    """

    constraint: str
    hours: float
    unit: str
    saves_hours_per_unit: float
    sentence: Said


def find_binding(proven: ProvenSchedule, progress: Progress | None = None) -> tuple[Binding, ...]:
    """Everything exhausted for some hours, what saves most first."""
    use = use_of(proven)
    limits = [limit for rule in RULES for limit in rule.exhausted(use)]
    rows = []
    for number, limit in enumerate(limits):
        if progress is not None:
            progress(number + 1, len(limits) + 1)  # the plan itself is the first part
        rows.append(_binding(proven, limit))
    return tuple(sorted(rows, key=lambda row: (-row.saves_hours_per_unit, -row.hours)))


def use_of(proven: ProvenSchedule) -> Use:
    """A schedule with who waits after each step."""
    grid, schedule = proven.grid, proven.schedule
    last = max((row.step for row in schedule.boardings), default=-1)
    return Use(grid, schedule, waiting(grid.instance, schedule, grid.steps), last)


def _binding(proven: ProvenSchedule, limit: Exhausted) -> Binding:
    other = search(limit.one_more, seconds=_SECONDS)
    # More people out in a longer time is no loss: compare only equal numbers.
    saves = max(0.0, proven.makespan - other.makespan) if other.out == proven.out else 0.0
    more = max(0, other.out - proven.out)
    gain = said("exit.saves", hours=Fixed(saves)) if saves >= _NONE else said("exit.saves_nothing")
    if more:
        gain = said("exit.more_out", people=People(planned(more)))
    sentence = said(
        "exit.limit", limit=limit_words(limit.constraint), unit=one_more(limit.constraint),
        gain=gain, at=round(limit.hours), hours=round(proven.makespan),
    )  # fmt: skip
    return Binding(limit.constraint, float(limit.hours), limit.unit, float(saves), sentence)
