"""A road network with people to bring out, and its exact reduction.

Letters: N nodes, A arcs. Hours and people an hour throughout.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.errors import Problem, ScenarioError


@dataclass(frozen=True)
class Roads:
    """Arcs with constant transit and throughput; people wait at sources only.

    Attributes:
        nodes: Number of nodes.
        start: Arc → node where it begins, shape (A,).
        end: Arc → node where it ends, shape (A,).
        hours: Transit, shape (A,).
        rate: People an hour, shape (A,).
        people: People to bring out by node (assembly points).
        sinks: Nodes that take everybody in.
    """

    nodes: int
    start: I8
    end: I8
    hours: F8
    rate: F8
    people: Mapping[int, int]
    sinks: tuple[int, ...]

    @property
    def total(self) -> int:
        """People to bring out."""
        return sum(self.people.values())


def make_roads(
    nodes: int,
    arcs: list[tuple[int, int, float, float]],
    people: Mapping[int, int],
    sinks: tuple[int, ...],
) -> Roads:
    """Roads from (start, end, hours, people an hour) tuples.

    Raises:
        ScenarioError: For a negative transit, a throughput of nought, an unknown node, or people
            whom no road leads out.
    """
    table = np.array(arcs, dtype=float).reshape(-1, 4)
    start, end = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
    problems = []
    if np.any(table[:, 2] < 0):
        problems.append(Problem("a road has a negative transit"))
    if np.any(~(table[:, 3] > 0)):
        problems.append(Problem("a road has no throughput", remedy="above 0, or leave it out"))
    named = np.concatenate([start, end, np.array([*people, *sinks], dtype=np.int64)])
    if named.size and not (named.min() >= 0 and named.max() < nodes):
        problems.append(Problem("a road, assembly point or destination names an unknown node"))
    if not sinks:
        problems.append(Problem("there is no destination"))
    if problems:
        raise ScenarioError(problems)
    there = {node: count for node, count in people.items() if count}
    roads = Roads(nodes, start, end, table[:, 2], table[:, 3], there, tuple(sinks))
    lost = [node for node, hours in zip(there, to_sinks(roads)[list(there)], strict=True)
            if np.isinf(hours)]  # fmt: skip
    if lost:
        message = f"no road leads out for {sum(people[node] for node in lost)} people at {lost[:5]}"
        raise ScenarioError([Problem(message, remedy="add a road or another destination")])
    return roads


def to_sinks(roads: Roads) -> F8:
    """Least hours from each node to a destination, shape (N,); inf where none is reached."""
    return _distances(roads, roads.end, roads.start, list(roads.sinks))


def from_sources(roads: Roads) -> F8:
    """Least hours from an assembly point to each node, shape (N,)."""
    return _distances(roads, roads.start, roads.end, [n for n, p in roads.people.items() if p])


def _distances(roads: Roads, tail: I8, head: I8, origins: list[int]) -> F8:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    order = np.argsort(-roads.hours, kind="stable")  # of parallel roads the shortest is kept
    pairs = tail[order] * roads.nodes + head[order]
    last = np.unique(pairs[::-1], return_index=True)[1]
    kept = order[::-1][last]
    hours = np.maximum(roads.hours[kept], 1e-12)
    graph = coo_array((hours, (tail[kept], head[kept])), shape=(roads.nodes, roads.nodes)).tocsr()
    if not origins:
        return np.full(roads.nodes, np.inf)
    found = dijkstra(graph, indices=origins, min_only=True)
    return np.asarray(np.round(found, 9))


def reduce_roads(roads: Roads) -> Roads:
    """The same problem on fewer nodes, exactly.

    Dead ends and what lies on no way from an assembly point to a destination go; a node between
    two neighbours becomes one road with the sum of the transits and the smaller throughput, for
    people never gain by waiting on the way where throughput is constant (Fleischer and Tardos
    1998). Roads out of a destination go too: who has arrived stays.
    """
    inner, outer = from_sources(roads), to_sinks(roads)
    sinks = set(roads.sinks)
    keep = {node for node, count in roads.people.items() if count} | sinks
    onward: dict[int, dict[int, list[tuple[float, float]]]] = {}
    back: dict[int, set[int]] = {}
    for a, b, hours, rate in zip(
        roads.start.tolist(), roads.end.tolist(), roads.hours.tolist(), roads.rate.tolist(),
        strict=True,
    ):  # fmt: skip
        if a != b and a not in sinks and np.isfinite(inner[a] + outer[b]):
            onward.setdefault(a, {}).setdefault(b, []).append((hours, rate))
            back.setdefault(b, set()).add(a)
    waiting = [n for n in range(roads.nodes) if n not in keep]
    while waiting:
        node = waiting.pop()
        waiting += _contract(node, onward, back, keep)
    arcs = [
        (a, b, hours, rate)
        for a, ends in onward.items()
        for b, ways in ends.items()
        for hours, rate in ways
    ]
    used = sorted({n for a, b, _, _ in arcs for n in (a, b)} | keep)
    number = {node: index for index, node in enumerate(used)}
    table = np.array([(number[a], number[b], h, r) for a, b, h, r in arcs]).reshape(-1, 4)
    return Roads(
        len(used),
        table[:, 0].astype(np.int64),
        table[:, 1].astype(np.int64),
        table[:, 2],
        table[:, 3],
        {number[node]: count for node, count in roads.people.items() if count},
        tuple(number[node] for node in roads.sinks),
    )


def _contract(
    node: int,
    onward: dict[int, dict[int, list[tuple[float, float]]]],
    back: dict[int, set[int]],
    keep: set[int],
) -> list[int]:
    """Remove a node that decides nothing; the neighbours to look at again."""
    if node in keep:
        return []
    after, before = set(onward.get(node, ())), set(back.get(node, ()))
    around = after | before
    if not around:
        return []
    joins = [(a, b) for a in before for b in after if a != b]
    if (
        len(around) > 2
        or any(len(onward[a][node]) > 1 for a in before)
        or any(len(onward[node][b]) > 1 for b in after)
    ):
        return []
    for a, b in joins:
        (first,), (second,) = onward[a][node], onward[node][b]
        way = (first[0] + second[0], min(first[1], second[1]))
        onward[a].setdefault(b, []).append(way)
        back.setdefault(b, set()).add(a)
    for a in before:
        del onward[a][node]
    for b in after:
        back[b].discard(node)
    onward.pop(node, None)
    back.pop(node, None)
    return [n for n in around if n not in keep]
