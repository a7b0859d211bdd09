"""Earliest arrival on the time-expanded network by min-cost flow, in whole people.

Transits are rounded to steps through the distance to the destinations, so that the errors along a
way do not add up: with d the hours to the nearest destination and c = hours + d(end) - d(start)
>= 0 the detour of a road, its steps are floor(d(start)/s) - floor(d(end)/s) + ceil(c/s), never
negative. Whoever reaches a node v in step m is truly there by m*s + d(v) mod s: the schedule can
be kept, late by less than one step. With floor(c/s) instead no true schedule is shut out: a bound.
A plan with the least sum of arrival times is an earliest-arrival flow where the destinations are
unlimited, hence also a quickest one (Gale 1959; Baumann and Skutella 2009).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.arrays import I8
from safepassage.errors import SafepassageError
from safepassage.planning.roads.network import Roads, from_sources, to_sinks

EPS = 1e-9


@dataclass(frozen=True)
class Arrivals:
    """An earliest-arrival flow.

    Attributes:
        step: Hours of a step.
        arrived: People who arrive in each step, shape (T,).
        left_behind: People who cannot arrive within the horizon.
        flow: (arc, step of setting out, people) rows, shape (n, 3).
        waits: (source node, step of setting out, people) rows, shape (m, 3).
    """

    step: float
    arrived: I8
    left_behind: int
    flow: I8
    waits: I8

    @property
    def makespan(self) -> float:
        """Hours by which the last person has arrived: the end of the last step."""
        used = np.flatnonzero(self.arrived)
        return float(used[-1] + 1) * self.step if used.size else 0.0

    @property
    def person_hours(self) -> float:
        """Sum of arrival hours (starts of steps)."""
        return float((self.arrived * np.arange(self.arrived.size)).sum() * self.step)


def transit_steps(roads: Roads, step: float, *, lower: bool) -> I8:
    """Steps of each arc, shape (A,); ``lower`` rounds so that the result is a bound."""
    away = np.where(np.isinf(to_sinks(roads)), 0.0, to_sinks(roads))
    whole = np.floor(away / step + EPS)
    detour = np.maximum(0.0, roads.hours + away[roads.end] - away[roads.start]) / step
    extra = np.floor(detour + EPS) if lower else np.ceil(detour - EPS)
    return (whole[roads.start] - whole[roads.end] + extra).astype(np.int64)


def earliest_arrival(roads: Roads, steps: int, step: float, *, lower: bool = False) -> Arrivals:
    """Bring out as many as possible within a horizon, each as early as possible.

    Args:
        roads: Network, best reduced first.
        steps: Horizon in steps.
        step: Hours of a step.
        lower: Round transits down: the result is then a bound and no schedule.

    Raises:
        SafepassageError: If the solver fails.
    """
    from ortools.graph.python import min_cost_flow  # slow to import

    lasts = transit_steps(roads, step, lower=lower)
    room = np.floor(roads.rate * step + 1e-6).astype(np.int64)
    away = np.where(np.isinf(to_sinks(roads)), steps, np.floor(to_sinks(roads) / step + EPS))
    early = np.floor(np.where(np.isinf(from_sources(roads)), steps, from_sources(roads)) / step) - 1
    times = np.arange(steps)
    reach = times[None, :] + lasts[:, None]
    ok = (reach >= 0) & (reach + away[roads.end][:, None] < steps)
    ok &= times[None, :] >= early[roads.start][:, None]
    arc, out = np.nonzero(ok)
    sources = np.array(list(roads.people), dtype=np.int64)
    supply = np.array(list(roads.people.values()), dtype=np.int64)
    first_source = roads.nodes * steps
    sink = first_source + sources.size
    waiting, leaving = (part.ravel() for part in np.indices((sources.size, steps)))
    ends = np.array(roads.sinks, dtype=np.int64)
    arrive = (ends[:, None] * steps + times).ravel()
    tails = [roads.start[arc] * steps + out, first_source + waiting, arrive]
    heads = [
        roads.end[arc] * steps + out + lasts[arc],
        sources[waiting] * steps + leaving,
        np.full(arrive.size, sink),
    ]
    most = [room[arc], supply[waiting], np.full(arrive.size, roads.total)]
    costs = [np.zeros(arc.size + waiting.size, np.int64), np.tile(times, ends.size)]
    tails.append(first_source + np.arange(sources.size))  # who stays behind
    heads.append(np.full(sources.size, sink))
    most.append(supply)
    costs.append(np.full(sources.size, 4 * steps))
    tail, head = np.concatenate(tails), np.concatenate(heads)
    used, number = np.unique(np.concatenate([tail, head]), return_inverse=True)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        number[: tail.size].astype(np.int32), number[tail.size :].astype(np.int32),
        np.concatenate(most), np.concatenate(costs),
    )  # fmt: skip
    given = np.zeros(used.size, dtype=np.int64)
    given[np.searchsorted(used, first_source + np.arange(sources.size))] = supply
    given[np.searchsorted(used, sink)] = -supply.sum()
    solver.set_nodes_supplies(np.arange(used.size, dtype=np.int32), given)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise SafepassageError(f"the flow solver stopped: {status}")
    flow = np.asarray(solver.flows(np.arange(tail.size, dtype=np.int32)))
    cuts = np.cumsum([arc.size, waiting.size, arrive.size])
    on_roads, set_out, came, behind = np.split(flow, cuts)
    arrived = came.reshape(ends.size, steps).sum(axis=0)
    going, gone = on_roads > 0, set_out > 0
    return Arrivals(
        step,
        arrived,
        int(behind.sum()),
        np.stack([arc[going], out[going], on_roads[going]], axis=1),
        np.stack([sources[waiting[gone]], leaving[gone], set_out[gone]], axis=1),
    )
