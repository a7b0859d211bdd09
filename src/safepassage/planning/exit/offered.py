"""Seats that a plan offers under a fate, and who gets through.

Seats are offered in the plan's own open time, so that a stoppage delays all that follows.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.planning.exit.dispatch import dispatch
from safepassage.planning.exit.fates import Fates
from safepassage.planning.exit.grid import Grid
from safepassage.planning.exit.instance import Passage
from safepassage.planning.exit.plan import ExitPlan

Stops = Sequence[tuple[dt.datetime, dt.datetime]]


def open_hours_of(
    start: dt.datetime, passage: Passage, steps: int, step: float, stoppages: Stops | None
) -> F8:
    """Open hours by step, shape (T,). After its last window a corridor is taken as open again."""
    edges = np.arange(steps + 1) * step
    spans = list(passage.spans)
    spans[-1] = (spans[-1][0], float(edges[-1]))
    if stoppages is not None:
        spans = [(spans[0][0], float(edges[-1]))]
    hours = np.zeros(steps)
    for low, high in spans:
        hours += np.maximum(0, np.minimum(edges[1:], high) - np.maximum(edges[:-1], low))
    for begin, end in stoppages or ():
        low, high = ((moment - start) / dt.timedelta(hours=1) for moment in (begin, end))
        hours -= np.maximum(0, np.minimum(edges[1:], high) - np.maximum(edges[:-1], low))
    return np.asarray(np.maximum(hours, 0.0))


def let_through(plan: ExitPlan, passage: Passage, hours: F8, fates: Fates, k: int, bound: F8) -> F8:
    """People through by the end of each step and member, shape (M, T).

    ``offered[:, u]`` seats are offered after ``u`` steps of the plan's own open time.
    """
    instance = plan.instance
    members, steps = bound.size, hours.shape[-1]
    hours = np.broadcast_to(hours, (members, steps))
    offered = _offered(plan, passage, fates, k, steps)
    gone = np.zeros((members, steps))
    before = np.zeros(members)
    clock = np.zeros(members)
    for t in range(steps):
        clock = clock + hours[:, t] / instance.step
        at = np.minimum(np.ceil(clock - 1e-9).astype(int), steps)
        room = hours[:, t] * fates.rate[:, k]
        before = np.minimum(
            np.minimum(before + room, np.maximum(before, offered[np.arange(members), at])), bound
        )
        gone[:, t] = before
        if np.all(before >= bound):
            gone[:, t:] = before[:, None]
            break
    return gone


def _offered(plan: ExitPlan, passage: Passage, fates: Fates, k: int, steps: int) -> F8:
    """Seats offered by open time and member, shape (M, T + 1), breakdowns taken off.

    Each fleet offers in proportion to how many of its vehicles there are. What was planned gains
    nothing from more of them; those that stand by do.
    """
    number = fates.fleet if plan.instance.fleets else np.ones((fates.members, 1))
    planned = np.minimum(number, 1.0) @ _planned(plan, passage, k, steps)
    able = number @ _standing_by(plan, k, steps)
    most = np.maximum(np.cumsum(planned, axis=1), np.cumsum(able, axis=1))
    seats = np.maximum(planned, np.diff(most, axis=1, prepend=0.0))
    return np.asarray(np.cumsum(seats * fates.kept(k, steps + 1), axis=1))


def _planned(plan: ExitPlan, passage: Passage, k: int, steps: int) -> F8:
    """Seats of each fleet by open time as planned, then in the last day's rhythm, (V, T + 1)."""
    instance = plan.instance
    opened = _plan_clock(passage, instance.step, steps)
    seats = np.zeros((max(1, len(instance.fleets)), steps + 1))
    for row, departure in zip(plan.found.schedule.boardings, plan.departures, strict=True):
        if row.passage == k:
            seats[max(0, row.fleet), min(steps, opened[row.step])] += departure.seats
    used = np.flatnonzero(seats.sum(axis=0))
    last = int(used[-1]) if used.size else 0
    rhythm = seats[:, max(1, last - math.ceil(24 / instance.step)) : max(1, last)]
    if rhythm.any():
        seats[:, last + 1 :] = rhythm.mean(axis=1)[:, None]
    else:
        seats[:, last + 1 :] = seats.sum(axis=1)[:, None]
    return seats


def _standing_by(plan: ExitPlan, k: int, steps: int) -> F8:
    """Seats that each fleet could offer by open time if the checkpoint let all pass, (V, T + 1).

    Vehicles that stand by leave where the checkpoint is faster than planned.
    """
    instance = plan.instance
    hours = min(steps * instance.step, 2 * plan.makespan_hours + 24)
    many = replace(
        instance,
        hours=hours,
        groups=tuple(replace(group, people=3 * group.people) for group in instance.groups),
        passages=tuple(
            replace(way, rate=3 * way.rate, spans=((0.0, hours),)) for way in instance.passages
        ),
        rooms=(),
        exchanges=(),
    )
    seats = np.zeros((max(1, len(instance.fleets)), steps + 1))
    for row in dispatch(Grid(many, hours)).boardings:
        if row.passage == k:
            seats[max(0, row.fleet), min(steps, row.step + 1)] += row.people
    return seats


def _plan_clock(passage: Passage, step: float, steps: int) -> I8:
    """Steps of open time at the end of each step of the plan, shape (T,)."""
    edges = np.arange(steps + 1) * step
    hours = np.zeros(steps)
    for low, high in passage.spans:
        hours += np.maximum(0, np.minimum(edges[1:], high) - np.maximum(edges[:-1], low))
    return np.ceil(np.cumsum(hours) / step - 1e-9).astype(np.int64)
