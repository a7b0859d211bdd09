"""Violent events → the units in which they happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from safepassage.exchange.cod_ab import Unit
from safepassage.exchange.context import Context
from safepassage.exchange.imported import Imported
from safepassage.exchange.located import Nearest
from safepassage.exchange.names import identifier
from safepassage.exchange.points import WITHIN_KM, Point, add_events

SOURCE = "start-violence"


def add_violence(
    units: Sequence[Unit],
    places: Sequence[str],
    points: Sequence[Point],
    found: Imported,
    context: Context,
    lag: int,
) -> None:
    """Add hazard and control events: in the unit that holds the point, else at the nearest."""
    names = _in_polygons(units, places, points)
    rough = [index for index, point in enumerate(points) if point.rough]
    held = _in_provinces(units, places, [points[index] for index in rough])
    for index, name in zip(rough, held, strict=True):
        names[index] = name or (names[index] if units[0].level == 1 else "")
    unknown = sum(not names[index] for index in rough)
    if unknown:
        found.losses.lose("events", "they are known to a province of several units only", unknown)
    rows: list[dict[str, Any]] = [
        {"place": place, "lat": unit.lat, "lon": unit.lon}
        for unit, place in zip(units, places, strict=True)
    ]
    lost = [index for index, name in enumerate(names) if not name and not points[index].rough]
    near = Nearest(rows).find(
        [points[index].lat for index in lost], [points[index].lon for index in lost], WITHIN_KM
    )
    for index, name in zip(lost, near, strict=True):
        names[index] = name
    far = sum(not names[index] for index in lost)
    if far:
        found.losses.lose("events", "they lie outside all units", far)
    add_events(zip(points, names, strict=True), found, context, SOURCE, lag)


def _in_provinces(
    units: Sequence[Unit], places: Sequence[str], points: Sequence[Point]
) -> list[str]:
    """Place of the only unit in the province that each event names; empty where it is not one."""
    inside: dict[str, set[str]] = defaultdict(set)
    for unit, place in zip(units, places, strict=True):
        name = identifier(unit.names.get(1, ""), "").removesuffix("-province")
        if name:
            inside[name].add(place)
    held = (inside.get(identifier(p.province, "").removesuffix("-province"), set()) for p in points)
    return [next(iter(own)) if len(own) == 1 else "" for own in held]


def _in_polygons(
    units: Sequence[Unit], places: Sequence[str], points: Sequence[Point]
) -> list[str]:
    """Place of the unit that holds each point; empty where none does. On a border, the first."""
    import shapely

    names = [""] * len(points)
    if not points:
        return names
    tree = shapely.STRtree([unit.geometry for unit in units])
    marks = shapely.points([point.lon for point in points], [point.lat for point in points])
    held, unit = tree.query(marks, predicate="intersects")
    order = np.lexsort((unit, held))
    for point, index in zip(held[order].tolist(), unit[order].tolist(), strict=True):
        if not names[point] and units[index].area_km2 > 0:
            names[point] = places[index]
    return names
