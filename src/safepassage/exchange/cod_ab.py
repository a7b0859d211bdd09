"""Admin boundaries (COD-AB and others) → a place for each unit, with P-codes, point and area.

The point is one that certainly lies in the unit (``point_on_surface``), not the centroid, which may
lie outside.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from safepassage.exchange import cells
from safepassage.exchange.admin import AdminColumns, boundary_columns
from safepassage.exchange.context import Context, short_slug
from safepassage.exchange.features import Feature, area_km2, point_of, read_features, text_of
from safepassage.exchange.imported import Imported
from safepassage.exchange.names import UnitName, first_free, unique
from safepassage.scenario.dictionary import dictionary

SOURCE = "cod-ab"


@dataclass(frozen=True)
class Unit:
    """One admin unit.

    Attributes:
        level: Its level.
        codes: P-codes of it and of the units that hold it, by level.
        names: Their names.
        translations: Their names in other languages, by level and code of the language.
        lat: Latitude of a point in it.
        lon: Longitude of it.
        area_km2: Area; 0 where only a point of the unit is known.
        geometry: Polygon or point.
    """

    level: int
    codes: dict[int, str]
    names: dict[int, str]
    lat: float
    lon: float
    area_km2: float
    geometry: Any = field(repr=False, compare=False)
    translations: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Its own P-code; empty if the file has none."""
        return self.codes.get(self.level, "")

    @property
    def unit(self) -> UnitName:
        """Its own code and name, and the name of the unit that holds it."""
        above = next((self.names[n] for n in range(self.level - 1, 0, -1) if n in self.names), "")
        return UnitName(self.code, self.names.get(self.level, ""), above, self.level)

    @property
    def name(self) -> str:
        """Its own name, or its P-code."""
        return self.names.get(self.level) or self.code

    def translated(self, table: str, level: int) -> dict[str, str]:
        """Cells ``name_ar`` and so on of a table, for the unit of a level that holds it."""
        known = self.translations.get(level, {})
        columns = dictionary()[table]
        return {f"name_{code}": text for code, text in known.items() if f"name_{code}" in columns}


def read(path: Path, found: Imported, context: Context) -> None:
    """Places and areas from a file of boundaries."""
    del context
    units = read_units(path, found)
    if units:
        add_places(units, found)


def read_units(path: Path, found: Imported) -> list[Unit] | None:
    """Units of the deepest level of a file; None if it cannot be read."""
    features = read_features(path, found)
    if features is None:
        return None
    columns = boundary_columns({key: None for item in features for key in item.properties})
    if not columns.levels:
        remedy = "adm1_name and adm1_pcode, ADM1_EN and ADM1_PCODE, or NAME"
        found.problem("has no columns of admin units", path.name, remedy=remedy)
        return None
    found.source(SOURCE, "COD-AB boundaries", "OCHA common operational dataset; P-codes")
    units = [unit for item in features if (unit := _unit(item, columns, path.name, found))]
    deepest = max((unit.level for unit in units), default=0)
    kept = [unit for unit in units if unit.level == deepest]
    if len(kept) < len(units):
        found.note(f"{path.name}: only the {len(kept)} units of level {deepest} were taken")
    repeated = [code for code, n in Counter(u.code for u in kept).items() if code and n > 1]
    for code in repeated:
        found.problem(f"{code[:40]!r} stands twice", path.name, column=columns.codes[deepest])
    return kept


def _unit(item: Feature, columns: AdminColumns, file: str, found: Imported) -> Unit | None:
    if item.geometry.geom_type not in {"Polygon", "MultiPolygon", "Point"}:
        message = f"the geometry is a {item.geometry.geom_type}"
        found.row_problem(message, file, item.number, "geometry", "polygons (or points) of units")
        return None
    codes: dict[int, str] = {}
    names: dict[int, str] = {}
    for level in columns.levels:
        code = cells.words(text_of(item.properties, columns.codes.get(level, "")))
        texts = (text_of(item.properties, name) for name in columns.names.get(level, ()))
        name = next((cells.words(text) for text in texts if not cells.is_blank(text)), "")
        if code and code.isascii() and code.isdigit() and len(code) < 4:
            found.note(f"{file}: P-codes such as {code} may have lost letters or zeros")
        if code:
            codes[level] = code
        if name:
            names[level] = name
    if not codes and not names:
        found.row_problem("has neither name nor P-code", file, item.number)
        return None
    lat, lon = point_of(item.geometry)
    area = round(area_km2(item.geometry), 3)
    said = {
        level: {
            code: text
            for code, column in own.items()
            if not cells.is_blank(text := cells.words(text_of(item.properties, column)))
        }
        for level, own in columns.translations.items()
    }
    return Unit(max({*codes, *names}), codes, names, lat, lon, area, item.geometry, said)


def add_places(units: list[Unit], found: Imported) -> list[str]:
    """Add a place for each unit, and an area for each unit of level 1 but a lone namesake.

    Returns:
        Identifier of each unit's place, in order: made of the name, and of the unit above or the
        P-code too where units share a name.
    """
    names = unique(unit.unit for unit in units)
    taken: set[str] = set()
    places: list[str] = []
    for unit in units:
        place = first_free(names[unit.unit], taken)
        taken.add(place)
        places.append(place)
        found.add(
            "places",
            {
                "place": place,
                "name": unit.name,
                **unit.translated("places", unit.level),
                "kind": "settlement",
                "lat": unit.lat,
                "lon": unit.lon,
                "area_km2": unit.area_km2 or None,
                "country": unit.names.get(0, unit.codes.get(0, "")),
                "admin1_code": unit.codes.get(1, ""),
                "admin2_code": unit.codes.get(2, ""),
                "source_id": SOURCE,
            },
        )
    _add_areas(units, places, taken, found)
    return places


def _add_areas(units: list[Unit], places: list[str], taken: set[str], found: Imported) -> None:
    holders: dict[str, tuple[dict[str, str], list[str]]] = {}
    for unit, place in zip(units, places, strict=True):
        code = unit.codes.get(1, unit.names.get(1, ""))
        if code and unit.level > 1:
            called = {"name": unit.names.get(1, code), **unit.translated("areas", 1)}
            holders.setdefault(code, (called, []))[1].append(place)
    used = set(taken)
    for called, members in holders.values():
        bare = short_slug(called["name"])
        if members == [bare]:
            continue  # the place says it already
        area = first_free(f"{bare}-area" if bare in used else bare, used)
        used.add(area)
        for place in members:
            found.add("areas", {"area": area, **called, "place": place})
