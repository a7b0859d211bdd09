"""The fairest allocation of food: the worst-off first, then the next, and so on; exactly.

The share of its need that each site gets over the whole period is raised lexicographically: no
site's share can rise unless one that is worse off, or as badly off, falls. Food moves through a
network over time (depot by day → site by day → eaten by day → site), so the shares that can be
reached form a polymatroid: the fairest vector also has the greatest total (Megiddo 1974, Optimal
flows in networks with multiple sources and sinks). Each level is the minimum over cuts of what can
pass divided by the need behind it, found by Newton's method with one maximum flow a step
(Dinkelbach 1967); the last cut names the sites that cannot get more, and what holds them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from safepassage.arrays import I8
from safepassage.planning.aid.problem import AidProblem, Allocation

SCALE = 1000
"""Flows are whole thousandths of a person-day, so that shares need not be rounded far."""
_FREE = 2**53
"""Capacity of an arc that never binds."""
_DAY_COST = 1_000
"""A day later costs as much as this many km: food moves as soon as it can."""
_FOOD, _VEHICLES, _OTHER = 0, 1, 2


@dataclass(frozen=True, eq=False)
class _Network:
    """Arcs of the network over time; the last S arcs lead from the sites to the sink."""

    problem: AidProblem
    tail: I8
    head: I8
    room: I8
    kind: I8
    cost: I8
    carries: I8

    @property
    def sink(self) -> int:
        """Number of the sink; the source is 0."""
        return int(self.head[-1])

    @cached_property
    def sites(self) -> slice:
        """The arcs from the sites to the sink."""
        return slice(self.tail.size - self.problem.shape[2], self.tail.size)


def allocate(problem: AidProblem) -> Allocation:
    """Allocate food to sites.

    Returns:
        Shares exact to a thousandth of a person-day a site.
    """
    need = problem.need.sum(axis=0)
    network = _build(problem)
    fixed = np.zeros(need.size, dtype=np.int64)
    open_ = need > 0
    limit = [""] * need.size
    rounds = 0
    while open_.any():
        rounds += 1
        level, stuck, why = _level(network, need, fixed, open_)
        fixed[stuck] = level[stuck]
        for site in np.flatnonzero(stuck):
            if level[site] < need[site] * SCALE:
                limit[site] = _word(problem, int(site), why)
        open_ &= ~stuck
    flow = _cheapest(network, fixed)
    delivered = np.zeros(problem.shape)
    moved = network.carries >= 0
    delivered.ravel()[network.carries[moved]] = flow[moved] / SCALE
    covered = np.where(need > 0, fixed / SCALE / np.maximum(need, 1), 1.0)
    served = eat(problem, delivered)
    return Allocation(delivered, served, covered, tuple(limit), rounds)


def eat(problem: AidProblem, delivered: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Person-days eaten when every site eats what it has, up to its need, shape (T, S)."""
    days, _, sites = problem.shape
    hand = problem.stock.astype(np.float64)
    served = np.zeros((days, sites))
    for day in range(days):
        hand = hand + problem.direct[day] + delivered[day].sum(axis=0)
        served[day] = np.minimum(hand, problem.need[day])
        hand = hand - served[day]
    return served


