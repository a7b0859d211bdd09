"""Find a schedule and prove how good it is."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.planning.exit.bound import least_hours, most_by
from safepassage.planning.exit.dispatch import dispatch
from safepassage.planning.exit.grid import Grid
from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.linear import solve
from safepassage.planning.exit.program import build
from safepassage.planning.exit.schedule import (
    Schedule,
    make_schedule,
    makespan,
    served,
    weighted_cost,
)
from safepassage.planning.exit.transport import is_pure, transport

GAP = 0.005
"""Below this gap of both makespan and cost no integer program is tried."""
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
        better = _integer(near, seconds)
        if better is not None and _rank(near, better) < _rank(near, schedule):
            method, schedule = "integer", better
            lower = least_hours(instance, _out(schedule), makespan(grid, schedule))
    return Found(grid, schedule, makespan(grid, schedule), lower, most, method)


def first_schedule(grid: Grid) -> Schedule:
    """The best dispatch by priority, with vehicles that wait to be full and that do not."""
    tries = [dispatch(grid, part_full=part_full) for part_full in (True, False)]
    return min(tries, key=lambda schedule: _rank(grid, schedule))


def _rank(grid: Grid, schedule: Schedule) -> tuple[float, float]:
    """Fewest left behind, then least weighted cost."""
    return -_out(schedule), weighted_cost(grid.instance, schedule)


def _good(grid: Grid, schedule: Schedule, lower: float, most: float) -> bool:
    """Whether the relaxation proves that little can be won."""
    if _out(schedule) < most - 1 or makespan(grid, schedule) * (1 - GAP) > lower:
        return False
    built = build(grid, integer=False)
    return weighted_cost(grid.instance, schedule) * (1 - GAP) <= solve(built.program).bound


def _integer(grid: Grid, seconds: float) -> Schedule | None:
    built = build(grid, integer=True)
    if sum(built.program.integer) > MAX_INTEGERS:
        return None
    solution = solve(built.program, seconds=seconds, gap=GAP / 2)
    if not solution.values.size:
        return None
    instance = grid.instance
    values = solution.values.round().astype(int).tolist()
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
