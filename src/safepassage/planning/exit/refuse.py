"""What makes an instance impossible from the outset, in plain words."""

from __future__ import annotations

import math
from collections.abc import Iterator

from safepassage.errors import Problem, ScenarioError
from safepassage.planning.exit.instance import NEEDS, Group, Instance


def refuse(instance: Instance) -> None:
    """Refuse what no plan can mend.

    Raises:
        ScenarioError: Every problem, each with what to do.
    """
    problems = [*_corridors(instance), *_vehicles(instance), *_exchanges(instance)]
    problems += [] if problems else _people(instance)
    if problems:
        raise ScenarioError(problems)


def _corridors(instance: Instance) -> Iterator[Problem]:
    if instance.hours <= 0:
        message = f"the deadline is {-instance.hours:g} hours before the start"
        yield Problem(message, column="by", remedy="give a later one")
    for passage in instance.passages:
        if not passage.rate > 0:
            message = f"nobody can pass {passage.name!r}: its throughput is {passage.rate:g}"
            yield Problem(message, "corridors.csv", column="persons_per_hour", remedy="above 0")
        for start, end in passage.spans:
            if end <= start:
                message = (
                    f"a window of {passage.name!r} ends ({end:g} h) before it starts ({start:g} h)"
                )
                yield Problem(message, "windows.csv", column="end", remedy="end after start")
        if not passage.spans:
            message = f"{passage.name!r} is never open between the start and the deadline"
            yield Problem(message, "windows.csv", remedy="add a window or move the deadline")
    for point in instance.checkpoints:
        if not (point.persons > 0 and point.vehicles > 0):
            message = f"nothing can pass the checkpoint {point.place!r}"
            yield Problem(message, "checkpoints.csv", remedy="give a throughput above 0 or none")


def _vehicles(instance: Instance) -> Iterator[Problem]:
    for fleet in instance.fleets:
        if not max(fleet.places) > 0:
            message = f"{fleet.vehicle!r} has no place for anybody"
            remedy = "give seats, wheelchairs or stretchers above 0"
            yield Problem(message, "vehicles.csv", column="seats", remedy=remedy)
        if fleet.number < 0:
            yield Problem(f"{fleet.vehicle!r} has {fleet.number} vehicles", "fleets.csv")
    if instance.fleets and not any(fleet.number for fleet in instance.fleets):
        yield Problem("all fleets are empty", "fleets.csv", column="number", remedy="1 or more")


def _people(instance: Instance) -> Iterator[Problem]:
    for group in instance.groups:
        if not group.people:
            continue
        who = f"{group.people} people of the class {group.class_!r} at {group.gathers!r}"
        ways = [passage for passage in instance.passages if passage.admits(group)]
        if not ways:
            yield Problem(f"no corridor may be used by {who}", "corridors.csv", column="classes")
        elif instance.fleets and not _carried(instance, group):
            message = f"no vehicle has a {group.needs} for {who}"
            remedy = "add vehicles that have one and reach the end, or change needs in evacuees.csv"
            yield Problem(message, "vehicles.csv", remedy=remedy)


def _carried(instance: Instance, group: Group) -> bool:
    need = NEEDS.index(group.needs)
    ways = {passage.name for passage in instance.passages if passage.admits(group)}
    return any(
        fleet.number > 0 and fleet.places[need] > 0 and ways & set(fleet.corridors)
        for fleet in instance.fleets
    )


def _exchanges(instance: Instance) -> Iterator[Problem]:
    names = {passage.name for passage in instance.passages}
    after: dict[str, set[str]] = {}
    for exchange in instance.exchanges:
        if exchange.after not in names:
            message = f"{exchange.corridor!r} waits for {exchange.after!r}, which is not planned"
            remedy = "plan both corridors together"
            yield Problem(message, "exchanges.csv", column="after_corridor", remedy=remedy)
        if min(exchange.people, exchange.after_people) <= 0:
            yield Problem("an exchange is of at least one person", "exchanges.csv")
        after.setdefault(exchange.corridor, set()).add(exchange.after)
    for name in after:
        if _leads_back(after, name):
            message = f"{name!r} waits in the end for itself: neither side could begin"
            remedy = "let one side begin: delete one of the exchanges in the circle"
            yield Problem(message, "exchanges.csv", column="after_corridor", remedy=remedy)


def _leads_back(after: dict[str, set[str]], name: str) -> bool:
    seen: set[str] = set()
    waiting = list(after.get(name, ()))
    while waiting:
        other = waiting.pop()
        if other == name:
            return True
        if other not in seen:
            seen.add(other)
            waiting += after.get(other, ())
    return False


def hours_text(hours: float) -> str:
    """Hours for a sentence."""
    return "for ever" if math.isinf(hours) else f"{hours:.3g} h"
