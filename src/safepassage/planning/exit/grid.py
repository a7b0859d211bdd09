"""The instance on its time grid: whole people and vehicles that pass in each step.

A rate that is no whole number a step gives a sequence of whole numbers with the same sum.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.planning.exit.instance import Fleet, Instance, Passage

EPS = 1e-9
UNLIMITED = 10**12
"""Stands for "no limit" in whole numbers."""


@dataclass(frozen=True)
class Trip:
    """A fleet on a corridor, in steps: busy for ``cycle`` steps from ``before`` steps before."""

    before: int
    cycle: int
    first: int
    last: int


@dataclass(frozen=True)
class Grid:
    """Capacities by step up to a horizon.

    Attributes:
        instance: What is planned.
        horizon: Hours by which everybody must have arrived.
    """

    instance: Instance
    horizon: float

    @cached_property
    def steps(self) -> int:
        """Number of steps in which somebody may leave."""
        return max(1, math.ceil(self.horizon / self.instance.step - EPS))

    @cached_property
    def open_hours(self) -> F8:
        """Hours in which each corridor is open and an arrival in time possible, shape (K, T)."""
        found = np.zeros((len(self.instance.passages), self.steps))
        for row, passage in zip(found, self.instance.passages, strict=True):
            for start, end in passage.spans:
                _add(row, start, min(end, self.horizon - passage.transit), self.instance.step)
        return found

    @cached_property
    def entrance(self) -> I8:
        """People whom each corridor lets in, shape (K, T)."""
        rates = np.array([passage.rate for passage in self.instance.passages])
        return whole(self.open_hours * rates[:, None])

    def leaves(self, passage: int, step: int) -> float:
        """Hour at which people of a step leave: its start, or when the corridor opens in it."""
        start = step * self.instance.step
        for low, high in self.instance.passages[passage].spans:
            if high > start + EPS:
                return max(start, low)
        return start

    @cached_property
    def late(self) -> I8:
        """1 where a corridor opens only within a step, so that vehicles come back later."""
        times = np.arange(self.steps) * self.instance.step
        rows = [
            [self.leaves(k, step) > time + EPS for step, time in enumerate(times.tolist())]
            for k in range(len(self.instance.passages))
        ]
        return np.array(rows, dtype=np.int64).reshape(-1, self.steps)

    def away_until(self, trip: Trip, passage: int, step: int) -> int:
        """First step in which a vehicle that leaves in ``step`` is free again."""
        return step - trip.before + trip.cycle + int(self.late[passage, step])

    def offset(self, passage: Passage, stop: int) -> int:
        """Steps from leaving until a stop of the path is passed."""
        return math.floor(passage.reach[stop] / self.instance.step + EPS)

    def trip(self, fleet: Fleet, passage: Passage) -> Trip:
        """A fleet's trip on a corridor in whole steps, never shorter than in truth."""
        step = self.instance.step
        before, after = fleet.before(passage), fleet.after(passage)
        lead = math.ceil(before / step - EPS)
        cycle = UNLIMITED if math.isinf(after) else math.ceil((before + after) / step - EPS)
        first = max(0, math.ceil((fleet.first + before) / step - EPS))
        last = self.steps - 1
        if not math.isinf(fleet.last):
            last = min(last, math.floor(fleet.last / step + EPS))
        return Trip(lead, max(1, cycle), first, last)

    @cached_property
    def usable(self) -> list[tuple[int, int, int]]:
        """(passage, fleet or -1, group) that may go together."""
        instance = self.instance
        fleets = range(len(instance.fleets)) if instance.fleets else (-1,)
        return [
            (k, v, g)
            for k, passage in enumerate(instance.passages)
            for v in fleets
            for g, group in enumerate(instance.groups)
            if group.people and passage.admits(group) and (v < 0 or fits(instance, k, v, g))
        ]

    def ready(self, group: int) -> int:
        """First step in which a group may leave."""
        return math.ceil(self.instance.groups[group].ready / self.instance.step - EPS)


def fits(instance: Instance, passage: int, fleet: int, group: int) -> bool:
    """Whether a fleet has places for what a group needs and reaches the corridor's end."""
    own = instance.fleets[fleet]
    need = ("seat", "wheelchair", "stretcher").index(instance.groups[group].needs)
    return (
        own.number > 0 and own.places[need] > 0 and instance.passages[passage].name in own.corridors
    )


def whole(amounts: F8) -> I8:
    """Whole numbers by step whose running sums are those of ``amounts`` rounded down."""
    running = np.floor(np.cumsum(amounts, axis=-1) + 1e-6)
    return np.diff(running, axis=-1, prepend=0.0).astype(np.int64)


def _add(row: F8, start: float, end: float, step: float) -> None:
    """Add the hours of a span to the steps that it covers."""
    if end <= start:
        return
    first, last = int(start / step + EPS), min(row.size, math.ceil(end / step - EPS))
    edges = np.arange(first, last + 1) * step
    row[first:last] += np.maximum(0.0, np.minimum(edges[1:], end) - np.maximum(edges[:-1], start))
