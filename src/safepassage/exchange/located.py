"""Where events happened: by name, or at the nearest place that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

EARTH_KM = 6371.0088
"""Mean radius of the Earth."""


def unit_vectors(lat: npt.ArrayLike, lon: npt.ArrayLike) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Points on the unit sphere, shape (n, 3), from degrees."""
    phi, theta = np.radians(np.asarray(lat, float)), np.radians(np.asarray(lon, float))
    parts = np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)
    return np.stack(parts, axis=-1).reshape(-1, 3)


def chord(km: float) -> float:
    """Straight-line distance on the unit sphere of a great-circle distance."""
    return float(2.0 * np.sin(min(km / EARTH_KM, np.pi) / 2.0))


def arc_km(chords: npt.ArrayLike) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Great-circle distances of straight-line distances on the unit sphere."""
    half = np.clip(np.asarray(chords, float) / 2.0, 0.0, 1.0)
    return np.asarray(2.0 * EARTH_KM * np.arcsin(half))


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
