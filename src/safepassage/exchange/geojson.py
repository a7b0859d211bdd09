"""GeoJSON in: points become places, lines become routes; property names are those of our tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from safepassage.exchange import cells
from safepassage.exchange.context import Context, short_slug
from safepassage.exchange.features import Feature, length_km, read_features, text_of
from safepassage.exchange.imported import Imported, Row
from safepassage.exchange.located import Nearest
from safepassage.exchange.slugs import first_free
from safepassage.scenario.dictionary import dictionary

SOURCE = "geojson-file"
WITHIN_KM = 5.0
"""Farthest that the end of a line may be from a place that its properties do not name."""
_IDS = ("place", "id", "code", "pcode")


def read(path: Path, found: Imported, context: Context) -> None:
    """Places and routes from a file of points and lines (polygons: see the format cod-ab)."""
    features = read_features(path, found)
    if features is None:
        return
    found.source(SOURCE, f"GeoJSON file {path.name}")
    points = [item for item in features if item.geometry.geom_type == "Point"]
    lines = [item for item in features if item.geometry.geom_type == "LineString"]
    taken = set(context.gazetteer.places)
    places = [_place(item, path.name, taken, found) for item in points]
    nearest = Nearest(places)
    for item in lines:
        _route(item, path.name, nearest, found)
    others = len(features) - len(points) - len(lines)
    if others:
        found.note(f"{path.name}: {others} features are neither points nor lines; left out")
    known = {*dictionary()["places"], *dictionary()["routes"], *_IDS}
    unknown = sorted({name for item in features for name in item.properties} - known)
    if unknown:
        found.note(f"{path.name}: properties without a column left out: {', '.join(unknown[:20])}")


def _place(item: Feature, file: str, taken: set[str], found: Imported) -> Row:
    named = next((text for key in _IDS if (text := text_of(item.properties, key))), "")
    name = cells.words(text_of(item.properties, "name"))
    place = first_free(short_slug(named or name, f"place-{item.number}"), taken)
    taken.add(place)
    row: Row = {
        "place": place,
        "name": name or cells.words(named),
        "kind": text_of(item.properties, "kind") or "settlement",
        "lat": round(float(item.geometry.y), 6),
        "lon": round(float(item.geometry.x), 6),
        "source_id": SOURCE,
    }
    own = _columns("places", item, file, found, without=set(row))
    found.add("places", {**row, **own})
    return row


def _route(item: Feature, file: str, nearest: Nearest, found: Imported) -> None:
    coordinates = item.geometry.coords
    ends = [coordinates[0], coordinates[-1]]
    near = nearest.find([end[1] for end in ends], [end[0] for end in ends], WITHIN_KM)
    row: dict[str, Any] = {}
    for key, place in zip(("from", "to"), near, strict=True):
        named = text_of(item.properties, key)
        row[key] = short_slug(named) if named else place
        if not row[key]:
            remedy = f"name it in a property, or end the line within {WITHIN_KM:g} km of a place"
            found.row_problem("no place is known at this end", file, item.number, key, remedy)
            return
    if row["from"] == row["to"]:
        found.row_problem("begins and ends at the same place", file, item.number)
        return
    own = _columns("routes", item, file, found, without={"from", "to"})
    if "length_km" not in own:
        row["length_km"] = max(round(length_km(item.geometry), 3), 0.001)
    found.add("routes", {**row, "source_id": SOURCE, **own})


def _columns(table: str, item: Feature, file: str, found: Imported, without: set[str]) -> Row:
    """Properties that are columns of a table; cells are typed when the table is made."""
    del file, found
    return {
        name: cells.words(text)
        for name in dictionary()[table]
        if name not in without
        and name != "source_id"
        and not cells.is_blank(text := text_of(item.properties, name))
    }
