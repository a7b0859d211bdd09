"""What holds a plan up: hours in which it is exhausted, and what one unit more would save.

The shadow price is the difference to a plan that is made again with one unit more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.plan import Binding
from safepassage.planning.exit.search import Found, search

EXTRA = 0.1
"""Throughput is raised by this share."""
_FULL = 0.999
Change = Callable[[Instance], Instance]


def find_binding(found: Found) -> tuple[Binding, ...]:
    """Everything exhausted for some hours, longest first."""
    waiting = _waiting(found)
    rows = []
    for name, hours, unit, words, change in _candidates(found, waiting):
        saves = max(0.0, found.makespan - _again(found, change))
        rows.append(
            Binding(
                name, float(hours), unit, float(saves), _sentence(found, words, hours, unit, saves)
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.saves_hours_per_unit, -row.hours)))


def _again(found: Found, change: Change) -> float:
    other = search(change(found.grid.instance), seconds=10.0)
    # More people out in a longer time is no loss: compare only what is alike.
    return other.makespan if other.out == found.out else min(other.makespan, found.makespan)


def _candidates(
    found: Found, waiting: list[list[int]]
) -> Iterator[tuple[str, float, str, str, Change]]:
    instance, grid = found.grid.instance, found.grid
    last = max((row.step for row in found.schedule.boardings), default=-1)
    loads: dict[tuple[int, int], int] = defaultdict(int)
    for row in found.schedule.boardings:
        loads[row.step, row.passage] += row.people
    for k, passage in enumerate(instance.passages):
        steps = [t for t in range(last + 1) if waiting[t][k]]
        full = sum(
            grid.open_hours[k, t]
            for t in steps
            if grid.entrance[k, t] and loads[t, k] >= _FULL * grid.entrance[k, t] - _slack(instance)
        )
        percent = f"{EXTRA:.0%} more throughput"
        if full:
            words = f"The throughput of {passage.name} binds"
            yield f"throughput:{passage.name}", full, percent, words, _faster(k)
        shut = sum(max(0.0, instance.step - grid.open_hours[k, t]) for t in steps)
        if shut > instance.step / 100:
            words = f"{passage.name} is closed while people wait"
            yield f"window:{passage.name}", shut, "hour of window", words, _longer(k)
    for place, hours in _full_checkpoints(found).items():
        words = f"The checkpoint {place} binds"
        yield f"checkpoint:{place}", hours, f"{EXTRA:.0%} more throughput", words, _wider(place)
    for v, fleet in enumerate(instance.fleets):
        away = _away(found, v)
        hours = instance.step * sum(
            1
            for t in range(last + 1)
            if any(waiting[t]) and away[t] >= fleet.number > 0 and _could_carry(found, v)
        )
        if hours:
            words = f"All {fleet.number} vehicles of the type {fleet.vehicle} are under way"
            unit = f"more {fleet.vehicle}"
            yield f"fleet:{fleet.vehicle}", hours, unit, words, _more_vehicles(v)
    for number, room in enumerate(instance.rooms):
        used, since = _filled(found, number)
        if used >= room.capacity and since <= last:
            words = f"{room.place} is full"
            hours = (last + 1 - since) * instance.step
            yield f"destination:{room.place}", hours, "place", words, _larger(number)


def _slack(instance: Instance) -> int:
    """People who may be missing in a full step because families are not divided."""
    return max(group.party for group in instance.groups) - 1


def _waiting(found: Found) -> list[list[int]]:
    """People of each corridor's groups who still wait after each step, shape (T, K)."""
    instance = found.grid.instance
    left = [group.people for group in instance.groups]
    by_step: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in found.schedule.boardings:
        by_step[row.step].append((row.group, row.people))
    rows = []
    for step in range(found.grid.steps):
        for g, people in by_step[step]:
            left[g] -= people
        rows.append(
            [
                sum(left[g] for g, group in enumerate(instance.groups) if passage.admits(group))
                for passage in instance.passages
            ]
        )
    return rows


