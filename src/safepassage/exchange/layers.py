"""Shapefiles, GeoPackages and the like → properties and geometries in degrees (extra ``all``)."""

from __future__ import annotations

import math
import zipfile
from pathlib import Path
from typing import Any

from safepassage.errors import not_installed
from safepassage.exchange.imported import Imported
from safepassage.exchange.sheet import MAX_BYTES, guessed_encoding

_INNER = frozenset({".shp", ".gpkg", ".geojson", ".kml", ".fgb"})
"""Endings of files of shapes in an archive."""
_Layer = tuple[list[dict[str, Any]], Any]


def read_layer(path: Path, found: Imported) -> _Layer | None:
    """Properties and geometries of the only layer, or of the one that the user names.

    Coordinates of another reference system are turned into degrees (WGS84). Letters of a
    shapefile that does not name its encoding are read as those of a text.
    """
    try:
        import pyogrio
    except ImportError:
        remedy = "or convert it to GeoJSON in degrees"
        found.problem(not_installed("such a file", "pyogrio", 100), path.name, remedy=remedy)
        return None
    if not path.exists():
        found.problem("is missing", str(path))
        return None
    if not (path.is_file() or path.is_dir()):
        found.problem("is not a file", str(path))
        return None
    if path.is_file() and path.stat().st_size > MAX_BYTES:
        found.problem(f"is larger than {MAX_BYTES >> 20} MB", path.name)
        return None
    try:
        source = _source(path, found)
        layer = None if source is None else _layer_name(pyogrio, source, path.name, found)
        return None if layer is None else _read(pyogrio, source, path, layer, found)
    except (
        RuntimeError, ValueError, OSError, zipfile.BadZipFile, pyogrio.errors.DataSourceError,
    ) as error:  # fmt: skip
        remedy = "a shapefile needs its .shx, .dbf and .prj beside it (or all of them in a .zip)"
        found.problem(f"cannot be read: {str(error)[:200]}", path.name, remedy=remedy)
        return None


def _source(path: Path, found: Imported) -> Path | str | None:
    """What the library opens: the file, or one in an archive, whatever folder of it holds it."""
    if path.suffix.lower() != ".zip":
        return path
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not name.startswith("__MACOSX/")]
    inner = {Path(name).stem: name for name in names if Path(name).suffix.lower() in _INNER}
    wanted = found.given.sheet
    if wanted is None and len(inner) > 1:
        listed = ", ".join(sorted(inner))[:200]
        remedy = f"--sheet with one of {listed}; or unpack it"
        found.problem(f"holds several files of shapes: {listed}", path.name, remedy=remedy)
        return None
    name = inner.get(wanted or "") or (next(iter(inner.values())) if len(inner) == 1 else None)
    return path if name is None else f"/vsizip/{path.resolve().as_posix()}/{name}"


def _layer_name(pyogrio: Any, source: Path | str, file: str, found: Imported) -> str | None:
    names = [str(name) for name, geometry in pyogrio.list_layers(source) if geometry is not None]
    wanted = found.given.sheet
    if wanted is None and len(names) == 1:
        return names[0]
    if wanted in names:
        return wanted
    reason = "has no layer of shapes" if not names else f"has several layers: {', '.join(names)}"
    if wanted is not None:
        reason = f"has no layer {wanted[:60]!r}"
    remedy = f"--sheet with one of {', '.join(names)[:200]}; or save that layer by itself"
    found.problem(reason[:300], file, remedy=remedy)
    return None


def _read(pyogrio: Any, source: Any, path: Path, layer: str, found: Imported) -> _Layer | None:
    import shapely

    unsaid = found.given.encoding is None and _encoding_is_unsaid(path)
    encoding = "ISO-8859-1" if unsaid else found.given.encoding
    meta, _, shapes, columns = pyogrio.raw.read(
        source, layer=layer, encoding=encoding, force_2d=True, datetime_as_string=True
    )
    if shapes is None:
        found.problem("has no shapes", path.name)
        return None
    geometries = shapely.from_wkb(shapes, on_invalid="ignore")
    if meta["crs"] is None:
        found.note(f"{path.name} does not say its reference system (.prj); degrees are taken")
    else:
        geometries = _in_degrees(geometries, meta["crs"], path.name, found)
    names = [str(name) for name in meta["fields"]]
    values = [column.tolist() for column in columns]
    if unsaid:
        decoded = _decoded(values, path.name, found)
        if decoded is None:
            return None
        values = decoded
    count = len(geometries)
    rows = [
        {name: own[row] for name, own in zip(names, values, strict=True) if _filled(own[row])}
        for row in range(count)
    ]
    return rows, geometries


def _filled(value: Any) -> bool:
    return value is not None and not (isinstance(value, float) and math.isnan(value))


def _encoding_is_unsaid(path: Path) -> bool:
    """Whether it is a shapefile without the file that names its encoding."""
    if path.suffix.lower() == ".shp":
        return not any(path.with_suffix(ending).is_file() for ending in (".cpg", ".CPG"))
    if path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path) as archive:
            endings = {Path(name).suffix.lower() for name in archive.namelist()}
        return ".shp" in endings and ".cpg" not in endings
    return False


def _decoded(values: list[list[Any]], file: str, found: Imported) -> list[list[Any]] | None:
    """Texts that were read byte by byte, in the encoding that their bytes show."""
    strange = {
        text for own in values for text in own if isinstance(text, str) and not text.isascii()
    }
    if not strange:
        return values
    data = "\n".join(sorted(strange)).encode("latin-1", "replace")
    encoding: str | None = "utf-8"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        encoding = guessed_encoding(data, file, found)
    if encoding is None:
        return None
    return [
        [text.encode("latin-1", "replace").decode(encoding, "replace")
         if isinstance(text, str) else text for text in own]
        for own in values
    ]  # fmt: skip


def _in_degrees(geometries: Any, crs: str, file: str, found: Imported) -> Any:
    import numpy as np
    import shapely
    from pyproj import CRS, Transformer

    system = CRS.from_user_input(crs)
    if system.to_epsg() == 4326 or system == CRS.from_epsg(4326):
        return geometries
    turn = Transformer.from_crs(system, 4326, always_xy=True)
    found.note(f"{file}: coordinates in {system.name} were turned into degrees")

    def turned(points: Any) -> Any:
        return np.column_stack(turn.transform(points[:, 0], points[:, 1]))

    return shapely.transform(geometries, turned)
