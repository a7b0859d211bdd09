"""The exit plan as a time-indexed program: people and vehicles by step, corridor and fleet.

Sources: time-indexed dynamic flow (Ford and Fulkerson 1958); fleets as cumulative resources.
The objectives in their order are solved one after the other (see ``objectives``).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from safepassage.planning.exit.grid import UNLIMITED, Grid
from safepassage.planning.exit.instance import NEEDS, Group, Instance
from safepassage.planning.exit.linear import Program
from safepassage.planning.exit.objectives import busy_hours, hours_left, hours_out, levels

Terms = list[tuple[int, float]]
Key = tuple[int, int, int, int]
"""(step, passage, fleet or -1, group)."""


@dataclass(frozen=True)
class Built:
    """A program, where its variables stand, and its objectives, the first first."""

    program: Program
    people: dict[Key, int]
    vehicles: dict[tuple[int, int, int], int]
    left: list[int]
    objectives: list[Terms]


def build(grid: Grid, *, integer: bool) -> Built:
    """Write the program; its objectives stand beside it, none is set.

    Args:
        grid: Capacities by step.
        integer: Whole vehicles and whole families.
    """
    instance = grid.instance
    program = Program()
    people: dict[Key, int] = {}
    vehicles: dict[tuple[int, int, int], int] = {}
    for k, v, g in grid.usable:
        trip = grid.trip(instance.fleets[v], instance.passages[k]) if v >= 0 else None
        for step in range(grid.ready(g), grid.steps):
            if not grid.entrance[k, step] or (trip and not trip.first <= step <= trip.last):
                continue
            most = -(-instance.groups[g].people // (instance.groups[g].party if integer else 1))
            people[step, k, v, g] = program.variable(0.0, most, integer=integer)
            if trip and (step, k, v) not in vehicles:
                number = instance.fleets[v].number
                vehicles[step, k, v] = program.variable(0.0, number, integer=integer)
    left = [program.variable(0.0, group.people) for group in instance.groups]
    built = Built(program, people, vehicles, left, [])
    built.objectives.extend(_objectives(built, instance, integer=integer))
    _everybody(built, instance, integer=integer)
    _entrances(built, grid, integer=integer)
    _places(built, instance, integer=integer)
    _fleets(built, grid)
    _checkpoints(built, grid, integer=integer)
    _rooms(built, grid, integer=integer)
    _exchanges(built, grid, integer=integer)
    return built


def _objectives(built: Built, instance: Instance, *, integer: bool) -> list[Terms]:
    """Terms of each objective in order: left behind, hours by level, vehicle-hours."""
    units = [_unit(group, integer=integer) for group in instance.groups]
    order = levels(instance)
    hours: list[Terms] = [[] for _ in order]
    for (step, k, _, g), variable in built.people.items():
        each = units[g] * hours_out(instance, k, step, g)
        hours[order.index(instance.groups[g].priority)].append((variable, each))
    for g, variable in enumerate(built.left):
        each = units[g] * hours_left(instance, g)
        hours[order.index(instance.groups[g].priority)].append((variable, each))
    left = [(variable, units[g]) for g, variable in enumerate(built.left)]
    driven = [
        (variable, busy_hours(instance, k, v)) for (_, k, v), variable in built.vehicles.items()
    ]
    return [left, *hours, driven]


def _unit(group: Group, *, integer: bool) -> float:
    return float(group.party) if integer else 1.0


def _everybody(built: Built, instance: Instance, *, integer: bool) -> None:
    """Each group leaves or stays behind."""
    terms: dict[int, Terms] = defaultdict(list)
    for (_, _, _, g), variable in built.people.items():
        terms[g].append((variable, 1.0))
    for g, group in enumerate(instance.groups):
        total = -(-group.people // (group.party if integer else 1))
        built.program.constrain([*terms[g], (built.left[g], 1.0)], total, total)


def _entrances(built: Built, grid: Grid, *, integer: bool) -> None:
    terms: dict[tuple[int, int], Terms] = defaultdict(list)
    for (step, k, _, g), variable in built.people.items():
        terms[k, step].append((variable, _unit(grid.instance.groups[g], integer=integer)))
    for (k, step), row in terms.items():
        built.program.constrain(row, high=float(grid.entrance[k, step]))


def _places(built: Built, instance: Instance, *, integer: bool) -> None:
    """People board only where vehicles have places of their kind."""
    terms: dict[tuple[int, int, int, int], Terms] = defaultdict(list)
    for (step, k, v, g), variable in built.people.items():
        if v >= 0:
            group = instance.groups[g]
            need = NEEDS.index(group.needs)
            terms[step, k, v, need].append((variable, _unit(group, integer=integer)))
    for (step, k, v, need), row in terms.items():
        seats = instance.fleets[v].places[need]
        built.program.constrain([*row, (built.vehicles[step, k, v], -float(seats))], high=0.0)


def _fleets(built: Built, grid: Grid) -> None:
    """At no time more vehicles are under way than there are."""
    busy: dict[tuple[int, int], Terms] = defaultdict(list)
    for (step, k, v), variable in built.vehicles.items():
        trip = grid.trip(grid.instance.fleets[v], grid.instance.passages[k])
        begin = step - trip.before
        if trip.cycle >= UNLIMITED:  # who never returns is counted once, at the end
            busy[v, grid.steps - 1].append((variable, 1.0))
            continue
        for at in range(begin, min(grid.away_until(trip, k, step), grid.steps)):
            busy[v, at].append((variable, 1.0))
    for (v, _), row in busy.items():
        built.program.constrain(row, high=float(grid.instance.fleets[v].number))


def _checkpoints(built: Built, grid: Grid, *, integer: bool) -> None:
    instance = grid.instance
    limits = {point.place: point for point in instance.checkpoints}
    persons: dict[tuple[str, int], Terms] = defaultdict(list)
    convoys: dict[tuple[str, int], Terms] = defaultdict(list)
    stops = [
        [
            (place, grid.offset(passage, i))
            for i, place in enumerate(passage.path)
            if place in limits
        ]
        for passage in instance.passages
    ]
    for (step, k, _, g), variable in built.people.items():
        for place, offset in stops[k]:
            unit = _unit(instance.groups[g], integer=integer)
            persons[place, step + offset].append((variable, unit))
    for (step, k, _), variable in built.vehicles.items():
        for place, offset in stops[k]:
            convoys[place, step + offset].append((variable, 1.0))
    for (place, _), row in persons.items():
        built.program.constrain(row, high=limits[place].persons * instance.step)
    for (place, _), row in convoys.items():
        built.program.constrain(row, high=limits[place].vehicles * instance.step)


def _rooms(built: Built, grid: Grid, *, integer: bool) -> None:
    for room in grid.instance.rooms:
        row = [
            (variable, _unit(grid.instance.groups[g], integer=integer))
            for (_, k, _, g), variable in built.people.items()
            if grid.instance.passages[k].path[-1] == room.place
            and room.class_ in {"", grid.instance.groups[g].class_}
        ]
        built.program.constrain(row, high=float(room.capacity))


def _exchanges(built: Built, grid: Grid, *, integer: bool) -> None:
    """Batches by one corridor wait for batches by the other, of earlier steps."""
    instance = grid.instance
    numbers = {passage.name: k for k, passage in enumerate(instance.passages)}
    for exchange in instance.exchanges:
        own, other = numbers[exchange.corridor], numbers[exchange.after]
        by: dict[int, dict[int, Terms]] = {own: defaultdict(list), other: defaultdict(list)}
        for (step, k, _, g), variable in built.people.items():
            if k in by:
                by[k][step].append((variable, _unit(instance.groups[g], integer=integer)))
        gone = released = -1
        for step in range(grid.steps):
            if by[own][step] and step:
                batches = built.program.variable(0.0, UNLIMITED, integer=integer)
                now = _running(built.program, gone, by[own][step])
                built.program.constrain([(now, 1.0), (batches, -float(exchange.people))], high=0.0)
                before = [(released, -1.0)] if released >= 0 else []
                each = float(exchange.after_people)
                built.program.constrain([(batches, each), *before], high=0.0)
                gone = now
            elif by[own][step]:
                built.program.constrain(by[own][step], high=0.0)
            if by[other][step]:
                released = _running(built.program, released, by[other][step])


def _running(program: Program, before: int, terms: Terms) -> int:
    """A variable that is the sum of another one and some terms."""
    total = program.variable(0.0, UNLIMITED)
    earlier = [(before, 1.0)] if before >= 0 else []
    program.constrain([*terms, *earlier, (total, -1.0)], 0.0, 0.0)
    return total
