"""The exit as a pure network: groups to (corridor, step) slots to destinations; exact integers.

Where there are no vehicles, no families, no shared checkpoints and no linked exchanges, the
program is a transportation problem, which min-cost flow solves in whole people (Goldberg 1997).
"""

from __future__ import annotations

import numpy as np

from safepassage.errors import SafepassageError
from safepassage.planning.exit.grid import Grid
from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.program import unserved_cost, weights
from safepassage.planning.exit.schedule import Schedule, make_schedule

COST_SCALE = 1000
"""Costs are whole thousandths of a weighted hour."""


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
    """Cheapest schedule of a pure instance.

    Raises:
        SafepassageError: If the solver fails.
    """
    from ortools.graph.python import min_cost_flow  # slow to import

    instance = grid.instance
    own, lost = weights(instance), unserved_cost(instance)
    groups, slots = len(instance.groups), len(instance.passages) * grid.steps
    ends = sorted({passage.path[-1] for passage in instance.passages})
    first_end = groups + slots
    sink = first_end + len(ends)
    arcs: list[tuple[int, int, int, int]] = []
    keys: list[tuple[int, int, int, int]] = []
    for k, v, g in grid.usable:
        passage, group = instance.passages[k], instance.groups[g]
        for step in range(grid.ready(g), grid.steps):
            if grid.entrance[k, step]:
                hours = step * instance.step + passage.transit - group.ready
                slot = groups + k * grid.steps + step
                arcs.append((g, slot, group.people, round(COST_SCALE * own[g] * hours)))
                keys.append((step, k, v, g))
    for k, passage in enumerate(instance.passages):
        end = first_end + ends.index(passage.path[-1])
        first_step = groups + k * grid.steps
        arcs.extend(
            (first_step + step, end, int(grid.entrance[k, step]), 0)
            for step in np.flatnonzero(grid.entrance[k]).tolist()
        )
    room = {room.place: room.capacity for room in instance.rooms}
    for number, place in enumerate(ends):
        arcs.append((first_end + number, sink, min(instance.people, room.get(place, 10**15)), 0))
    for g, group in enumerate(instance.groups):
        arcs.append((g, sink, group.people, round(COST_SCALE * lost[g])))
    table = np.array(arcs, dtype=np.int64)
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        table[:, 0].astype(np.int32), table[:, 1].astype(np.int32), table[:, 2], table[:, 3]
    )
    supplies = np.zeros(sink + 1, dtype=np.int64)
    supplies[:groups] = [group.people for group in instance.groups]
    supplies[sink] = -instance.people
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise SafepassageError(f"the flow solver stopped: {status}")
    found = flow.flows(np.arange(len(keys), dtype=np.int32)).tolist()
    return make_schedule(dict(zip(keys, found, strict=True)), {})
