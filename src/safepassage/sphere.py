"""Distances on the Earth, taken as a sphere."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from safepassage.arrays import F8

EARTH_KM = 6371.0
"""Mean radius of the Earth; an ellipsoid would differ by up to half a percent."""


def great_circle_km(lat1: F8, lon1: F8, lat2: F8, lon2: F8) -> F8:
    """Great-circle distance by the haversine formula, degrees in, km out."""
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    half = np.sin((phi2 - phi1) / 2) ** 2
    half = half + np.cos(phi1) * np.cos(phi2) * np.sin(np.radians(lon2 - lon1) / 2) ** 2
    distance: F8 = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return distance


def unit_vectors(lat: npt.ArrayLike, lon: npt.ArrayLike) -> F8:
    """Points on the unit sphere, shape (n, 3), from degrees."""
    phi, theta = np.radians(np.asarray(lat, float)), np.radians(np.asarray(lon, float))
    parts = np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)
    return np.stack(parts, axis=-1).reshape(-1, 3)


def chord(km: float) -> float:
    """Straight-line distance on the unit sphere of a great-circle distance."""
    return float(2.0 * np.sin(min(km / EARTH_KM, np.pi) / 2.0))


def arc_km(chords: npt.ArrayLike) -> F8:
    """Great-circle distances of straight-line distances on the unit sphere."""
    half = np.clip(np.asarray(chords, float) / 2.0, 0.0, 1.0)
    return np.asarray(2.0 * EARTH_KM * np.arcsin(half))
