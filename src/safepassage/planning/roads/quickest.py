"""A plan for a large network that ends within a chosen gap of a proven bound.

Constant streams (:mod:`~safepassage.planning.roads.repeated`) give a bound and a static flow. A
maximum flow on the time-expanded network then fills the hours that constant streams leave empty.
Each node has its own clock: step k begins there at (k + phase) * step, and a road takes
ceil(hours / step + phase(start) - phase(end)) steps, so the schedule can be kept: who comes too
early waits less than a step. Phases follow the residual distances of the static flow, by which
roads that carry people lose nothing to rounding; coarse steps are then enough. A flow that falls
short names, by its smallest cut, the assembly points that the bound must be about.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.errors import SafepassageError
from safepassage.planning.roads.bound import COST, SCALE, cut_bound, plan_seconds, residual_hours
from safepassage.planning.roads.network import Roads, from_sources, to_sinks
from safepassage.planning.roads.repeated import repeated_flow

_FIRST_STEPS = 64
_MOST_STEPS = 512
_MOST_ARCS = 3_000_000
"""Arcs of the time-expanded network: about a gigabyte."""
_TINY = 1e-7


@dataclass(frozen=True)
class Quickest:
    """A plan by steps.

    Attributes:
        makespan: Hours until the last arrival.
        lower: Proven: no plan ends before.
        tight: The assembly points that the bound is about.
        step: Hours of a step.
        phase: Share of a step by which the clock of a node is late, shape (N,).
        arcs: Arc of each row of ``flow``, shape (n,).
        steps: Step in which they set out on it, shape (n,).
        flow: People of the row; they set out evenly over the step, shape (n,).
        leaving: People who leave by assembly point, as in ``people``, and step, shape (S, T).
        arrived: People who arrive by (destination, step), shape (E, T).
    """

    makespan: float
    lower: float
    tight: tuple[int, ...]
    step: float
    phase: F8
    arcs: I8
    steps: I8
    flow: F8
    leaving: F8
    arrived: F8

    @property
    def gap(self) -> float:
        """(makespan - bound) / makespan."""
        return max(0.0, 1 - self.lower / self.makespan) if self.makespan else 0.0


def quickest_flow(roads: Roads, *, gap: float = 0.01) -> Quickest:
    """Bring everybody out in at most ``gap`` more than the least time, where steps allow it.

    Args:
        roads: Network, reduced first where it is large.
        gap: Wished (makespan - bound) / makespan, above 0 and below 1.

    Raises:
        SafepassageError: If the solver fails.
    """
    constant = repeated_flow(roads)
    lower, tight = constant.lower, constant.tight
    away = _residual(roads, constant.flow)
    most = max(_FIRST_STEPS, min(_MOST_STEPS, _MOST_ARCS // max(1, roads.start.size)))
    count, hours = _FIRST_STEPS, max(1 / COST, lower / (1 - 0.9 * gap))
    while True:
        found = _Expanded(roads, away, hours, count).solve(lower, tight)
        if isinstance(found, Quickest):
            return found
        better = cut_bound(roads, found, constant.makespan) if found else 0.0
        if better > lower * (1 + gap / 20):
            lower, tight = better, found
            hours = max(hours, lower / (1 - 0.9 * gap))
        elif count < most:
            count = min(most, 2 * count)
        else:
            hours *= 1 + gap / 2


def _residual(roads: Roads, flow: I8) -> F8:
    """Residual distances of the constant streams, shape (N,); 0 where no road leads out."""
    sinks = np.array(roads.sinks, dtype=np.int64)
    ends = (
        np.concatenate([roads.start, sinks]),
        np.concatenate([roads.end, np.full(sinks.size, roads.nodes)]),
    )
    arrive = np.bincount(roads.end, weights=flow, minlength=roads.nodes)[sinks].astype(np.int64)
    room = np.concatenate(
        [np.floor(roads.rate * SCALE).astype(np.int64), np.full(sinks.size, flow.sum() + 1)]
    )
    cost = np.concatenate([plan_seconds(roads), np.zeros(sinks.size, np.int64)])
    away = residual_hours(roads, np.concatenate([flow, arrive]), room, cost, ends)
    return np.where(np.isinf(away), 0.0, away)


class _Expanded:
    """The time-expanded network of one horizon."""

    def __init__(self, roads: Roads, away: F8, hours: float, count: int) -> None:
        self.roads, self.hours, self.count = roads, hours, count
        self.step = hours / count
        self.phase = np.mod(-away / self.step, 1.0)
        self.phase[self.phase > 1 - _TINY] = 0.0
        self.phase[list(roads.sinks)] = 0.0
        # People in units so small that whole numbers lose less than a thousandth of a road.
        self.unit = 1 / max(1.0, np.ceil(1000 / float((roads.rate * self.step).min(initial=1000))))
        shift = self.phase[roads.start] - self.phase[roads.end]
        self.lasts = np.ceil(roads.hours / self.step + shift - _TINY).astype(np.int64)

    def solve(self, lower: float, tight: tuple[int, ...]) -> Quickest | tuple[int, ...]:
        """A plan that brings everybody out, else the assembly points behind the smallest cut."""
        from ortools.graph.python import max_flow

        roads, count = self.roads, self.count
        sources = np.array(list(roads.people), dtype=np.int64)
        sinks = np.array(roads.sinks, dtype=np.int64)
        supply = np.round(np.array(list(roads.people.values())) / self.unit).astype(np.int64)
        early, late = self._times()
        steps = np.arange(count)
        reach = steps + self.lasts[:, None]
        arc, out = np.nonzero(
            (steps >= early[roads.start][:, None])
            & (reach <= late[roads.end][:, None])
            & (self.lasts[:, None] >= 0)
        )
        who, when = np.nonzero(
            (steps >= early[sources][:, None]) & (steps <= late[sources][:, None])
        )
        room = np.floor(roads.rate * self.step / self.unit + 1e-6).astype(np.int64)
        first = roads.nodes * count
        begin, end = first + sources.size, first + sources.size + 1
        arrive = (sinks[:, None] * count + steps).ravel()
        parts = (
            (roads.start[arc] * count + out, roads.end[arc] * count + out + self.lasts[arc],
             room[arc]),
            (first + who, sources[who] * count + when, supply[who]),
            (arrive, np.full(arrive.size, end), np.full(arrive.size, supply.sum())),
            (np.full(sources.size, begin), first + np.arange(sources.size), supply),
        )  # fmt: skip
        tail, head, most = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        used, number = np.unique(np.concatenate([tail, head]), return_inverse=True)
        solver = max_flow.SimpleMaxFlow()
        solver.add_arcs_with_capacity(
            number[: tail.size].astype(np.int32), number[tail.size :].astype(np.int32), most
        )
        status = solver.solve(*np.searchsorted(used, [begin, end]).tolist())
        if status != solver.OPTIMAL:
            raise SafepassageError(f"the flow solver stopped: {status}")
        if solver.optimal_flow() < supply.sum():
            near = used[np.asarray(solver.get_source_side_min_cut())] - first
            return tuple(sources[near[(near >= 0) & (near < sources.size)]].tolist())
        flow = np.asarray(solver.flows(np.arange(tail.size, dtype=np.int32))) * self.unit
        cuts = np.cumsum([arc.size, who.size, arrive.size])
        on_roads, set_out, came, _ = np.split(flow, cuts)
        leaving = np.zeros((sources.size, count))
        leaving[who, when] = set_out
        arrived = came.reshape(sinks.size, count)
        last = float(np.flatnonzero(arrived.any(axis=0)).max(initial=-1) + 1) * self.step
        going = on_roads > 0
        return Quickest(
            last, min(lower, last), tight, self.step, self.phase, arc[going], out[going],
            on_roads[going], leaving, arrived,
        )  # fmt: skip

    def _times(self) -> tuple[F8, F8]:
        """First and last step in which it makes sense to be at a node, shape (N,) each."""
        early = np.ceil(from_sources(self.roads) / self.step - self.phase - _TINY)
        away = to_sinks(self.roads)
        away = np.where(np.isinf(away), 2 * self.hours, away)
        late = np.floor(self.count - 1 - away / self.step - self.phase + _TINY)
        early = np.where(np.isinf(early), self.count, np.maximum(early, 0.0))
        return early, late
