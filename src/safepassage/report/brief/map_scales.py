"""Views and scales that all layers of the map share."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from safepassage.disclosure.map_data import MapData

ASPECT = 1.55
"""Width over height."""
LARGEST = 5000
"""Area of the largest circle, square pixels."""

Spec = dict[str, Any]
Box = tuple[float, float, float, float]


class Scales:
    """Encodings that all layers share."""

    def __init__(self, far: Box, near: Box, top: float, flow: float) -> None:
        self.top, self.flow = top, flow
        self._x = self._scale(far[0], far[1], near[0], near[1])
        self._y = self._scale(far[2], far[3], near[2], near[3])

    @staticmethod
    def _scale(far0: float, far1: float, near0: float, near1: float) -> Spec:
        return {
            "domainMin": {"expr": f"near ? {near0:.3f} : {far0:.3f}"},
            "domainMax": {"expr": f"near ? {near1:.3f} : {far1:.3f}"},
            "nice": False,
            "zero": False,
            "clamp": False,
        }

    def at(self, x: str = "x", y: str = "y") -> Spec:
        """Position from two fields in km."""
        return {
            "x": {"field": x, "type": "quantitative", "scale": self._x, "axis": None},
            "y": {"field": y, "type": "quantitative", "scale": self._y, "axis": None},
        }

    def size(self, field: str) -> Spec:
        """Area of a circle from a field that counts people."""
        scale = {"type": "linear", "domain": [0, self.top], "range": [0, LARGEST], "clamp": False}
        return {"field": field, "type": "quantitative", "scale": scale, "legend": None}


def boxes(data: MapData) -> tuple[Box, Box]:
    """Both views with the aspect of the frame, with a margin."""
    wide, tall = data.size
    far = _fit(-0.06 * wide - 0.3, 1.06 * wide + 0.3, -0.08 * tall - 0.3, 1.08 * tall + 0.3)
    near = _fit(*data.near) if data.near else far
    return far, near


def _fit(x0: float, x1: float, y0: float, y1: float) -> Box:
    width = max(x1 - x0, ASPECT * (y1 - y0))
    height = width / ASPECT
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return x - width / 2, x + width / 2, y - height / 2, y + height / 2


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values."""
    return [
        {
            str(key): value.item() if isinstance(value, np.generic) else value
            for key, value in row.items()
        }
        for row in table.to_dict("records")
    ]
