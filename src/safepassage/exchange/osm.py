"""OpenStreetMap extracts (.osm.pbf, .osm, .osm.bz2) → places and routes; needs the extra ``all``.

Two passes over the file: the first keeps the roads' junction numbers, the second the coordinates
of the junctions that are used, so that memory follows the roads and not the file. Roads that may
be driven one way only count both ways: people who flee walk, and carriageways lie side by side.
"""

from __future__ import annotations

from array import array
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.errors import not_installed
from safepassage.exchange import cells
from safepassage.exchange.context import Context, short_slug
from safepassage.exchange.flee.slugs import first_free
from safepassage.exchange.imported import Imported
from safepassage.exchange.roads import Roads, network

SOURCE = "osm"
MAX_BYTES = 4 * 1024**3
"""Largest extract that is read."""
MOST_PLACES = 500
"""Places that are taken where none is given: the most populous ones."""
WITHIN_KM = 10.0
"""Farthest that a place may lie from a road."""
_ROADS = (
    "motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "road",
)  # fmt: skip
ROADS = frozenset({*_ROADS, *(f"{name}_link" for name in _ROADS[:5])})
"""Values of ``highway`` that are used."""
_PLACES = {"city": 4, "town": 3, "village": 2, "hamlet": 1}


def read(path: Path, found: Imported, context: Context) -> None:
    """The most populous places of an extract and the routes between them."""
    del context
    extract = read_extract(path, found)
    if extract is None:
        return
    roads, places = extract
    places = sorted(places, key=lambda row: row["rank"], reverse=True)[:MOST_PLACES]
    found.source(SOURCE, "OpenStreetMap contributors", "ODbL: attribute and share alike")
    linked = network(roads, places, within_km=WITHIN_KM)
    on_road = {index for link in linked.links for index in (link.one, link.other)}
    far = len(places) - len(on_road)
    if far:
        found.note(f"{path.name}: {far} places without a road within {WITHIN_KM:g} km left out")
    add_places_and_routes(places, linked.links, on_road, found)


def add_places_and_routes(
    places: list[dict[str, Any]], links: Any, kept: set[int], found: Imported
) -> None:
    """Add the places that have a route, and the routes."""
    taken: set[str] = set()
    names: dict[int, str] = {}
    for index in sorted(kept):
        row = places[index]
        names[index] = first_free(short_slug(row["name"]), taken)
        taken.add(names[index])
        found.add(
            "places",
            {
                "place": names[index],
                "name": row["name"],
                "kind": "settlement",
                "lat": row["lat"],
                "lon": row["lon"],
                "population": row.get("population"),
                "source_id": SOURCE,
            },
        )
    for link in links:
        row = {"from": names[link.one], "to": names[link.other], "mode": "road"}
        found.add(
            "routes", {**row, "length_km": max(round(link.km, 3), 0.001), "source_id": SOURCE}
        )


def read_extract(path: Path, found: Imported) -> tuple[Roads, list[dict[str, Any]]] | None:
    """Roads, and the named places with coordinates; None (with a problem) if it cannot be read."""
    try:
        import osmium
    except ImportError:
        found.problem(not_installed("an OpenStreetMap extract", "osmium", 5), path.name)
        return None
    if not path.is_file():
        found.problem("is missing or no file", str(path))
        return None
    if path.stat().st_size > MAX_BYTES:
        found.problem(f"is larger than {MAX_BYTES >> 30} GB", path.name, remedy="cut it smaller")
        return None
    try:
        return _passes(osmium, path, found)
    except (RuntimeError, ValueError, OSError) as error:
        message = f"is not an extract of OpenStreetMap: {str(error)[:200]}"
        found.problem(message, path.name, remedy="the download may be cut off; fetch it again")
        return None


def _passes(osmium: Any, path: Path, found: Imported) -> tuple[Roads, list[dict[str, Any]]] | None:
    refs, ends = array("q"), array("q")
    ways = osmium.FileProcessor(str(path), osmium.osm.WAY)
    for way in ways.with_filter(osmium.filter.KeyFilter("highway")):
        if way.tags["highway"] in ROADS:
            refs.extend(node.ref for node in way.nodes)
            ends.append(len(refs))
    if not refs:
        found.problem("has no roads", path.name, remedy=f"ways with highway={', '.join(_ROADS)}")
        return None
    used, index = np.unique(np.frombuffer(refs, dtype="i8"), return_inverse=True)
    lat, lon, places = _coordinates(osmium, path, used)
    start, end = index[:-1], index[1:]
    within = np.ones(len(start), dtype=bool)
    within[np.frombuffer(ends, dtype="i8")[:-1] - 1] = False
    known = np.isfinite(lat)
    within &= known[start] & known[end] & (start != end)
    missing = int((~known).sum())
    if missing:
        found.note(f"{path.name}: {missing} junctions lie outside the extract; roads end before")
    return Roads(lat, lon, start[within], end[within]), places


def _coordinates(
    osmium: Any, path: Path, used: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], list[dict[str, Any]]]:
    """Coordinates of the junctions that are used (NaN where absent), and named places."""
    numbers, lats, lons = array("q"), array("d"), array("d")
    wanted = osmium.filter.IdFilter(used.tolist()).enable_for(osmium.osm.NODE)
    for node in osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(wanted):
        if node.location.valid():
            numbers.append(node.id)
            lats.append(node.lat)
            lons.append(node.lon)
    places: list[dict[str, Any]] = []
    tagged = osmium.filter.KeyFilter("place")
    for node in osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(tagged):
        _add_place(node, places)
    lat, lon = np.full(len(used), np.nan), np.full(len(used), np.nan)
    if numbers:
        position = np.searchsorted(used, np.frombuffer(numbers, dtype="i8"))
        lat[position], lon[position] = np.frombuffer(lats), np.frombuffer(lons)
    return lat, lon, places


def _add_place(node: Any, places: list[dict[str, Any]]) -> None:
    tags = node.tags
    name = cells.words(tags.get("name:en") or tags.get("name") or "")
    size = _PLACES.get(tags["place"], 0)
    if not name or not size or not node.location.valid():
        return
    try:
        population = cells.count(tags.get("population") or "")
    except cells.BadCellError:
        population = None
    places.append(
        {
            "name": name,
            "lat": round(node.lat, 6),
            "lon": round(node.lon, 6),
            "population": population,
            "rank": (population or 0.0, size),
        }
    )
