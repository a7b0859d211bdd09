"""Features of GeoJSON, shapefiles, GeoPackages: properties and sound geometries in degrees."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safepassage.exchange.imported import Imported
from safepassage.exchange.sheet import read_text

_REMEDY = "a FeatureCollection in degrees (WGS84), a shapefile or a GeoPackage"
LAYERED = frozenset({".shp", ".gpkg", ".gdb", ".zip", ".kml", ".fgb"})
"""Endings of files that are read by the library of the extra ``files``."""


@dataclass(frozen=True)
class Feature:
    """One feature: its number from 1, its properties and a geometry of shapely (or None)."""

    number: int
    properties: Mapping[str, Any]
    geometry: Any


def read_features(path: Path, found: Imported) -> list[Feature] | None:
    """Features of a file; None (with a problem) if it cannot be read.

    A geometry that is missing, broken or outside the degrees of the globe is a problem of its
    feature, which is left out.
    """
    if path.suffix.lower() in LAYERED:
        from safepassage.exchange.layers import read_layer

        layer = read_layer(path, found)
        return None if layer is None else _sound(*layer, path.name, found)
    text = read_text(path, found)
    if text is None:
        return None
    try:
        content: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = str(error)[:200] if isinstance(error, ValueError) else "nested too deeply"
        found.problem(f"is not JSON: {reason}", path.name, remedy="the file may be cut off")
        return None
    items = content.get("features") if isinstance(content, dict) else None
    if not isinstance(items, list):
        found.problem("is not a FeatureCollection", path.name, remedy=_REMEDY)
        return None
    import shapely

    texts = [_geometry_text(item) for item in items]
    geometries = shapely.from_geojson(texts, on_invalid="ignore")
    properties = [item.get("properties") if isinstance(item, dict) else None for item in items]
    return _sound(properties, geometries, path.name, found)


def _sound(
    properties: Sequence[Any], geometries: Iterable[Any], file: str, found: Imported
) -> list[Feature]:
    kept: list[Feature] = []
    for number, (own, geometry) in enumerate(zip(properties, geometries, strict=True), start=1):
        if found.full:
            found.problem("has too many problems; the rest was not read", file)
            break
        reason = _wrong(geometry)
        if reason:
            found.row_problem(f"the geometry {reason}", file, number, "geometry", _REMEDY)
            continue
        names = own if isinstance(own, dict) else {}
        kept.append(Feature(number, {str(key): names[key] for key in names}, geometry))
    return kept


def _geometry_text(item: Any) -> str | None:
    geometry = item.get("geometry") if isinstance(item, dict) else None
    if not isinstance(geometry, dict):
        return None
    try:
        return json.dumps(geometry, allow_nan=False)
    except (ValueError, RecursionError):
        return None


def _wrong(geometry: Any) -> str:
    if geometry is None:
        return "is missing or broken"
    if geometry.is_empty:
        return "is empty"
    west, south, east, north = geometry.bounds
    if not (-180.5 <= west <= east <= 180.5 and -90 <= south <= north <= 90):
        return "is not in degrees"
    return ""


def text_of(properties: Mapping[str, Any], key: str) -> str:
    """A property as a short text; lists and mappings are none."""
    value = properties.get(key)
    if value is None or isinstance(value, (bool, dict, list)):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)[:2000] if not isinstance(value, int) or abs(value) < 10**15 else ""


def point_of(geometry: Any) -> tuple[float, float]:
    """(lat, lon) of a point that certainly lies on the geometry."""
    import shapely

    sound = geometry if geometry.is_valid else shapely.make_valid(geometry)
    point = shapely.point_on_surface(sound)
    return round(float(point.y), 6), round(float(point.x), 6)


def area_km2(geometry: Any) -> float:
    """Area on the WGS84 ellipsoid, km²."""
    import shapely
    from pyproj import Geod

    sound = geometry if geometry.is_valid else shapely.make_valid(geometry)
    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(shapely.orient_polygons(sound))
    return abs(float(area)) / 1e6


def length_km(geometry: Any) -> float:
    """Length on the WGS84 ellipsoid, km."""
    from pyproj import Geod

    return float(Geod(ellps="WGS84").geometry_length(geometry)) / 1e3
