"""Large networks: one constant flow repeated until everybody is out, with a proven bound.

Every assembly point sends people at a constant rate on fixed ways for as long as it takes. The
least time T for which the rates people / (T - transit) fit the network is found by bisection; each
trial is one static flow of least transit (Ford and Fulkerson 1958), thus milliseconds, and no
hour is cut into steps. Bound: for any set of assembly points the most people that can arrive by T
is T*v - (sum of transits) of a static flow of least transit (their maximal dynamic flow); sets
are those that a tightest cut names.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.errors import SafepassageError
from safepassage.planning.roads.network import Roads

_SCALE = 1000
"""Rates are thousandths of a person an hour."""
_COST = 3600
"""Transits are whole seconds, rounded up for plans and down for bounds."""
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
        streams: Ways with their rates.
        person_hours: Sum of arrival hours.
    """

    makespan: float
    lower: float
    streams: tuple[Stream, ...]
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
    lower = min(makespan, _bound(roads, sources, people, makespan))
    return Repeated(makespan, lower, tuple(streams), hours)


def _rates_fit(roads: Roads, sources: I8, people: F8, hours: float, transit: F8) -> I8 | None:
    """Flow that serves all assembly points within ``hours``; None if the roads cannot.

    The rates need the mean transit of each point's ways, which the flow tells: a few rounds.
    """
    flow = None
    for _ in range(4):
        if np.any(hours - transit <= 1e-9):
            return None
        wanted = np.ceil(_SCALE * people / (hours - transit)).astype(np.int64)
        flow = _static(roads, sources, wanted)
        if flow is None:
            return None
        before, transit[:] = transit.copy(), _mean_transit(roads, flow, sources)
        if np.allclose(before, transit, atol=1e-4):
            break
    return flow


def _static(roads: Roads, sources: I8, wanted: I8, *, down: bool = False) -> I8 | None:
    """Static flow of least transit with given rates, shape (A,); None if there is none."""
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    sinks = np.array(roads.sinks, dtype=np.int64)
    end = roads.nodes
    room = np.floor(roads.rate * _SCALE).astype(np.int64)
    cost = np.floor(roads.hours * _COST) if down else np.ceil(roads.hours * _COST - 1e-6)
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
        ends = (_SCALE * count + spent) / total
        usable = [(p, h) for p, h in zip(parts, transits, strict=True) if h < ends]
        total = sum(part for (_, part), _ in usable)
        spent = sum(part * hours for (_, part), hours in usable)
        ends = (_SCALE * count + spent) / total
        for (arcs, part), hours in usable:
            sink = int(roads.end[arcs[-1]])
            streams.append(
                Stream(source, sink, tuple(arcs), part / _SCALE, hours, max(0.0, ends - hours))
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


def _bound(roads: Roads, sources: I8, people: F8, makespan: float) -> float:
    """Largest hour that is too early for some set of assembly points."""
    best = 0.0
    for chosen in _tight_sets(roads, sources, people, makespan):
        low, high = 0.0, makespan
        for _ in range(14):
            middle = (low + high) / 2
            if _most_dynamic(roads, sources[chosen], middle) < people[chosen].sum() - 1e-6:
                low = middle
            else:
                high = middle
        best = max(best, low)
    return best


def _tight_sets(roads: Roads, sources: I8, people: F8, makespan: float) -> list[I8]:
    """All points, and those behind the cut that is tightest for rates people / makespan."""
    sets = [np.arange(sources.size)]
    for factor in (1.02, 1.1, 1.3):
        behind = _behind_cut(roads, sources, factor * people / makespan)
        if 0 < behind.size < sources.size:
            sets.append(behind)
    return sets


def _behind_cut(roads: Roads, sources: I8, rates: F8) -> I8:
    """Numbers of the points on the near side of a smallest cut."""
    from ortools.graph.python import max_flow

    solver = max_flow.SimpleMaxFlow()
    begin, end = roads.nodes, roads.nodes + 1
    sinks = np.array(roads.sinks, dtype=np.int64)
    wanted = np.ceil(_SCALE * rates).astype(np.int64)
    tail = np.concatenate([roads.start, np.full(sources.size, begin), sinks])
    head = np.concatenate([roads.end, sources, np.full(sinks.size, end)])
    room = np.floor(roads.rate * _SCALE).astype(np.int64)
    most = np.concatenate([room, wanted, np.full(sinks.size, wanted.sum())])
    solver.add_arcs_with_capacity(tail.astype(np.int32), head.astype(np.int32), most)
    solver.solve(begin, end)
    near = set(solver.get_source_side_min_cut())
    return np.array([i for i, node in enumerate(sources.tolist()) if node in near], dtype=np.int64)


def _most_dynamic(roads: Roads, sources: I8, hours: float) -> float:
    """Most people that can come from a set of points by an hour (their own number unlimited).

    Ford and Fulkerson: the static flow that maximises hours*value - transits, a circulation.
    """
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    begin, end = roads.nodes, roads.nodes + 1
    sinks = np.array(roads.sinks, dtype=np.int64)
    room = np.ceil(roads.rate * _SCALE).astype(np.int64)
    much = int(room.sum())
    tail = np.concatenate([roads.start, np.full(sources.size, begin), sinks, [begin]])
    head = np.concatenate([roads.end, sources, np.full(sinks.size, end), [end]])
    most = np.concatenate([room, np.full(sources.size + sinks.size + 1, much)])
    cost = np.zeros(tail.size, dtype=np.int64)
    cost[: roads.start.size] = np.floor(roads.hours * _COST)
    cost[-1] = int(np.ceil(hours * _COST))  # rather stay than take longer than there is
    solver.add_arcs_with_capacity_and_unit_cost(
        tail.astype(np.int32), head.astype(np.int32), most, cost
    )
    supplies = np.zeros(roads.nodes + 2, dtype=np.int64)
    supplies[begin], supplies[end] = much, -much
    solver.set_nodes_supplies(np.arange(supplies.size, dtype=np.int32), supplies)
    if solver.solve() != solver.OPTIMAL:
        raise SafepassageError("the flow solver stopped")
    return float((much * cost[-1] - solver.optimal_cost()) / _COST / _SCALE)
