"""Routes between units: along the roads that were given, else between neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.exchange.cod_ab import Unit
from safepassage.exchange.imported import Imported
from safepassage.exchange.roads import SNAP_KM, Link, Roads, network
from safepassage.exchange.start.assumptions import SOURCE, Assumption
from safepassage.exchange.start.inputs import Inputs
from safepassage.sphere import arc_km, unit_vectors

DETOUR = 1.3
"""Length by road for each km of straight line, where no roads were given."""
ROADS = "start-roads"
__all__ = ["DETOUR", "ROADS", "SNAP_KM", "Route", "add_routes", "links_of", "neighbours"]
OFF_ROAD_KM = 25.0
"""Farthest that a unit's point may lie from the roads."""


@dataclass(frozen=True)
class Route:
    """A route between two units: their positions, km, and what of it is a guess.

    Attributes:
        one: Position of one unit.
        other: Position of the other.
        km: Length.
        guess: What is assumed; empty where the roads give it.
        straight: Whether the whole is a straight line times the detour factor.
    """

    one: int
    other: int
    km: float
    guess: str = ""
    straight: bool = False


def links_of(units: Sequence[Unit], roads: Roads | None, found: Imported) -> list[Route]:
    """Routes that join all units: along the roads, else straight lines that are marked so."""
    straight = [_straight(units, one, other) for one, other in neighbours(units)]
    if roads is None:
        return [_guessed(link) for link in straight]
    points = [{"lat": unit.lat, "lon": unit.lon} for unit in units]
    along = network(roads, points, within_km=OFF_ROAD_KM)
    far = [unit.name for unit, km in zip(units, along.off_road_km, strict=True) if np.isnan(km)]
    if far:
        more = f" and {len(far) - 8} more" if len(far) > 8 else ""
        found.note(f"no road near {', '.join(far[:8])}{more}: joined by straight lines")
    links = list(along.links)
    extra = _joining(len(units), links, sorted(straight, key=lambda link: link.km))
    by_road = [Route(link.one, link.other, link.km, along.guess(link)) for link in links]
    return by_road + [_guessed(link) for link in extra]


def _guessed(link: Link) -> Route:
    return Route(link.one, link.other, link.km, f"Straight line times {DETOUR:g}", straight=True)


def _straight(units: Sequence[Unit], one: int, other: int) -> Link:
    ends = unit_vectors([units[one].lat, units[other].lat], [units[one].lon, units[other].lon])
    km = float(arc_km(np.linalg.norm(ends[0] - ends[1])))
    return Link(one, other, km * DETOUR)


def _joining(count: int, links: Sequence[Link], candidates: Sequence[Link]) -> list[Link]:
    """The shortest candidates that make one whole of what the links leave apart (Kruskal)."""
    group = list(range(count))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    for link in links:
        group[root(link.one)] = root(link.other)
    kept: list[Link] = []
    for link in candidates:
        one, other = root(link.one), root(link.other)
        if one != other:
            group[one] = other
            kept.append(link)
    return kept


def neighbours(units: Sequence[Unit]) -> list[tuple[int, int]]:
    """Pairs of units with no third point in the circle between them (the Gabriel graph).

    The graph is connected, for it holds the shortest tree. Circles are on a plane with the true
    scale at the middle of the map.
    """
    from scipy.spatial import cKDTree

    plane = _plane(units)
    # Points that coincide would shut each other out.
    unique, first, of = np.unique(plane, axis=0, return_index=True, return_inverse=True)
    of = of.reshape(-1)
    tree = cKDTree(unique)
    pairs: set[tuple[int, int]] = set()
    for one, other in _candidates(unique):
        middle = (unique[one] + unique[other]) / 2.0
        radius = float(np.linalg.norm(unique[one] - unique[other])) / 2.0
        if tree.query(middle)[0] >= radius * (1.0 - 1e-9):
            ends = int(first[one]), int(first[other])
            pairs.add((min(ends), max(ends)))
    same = [(int(first[of[i]]), i) for i in range(len(units)) if int(first[of[i]]) != i]
    return sorted(pairs | {(min(pair), max(pair)) for pair in same})


def _candidates(points: F8) -> list[tuple[int, int]]:
    """Pairs that hold all neighbours: the edges of the Delaunay triangles, or of a chain."""
    from scipy.spatial import Delaunay, QhullError

    if len(points) < 2:
        return []
    try:
        triangles = Delaunay(points).simplices if len(points) > 3 else None
    except QhullError:  # all on one line
        triangles = None
    if triangles is None:
        order = np.lexsort(points.T)
        if len(points) > 3:
            return list(pairwise(order.tolist()))
        return [(i, j) for i in range(len(points)) for j in range(i)]
    edges = {tuple(sorted((int(t[i]), int(t[i - 1])))) for t in triangles for i in range(3)}
    return [(a, b) for a, b in edges]


def _plane(units: Sequence[Unit]) -> F8:
    lat = np.array([unit.lat for unit in units])
    lon = np.array([unit.lon for unit in units])
    plane: Any = np.stack([lon * np.cos(np.radians(lat.mean())), lat], axis=1)
    return np.asarray(plane)


def add_routes(
    inputs: Inputs, places: list[str], path: Path | None, found: Imported
) -> list[Assumption]:
    """Add the routes between the places of the units; what of them is assumed is given back."""
    if path is not None:
        found.source(ROADS, f"Roads given to start: {path.name}")
    routes = links_of(inputs.units, inputs.roads, found)
    rows: list[dict[str, Any]] = []
    for route in routes:
        # By identifier, so that a route's own identifier does not hang on the order of the file.
        one, other = sorted((places[route.one], places[route.other]))
        row: dict[str, Any] = {"from": one, "to": other, "mode": "road"}
        row["length_km"] = max(round(route.km, 2), 0.01)
        row["source_id"] = SOURCE if route.guess else ROADS
        row["note"] = route.guess
        rows.append(row)
    for row in sorted(rows, key=lambda row: (row["from"], row["to"])):
        found.add("routes", row)
    straight = sum(route.straight for route in routes)
    snapped = sum(bool(route.guess) for route in routes) - straight
    assumed = []
    if straight:
        assumed.append(
            Assumption(
                "straight-routes", straight, straight, "routes",
                f"No road joins these units in the files: straight line times {DETOUR:g} "
                "between neighbours. A river, a front or a ridge may lie between", "routes.csv",
            )
        )  # fmt: skip
    if snapped:
        assumed.append(
            Assumption(
                "ways-to-the-road", snapped, snapped, "routes",
                f"An end of these lies more than {SNAP_KM:g} km from the roads of the file: "
                "the way to the road is taken as a straight line", "routes.csv",
            )
        )  # fmt: skip
    return assumed