def _build(problem: AidProblem) -> _Network:
    """Nodes: source, depot by day (held, leaving), site by day, site, sink."""
    days, depots, sites = problem.shape
    held = 1 + np.arange(days * depots).reshape(days, depots)
    leaving = held + days * depots
    at_site = 1 + 2 * days * depots + np.arange(days * sites).reshape(days, sites)
    fed = at_site[-1, -1] + 1 + np.arange(sites) if at_site.size else np.zeros(0, dtype=np.int64)
    sink = int(1 + 2 * days * depots + days * sites + sites)
    comes = problem.direct.copy()
    comes[0] += problem.stock
    day, depot, site = np.nonzero(problem.open)
    km = np.minimum(np.nan_to_num(problem.km[day, depot, site], posinf=0.0), _DAY_COST / 2)
    trips = np.ravel_multi_index((day, depot, site), problem.shape)
    free = _FREE
    parts: list[tuple[Any, Any, Any, int, Any, Any]] = [
        (0, held, problem.supply * SCALE, _FOOD, 0, -1),
        (held[:-1], held[1:], free, _OTHER, 0, -1),
        (held, leaving, problem.load * SCALE, _VEHICLES, 0, -1),
        (leaving[day, depot], at_site[day, site], free, _OTHER, day * _DAY_COST + km.astype("i8"),
         trips),
        (0, at_site, comes * SCALE, _FOOD, 0, -1),
        (at_site[:-1], at_site[1:], free, _OTHER, 0, -1),
        (at_site, np.repeat(fed[None], days, axis=0), problem.need * SCALE, _OTHER, 0, -1),
        (fed, sink, 0, _OTHER, 0, -1),
    ]  # fmt: skip
    columns: list[list[I8]] = [[], [], [], [], [], []]
    for part in parts:
        arrays = np.broadcast_arrays(*part)
        for column, array in zip(columns, arrays, strict=True):
            column.append(np.asarray(array, dtype=np.int64).ravel())
    return _Network(problem, *(np.concatenate(column) for column in columns))


def _level(
    network: _Network, need: I8, fixed: I8, open_: np.ndarray[Any, Any]
) -> tuple[I8, np.ndarray[Any, Any], I8]:
    """Raise all open sites together as far as possible.

    Returns:
        Capacity of every site at that level, which open sites cannot get more, and how much of
        the cut is food and how much vehicles.
    """
    level = np.where(open_, need * SCALE, fixed)
    stuck, why = open_.copy(), np.zeros(3, dtype=np.int64)
    while True:
        inside, cut, total = _flow(network, level)
        if total == level.sum():
            return level, stuck, why
        behind = ~inside[network.tail[network.sites]]
        stuck = open_ & behind
        inner = cut.copy()
        inner[network.sites] = False
        passes = int(network.room[inner].sum()) - int(fixed[behind & ~open_].sum())
        why = np.bincount(network.kind[inner], network.room[inner], minlength=3).astype(np.int64)
        share = max(passes, 0), max(int(need[stuck].sum()), 1)
        raised = [int(n) * share[0] // share[1] for n in need]  # exact: Python integers
        level = np.where(open_, np.minimum(level, np.array(raised, dtype=np.int64)), fixed)


def _flow(network: _Network, level: I8) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], int]:
    """Maximum flow: nodes on the source's side, arcs of the cut, value."""
    from ortools.graph.python import max_flow

    room = network.room.copy()
    room[network.sites] = level
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(network.tail, network.head, room)
    if solver.solve(0, network.sink) != solver.OPTIMAL:
        raise RuntimeError("the maximum flow failed; this is a fault of safepassage")
    inside = np.zeros(network.sink + 1, dtype=bool)
    inside[solver.get_source_side_min_cut()] = True
    cut = inside[network.tail] & ~inside[network.head]
    return inside, cut, int(solver.optimal_flow())


def _cheapest(network: _Network, fixed: I8) -> I8:
    """The flow that brings every site its amount soonest, and then over the least distance."""
    from ortools.graph.python import min_cost_flow

    room = np.minimum(network.room, int(fixed.sum()))
    room[network.sites] = fixed
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(network.tail, network.head, room, network.cost)
    solver.set_node_supply(0, int(fixed.sum()))
    solver.set_node_supply(network.sink, -int(fixed.sum()))
    if solver.solve() != solver.OPTIMAL:
        raise RuntimeError("the cheapest flow failed; this is a fault of safepassage")
    return np.asarray(solver.flows(np.arange(network.tail.size)), dtype=np.int64)


def _word(problem: AidProblem, site: int, why: I8) -> str:
    """What holds a site down, from what the cut consists of."""
    if why[_FOOD] or why[_VEHICLES]:
        return "vehicles" if why[_VEHICLES] > why[_FOOD] else "food"
    # Nothing at all comes through: say what is missing on the way.
    days, depots = np.nonzero(problem.open[:, :, site])
    if not days.size:
        return "access"
    if not any(problem.supply[: day + 1, i].any() for day, i in zip(days, depots, strict=True)):
        return "access" if problem.supply[:, depots].any() else "food"
    return "access" if problem.load[days, depots].any() else "vehicles"
