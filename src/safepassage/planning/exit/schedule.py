"""A schedule: who leaves in which step, and what follows from it."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from safepassage.planning.exit.grid import Grid
from safepassage.planning.exit.instance import Instance


@dataclass(frozen=True)
class Boarding:
    """People of a group who leave together in a step; ``vehicles`` of the whole convoy."""

    step: int
    passage: int
    fleet: int
    group: int
    people: int


@dataclass(frozen=True)
class Schedule:
    """Boardings in order of time, and vehicles by (step, passage, fleet)."""

    boardings: tuple[Boarding, ...]
    vehicles: dict[tuple[int, int, int], int]


def make_schedule(
    people: dict[tuple[int, int, int, int], int], vehicles: dict[tuple[int, int, int], int]
) -> Schedule:
    """Put boardings in order; convoys without people are left out."""
    rows = sorted((key, count) for key, count in people.items() if count > 0)
    used = {key[:3] for key, _ in rows}
    kept = {key: count for key, count in sorted(vehicles.items()) if key in used and count > 0}
    return Schedule(tuple(Boarding(*key, count) for key, count in rows), kept)


def served(instance: Instance, schedule: Schedule) -> list[int]:
    """People of each group who leave, shape (G,)."""
    counts = [0] * len(instance.groups)
    for boarding in schedule.boardings:
        counts[boarding.group] += boarding.people
    return counts


def finish_hours(grid: Grid, schedule: Schedule) -> dict[tuple[int, int], float]:
    """Hour at which the last person of each (step, passage) arrives.

    The people of a step pass one after the other as fast as the tightest place of the way lets
    them, from the moment when the corridor is open in that step.
    """
    instance = grid.instance
    loads: dict[tuple[int, int], int] = defaultdict(int)
    shared: dict[tuple[str, int], int] = defaultdict(int)
    limits = {point.place: point for point in instance.checkpoints}
    for row in schedule.boardings:
        loads[row.step, row.passage] += row.people
        passage = instance.passages[row.passage]
        for i, place in enumerate(passage.path):
            if place in limits:
                shared[place, row.step + grid.offset(passage, i)] += row.people
    found = {}
    for (step, k), people in loads.items():
        passage = instance.passages[k]
        spent = people / passage.rate
        for i, place in enumerate(passage.path):
            if place in limits and not math.isinf(limits[place].persons):
                load = shared[place, step + grid.offset(passage, i)]
                spent = max(spent, load / limits[place].persons)
        spent = min(spent, instance.step)
        found[step, k] = grid.leaves(k, step) + spent + passage.transit
    return found


def makespan(grid: Grid, schedule: Schedule) -> float:
    """Hours until the last person has arrived; 0 if nobody leaves."""
    return max(finish_hours(grid, schedule).values(), default=0.0)


def hours_at_risk(grid: Grid, schedule: Schedule) -> dict[str, float]:
    """Person-hours by class from being ready to arriving; who is left behind waits to the end."""
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
