"""A network of roads → routes between places: the shortest ways between neighbouring places.

Each junction belongs to the place that is nearest by road (one Dijkstra from all places at once).
Where a road leads from the junctions of one place to those of another, the two are neighbours, and
their route is as long as the shortest way that stays with the two. Ways through a third place are
left to the routes by that place. The method needs one pass over the roads and memory in proportion
to them, whatever the number of places (Erwig 2000, the graph Voronoi diagram).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.exchange.located import EARTH_KM, arc_km, chord, unit_vectors


@dataclass(frozen=True)
class Roads:
    """Junctions and the roads between them, both ways alike.

    Attributes:
        lat: Latitude of each junction, shape (N,).
        lon: Longitude, shape (N,).
        start: Junction at one end of each road, shape (E,).
        end: Junction at the other, shape (E,).
    """

    lat: F8
    lon: F8
    start: I8
    end: I8


@dataclass(frozen=True)
class Link:
    """A route between two places: their positions in the list of places, and km by road."""

    one: int
    other: int
    km: float


@dataclass(frozen=True)
class Network:
    """Routes between places.

    Attributes:
        links: Routes.
        off_road_km: Straight line from each place to the roads, shape (P,); NaN where the roads
            are too far.
    """

    links: tuple[Link, ...]
    off_road_km: F8


def length_km(lat: F8, lon: F8, start: I8, end: I8) -> F8:
    """Great-circle length of each road, shape (E,), at least a centimetre."""
    phi, theta = np.radians(lat), np.radians(lon)
    half = np.sin((phi[end] - phi[start]) / 2.0) ** 2
    half += np.cos(phi[start]) * np.cos(phi[end]) * np.sin((theta[end] - theta[start]) / 2.0) ** 2
    km = 2.0 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return np.asarray(np.maximum(km, 1e-5))


def network(roads: Roads, places: Sequence[Mapping[str, Any]], *, within_km: float) -> Network:
    """Routes between neighbouring places along roads.

    Args:
        roads: The roads; only their largest connected part is used.
        places: Rows with ``lat`` and ``lon``.
        within_km: Farthest that a place may lie from the roads.

    Returns:
        Routes; the straight lines from the two places to the roads are part of their length.
    """
    from scipy.sparse.csgraph import dijkstra

    nodes, off = _snap(roads, places, within_km)
    on_road = np.flatnonzero(nodes >= 0)
    if len(on_road) < 2:
        return Network((), off)
    graph = _graph(roads)
    # Places at one junction are one source; the first stands for the others.
    sources, first = np.unique(nodes[on_road], return_index=True)
    owner_of = dict(zip(sources.tolist(), on_road[first].tolist(), strict=True))
    distance, _, owner = dijkstra(
        graph, directed=False, indices=sources, min_only=True, return_predecessors=True
    )
    links = _between(roads, distance, owner.astype("i8"), owner_of, off)
    links += [
        Link(
            owner_of[int(nodes[index])], int(index), float(off[index] + off[owner_of[nodes[index]]])
        )
        for index in on_road
        if owner_of[int(nodes[index])] != index
    ]
    return Network(tuple(links), off)


def _graph(roads: Roads) -> Any:
    from scipy.sparse import coo_array

    km = length_km(roads.lat, roads.lon, roads.start, roads.end)
    one, other = np.minimum(roads.start, roads.end), np.maximum(roads.start, roads.end)
    order = np.lexsort((km, other, one))
    one, other, km = one[order], other[order], km[order]
    # A sum of parallel roads would be longer than each: keep the shortest.
    keep = np.ones(len(one), dtype=bool)
    keep[1:] = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
    size = len(roads.lat)
    return coo_array((km[keep], (one[keep], other[keep])), shape=(size, size)).tocsr()


def _snap(roads: Roads, places: Sequence[Mapping[str, Any]], within_km: float) -> tuple[I8, F8]:
    """Nearest junction of the largest connected part for each place (-1 if too far), and km."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    count = len(places)
    if not len(roads.start) or not count:
        return np.full(count, -1), np.full(count, np.nan)
    size = len(roads.lat)
    ones = np.ones(len(roads.start), dtype="i1")
    joined = coo_array((ones, (roads.start, roads.end)), shape=(size, size))
    label = connected_components(joined, directed=False)[1]
    main = np.flatnonzero(label == np.argmax(np.bincount(label)))
    tree = cKDTree(unit_vectors(roads.lat[main], roads.lon[main]))
    points = unit_vectors([row["lat"] for row in places], [row["lon"] for row in places])
    far, index = tree.query(points, distance_upper_bound=chord(within_km))
    index = np.atleast_1d(index)
    found = index < len(main)
    nodes = np.full(count, -1)
    nodes[found] = main[index[found]]
    return nodes, np.where(found, arc_km(np.where(found, far, 0.0)), np.nan)


def _between(
    roads: Roads, distance: F8, owner: I8, owner_of: dict[int, int], off: F8
) -> list[Link]:
    """Shortest way between each two places whose junctions a road joins."""
    km = length_km(roads.lat, roads.lon, roads.start, roads.end)
    a, b = owner[roads.start], owner[roads.end]
    across = (a != b) & (a >= 0) & (b >= 0)
    through = (distance[roads.start] + km + distance[roads.end])[across]
    one, other = np.minimum(a, b)[across], np.maximum(a, b)[across]
    order = np.lexsort((through, other, one))
    links: list[Link] = []
    last = (-1, -1)
    for index in order.tolist():
        pair = int(one[index]), int(other[index])
        if pair != last:
            last = pair
            start, end = owner_of[pair[0]], owner_of[pair[1]]
            links.append(Link(start, end, float(through[index] + off[start] + off[end])))
    return links
