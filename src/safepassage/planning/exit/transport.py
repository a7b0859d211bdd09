"""The exit as a pure network: groups to (corridor, step) slots to destinations; exact integers.

Where there are no vehicles, no families, no shared checkpoints and no linked exchanges, the
program is a transportation problem, which min-cost flow solves in whole people (Goldberg 1997).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.arrays import I8
from safepassage.errors import SafepassageError
from safepassage.planning.exit.grid import Grid
from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.objectives import hours_left, hours_out, levels
from safepassage.planning.exit.schedule import Schedule, make_schedule

COST_SCALE = 1000
"""Costs are whole thousandths of a risk-weighted hour."""


@dataclass(frozen=True)
class Arcs:
    """The network: ``costs`` has a row for each objective, the first first, shape (L + 1, A)."""

    tail: I8
    head: I8
    room: I8
    costs: I8
    supply: I8


def is_pure(instance: Instance) -> bool:
    """Whether the instance is a pure network."""
    limited = {point.place for point in instance.checkpoints}
    return (
        not instance.fleets
        and not instance.exchanges
        and all(not limited & set(passage.path) for passage in instance.passages)
        and all(not room.class_ for room in instance.rooms)
        and all(group.party == 1 for group in instance.groups)
    )


def transport(grid: Grid) -> Schedule:
    """Best schedule of a pure instance, one objective after the other.

    After each objective only the optimal flows are kept: where the reduced cost is above zero
    nothing may flow, where it is below zero the arc stays full (complementary slackness). What
    remains is a network again.

    Raises:
        SafepassageError: If the solver fails.
    """
    arcs, keys = _network(grid)
    found = lexicographic_flow(arcs)[: len(keys)].tolist()
    return make_schedule(dict(zip(keys, found, strict=True)), {})


def lexicographic_flow(arcs: Arcs) -> I8:
    """Flow on each arc, shape (A,), that is best by the first cost, then the second, and so on."""
    fixed = np.zeros(arcs.tail.size, dtype=np.int64)
    room, supply = arcs.room.copy(), arcs.supply.copy()
    flow = fixed
    for number, cost in enumerate(arcs.costs):
        own = _cheapest(arcs, room, supply, cost)
        flow = fixed + own
        if number + 1 == len(arcs.costs):
            break
        reduced = _reduced(arcs, room, own, cost)
        full = (reduced < 0) & (room > 0)
        fixed = fixed + np.where(full, room, 0)
        np.subtract.at(supply, arcs.tail[full], room[full])
        np.add.at(supply, arcs.head[full], room[full])
        room = np.where(reduced == 0, room, 0)
    return flow


def _cheapest(arcs: Arcs, room: I8, supply: I8, cost: I8) -> I8:
    from ortools.graph.python import min_cost_flow  # slow to import

    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        arcs.tail.astype(np.int32), arcs.head.astype(np.int32), room, cost
    )
    flow.set_nodes_supplies(np.arange(supply.size, dtype=np.int32), supply)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise SafepassageError(f"the flow solver stopped: {status}")
    return np.asarray(flow.flows(np.arange(arcs.tail.size, dtype=np.int32)), dtype=np.int64)


def _reduced(arcs: Arcs, room: I8, flow: I8, cost: I8) -> I8:
    """Reduced costs of an optimal flow, shape (A,); potentials by Bellman and Ford."""
    more, less = flow < room, flow > 0
    tail = np.concatenate([arcs.tail[more], arcs.head[less]])
    head = np.concatenate([arcs.head[more], arcs.tail[less]])
    length = np.concatenate([cost[more], -cost[less]])
    potential = np.zeros(arcs.supply.size, dtype=np.int64)
    for _ in range(arcs.supply.size):
        shorter = potential.copy()
        np.minimum.at(shorter, head, potential[tail] + length)
        if np.array_equal(shorter, potential):
            return np.asarray(cost + potential[arcs.tail] - potential[arcs.head])
        potential = shorter
    raise SafepassageError("the flow solver's answer is not the best")


def _network(grid: Grid) -> tuple[Arcs, list[tuple[int, int, int, int]]]:
    """Groups to (corridor, step) slots to destinations to a sink; keys of the first arcs."""
    instance = grid.instance
    order = levels(instance)
    groups, slots = len(instance.groups), len(instance.passages) * grid.steps
    ends = sorted({passage.path[-1] for passage in instance.passages})
    first_end = groups + slots
    sink = first_end + len(ends)
    arcs: list[tuple[int, int, int]] = []
    costs: list[tuple[int, int, float]] = []  # (arc, objective, cost)
    keys: list[tuple[int, int, int, int]] = []
    for k, v, g in grid.usable:
        group = instance.groups[g]
        for step in range(grid.ready(g), grid.steps):
            if grid.entrance[k, step]:
                level = 1 + order.index(group.priority)
                costs.append((len(arcs), level, hours_out(instance, k, step, g)))
                arcs.append((g, groups + k * grid.steps + step, group.people))
                keys.append((step, k, v, g))
    for k, passage in enumerate(instance.passages):
        end = first_end + ends.index(passage.path[-1])
        first_step = groups + k * grid.steps
        arcs.extend(
            (first_step + step, end, int(grid.entrance[k, step]))
            for step in np.flatnonzero(grid.entrance[k]).tolist()
        )
    room = {room.place: room.capacity for room in instance.rooms}
    for number, place in enumerate(ends):
        arcs.append((first_end + number, sink, min(instance.people, room.get(place, 10**15))))
    for g, group in enumerate(instance.groups):
        costs.append((len(arcs), 0, 1 / COST_SCALE))
        costs.append((len(arcs), 1 + order.index(group.priority), hours_left(instance, g)))
        arcs.append((g, sink, group.people))
    table = np.array(arcs, dtype=np.int64)
    price = np.zeros((1 + len(order), len(arcs)), dtype=np.int64)
    for arc, objective, cost in costs:
        price[objective, arc] = round(COST_SCALE * cost)
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[:groups] = [group.people for group in instance.groups]
    supply[sink] = -instance.people
    return Arcs(table[:, 0], table[:, 1], table[:, 2], price, supply), keys
