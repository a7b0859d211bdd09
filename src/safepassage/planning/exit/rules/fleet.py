"""No more vehicles are under way than there are, and only while they are available."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from safepassage.arrays import Flags
from safepassage.errors import Problem
from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.rules.rule import MANY, Exhausted, Ledger, Rule, Use
from safepassage.planning.exit.schedule import Schedule
from safepassage.planning.exit.time_grid import UNLIMITED, Grid
from safepassage.planning.exit.variables import ExitProgram, Terms


class FleetSize(Rule):
    """A vehicle is busy from its way to the assembly point until it is back (``Grid.trip``)."""

    name = "fleet"

    def problems(self, instance: Instance) -> Iterator[Problem]:
        """Fleets that can take nobody."""
        for fleet in instance.fleets:
            if not max(fleet.places) > 0:
                message = f"{fleet.vehicle!r} has no place for anybody"
                remedy = "give seats, wheelchairs or stretchers above 0"
                yield Problem(message, "vehicles.csv", column="seats", remedy=remedy)
            if fleet.number < 0:
                yield Problem(f"{fleet.vehicle!r} has {fleet.number} vehicles", "fleets.csv")
        if instance.fleets and not any(fleet.number for fleet in instance.fleets):
            remedy = "1 or more"
            yield Problem("all fleets are empty", "fleets.csv", column="number", remedy=remedy)

    def fits_network(self, instance: Instance) -> bool:
        """Vehicles come back, a flow does not."""
        return not instance.fleets

    def allows(self, grid: Grid, k: int, v: int, g: int) -> Flags | bool:
        """Steps in which a vehicle can leave."""
        if v < 0:
            return True
        trip = grid.trip(grid.instance.fleets[v], grid.instance.passages[k])
        steps = np.arange(grid.steps)
        return np.asarray((steps >= trip.first) & (steps <= trip.last))

    def add_rows(self, program: ExitProgram) -> None:
        """One row a fleet and step in which vehicles may be under way."""
        grid = program.grid
        busy: dict[tuple[int, int], Terms] = defaultdict(list)
        for (step, k, v), variable in program.vehicles.items():
            trip = grid.trip(grid.instance.fleets[v], grid.instance.passages[k])
            if trip.cycle >= UNLIMITED:  # who never returns is counted once, at the end
                busy[v, grid.steps - 1].append((variable, 1.0))
                continue
            for at in range(step - trip.before, min(grid.away_until(trip, k, step), grid.steps)):
                busy[v, at].append((variable, 1.0))
        for (v, _), row in busy.items():
            program.program.constrain(row, high=float(grid.instance.fleets[v].number))

    def ledger(self, grid: Grid) -> Ledger:
        """Trips begun."""
        return _Trips(grid)

    def exhausted(self, use: Use) -> Iterator[Exhausted]:
        """Hours in which all are under way while people wait whom they could take."""
        instance = use.grid.instance
        for v, fleet in enumerate(instance.fleets):
            used = under_way(use.grid, use.schedule, v)
            hours = instance.step * sum(
                1
                for t in range(use.last + 1)
                if any(use.queue[t]) and used[t] >= fleet.number > 0 and _could_carry(instance, v)
            )
            if hours:
                yield Exhausted(
                    f"fleet:{fleet.vehicle}",
                    hours,
                    f"more {fleet.vehicle}",
                    instance.with_number(v, fleet.number + 1),
                )

    def lifted(self, instance: Instance) -> Iterator[tuple[str, Instance]]:
        """As many vehicles as are wanted."""
        for v, fleet in enumerate(instance.fleets):
            yield f"fleet:{fleet.vehicle}", instance.with_number(v, int(MANY))


class _Trips(Ledger):
    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.trips: list[list[tuple[int, int, int]]] = [[] for _ in grid.instance.fleets]

    def vehicles(self, step: int, k: int, v: int) -> int:
        """At no time of the trip may more be away than there are."""
        fleet = self.grid.instance.fleets[v]
        trip = self.grid.trip(fleet, self.grid.instance.passages[k])
        begin, end = step - trip.before, self.grid.away_until(trip, k, step)
        touching = [(a, b, n) for a, b, n in self.trips[v] if b > begin and a < end]
        marks = sorted({begin, *(a for a, _, _ in touching if a > begin)})
        most = max(sum(n for a, b, n in touching if a <= at < b) for at in marks)
        return fleet.number - most

    def send(self, step: int, k: int, v: int, number: int) -> None:
        trip = self.grid.trip(self.grid.instance.fleets[v], self.grid.instance.passages[k])
        end = self.grid.away_until(trip, k, step)
        self.trips[v].append((step - trip.before, end, number))


def _could_carry(instance: Instance, v: int) -> bool:
    """Whether a fleet can take any of the people who leave."""
    return any(
        group.people and way.admits(group) and instance.fleets[v].takes(group, way)
        for way in instance.passages
        for group in instance.groups
    )


def under_way(grid: Grid, schedule: Schedule, v: int) -> list[int]:
    """Vehicles of a fleet under way in each step, shape (T,)."""
    instance = grid.instance
    away = [0] * grid.steps
    for (step, k, fleet), count in schedule.vehicles.items():
        if fleet == v:
            trip = grid.trip(instance.fleets[v], instance.passages[k])
            end = min(grid.away_until(trip, k, step), grid.steps)
            for at in range(max(0, step - trip.before), end):
                away[at] += count
    return away