def _away(found: Found, v: int) -> list[int]:
    """Vehicles of a fleet under way in each step, shape (T,)."""
    instance, grid = found.grid.instance, found.grid
    away = [0] * grid.steps
    for (step, k, fleet), count in found.schedule.vehicles.items():
        if fleet == v:
            trip = grid.trip(instance.fleets[v], instance.passages[k])
            end = min(grid.away_until(trip, k, step), grid.steps)
            for at in range(max(0, step - trip.before), end):
                away[at] += count
    return away


def _could_carry(found: Found, v: int) -> bool:
    return any(fleet == v for _, _, fleet in found.grid.usable)


def _full_checkpoints(found: Found) -> dict[str, float]:
    """Hours in which a shared checkpoint lets nobody more through."""
    instance, grid = found.grid.instance, found.grid
    people: dict[tuple[str, int], float] = defaultdict(float)
    convoys: dict[tuple[str, int], float] = defaultdict(float)
    for row in found.schedule.boardings:
        passage = instance.passages[row.passage]
        for i, place in enumerate(passage.path):
            people[place, row.step + grid.offset(passage, i)] += row.people
    for (step, k, _), count in found.schedule.vehicles.items():
        passage = instance.passages[k]
        for i, place in enumerate(passage.path):
            convoys[place, step + grid.offset(passage, i)] += count
    hours: dict[str, float] = defaultdict(float)
    for point in instance.checkpoints:
        most, vehicles = point.persons * instance.step, point.vehicles * instance.step
        for (place, at), load in people.items():
            full = load >= most - 1 - _slack(instance) or convoys[place, at] > vehicles - 1
            if place == point.place and full:
                hours[place] += instance.step
    return dict(hours)


def _filled(found: Found, number: int) -> tuple[int, int]:
    """People in a destination at the end, and the last step in which somebody left for it."""
    instance, room = found.grid.instance, found.grid.instance.rooms[number]
    rows = [
        row
        for row in found.schedule.boardings
        if instance.passages[row.passage].path[-1] == room.place
        and room.class_ in {"", instance.groups[row.group].class_}
    ]
    return sum(row.people for row in rows), max((row.step for row in rows), default=0)


def _faster(k: int) -> Change:
    def change(instance: Instance) -> Instance:
        ways = list(instance.passages)
        ways[k] = replace(ways[k], rate=ways[k].rate * (1 + EXTRA))
        return replace(instance, passages=tuple(ways))

    return change


def _longer(k: int) -> Change:
    """One hour more at the end of the window before the longest closure."""

    def change(instance: Instance) -> Instance:
        from safepassage.planning.exit.ways import merged

        ways = list(instance.passages)
        spans = [*ways[k].spans, (instance.hours, instance.hours)]
        gaps = [(b[0] - a[1], i) for i, (a, b) in enumerate(pairwise(spans))]
        index = max(gaps)[1] if gaps else 0
        spans[index] = (spans[index][0], min(spans[index][1] + 1.0, instance.hours))
        ways[k] = replace(ways[k], spans=tuple(merged(spans)))
        return replace(instance, passages=tuple(ways))

    return change


def _wider(place: str) -> Change:
    def change(instance: Instance) -> Instance:
        points = tuple(
            replace(p, persons=p.persons * (1 + EXTRA), vehicles=p.vehicles * (1 + EXTRA))
            if p.place == place
            else p
            for p in instance.checkpoints
        )
        return replace(instance, checkpoints=points)

    return change


def _more_vehicles(v: int) -> Change:
    def change(instance: Instance) -> Instance:
        fleets = list(instance.fleets)
        fleets[v] = replace(fleets[v], number=fleets[v].number + 1)
        return replace(instance, fleets=tuple(fleets))

    return change


def _larger(number: int) -> Change:
    def change(instance: Instance) -> Instance:
        rooms = list(instance.rooms)
        rooms[number] = replace(rooms[number], capacity=rooms[number].capacity + 1)
        return replace(instance, rooms=tuple(rooms))

    return change


def _sentence(found: Found, words: str, hours: float, unit: str, saves: float) -> str:
    gain = f"saves {saves:.1f} h" if saves >= 0.05 else "saves nothing"
    one = "one " if not unit.startswith(f"{EXTRA:.0%}") else ""
    return f"{words} for {hours:.0f} of {found.makespan:.0f} h; {one}{unit} {gain}."
