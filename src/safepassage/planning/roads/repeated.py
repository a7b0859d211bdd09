"""Large networks: one constant flow repeated until everybody is out, with a proven bound.

Every assembly point sends people at a constant rate on fixed ways for as long as it takes. The
least time T for which the rates people / (T - transit) fit the network is found by bisection; each
trial is one static flow of least transit (Ford and Fulkerson 1958), thus milliseconds, and no
hour is cut into steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.errors import SafepassageError
from safepassage.planning.roads.bound import SCALE, cut_bound, plan_seconds, tight_sets
from safepassage.planning.roads.network import Roads

_ROUNDS = 22


@dataclass(frozen=True)
class Stream:
    """People who leave a node at a constant rate on one way from hour 0 on."""

    source: int
    sink: int
    arcs: tuple[int, ...]
    rate: float
    transit: float
    hours: float

    @property
    def people(self) -> float:
        """How many leave by it."""
        return self.rate * self.hours


@dataclass(frozen=True)
class Repeated:
    """A quickest plan of constant streams.

    Attributes:
        makespan: Hours until the last arrival.
        lower: Proven: no plan ends before.
        tight: The assembly points that the bound is about.
        streams: Ways with their rates.
        flow: The rates by arc in thousandths of a person an hour, shape (A,).
        person_hours: Sum of arrival hours.
    """

    makespan: float
    lower: float
    tight: tuple[int, ...]
    streams: tuple[Stream, ...]
    flow: I8
    person_hours: float

    @property
    def gap(self) -> float:
        """(makespan - bound) / makespan."""
        return max(0.0, 1 - self.lower / self.makespan) if self.makespan else 0.0


def repeated_flow(roads: Roads) -> Repeated:
    """Plan a large network.

    Args:
        roads: Network, reduced first.

    Raises:
        SafepassageError: If the solver fails.
    """
    sources = np.array(list(roads.people), dtype=np.int64)
    people = np.array(list(roads.people.values()), dtype=float)
    low, high, transit = 0.0, 1.0, np.zeros(sources.size)
    best = None
    while True:  # a time that is long enough
        found = _rates_fit(roads, sources, people, high, transit)
        if found is not None:
            best = found
            break
        low, high = high, 2 * high
        if high > 1e6:
            raise SafepassageError("the roads cannot bring everybody out within 100 years")
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        found = _rates_fit(roads, sources, people, middle, transit)
        if found is None:
            low = middle
        else:
            best, high = found, middle
    streams = _streams(roads, best, sources, people)
    makespan = max(stream.hours + stream.transit for stream in streams)
    hours = sum(stream.people * (stream.hours / 2 + stream.transit) for stream in streams)
    lower, tight = max(
        (cut_bound(roads, nodes, makespan), nodes) for nodes in tight_sets(roads, makespan)
    )
    return Repeated(makespan, min(makespan, lower), tight, tuple(streams), best, hours)


def _rates_fit(roads: Roads, sources: I8, people: F8, hours: float, transit: F8) -> I8 | None:
    """Flow that serves all assembly points within ``hours``; None if the roads cannot.

    The rates need the mean transit of each point's ways, which the flow tells: a few rounds.
    """
    flow = None
    for _ in range(4):
        if np.any(hours - transit <= 1e-9):
            return None
        wanted = np.ceil(SCALE * people / (hours - transit)).astype(np.int64)
        flow = _static(roads, sources, wanted)
        if flow is None:
            return None
        before, transit[:] = transit.copy(), _mean_transit(roads, flow, sources)
        if np.allclose(before, transit, atol=1e-4):
            break
    return flow


def _static(roads: Roads, sources: I8, wanted: I8) -> I8 | None:
    """Static flow of least transit with given rates, shape (A,); None if there is none."""
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    sinks = np.array(roads.sinks, dtype=np.int64)
    end = roads.nodes
    room = np.floor(roads.rate * SCALE).astype(np.int64)
    cost = plan_seconds(roads)
    tail = np.concatenate([roads.start, sinks]).astype(np.int32)
    head = np.concatenate([roads.end, np.full(sinks.size, end)]).astype(np.int32)
    most = np.concatenate([room, np.full(sinks.size, wanted.sum())])
    price = np.concatenate([cost, np.zeros(sinks.size)]).astype(np.int64)
    solver.add_arcs_with_capacity_and_unit_cost(tail, head, most, price)
    supplies = np.zeros(end + 1, dtype=np.int64)
    supplies[sources] = wanted
    supplies[end] = -wanted.sum()
    solver.set_nodes_supplies(np.arange(end + 1, dtype=np.int32), supplies)
    if solver.solve() != solver.OPTIMAL:
        return None
    return np.asarray(solver.flows(np.arange(roads.start.size, dtype=np.int32)))


def _mean_transit(roads: Roads, flow: I8, sources: I8) -> F8:
    """Mean hours to a destination from each assembly point along a flow, shape (S,).

    The mean over the flow that leaves a node is the same for all who are there: one linear system.
    """
    from scipy.sparse import coo_array, eye_array
    from scipy.sparse.linalg import spsolve

    out = np.bincount(roads.start, weights=flow, minlength=roads.nodes)
    share = np.divide(flow, out[roads.start], out=np.zeros(flow.size), where=out[roads.start] > 0)
    shape = (roads.nodes, roads.nodes)
    onward = coo_array((share, (roads.start, roads.end)), shape=shape).tocsc()
    own = np.bincount(roads.start, weights=share * roads.hours, minlength=roads.nodes)
    mean = spsolve((eye_array(roads.nodes, format="csc") - onward).tocsc(), own)
    return np.asarray(mean[sources])


def _streams(roads: Roads, flow: I8, sources: I8, people: F8) -> list[Stream]:
    """Take the flow apart into ways; every way of a point ends when its people have arrived."""
    left = flow.astype(np.int64).copy()
    leaving: list[list[int]] = [[] for _ in range(roads.nodes)]
    for arc in np.flatnonzero(left).tolist():
        leaving[roads.start[arc]].append(arc)
    sinks = set(roads.sinks)
    inflow = np.bincount(roads.end, weights=flow, minlength=roads.nodes)
    outflow = np.bincount(roads.start, weights=flow, minlength=roads.nodes)
    streams = []
    for source, count in zip(sources.tolist(), people.tolist(), strict=True):
        rate = round(outflow[source] - inflow[source])
        parts = _ways(roads, left, leaving, source, rate, sinks)
        total = sum(part for _, part in parts)
        transits = [float(roads.hours[list(arcs)].sum()) for arcs, _ in parts]
        # All ways of a point end at one time: rate * (end - transit) summed is its people.
        spent = sum(part * hours for (_, part), hours in zip(parts, transits, strict=True))
        ends = (SCALE * count + spent) / total
        usable = [(p, h) for p, h in zip(parts, transits, strict=True) if h < ends]
        total = sum(part for (_, part), _ in usable)
        spent = sum(part * hours for (_, part), hours in usable)
        ends = (SCALE * count + spent) / total
        for (arcs, part), hours in usable:
            sink = int(roads.end[arcs[-1]])
            streams.append(
                Stream(source, sink, tuple(arcs), part / SCALE, hours, max(0.0, ends - hours))
            )
    return streams


def _ways(
    roads: Roads, left: I8, leaving: list[list[int]], source: int, rate: int, sinks: set[int]
) -> list[tuple[list[int], int]]:
    parts = []
    while rate > 0:
        arcs: list[int] = []
        node = source
        while node not in sinks:
            while leaving[node] and left[leaving[node][-1]] <= 0:
                leaving[node].pop()
            arc = leaving[node][-1]
            arcs.append(arc)
            node = int(roads.end[arc])
        part = min(rate, *(int(left[arc]) for arc in arcs))
        for arc in arcs:
            left[arc] -= part
        rate -= part
        parts.append((arcs, part))
    return parts
