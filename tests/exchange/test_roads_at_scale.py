"""A country's roads: routes between places as long as an independent program finds them by road."""

from __future__ import annotations

import heapq
import os
import time

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from safepassage.exchange.roads import Roads, length_km, network

SIDE = int(os.environ.get("SAFEPASSAGE_ROADS_SIDE", "150"))
"""Junctions along a side: 1000 for a million, with 500 places and 10,000 pairs."""
PLACES = max(40, SIDE // 2)
PAIRS = SIDE * SIDE // 100
SOURCES = 20
"""Places from which the pairs begin; 10,000 pairs of a million junctions are 500 from each."""


def country(side: int, seed: int) -> Roads:
    """Streets in a net with gaps, each of several bends, and dead ends, as an extract has them."""
    rng = np.random.default_rng(seed)
    crossings = side // 2  # each has a street and a half, and each street two bends
    row, column = np.divmod(np.arange(crossings**2), crossings)
    lat = row * 0.02 + rng.uniform(-0.006, 0.006, crossings**2)
    lon = column * 0.02 + rng.uniform(-0.006, 0.006, crossings**2)
    right, down = np.flatnonzero(column < crossings - 1), np.flatnonzero(row < crossings - 1)
    one, other = np.append(right, down), np.append(right + 1, down + crossings)
    kept = rng.random(len(one)) < 0.75
    one, other = one[kept], other[kept]
    # Two bends in each street.
    shares = np.array([1 / 3, 2 / 3])[:, None]
    bend_lat = (lat[one] + shares * (lat[other] - lat[one])) + rng.uniform(
        -2e-3, 2e-3, (2, len(one))
    )
    bend_lon = (lon[one] + shares * (lon[other] - lon[one])) + rng.uniform(
        -2e-3, 2e-3, (2, len(one))
    )
    first = len(lat) + np.arange(len(one))
    second = first + len(one)
    return Roads(
        np.concatenate([lat, *bend_lat]), np.concatenate([lon, *bend_lon]),
        np.concatenate([one, first, second]), np.concatenate([first, second, other]),
    )  # fmt: skip


def by_heap(
    neighbours: list[list[tuple[int, float]]], start: int, ends: set[int]
) -> dict[int, float]:
    """Dijkstra from a textbook, until all ends are reached."""
    best = {start: 0.0}
    queue, left, done = [(0.0, start)], set(ends), set()
    while queue and left:
        km, node = heapq.heappop(queue)
        if node in done:
            continue
        done.add(node)
        left.discard(node)
        for other, way in neighbours[node]:
            if km + way < best.get(other, np.inf):
                best[other] = km + way
                heapq.heappush(queue, (km + way, other))
    return best


@pytest.mark.slow
def test_a_large_extract_has_the_distances_of_an_independent_program() -> None:
    roads = country(SIDE, 1)
    rng = np.random.default_rng(2)
    at = rng.choice(len(roads.lat), PLACES, replace=False)
    places = [{"lat": roads.lat[node], "lon": roads.lon[node]} for node in at]
    began = time.process_time()
    found = network(roads, places, within_km=10)
    seconds = time.process_time() - began
    neighbours: list[list[tuple[int, float]]] = [[] for _ in roads.lat]
    km = length_km(roads.lat, roads.lon, roads.start, roads.end)
    for one, other, way in zip(roads.start.tolist(), roads.end.tolist(), km.tolist(), strict=True):
        neighbours[one].append((other, way))
        neighbours[other].append((one, way))
    ends = [link.one for link in found.links], [link.other for link in found.links]
    size = len(places)
    routes = coo_array(([link.km for link in found.links], ends), shape=(size, size)).tocsr()
    ways = dijkstra(routes, directed=False)
    on_road = np.flatnonzero(found.off_road_km == 0)
    assert len(on_road) > 0.8 * size
    sources = rng.choice(on_road, min(SOURCES, len(on_road)), replace=False)
    targets = rng.choice(on_road, (len(sources), PAIRS // len(sources)))
    worst = 0.0
    for source, ends_of in zip(sources.tolist(), targets, strict=True):
        true = by_heap(neighbours, int(at[source]), set(at[ends_of].tolist()))
        for target in ends_of.tolist():
            way = true[int(at[target])]
            worst = max(worst, abs(ways[source, target] - way) / way if way else 0.0)
    assert worst <= 0.02
    assert seconds < 60, f"{len(roads.lat)} junctions took {seconds:.0f} s"
