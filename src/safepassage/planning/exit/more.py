"""An instance with one unit more of something, for shadow prices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from safepassage.planning.exit.instance import Instance
from safepassage.scenario.timeline.spans import merged_spans

EXTRA = 0.1
"""Throughput is raised by this share."""
Change = Callable[[Instance], Instance]


def faster(k: int) -> Change:
    """The entrance of a corridor lets ``EXTRA`` more people through."""

    def change(instance: Instance) -> Instance:
        ways = list(instance.passages)
        ways[k] = replace(ways[k], rate=ways[k].rate * (1 + EXTRA))
        return replace(instance, passages=tuple(ways))

    return change


def longer(k: int) -> Change:
    """One hour more at the end of the window before the longest closure."""

    def change(instance: Instance) -> Instance:
        ways = list(instance.passages)
        spans = [*ways[k].spans, (instance.hours, instance.hours)]
        gaps = [(b[0] - a[1], i) for i, (a, b) in enumerate(pairwise(spans))]
        index = max(gaps)[1] if gaps else 0
        spans[index] = (spans[index][0], min(spans[index][1] + 1.0, instance.hours))
        ways[k] = replace(ways[k], spans=tuple(merged_spans(spans)))
        return replace(instance, passages=tuple(ways))

    return change


def wider(place: str) -> Change:
    """A checkpoint lets ``EXTRA`` more people and vehicles through."""

    def change(instance: Instance) -> Instance:
        points = tuple(
            replace(p, persons=p.persons * (1 + EXTRA), vehicles=p.vehicles * (1 + EXTRA))
            if p.place == place
            else p
            for p in instance.checkpoints
        )
        return replace(instance, checkpoints=points)

    return change


def more_vehicles(v: int) -> Change:
    """A fleet has one vehicle more."""

    def change(instance: Instance) -> Instance:
        fleets = list(instance.fleets)
        fleets[v] = replace(fleets[v], number=fleets[v].number + 1)
        return replace(instance, fleets=tuple(fleets))

    return change


def larger(number: int) -> Change:
    """A destination has one place more."""

    def change(instance: Instance) -> Instance:
        rooms = list(instance.rooms)
        rooms[number] = replace(rooms[number], capacity=rooms[number].capacity + 1)
        return replace(instance, rooms=tuple(rooms))

    return change
