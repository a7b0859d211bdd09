"""A schedule: who leaves in which step, and who waits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

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


def loads_of(schedule: Schedule) -> dict[tuple[int, int], int]:
    """People who leave together, by (step, passage)."""
    loads: dict[tuple[int, int], int] = defaultdict(int)
    for row in schedule.boardings:
        loads[row.step, row.passage] += row.people
    return dict(loads)


def waiting(instance: Instance, schedule: Schedule, steps: int) -> list[list[int]]:
    """People of each corridor's groups who still wait after each step, shape (T, K)."""
    left = [group.people for group in instance.groups]
    by_step: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in schedule.boardings:
        by_step[row.step].append((row.group, row.people))
    rows = []
    for step in range(steps):
        for g, people in by_step[step]:
            left[g] -= people
        rows.append(
            [
                sum(left[g] for g, group in enumerate(instance.groups) if passage.admits(group))
                for passage in instance.passages
            ]
        )
    return rows
