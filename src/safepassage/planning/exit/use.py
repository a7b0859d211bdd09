"""How far the capacities of a plan are used, step by step."""

from __future__ import annotations

from collections import defaultdict

from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.search import Found


def slack(instance: Instance) -> int:
    """People who may be missing in a full step because families are not divided."""
    return max(group.party for group in instance.groups) - 1


def waiting(found: Found) -> list[list[int]]:
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


def away(found: Found, v: int) -> list[int]:
    """Vehicles of a fleet under way in each step, shape (T,)."""
    instance, grid = found.grid.instance, found.grid
    under_way = [0] * grid.steps
    for (step, k, fleet), count in found.schedule.vehicles.items():
        if fleet == v:
            trip = grid.trip(instance.fleets[v], instance.passages[k])
            end = min(grid.away_until(trip, k, step), grid.steps)
            for at in range(max(0, step - trip.before), end):
                under_way[at] += count
    return under_way


def could_carry(found: Found, v: int) -> bool:
    """Whether a fleet can take anybody who leaves."""
    return any(fleet == v for _, _, fleet in found.grid.usable)


def full_checkpoints(found: Found) -> dict[str, float]:
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
            full = load >= most - 1 - slack(instance) or convoys[place, at] > vehicles - 1
            if place == point.place and full:
                hours[place] += instance.step
    return dict(hours)


def filled(found: Found, number: int) -> tuple[int, int]:
    """People in a destination at the end, and the last step in which somebody left for it."""
    instance, room = found.grid.instance, found.grid.instance.rooms[number]
    rows = [
        row
        for row in found.schedule.boardings
        if instance.passages[row.passage].path[-1] == room.place
        and room.class_ in {"", instance.groups[row.group].class_}
    ]
    return sum(row.people for row in rows), max((row.step for row in rows), default=0)


def closed_hours(instance: Instance, k: int, step: int) -> float:
    """Hours of a step in which a corridor has no window."""
    start, end = step * instance.step, (step + 1) * instance.step
    spans = instance.passages[k].spans
    opened = sum(max(0.0, min(end, high) - max(start, low)) for low, high in spans)
    return max(0.0, min(end, instance.hours) - start - opened)
