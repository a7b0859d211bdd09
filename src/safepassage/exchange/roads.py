"""A network of roads → routes between places, with the distances that the roads have.

The distance of two places is that of the shortest way along the roads (Dijkstra), with the straight
way from each to its nearest junction. Of all pairs only those get a route whose distance the routes
through other places do not give already, within 1.5 % (a greedy spanner, Althöfer et al. 1993). A
place off the road is thus the end of routes and not a detour of those that pass by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.arrays import F8, I8, Flags
from safepassage.exchange.roadgraph import Edges, contracted, main_part
from safepassage.sphere import arc_km, great_circle_km, unit_vectors

STRETCH = 1.015
"""Most by which a way over routes may be longer than by road."""
SNAP_KM = 1.0
"""Way from a place to the roads that is taken without a word; a longer one is a guess."""
_BATCH = 16


@dataclass(frozen=True)
class Roads:
    """Junctions and the roads between them, both ways alike.

    Attributes:
        lat: Latitude of each junction, shape (N,).
        lon: Longitude, shape (N,).
        start: Junction at one end of each road, shape (E,).
        end: Junction at the other, shape (E,).
        track: Whether each is a track or path, shape (E,); None where none is.
    """

    lat: F8
    lon: F8
    start: I8
    end: I8
    track: Flags | None = None


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
        by_track: Positions of the places that only tracks and paths join to the roads.
    """

    links: tuple[Link, ...]
    off_road_km: F8
    by_track: frozenset[int] = frozenset()

    def guess(self, link: Link) -> str:
        """What of a route's length is a guess; empty where it is by road to within 1 km an end."""
        far = float(max(self.off_road_km[link.one], self.off_road_km[link.other]))
        return (
            f"Holds {far:.1f} km from an end to the road, a straight line" if far > SNAP_KM else ""
        )


def length_km(lat: F8, lon: F8, start: I8, end: I8) -> F8:
    """Great-circle length of each road, shape (E,), at least a centimetre."""
    return np.maximum(great_circle_km(lat[start], lon[start], lat[end], lon[end]), 1e-5)


def network(roads: Roads, places: Sequence[Mapping[str, Any]], *, within_km: float) -> Network:
    """Routes between places along roads.

    Tracks and paths count only on the way to a place that no road joins within ``SNAP_KM``.

    Args:
        roads: The roads; only their largest connected part is used.
        places: Rows with ``lat`` and ``lon``.
        within_km: Farthest that a place may lie from the roads.

    Returns:
        Routes; the straight lines from the two places to the roads are part of their length.
    """
    whole, edges = _whole(roads), _proper(roads)
    nodes, off = _snap(roads, places, main_junctions(roads), within_km)
    poor = np.zeros(len(nodes), dtype=bool)
    if roads.track is not None and not (off <= SNAP_KM).all():
        other, way = _snap(roads, places, main_part(whole, len(roads.lat)), within_km)
        poor = ~(off <= SNAP_KM) & ((way < off) | (np.isnan(off) & ~np.isnan(way)))
        nodes, off = np.where(poor, other, nodes), np.where(poor, way, off)
    on_road = np.flatnonzero(nodes >= 0)
    if len(on_road) < 2:
        return Network((), off)
    distance = _distances(edges, nodes[on_road], len(roads.lat))
    if poor.any():
        by_any = _distances(whole, nodes[on_road], len(roads.lat))
        at = poor[on_road]
        distance = np.where(at[:, None] | at[None, :], by_any, distance)
    distance += off[on_road][:, None] + off[on_road][None, :]
    np.fill_diagonal(distance, 0.0)
    links = tuple(
        Link(int(on_road[one]), int(on_road[other]), float(distance[one, other]))
        for one, other in spanner(distance, STRETCH)
    )
    return Network(links, off, frozenset(np.flatnonzero(poor).tolist()))


def _whole(roads: Roads) -> Edges:
    km = length_km(roads.lat, roads.lon, roads.start, roads.end)
    return Edges(roads.start, roads.end, km)


def _proper(roads: Roads) -> Edges:
    """Without tracks and paths."""
    return _whole(roads) if roads.track is None else _whole(roads).only(~roads.track)


def main_junctions(roads: Roads) -> I8:
    """Junctions of the largest part that roads join, tracks and paths left out."""
    return main_part(_proper(roads), len(roads.lat))


def _snap(
    roads: Roads, places: Sequence[Mapping[str, Any]], main: I8, within_km: float
) -> tuple[I8, F8]:
    """Nearest junction of the main part for each place (-1 if too far), and km."""
    from scipy.spatial import cKDTree

    count = len(places)
    if not len(main) or not count:
        return np.full(count, -1), np.full(count, np.nan)
    tree = cKDTree(unit_vectors(roads.lat[main], roads.lon[main]))
    points = unit_vectors([row["lat"] for row in places], [row["lon"] for row in places])
    nearest: tuple[Any, Any] = tree.query(points)
    km, index = arc_km(nearest[0]), nearest[1]
    found = km <= within_km
    nodes = np.full(count, -1)
    nodes[found] = main[index[found]]
    return nodes, np.where(found, km, np.nan)


def _distances(edges: Edges, nodes: I8, size: int) -> F8:
    """Shortest way along the roads between each two of these junctions, shape (P, P)."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    small, at = contracted(edges, nodes, size)
    count = int(max(small.one.max(initial=0), small.other.max(initial=0), at.max())) + 1
    graph = coo_array((small.km, (small.one, small.other)), shape=(count, count)).tocsr()
    sources, back = np.unique(at, return_inverse=True)
    distance = np.empty((len(sources), len(sources)))
    for first in range(0, len(sources), _BATCH):
        part = slice(first, first + _BATCH)
        whole = dijkstra(graph, directed=False, indices=sources[part])
        distance[part] = whole[:, sources]
    distance = np.minimum(distance, distance.T)
    return np.asarray(distance[np.ix_(back, back)])


def spanner(distance: F8, stretch: float) -> list[tuple[int, int]]:
    """Pairs whose links give every distance of a matrix, shape (P, P), within a factor.

    Pairs are looked at from the nearest; one is kept unless those before it join it already by a
    way at most ``stretch`` times as long. The order of the places does not matter but for ties.
    """
    one, other = np.triu_indices(len(distance), 1)
    km = distance[one, other]
    order = np.lexsort((other, one, km))
    by_links = np.full(distance.shape, np.inf)
    np.fill_diagonal(by_links, 0.0)
    kept: list[tuple[int, int]] = []
    for i, j, way in zip(
        one[order].tolist(), other[order].tolist(), km[order].tolist(), strict=True
    ):
        if not np.isfinite(way) or by_links[i, j] <= way * stretch:
            continue
        kept.append((i, j))
        # Only from where j is nearer over i, and to where i is nearer over j, is anything nearer.
        to_i, to_j = by_links[i], by_links[j]
        near_i = np.flatnonzero(to_i + way < to_j)
        near_j = np.flatnonzero(to_j + way < to_i)
        there = to_i[near_i, None] + (way + to_j[None, near_j])
        block = np.ix_(near_i, near_j)
        by_links[block] = shorter = np.minimum(by_links[block], there)
        by_links[np.ix_(near_j, near_i)] = shorter.T
    return kept
