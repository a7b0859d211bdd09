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
from safepassage.exchange import cells, single
from safepassage.exchange.context import Context
from safepassage.exchange.imported import Imported
from safepassage.exchange.names import UnitName, first_free, unique
from safepassage.exchange.roads import SNAP_KM, Network, Roads, network

SOURCE = "osm"
ASSUMED = "assumption"
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
TRACKS = frozenset({"track", "path", "bridleway"})
"""Values of ``highway`` that are used where no road joins a place."""
_PLACES = {"city": 4, "town": 3, "village": 2, "hamlet": 1}
_SUBURBS = {"suburb": 2, "quarter": 1, "neighbourhood": 1}
"""Parts of towns, which are places on request."""


def read(path: Path, found: Imported, context: Context) -> None:
    """The most populous places of an extract and the routes between them."""
    extract = read_extract(path, found, suburbs=context.suburbs)
    if extract is None:
        return
    roads, places = extract
    order = sorted(places, key=lambda row: (*(-part for part in row["rank"]), row["name"]))
    places = order[:MOST_PLACES]
    if len(places) < len(order):
        reason = f"places beyond the {MOST_PLACES} most populous"
        found.losses.lose(path.name, reason, rows=len(order) - len(places))
    found.source(SOURCE, "OpenStreetMap contributors", "ODbL: attribute and share alike")
    linked = network(roads, places, within_km=WITHIN_KM)
    on_road = {index for link in linked.links for index in (link.one, link.other)}
    far = len(places) - len(on_road)
    if far:
        reason = f"places without a road within {WITHIN_KM:g} km that joins another"
        found.losses.lose(path.name, reason, rows=far)
    add_places_and_routes(places, linked, on_road, found)


def add_places_and_routes(
    places: list[dict[str, Any]], linked: Network, kept: set[int], found: Imported
) -> None:
    """Add the places that have a route, and the routes; ways to a road far off are assumed."""
    units = {index: UnitName("", str(places[index]["name"])) for index in kept}
    wanted = unique(units.values())
    taken: set[str] = set()
    names: dict[int, str] = {}
    for index in sorted(kept):
        row = places[index]
        names[index] = first_free(wanted[units[index]], taken)
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
    guesses = 0
    for link in linked.links:
        one, other = sorted((names[link.one], names[link.other]))
        row = {"from": one, "to": other, "mode": "road"}
        row["length_km"] = max(round(link.km, 3), 0.001)
        guess = linked.guess(link)
        track = "By a track or path in part" if linked.by_track & {link.one, link.other} else ""
        if guess:
            guesses += 1
            found.source(
                ASSUMED, "Assumption of the import", "A straight way to the road: check it"
            )
        found.add(
            "routes", {**row, "source_id": ASSUMED if guess else SOURCE, "note": guess or track}
        )
    if guesses:
        found.note(
            f"{guesses} routes end more than {SNAP_KM:g} km from a road: the straight way to "
            f"it is assumed (source {ASSUMED} in routes.csv)"
        )


def read_extract(
    path: Path, found: Imported, *, suburbs: bool = False
) -> tuple[Roads, list[dict[str, Any]]] | None:
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
        return _passes(osmium, path, found, {**_PLACES, **(_SUBURBS if suburbs else {})})
    except (RuntimeError, ValueError, OSError) as error:
        message = f"is not an extract of OpenStreetMap: {str(error)[:200]}"
        found.problem(message, path.name, remedy="the download may be cut off; fetch it again")
        return None


def _passes(
    osmium: Any, path: Path, found: Imported, sizes: dict[str, int]
) -> tuple[Roads, list[dict[str, Any]]] | None:
    refs, ends, tracks = array("q"), array("q"), array("b")
    ways = osmium.FileProcessor(str(path), osmium.osm.WAY)
    for way in ways.with_filter(osmium.filter.KeyFilter("highway")):
        sort = way.tags["highway"]
        if (sort in ROADS or sort in TRACKS) and len(way.nodes):
            refs.extend(node.ref for node in way.nodes)
            ends.append(len(refs))
            tracks.append(sort in TRACKS)
    if refs and min(refs) < 0:
        remedy = "save it as .osm.pbf with positive numbers: osmium renumber FILE -o NEW.osm.pbf"
        message = "has negative ids, which editors such as JOSM give to what is not uploaded"
        found.problem(message, path.name, remedy=remedy)
        return None
    if not refs:
        found.problem("has no roads", path.name, remedy=f"ways with highway={', '.join(_ROADS)}")
        return None
    used, index = np.unique(np.frombuffer(refs, dtype="i8"), return_inverse=True)
    lat, lon, places = _coordinates(osmium, path, used, sizes)
    start, end = index[:-1], index[1:]
    within = np.ones(len(start), dtype=bool)
    within[np.frombuffer(ends, dtype="i8")[:-1] - 1] = False
    known = np.isfinite(lat)
    within &= known[start] & known[end] & (start != end)
    missing = int((~known).sum())
    if missing:
        found.note(f"{path.name}: {missing} junctions lie outside the extract; roads end before")
    lengths = np.diff(np.frombuffer(ends, dtype="i8"), prepend=0)
    track = np.repeat(np.frombuffer(tracks, dtype="i1") == 1, lengths)[:-1][within]
    roads = Roads(lat, lon, start[within], end[within], track if track.any() else None)
    return roads, places


def _coordinates(
    osmium: Any, path: Path, used: np.ndarray[Any, Any], sizes: dict[str, int]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], list[dict[str, Any]]]:
    """Coordinates of the junctions that are used (NaN where absent), and named places."""
    numbers, lats, lons = array("q"), array("d"), array("d")
    wanted = osmium.filter.IdFilter(used.tolist()).enable_for(osmium.osm.NODE)
    for node in osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(wanted):
        location = node.location  # made anew each time it is asked for
        if location.valid():
            numbers.append(node.id)
            lats.append(location.lat)
            lons.append(location.lon)
    places: list[dict[str, Any]] = []
    tagged = osmium.filter.KeyFilter("place")
    for node in osmium.FileProcessor(str(path), osmium.osm.NODE).with_filter(tagged):
        _add_place(node, places, sizes)
    lat, lon = np.full(len(used), np.nan), np.full(len(used), np.nan)
    if numbers:
        position = np.searchsorted(used, np.frombuffer(numbers, dtype="i8"))
        lat[position], lon[position] = np.frombuffer(lats), np.frombuffer(lons)
    return lat, lon, places


def _add_place(node: Any, places: list[dict[str, Any]], sizes: dict[str, int]) -> None:
    tags = node.tags
    name = cells.words(tags.get("name:en") or tags.get("name") or "")
    size = sizes.get(tags["place"], 0)
    if not name or not size or not node.location.valid():
        return
    try:
        population = single.count(tags.get("population") or "")
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
