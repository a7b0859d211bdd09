"""Where events happened: by name, or at the nearest place that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from safepassage.sphere import chord, unit_vectors


class Nearest:
    """The nearest of the places with coordinates, within a distance."""

    def __init__(self, places: Sequence[Mapping[str, Any]]) -> None:
        from scipy.spatial import cKDTree

        kept = [row for row in places if _number(row.get("lat")) and _number(row.get("lon"))]
        self.names = [str(row["place"]) for row in kept]
        lat = [float(row["lat"]) for row in kept]
        lon = [float(row["lon"]) for row in kept]
        self._tree = cKDTree(unit_vectors(lat, lon)) if kept else None

    def find(self, lat: npt.ArrayLike, lon: npt.ArrayLike, within_km: float) -> list[str]:
        """Name of the nearest place for each point; empty where none is within ``within_km``."""
        points = unit_vectors(lat, lon)
        if self._tree is None or not len(points):
            return [""] * len(points)
        _, index = self._tree.query(points, distance_upper_bound=chord(within_km))
        return [self.names[i] if i < len(self.names) else "" for i in np.atleast_1d(index).tolist()]


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and bool(np.isfinite(value))
