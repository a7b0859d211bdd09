"""When the people of a schedule arrive, and how long they are at risk until then."""

from __future__ import annotations

from safepassage.planning.exit.rules.registry import RULES
from safepassage.planning.exit.schedule import Schedule, loads_of, served
from safepassage.planning.exit.time_grid import Grid


def finish_hours(grid: Grid, schedule: Schedule) -> dict[tuple[int, int], float]:
    """Hour at which the last person of each (step, passage) arrives.

    The people of a step pass one after the other as fast as the tightest place of the way lets
    them, from the moment when the corridor is open in that step.
    """
    instance = grid.instance
    passing = [rule.passing_hours(grid, schedule) for rule in RULES]
    found = {}
    for key in loads_of(schedule):
        spent = min(max(hours.get(key, 0.0) for hours in passing), instance.step)
        step, k = key
        found[key] = grid.leaves(k, step) + spent + instance.passages[k].transit
    return found


def makespan(grid: Grid, schedule: Schedule) -> float:
    """Hours until the last person has arrived; 0 if nobody leaves."""
    return max(finish_hours(grid, schedule).values(), default=0.0)


def hours_at_risk(grid: Grid, schedule: Schedule) -> dict[str, float]:
    """Person-hours by class from being ready to arriving; people left behind wait to the end."""
    instance = grid.instance
    ends = finish_hours(grid, schedule)
    total: dict[str, float] = {group.class_: 0.0 for group in instance.groups}
    for row in schedule.boardings:
        group, passage = instance.groups[row.group], instance.passages[row.passage]
        leaves = grid.leaves(row.passage, row.step)
        middle = (leaves + passage.transit + ends[row.step, row.passage]) / 2
        total[group.class_] += row.people * (middle - group.ready)
    for group, count in zip(instance.groups, served(instance, schedule), strict=True):
        total[group.class_] += (group.people - count) * max(0.0, instance.hours - group.ready)
    return total
