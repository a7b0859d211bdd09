"""What holds a plan up: hours in which it is exhausted, and what one unit more would save.

The shadow price is the difference to a plan that is made again with one unit more.
"""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.engine.ensemble import Progress
from safepassage.planning.exit.rules.registry import RULES
from safepassage.planning.exit.rules.rule import Exhausted, Use
from safepassage.planning.exit.schedule import waiting
from safepassage.planning.exit.search import ProvenSchedule, search

_SECONDS = 10.0
"""Time that the integer program of a plan with one unit more may take."""


@dataclass(frozen=True)
class Binding:
    """Something that holds the plan up.

    Attributes:
        constraint: What, such as ``throughput:ramouseh``, ``fleet:bus``, ``window:ramouseh``.
        hours: Hours in which it is exhausted while people wait.
        unit: One unit more of it, in words.
        saves_hours_per_unit: Hours by which the plan ends earlier with one unit more.
        sentence: The same in words.
    """

    constraint: str
    hours: float
    unit: str
    saves_hours_per_unit: float
    sentence: str


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
    gain = f"saves {saves:.1f} h" if saves >= 0.05 else "saves nothing"
    if more:
        gain = f"brings out {more:,} more in time"
    one = "one " if limit.counted else ""
    sentence = (
        f"{limit.words} for {limit.hours:.0f} of {proven.makespan:.0f} h; {one}{limit.unit} {gain}."
    )
    return Binding(limit.constraint, float(limit.hours), limit.unit, float(saves), sentence)
