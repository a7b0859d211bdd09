"""Disclosed tables for other programs: HDX HAPI names, a row of HXL tags, GeoJSON and NetCDF.

Each writer takes tables that have passed disclosure control, and never anything else: it neither
suppresses nor rounds. A suppressed count stays blank.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from safepassage.disclosure.write import LABEL_COLUMN, Tables, Writer, arrow
from safepassage.errors import StoreError, not_installed
from safepassage.exchange.geoparquet import write_geoparquet
from safepassage.neutral import neutral, neutral_frame

COUNTS = "counts_by_place"
PLACES = "places"
_NAMES = {
    "date": ("reference_period_start", "#date+start"),
    "end": ("reference_period_end", "#date+end"),
    "place": ("place_code", "#loc+code"),
    "name": ("place_name", "#loc+name"),
    "admin1_code": ("admin1_code", "#adm1+code"),
    "admin2_code": ("admin2_code", "#adm2+code"),
    "lat": ("lat", "#geo+lat"),
    "lon": ("lon", "#geo+lon"),
    "kind": ("place_type", "#loc+type"),
    "class": ("population_group", "#population+type"),
    "quantity": ("population_status", "#status"),
    "p50": ("population", "#population"),
    "p05": ("population_low", "#population+min"),
    "p95": ("population_high", "#population+max"),
    "suppressed": ("suppressed", "#meta+suppressed"),
    LABEL_COLUMN: (LABEL_COLUMN, "#meta+sensitivity"),
    "warning": ("warning", "#meta+warning"),
}
"""Column of ours → name in HAPI's manner and HXL tag."""


def hapi_table(table: pd.DataFrame, places: pd.DataFrame | None, level: str) -> pd.DataFrame:
    """A table under HAPI's names.

    ``population`` is the median of the members. A row whose place has no P-code says so in
    ``warning``, as HAPI does.
    """
    frame = table.copy()
    if "date" in frame:
        frame["end"] = frame["date"]
    if places is not None and "place" in frame:
        keys = [key for key in ("name", "admin1_code", "admin2_code") if key in places]
        frame = frame.merge(places[["place", *keys]], on="place", how="left")
        codes = [key for key in ("admin1_code", "admin2_code") if key in frame]
        coded = frame[codes].fillna("").astype(str).agg("".join, axis=1) != ""
        lacking = frame["place"].isin(places["place"]) & ~coded
        frame["warning"] = lacking.map({True: "no P-code is known for this place", False: ""})
    frame[LABEL_COLUMN] = level
    ordered = [key for key in _NAMES if key in frame]
    others = [key for key in frame if key not in _NAMES]
    return frame[[*ordered, *others]].rename(columns={key: _NAMES[key][0] for key in ordered})


def write_hapi(tables: Tables, folder: Path, notice: str, level: str) -> list[Path]:
    """CSV (UTF-8 with byte order mark) under HAPI's names; Parquet beside it with the extra."""
    files = _write_hapi(tables, folder, notice, level, hxl=False)
    try:
        arrow()
    except StoreError:
        return files
    for name, table in tables.items():
        path = folder / f"{name}.parquet"
        whole = hapi_table(table, tables.get(PLACES) if name != PLACES else None, level)
        whole.to_parquet(path, index=False)
        files.append(path)
    return files


def write_hxl(tables: Tables, folder: Path, notice: str, level: str) -> list[Path]:
    """CSV under HAPI's names with a row of HXL tags below the header."""
    return _write_hapi(tables, folder, notice, level, hxl=True)


def _write_hapi(tables: Tables, folder: Path, notice: str, level: str, *, hxl: bool) -> list[Path]:
    del notice  # a CSV has the label in each row
    tags = dict(_NAMES.values())
    files = []
    for name, table in tables.items():
        places = tables.get(PLACES) if name != PLACES else None
        frame = neutral_frame(hapi_table(table, places, level))
        path = folder / f"{name}.csv"
        text = frame.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n")
        if hxl:
            header, _, rest = text.partition("\n")
            row = ",".join(tags.get(column, "") for column in frame.columns)
            text = f"{header}\n{row}\n{rest}"
        path.write_text(text, encoding="utf-8-sig", newline="")
        files.append(path)
    return files


def write_geojson(tables: Tables, folder: Path, notice: str, level: str) -> list[Path]:
    """A point for each place that may be shown, with the counts of each date.

    A raw export has no such counts and gives the points only.
    """
    places = tables[PLACES].dropna(subset=["lat", "lon"])
    table = tables.get(COUNTS)
    counts = {} if table is None else dict(iter(table.groupby("place", sort=False)))
    features = [_feature(row, counts.get(row["place"])) for row in places.to_dict("records")]
    content = {
        "type": "FeatureCollection",
        "sensitivity": level,
        "notice": notice,
        "features": features,
    }
    path = folder / "places.geojson"
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
    return [path]


def _feature(place: Mapping[Any, Any], counts: pd.DataFrame | None) -> dict[str, Any]:
    properties: dict[str, Any] = {
        key: neutral(str(place[key]))
        for key in ("place", "name", "kind", "admin1_code", "admin2_code")
        if place.get(key)
    }
    rows = [] if counts is None else counts.to_dict("records")
    properties["counts"] = [
        {
            "date": pd.Timestamp(row["date"]).date().isoformat(),
            "quantity": row["quantity"],
            **{key: _whole(row[key]) for key in ("p05", "p50", "p95")},
        }
        for row in rows
    ]
    point = {"type": "Point", "coordinates": [float(place["lon"]), float(place["lat"])]}
    return {"type": "Feature", "properties": properties, "geometry": point}


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def write_netcdf(tables: Tables, folder: Path, notice: str, level: str) -> list[Path]:
    """Counts on (date, place, quantity) as NetCDF 4; needs the extra ``all``.

    A suppressed count and a row that is not in the table are -1, the fill value.

    Raises:
        StoreError: If the extra is missing, or the export is raw.
    """
    try:
        import h5netcdf  # noqa: F401
    except ImportError:
        raise StoreError(not_installed("netcdf", "h5netcdf", 12)) from None
    keys = ["date", "place", "quantity"]
    if COUNTS not in tables:
        raise StoreError("a raw export has no table for netcdf; choose csv or parquet")
    frame = tables[COUNTS].set_index(keys)[["p05", "p50", "p95"]].astype("Float64")
    data = frame.astype("float64").to_xarray()
    fill = {key: {"dtype": "int64", "_FillValue": -1} for key in ("p05", "p50", "p95")}
    data.attrs = {"Conventions": "CF-1.10", "title": "People by place", "notice": notice}
    data.attrs["sensitivity"] = level
    for name, text in (("p05", "5 %"), ("p50", "50 %"), ("p95", "95 %")):
        data[name].attrs = {"units": "people", "long_name": f"{text} of the members lie below"}
    path = folder / "counts_by_place.nc"
    data.to_netcdf(path, engine="h5netcdf", encoding=fill)
    return [path]


EXPORT_FORMATS: Mapping[str, Writer] = MappingProxyType(
    {
        "hapi": write_hapi,
        "hxl": write_hxl,
        "geojson": write_geojson,
        "geoparquet": write_geoparquet,
        "netcdf": write_netcdf,
    }
)
"""Format → writer, to stand beside those of ``disclosure.write``."""
