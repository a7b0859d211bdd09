"""Violent events → the units in which they happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from safepassage.exchange.cod_ab import Unit
from safepassage.exchange.context import Context
from safepassage.exchange.imported import Imported
from safepassage.exchange.located import Nearest
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
    rows: list[dict[str, Any]] = [
        {"place": place, "lat": unit.lat, "lon": unit.lon}
        for unit, place in zip(units, places, strict=True)
    ]
    lost = [index for index, name in enumerate(names) if not name]
    near = Nearest(rows).find(
        [points[index].lat for index in lost], [points[index].lon for index in lost], WITHIN_KM
    )
    for index, name in zip(lost, near, strict=True):
        names[index] = name
    far = sum(not name for name in names)
    if far:
        found.note(f"{far} of {len(points)} violent events lie outside all units; left out")
    add_events(zip(points, names, strict=True), found, context, SOURCE, lag)


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
