"""Checkpoints that corridors share limit the people and vehicles that pass in a step."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from safepassage.errors import Problem
from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.rules.family import slack
from safepassage.planning.exit.rules.rule import (
    EXTRA,
    MANY,
    TENTH_MORE,
    Exhausted,
    Ledger,
    Rule,
    Scene,
    Use,
)
from safepassage.planning.exit.schedule import Schedule, loads_of
from safepassage.planning.exit.time_grid import UNLIMITED, Grid
from safepassage.planning.exit.variables import ExitProgram, Terms


@dataclass(frozen=True)
class Checkpoint:
    """Throughput of a place that corridors share, people and vehicles an hour (inf = no limit)."""

    place: str
    persons: float
    vehicles: float


class SharedCheckpoint(Rule):
    """People who leave pass each checkpoint of the way some steps later (``Grid.offset``)."""

    name = "checkpoint"

    def declare(self, scene: Scene) -> tuple[Checkpoint, ...]:
        """Rows of ``checkpoints``."""
        table = scene.scenario["checkpoints"]
        persons, vehicles = (
            np.where(np.isnan(table[column]), np.inf, table[column]).tolist()
            for column in ("persons_per_hour", "vehicles_per_hour")
        )
        return tuple(map(Checkpoint, table["place"], persons, vehicles))

    def problems(self, instance: Instance) -> Iterator[Problem]:
        """Checkpoints that let nothing through."""
        for point in instance.of(Checkpoint):
            if not (point.persons > 0 and point.vehicles > 0):
                message = f"nothing can pass the checkpoint {point.place!r}"
                remedy = "give a throughput above 0 or none"
                yield Problem(message, "checkpoints.csv", remedy=remedy)

    def fits_network(self, instance: Instance) -> bool:
        """Corridors that meet at different times are no network of steps."""
        limited = {point.place for point in instance.of(Checkpoint)}
        return all(not limited & set(passage.path) for passage in instance.passages)

    def add_rows(self, program: ExitProgram) -> None:
        """One row a checkpoint and step for people, one for vehicles."""
        points, stops = _limits(program.instance), _stops(program.grid)
        persons: dict[tuple[str, int], Terms] = defaultdict(list)
        convoys: dict[tuple[str, int], Terms] = defaultdict(list)
        for (step, k, _, _), term in program.boardings():
            for place, offset in stops[k]:
                persons[place, step + offset].append(term)
        for (step, k, _), variable in program.vehicles.items():
            for place, offset in stops[k]:
                convoys[place, step + offset].append((variable, 1.0))
        for (place, _), row in persons.items():
            program.program.constrain(row, high=points[place].persons * program.instance.step)
        for (place, _), row in convoys.items():
            program.program.constrain(row, high=points[place].vehicles * program.instance.step)

    def ledger(self, grid: Grid) -> Ledger:
        """People and vehicles passed by checkpoint and step."""
        return _Passed(grid)

    def passing_hours(self, grid: Grid, schedule: Schedule) -> Mapping[tuple[int, int], float]:
        """All people of the step over the throughput."""
        points, stops, loads = _limits(grid.instance), _stops(grid), loads_of(schedule)
        shared: dict[tuple[str, int], int] = defaultdict(int)
        for (step, k), people in loads.items():
            for place, offset in stops[k]:
                shared[place, step + offset] += people
        return {
            (step, k): max(
                (
                    shared[place, step + offset] / points[place].persons
                    for place, offset in stops[k]
                    if not math.isinf(points[place].persons)
                ),
                default=0.0,
            )
            for step, k in loads
        }

    def exhausted(self, use: Use) -> Iterator[Exhausted]:
        """Hours in which it lets nobody more through."""
        for place, hours in _full_hours(use).items():
            yield Exhausted(
                f"checkpoint:{place}",
                hours,
                TENTH_MORE,
                _wider(use.grid.instance, place),
            )

    def lifted(self, instance: Instance) -> Iterator[tuple[str, Instance]]:
        """All pass."""
        points = instance.of(Checkpoint)
        for place in dict.fromkeys(point.place for point in points):
            free = Checkpoint(place, MANY, MANY)
            others = (free if point.place == place else point for point in points)
            yield f"checkpoint:{place}", instance.with_facts(Checkpoint, others)


class _Passed(Ledger):
    def __init__(self, grid: Grid) -> None:
        self.step = grid.instance.step
        self.limits, self.stops = _limits(grid.instance), _stops(grid)
        self.persons: dict[tuple[str, int], int] = defaultdict(int)
        self.convoys: dict[tuple[str, int], int] = defaultdict(int)

    def people(self, step: int, k: int) -> int:
        return min(
            (
                _in_a_step(self.limits[place].persons, self.step)
                - self.persons[place, step + offset]
                for place, offset in self.stops[k]
            ),
            default=UNLIMITED,
        )

    def vehicles(self, step: int, k: int, v: int) -> int:
        return min(
            (
                _in_a_step(self.limits[place].vehicles, self.step)
                - self.convoys[place, step + offset]
                for place, offset in self.stops[k]
            ),
            default=UNLIMITED,
        )

    def board(self, step: int, k: int, g: int, count: int) -> None:
        for place, offset in self.stops[k]:
            self.persons[place, step + offset] += count

    def send(self, step: int, k: int, v: int, number: int) -> None:
        for place, offset in self.stops[k]:
            self.convoys[place, step + offset] += number


def _in_a_step(rate: float, step: float) -> int:
    return int(min(rate * step, UNLIMITED))


def _limits(instance: Instance) -> dict[str, Checkpoint]:
    return {point.place: point for point in instance.of(Checkpoint)}


def _stops(grid: Grid) -> list[list[tuple[str, int]]]:
    """(place, steps after leaving) of the checkpoints of each corridor, shape (K, ...)."""
    limits = _limits(grid.instance)
    return [
        [(place, grid.offset(way, i)) for i, place in enumerate(way.path) if place in limits]
        for way in grid.instance.passages
    ]


def _full_hours(use: Use) -> dict[str, float]:
    """Hours in which each checkpoint lets nobody more through."""
    instance, stops = use.grid.instance, _stops(use.grid)
    people: dict[tuple[str, int], int] = defaultdict(int)
    convoys: dict[tuple[str, int], int] = defaultdict(int)
    for row in use.schedule.boardings:
        for place, offset in stops[row.passage]:
            people[place, row.step + offset] += row.people
    for (step, k, _), count in use.schedule.vehicles.items():
        for place, offset in stops[k]:
            convoys[place, step + offset] += count
    hours: dict[str, float] = defaultdict(float)
    for point in instance.of(Checkpoint):
        most, vehicles = point.persons * instance.step, point.vehicles * instance.step
        for (place, at), load in people.items():
            full = load >= most - 1 - slack(instance) or convoys[place, at] > vehicles - 1
            if place == point.place and full:
                hours[place] += instance.step
    return dict(hours)


def _wider(instance: Instance, place: str) -> Instance:
    """A checkpoint lets ``EXTRA`` more people and vehicles through."""
    more = 1 + EXTRA
    points = (
        replace(point, persons=point.persons * more, vehicles=point.vehicles * more)
        if point.place == place
        else point
        for point in instance.of(Checkpoint)
    )
    return instance.with_facts(Checkpoint, points)
