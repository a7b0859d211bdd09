"""The point that stands for a unit: on a road in it, where the file of roads has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from safepassage.exchange.cod_ab import Unit
from safepassage.exchange.roads import SNAP_KM, Roads, main_junctions
from safepassage.sphere import great_circle_km


def onto_roads(units: Sequence[Unit], roads: Roads) -> tuple[list[Unit], dict[int, float]]:
    """Move the point of each polygon off the roads to the nearest junction in the polygon.

    Otherwise every route would begin with a straight way of many km from the middle of a unit to
    the road, and none would lead through a unit. A unit that is a point, or has no road, stays.

    Returns:
        The units, and position of each that moved → km from its point before.
    """
    import shapely

    main = main_junctions(roads)
    main = main[np.argsort(roads.lat[main], kind="stable")]
    lat, lon = roads.lat[main], roads.lon[main]
    placed, moved = list(units), {}
    for index, unit in enumerate(units):
        if not unit.area_km2:
            continue
        west, south, east, north = unit.geometry.bounds
        near = np.arange(np.searchsorted(lat, south), np.searchsorted(lat, north, side="right"))
        near = near[(lon[near] >= west) & (lon[near] <= east)]
        near = near[shapely.contains_xy(unit.geometry, lon[near], lat[near])]
        if not len(near):
            continue
        km = great_circle_km(lat[near], lon[near], np.asarray(unit.lat), np.asarray(unit.lon))
        best = int(np.argmin(km))
        if km[best] > SNAP_KM:
            node = near[best]
            at = round(float(lat[node]), 6), round(float(lon[node]), 6)
            placed[index] = replace(unit, lat=at[0], lon=at[1])
            moved[index] = float(km[best])
    return placed, moved
