"""Objectives of a plan, in order: each counts only among plans that are equal in all before.

People left behind; then, level by level of priority, the risk-weighted hours until people arrive
(the last level makes it the least person-hours at risk in all); then vehicle-hours.
"""

from __future__ import annotations

from safepassage.planning.exit.instance import Group, Instance
from safepassage.planning.exit.schedule import Schedule


def levels(instance: Instance) -> list[int]:
    """Priorities that occur, the first to leave first, shape (L,)."""
    return sorted({group.priority for group in instance.groups})


def boarding_order(group: Group) -> tuple[float, float]:
    """Order of boarding where there is not room for all: by priority, then by risk."""
    return group.priority, -group.risk


def hours_out(instance: Instance, passage: int, step: int, group: int) -> float:
    """Risk-weighted hours of one person who leaves in a step."""
    own = instance.groups[group]
    transit = instance.passages[passage].transit
    return own.risk * (step * instance.step + transit - own.ready)


def hours_left(instance: Instance, group: int) -> float:
    """Risk-weighted hours of one person who is left behind: more than of any person leaving."""
    own = instance.groups[group]
    return own.risk * (instance.hours + 1.0 - own.ready)


def busy_hours(instance: Instance, passage: int, fleet: int) -> float:
    """Hours that a vehicle is under way with people or to them."""
    way = instance.passages[passage]
    return instance.fleets[fleet].before(way) + way.transit


def values_of(instance: Instance, schedule: Schedule) -> tuple[float, ...]:
    """Left behind, hours by level and vehicle-hours of a schedule, shape (L + 2,)."""
    order = levels(instance)
    left = [group.people for group in instance.groups]
    hours = [0.0] * len(order)
    place = [order.index(group.priority) for group in instance.groups]
    for row in schedule.boardings:
        left[row.group] -= row.people
        each = hours_out(instance, row.passage, row.step, row.group)
        hours[place[row.group]] += row.people * each
    for g, people in enumerate(left):
        hours[place[g]] += people * hours_left(instance, g)
    driven = sum(
        count * busy_hours(instance, k, v) for (_, k, v), count in schedule.vehicles.items()
    )
    return (float(sum(left)), *(round(value, 6) for value in hours), round(driven, 6))
