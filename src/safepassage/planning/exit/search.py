"""Find a schedule and prove how good it is."""

from __future__ import annotations

import time
from dataclasses import dataclass

from safepassage.arrays import F8
from safepassage.planning.exit.bound import least_hours, most_by
from safepassage.planning.exit.dispatch import dispatch
from safepassage.planning.exit.grid import Grid
from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.linear import solve
from safepassage.planning.exit.objectives import values_of
from safepassage.planning.exit.program import Built, build
from safepassage.planning.exit.schedule import (
    Schedule,
    make_schedule,
    makespan,
    served,
)
from safepassage.planning.exit.transport import is_pure, transport

GAP = 0.005
"""Below this gap of the makespan and of every objective no integer program is tried."""
TINY = 1e-6
"""Slack of an objective that is held while the next one is improved."""
MAX_INTEGERS = 60_000
"""Integer programs with more variables are not tried."""


@dataclass(frozen=True)
class Found:
    """A schedule with what is proven about it.

    Attributes:
        grid: Grid of the instance up to its deadline.
        schedule: Who leaves when.
        makespan: Hours until the last arrival.
        lower: No plan on the grid that brings as many out ends before.
        most: No plan brings more people out by the deadline.
        method: ``flow``, ``dispatch`` or ``integer``.
    """

    grid: Grid
    schedule: Schedule
    makespan: float
    lower: float
    most: float
    method: str

    @property
    def out(self) -> int:
        """People who leave."""
        return sum(row.people for row in self.schedule.boardings)


def search(instance: Instance, *, seconds: float = 60.0) -> Found:
    """Plan an instance that :func:`refuse` has let through.

    Args:
        instance: What is planned.
        seconds: Time that the integer program may take.
    """
    grid = Grid(instance, instance.hours)
    method, schedule = "dispatch", first_schedule(grid)
    everybody = _out(schedule) == instance.people
    near = Grid(instance, min(instance.hours, makespan(grid, schedule))) if everybody else grid
    if is_pure(instance):
        method, schedule = "flow", transport(near)
    most = float(instance.people) if everybody else most_by(instance, instance.hours)
    lower = least_hours(instance, _out(schedule), makespan(grid, schedule))
    if method == "dispatch" and not _good(near, schedule, lower, most):
        better = _integer(near, seconds, schedule)
        if better is not None and _rank(near, better) < _rank(near, schedule):
            method, schedule = "integer", better
            lower = least_hours(instance, _out(schedule), makespan(grid, schedule))
    return Found(grid, schedule, makespan(grid, schedule), lower, most, method)


def first_schedule(grid: Grid) -> Schedule:
    """The best dispatch by priority, with vehicles that wait to be full and that do not."""
    tries = [dispatch(grid, part_full=part_full) for part_full in (True, False)]
    return min(tries, key=lambda schedule: _rank(grid, schedule))


def _rank(grid: Grid, schedule: Schedule) -> tuple[float, ...]:
    """The objectives in order."""
    return values_of(grid.instance, schedule)


def _good(grid: Grid, schedule: Schedule, lower: float, most: float) -> bool:
    """Whether the relaxation proves that little can be won of any objective but vehicle-hours.

    Each is bounded among all that are at least as good as the schedule in those before it.
    """
    if _out(schedule) < most - 1 or makespan(grid, schedule) * (1 - GAP) > lower:
        return False
    built = build(grid, integer=False)
    reached = values_of(grid.instance, schedule)
    for terms, value in zip(built.objectives[:-1], reached, strict=False):
        built.program.minimise(terms)
        if value * (1 - GAP) > solve(built.program).bound + TINY:
            return False
        built.program.constrain(terms, high=value + TINY)
    return True


def _integer(grid: Grid, seconds: float, first: Schedule) -> Schedule | None:
    """The best by integer programs, one objective after the other; None if there is no time."""
    built = build(grid, integer=True)
    if sum(built.program.integer) > MAX_INTEGERS:
        return None
    best: F8 | None = None
    rest = seconds
    stages = built.objectives
    whole = all(group.people % group.party == 0 for group in grid.instance.groups)
    if whole and _out(first) == grid.instance.people:  # the first stage is known
        built.program.constrain(stages[0], high=TINY)
        stages = stages[1:]
    for number, terms in enumerate(stages):
        built.program.minimise(terms)
        began = time.perf_counter()
        solution = solve(built.program, seconds=rest / (len(stages) - number), gap=GAP / 2)
        rest = max(0.1, rest - (time.perf_counter() - began))
        if not solution.values.size:
            break
        best = solution.values
        reached = sum(value * best[column] for column, value in terms)
        built.program.constrain(terms, high=reached + TINY * max(1.0, reached))
    return None if best is None else _whole(built, grid, best)


def _whole(built: Built, grid: Grid, found: F8) -> Schedule:
    instance = grid.instance
    values = found.round().astype(int).tolist()
    rest = [group.people for group in instance.groups]
    people = {}
    for key in sorted(built.people):
        count = min(values[built.people[key]] * instance.groups[key[3]].party, rest[key[3]])
        people[key] = count
        rest[key[3]] -= count
    vehicles = {key: values[variable] for key, variable in built.vehicles.items()}
    return make_schedule(people, vehicles)


def _out(schedule: Schedule) -> int:
    return sum(row.people for row in schedule.boardings)


def left_behind(found: Found) -> list[int]:
    """People of each group who cannot leave by the deadline, shape (G,)."""
    instance = found.grid.instance
    counts = served(instance, found.schedule)
    return [group.people - count for group, count in zip(instance.groups, counts, strict=True)]
