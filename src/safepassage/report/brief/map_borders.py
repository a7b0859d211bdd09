"""Borders of countries and coasts under the map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from safepassage.arrays import F8
from safepassage.disclosure.map_data import MapData
from safepassage.report import palette
from safepassage.report.atlas import outlines
from safepassage.report.brief.map_scales import Box, Scales, boxes

if TYPE_CHECKING:
    from shapely import Geometry

_DIGITS = 2
"""Decimals of a kilometre."""


def borders(data: MapData) -> list[F8]:
    """Borders and coasts in the wider view of a map, each a line in km, shape (N, 2)."""
    far, _ = boxes(data)
    return [line for arc in outlines() for line in _within(data.projection.kilometres(arc), far)]


def border_layer(scales: Scales, data: MapData) -> list[dict[str, Any]]:
    """The layer; none where no border is near."""
    rows = [
        {"x": x, "y": y, "k": number, "o": place}
        for number, line in enumerate(borders(data))
        for place, (x, y) in enumerate(line.round(_DIGITS).tolist())
    ]
    if not rows:
        return []
    look = {"type": "line", "color": palette.BORDER, "strokeWidth": 1.6, "strokeDash": [7, 3, 2, 3],
            "clip": True, "aria": False}  # fmt: skip
    keys = {
        "detail": {"field": "k", "type": "nominal"},
        "order": {"field": "o", "type": "quantitative"},
    }
    return [{"data": {"values": rows}, "mark": look, "encoding": {**scales.at(), **keys}}]


def _within(line: F8, view: Box) -> Iterator[F8]:
    """The parts of a line inside a view."""
    from shapely import LineString, box  # slow to import

    x0, x1, y0, y1 = view
    (left, low), (right, high) = line.min(axis=0), line.max(axis=0)
    if left > x1 or right < x0 or low > y1 or high < y0:
        return
    yield from _lines(LineString(line).intersection(box(x0, y0, x1, y1)))


def _lines(shape: Geometry) -> Iterator[F8]:
    for part in getattr(shape, "geoms", (shape,)):
        if part.geom_type == "LineString" and not part.is_empty:
            yield np.asarray(part.coords, dtype=np.float64)
