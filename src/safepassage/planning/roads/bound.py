"""Proven bounds: what a set of assembly points can send at most by an hour, and what holds it up.

For any set of assembly points the most people that can arrive by hour T is the greatest T*v - (sum
of transits) of a static flow of value v (Ford and Fulkerson 1958), however people wait on the way.
For the tightest set it is the least time of all plans (Hoppe and Tardos 2000): no step is cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.errors import SafepassageError
from safepassage.planning.roads.network import Roads

SCALE = 1000
"""Rates are thousandths of a person an hour."""
COST = 3600
"""Transits are whole seconds, rounded up for plans and down for bounds."""
_HALVINGS = 24


@dataclass(frozen=True)
class Held:
    """A road of the bound: one that is full.

    Attributes:
        arc: Number of the arc.
        hours: How long it must be full.
        saves: Hours that the bound falls for 10 % more people an hour on it (first order).
    """

    arc: int
    hours: float
    saves: float


def plan_seconds(roads: Roads) -> I8:
    """Seconds of each arc for a plan, shape (A,): rounded up, never 0, so that nothing circles."""
    return np.maximum(1, np.ceil(roads.hours * COST - 1e-6)).astype(np.int64)


def cut_bound(roads: Roads, nodes: Sequence[int], most: float) -> float:
    """Largest hour, up to ``most``, by which these assembly points cannot all be empty."""
    people = sum(roads.people[node] for node in nodes)
    low, high = 0.0, most
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _Sent.by(roads, nodes, middle).people < people - 1e-6:
            low = middle
        else:
            high = middle
    return low


def what_holds(roads: Roads, nodes: Sequence[int], hours: float) -> list[Held]:
    """Roads that the bound of a set of points at its hour rests on, the tightest first.

    By linear programming duality a road whose reduced transit is -h is full for h hours, and the
    bound falls by h for each unit of throughput more, divided by the people an hour of all.
    """
    sent = _Sent.by(roads, nodes, hours)
    away = residual_hours(roads, sent.flow, sent.room, sent.cost, sent.ends)
    value = sent.rate
    if value <= 0:
        return []
    full = sent.flow[: roads.start.size] > 0
    reduced = roads.hours + away[roads.end] - away[roads.start]
    found = [
        Held(arc, float(-reduced[arc]), float(-reduced[arc] * 0.1 * roads.rate[arc] / value))
        for arc in np.flatnonzero(full & (reduced < -1e-3)).tolist()
    ]
    return sorted(found, key=lambda held: (-held.saves, held.arc))


def residual_hours(roads: Roads, flow: I8, room: I8, cost: I8, ends: tuple[I8, I8]) -> F8:
    """Least hours from each node to a destination where a flow may be sent back, shape (N,).

    Args:
        roads: Network.
        flow: Flow by arc; one of least transit, so that no way back gains.
        room: Most by arc.
        cost: Seconds by arc.
        ends: (tails, heads) of the arcs; the last node is the destination of all.
    """
    tail, head = ends
    more, back = flow < room, flow > 0
    tails = np.concatenate([tail[more], head[back]])
    heads = np.concatenate([head[more], tail[back]])
    steps = np.concatenate([cost[more], -cost[back]]).astype(float)
    count = int(max(tail.max(), head.max())) + 1
    away = np.full(count, np.inf)
    away[count - 1] = 0.0
    for _ in range(count + 1):  # Bellman and Ford, all arcs at once
        shorter = away.copy()
        np.minimum.at(shorter, tails, away[heads] + steps)
        if np.array_equal(shorter, away):
            return np.asarray(away[: roads.nodes] / COST)
        away = shorter
    raise SafepassageError("the static flow is not one of least transit")


def tight_sets(roads: Roads, makespan: float) -> list[tuple[int, ...]]:
    """All points, and those behind the cut that is tightest for rates people / makespan."""
    everyone = tuple(roads.people)
    sets = [everyone]
    for factor in (1.02, 1.1, 1.3):
        behind = _behind_cut(roads, factor / makespan)
        if behind and behind not in sets:
            sets.append(behind)
    return sets


def _behind_cut(roads: Roads, rate: float) -> tuple[int, ...]:
    """Points on the near side of a smallest cut when each sends ``rate`` times its people."""
    from ortools.graph.python import max_flow

    solver = max_flow.SimpleMaxFlow()
    begin, end = roads.nodes, roads.nodes + 1
    sources = np.array(list(roads.people), dtype=np.int64)
    sinks = np.array(roads.sinks, dtype=np.int64)
    rates = rate * np.array(list(roads.people.values()), dtype=float)
    wanted = np.ceil(SCALE * rates).astype(np.int64)
    tail = np.concatenate([roads.start, np.full(sources.size, begin), sinks])
    head = np.concatenate([roads.end, sources, np.full(sinks.size, end)])
    room = np.floor(roads.rate * SCALE).astype(np.int64)
    most = np.concatenate([room, wanted, np.full(sinks.size, wanted.sum())])
    solver.add_arcs_with_capacity(tail.astype(np.int32), head.astype(np.int32), most)
    solver.solve(begin, end)
    near = set(solver.get_source_side_min_cut())
    return tuple(node for node in roads.people if node in near)


@dataclass(frozen=True)
class _Sent:
    """The static flow that sends most by an hour.

    Attributes:
        people: How many arrive.
        rate: Thousandths of a person an hour, divided by ``SCALE``.
        flow: By arc, those to and from the helping nodes after the roads.
        room: Most by arc.
        cost: Seconds by arc.
        ends: (tails, heads) by arc.
    """

    people: float
    rate: float
    flow: I8
    room: I8
    cost: I8
    ends: tuple[I8, I8]

    @classmethod
    def by(cls, roads: Roads, nodes: Sequence[int], hours: float) -> _Sent:
        """Most people from a set of points by an hour, their own number unlimited.

        Ford and Fulkerson: the static flow that maximises hours*value - transits, a circulation.
        """
        from ortools.graph.python import min_cost_flow

        solver = min_cost_flow.SimpleMinCostFlow()
        begin, end = roads.nodes, roads.nodes + 1
        sinks, sources = np.array(roads.sinks, dtype=np.int64), np.array(nodes, dtype=np.int64)
        room = np.ceil(roads.rate * SCALE).astype(np.int64)
        much = int(room.sum())
        tail = np.concatenate([roads.start, np.full(sources.size, begin), sinks, [begin]])
        head = np.concatenate([roads.end, sources, np.full(sinks.size, end), [end]])
        most = np.concatenate([room, np.full(sources.size + sinks.size + 1, much)])
        cost = np.zeros(tail.size, dtype=np.int64)
        cost[: roads.start.size] = np.floor(roads.hours * COST)
        cost[-1] = int(np.ceil(hours * COST))  # rather stay than take longer than there is
        solver.add_arcs_with_capacity_and_unit_cost(
            tail.astype(np.int32), head.astype(np.int32), most, cost
        )
        supplies = np.zeros(roads.nodes + 2, dtype=np.int64)
        supplies[begin], supplies[end] = much, -much
        solver.set_nodes_supplies(np.arange(supplies.size, dtype=np.int32), supplies)
        if solver.solve() != solver.OPTIMAL:
            raise SafepassageError("the flow solver stopped")
        people = (much * int(cost[-1]) - solver.optimal_cost()) / COST / SCALE
        flow = np.asarray(solver.flows(np.arange(tail.size, dtype=np.int32)))
        rate = float(much - flow[-1]) / SCALE
        return cls(people, rate, flow, most, cost, (tail, head))
