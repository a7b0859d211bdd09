"""Disclosed tables as GeoParquet 1.1: points of places and lines of moves, in WGS 84.

Like the other writers it takes tables that have passed disclosure control, and nothing else.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from safepassage.disclosure.write import LABEL_COLUMN, Tables, arrow

PLACES = "places"
_VERSION, _GEOMETRY = "1.1.0", "geometry"


def write_geoparquet(tables: Tables, folder: Path, notice: str, level: str) -> list[Path]:
    """A file a table; rows without coordinates (totals, areas) have no geometry.

    Raises:
        StoreError: If the extra ``all`` is missing.
    """
    pa, pq = arrow()
    files = []
    for name, table in tables.items():
        shapes, kind = _shapes(table, tables[PLACES])
        frame = table.assign(**{LABEL_COLUMN: level})
        content = pa.Table.from_pandas(frame, preserve_index=False)
        kept = (content.schema.metadata or {}) | {b"notice": notice.encode()}
        if shapes is not None:
            content = content.append_column(_GEOMETRY, pa.array(shapes, type=pa.binary()))
            kept[b"geo"] = json.dumps(_metadata(kind)).encode()
        path = folder / f"{name}.parquet"
        pq.write_table(content.replace_schema_metadata(kept), path)
        files.append(path)
    return files


def _metadata(kind: str) -> dict[str, Any]:
    """The key ``geo``; without a system of reference it is longitude and latitude of WGS 84."""
    column = {"encoding": "WKB", "geometry_types": [kind]}
    return {"version": _VERSION, "primary_column": _GEOMETRY, "columns": {_GEOMETRY: column}}


def _shapes(table: pd.DataFrame, places: pd.DataFrame) -> tuple[list[bytes | None] | None, str]:
    """Geometry of each row as WKB, and its type; None for a table without places."""
    if "from_lat" in table:
        ends = table[["from_lon", "from_lat", "to_lon", "to_lat"]].to_numpy(dtype=float)
        return _wkb(ends.reshape(-1, 2, 2)), "LineString"
    if "place" not in table:
        return None, ""
    at = places.set_index("place")[["lon", "lat"]].reindex(table["place"])
    return _wkb(at.to_numpy(dtype=float)), "Point"


def _wkb(corners: Any) -> list[bytes | None]:
    import shapely  # slow to import

    known = ~np.isnan(corners).any(axis=tuple(range(1, corners.ndim)))
    make = shapely.points if corners.ndim == 2 else shapely.linestrings
    found = np.full(len(corners), None, dtype=object)
    found[known] = shapely.to_wkb(make(corners[known]))
    whole: list[bytes | None] = found.tolist()
    return whole
