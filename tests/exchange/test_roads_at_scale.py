"""A country's roads: routes between places as long as an independent program finds them by road."""

from __future__ import annotations

import heapq
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from safepassage.arrays import I8
from safepassage.exchange.formats import read_files
from safepassage.exchange.roads import Roads, length_km

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


def extract(path: Path, roads: Roads, at: I8) -> None:
    """The same as a file of OpenStreetMap; the places are towns at junctions."""
    osmium = pytest.importorskip("osmium")
    town = {int(node): f"Town {number}" for number, node in enumerate(at)}
    with osmium.SimpleWriter(str(path)) as writer:
        make = osmium.osm.mutable
        spots = zip(roads.lon.tolist(), roads.lat.tolist(), strict=True)
        for node, spot in enumerate(spots):
            name = town.get(node)
            tags = {"place": "town", "name": name} if name else {}
            writer.add_node(make.Node(id=node + 1, location=spot, tags=tags))
        # Each street is three pieces, which stand a third of the list apart.
        pieces = roads.start.reshape(3, -1) + 1, roads.end.reshape(3, -1) + 1
        ways = np.vstack([pieces[0], pieces[1][-1:]]).T.tolist()
        for number, nodes in enumerate(ways, start=1):
            writer.add_way(make.Way(id=number, nodes=nodes, tags={"highway": "tertiary"}))


@pytest.mark.slow
def test_a_large_extract_has_the_distances_of_an_independent_program(tmp_path: Path) -> None:
    roads = country(SIDE, 1)
    rng = np.random.default_rng(2)
    at = rng.choice(len(roads.lat), PLACES, replace=False)
    extract(tmp_path / "country.osm.pbf", roads, at)
    began, wall = time.process_time(), time.perf_counter()
    found = read_files("osm", [tmp_path / "country.osm.pbf"])
    seconds, passed = time.process_time() - began, time.perf_counter() - wall
    places: list[dict[str, Any]] = found.tables["places"]
    number = {row["place"]: int(row["name"].split()[1]) for row in places}
    # Places in a part of the roads that joins no other have no route.
    assert len(number) > 0.9 * PLACES
    assert len(number) + found.losses.rows.total() == PLACES
    neighbours: list[list[tuple[int, float]]] = [[] for _ in roads.lat]
    km = length_km(roads.lat, roads.lon, roads.start, roads.end)
    for one, other, way in zip(roads.start.tolist(), roads.end.tolist(), km.tolist(), strict=True):
        neighbours[one].append((other, way))
        neighbours[other].append((one, way))
    routes: list[dict[str, Any]] = found.tables["routes"]
    ends = tuple(np.array([number[row[end]] for row in routes]) for end in ("from", "to"))
    lengths = np.array([row["length_km"] for row in routes])
    ways = dijkstra(coo_array((lengths, ends), shape=(PLACES, PLACES)).tocsr(), directed=False)
    assumed = {number[row[end]] for row in routes if row["source_id"] == "assumption"
               for end in ("from", "to")}  # fmt: skip
    on_road = np.array(sorted(set(number.values()) - assumed))
    sources = rng.choice(on_road, min(SOURCES, len(on_road)), replace=False)
    targets = rng.choice(on_road, (len(sources), PAIRS // len(sources)))
    worst, compared = 0.0, 0
    for source, ends_of in zip(sources.tolist(), targets, strict=True):
        true = by_heap(neighbours, int(at[source]), set(at[ends_of].tolist()))
        for target in ends_of.tolist():
            way = true.get(int(at[target]))
            if way is None:  # a junction of a part that joins no other: put onto the next road
                continue
            compared += 1
            worst = max(worst, abs(ways[source, target] - way) / way if way else 0.0)
    said = (
        f"{len(roads.lat)} junctions: {seconds:.0f} s of a processor, {passed:.0f} s, {worst:.4f}"
    )
    assert compared > 0.9 * PAIRS
    assert worst <= 0.02, said
    assert seconds < 60, said
