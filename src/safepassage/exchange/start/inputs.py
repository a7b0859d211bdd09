"""The files of an analyst: boundaries, population, violent events and roads."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.exchange import acled, ucdp
from safepassage.exchange.cod_ab import Unit, read_units
from safepassage.exchange.cod_ps import Counted, read_population
from safepassage.exchange.features import LAYERED, Feature, read_features
from safepassage.exchange.imported import Imported
from safepassage.exchange.points import Point
from safepassage.exchange.roads import Roads
from safepassage.exchange.same_events import joined


@dataclass(frozen=True)
class Inputs:
    """What stands in the files; None where a file was not given."""

    units: list[Unit]
    population: list[Counted] | None
    present: list[Counted] | None
    points: list[Point] | None
    roads: Roads | None


def read_inputs(
    boundaries: Path,
    population: Path | None,
    acled_file: Path | None,
    ucdp_file: Path | None,
    roads: Path | None,
    found: Imported,
    present: Path | None = None,
) -> Inputs:
    """Read all files, so that everything that is wrong is reported at once.

    Raises:
        ScenarioError: Everything that is wrong.
    """
    units = read_units(boundaries, found)
    people = read_population(population, found) if population else None
    there = read_population(present, found) if present else None
    points: list[Point] | None = None
    if acled_file:
        points = acled.read_points(acled_file, found)
    if ucdp_file:
        points = joined(points or [], ucdp.read_points(ucdp_file, found) or [], found)
    network = read_roads(roads, found) if roads else None
    if units is not None and len(units) < 2:
        remedy = "polygons or points with names or P-codes"
        found.problem("has fewer than two admin units", boundaries.name, remedy=remedy)
    found.stop_if_any()
    found.tables.clear()  # sources are named by start itself
    return Inputs(units or [], people, there, points, network)


def read_roads(path: Path, found: Imported) -> Roads | None:
    """Roads of a file of lines, or of an extract of OpenStreetMap."""
    if path.suffix.lower() in LAYERED | {".geojson", ".json"}:
        features = read_features(path, found)
        return None if features is None else roads_of_lines(features, path.name, found)
    from safepassage.exchange.osm import read_extract

    extract = read_extract(path, found)
    return None if extract is None else extract[0]


def roads_of_lines(features: list[Feature], file: str, found: Imported) -> Roads | None:
    """A network of lines that meet where they share a point (to a tenth of a metre)."""
    lines = [part for item in features for part in _parts(item.geometry)]
    if not lines:
        found.problem("holds no lines", file, remedy="roads as LineString or MultiLineString")
        return None
    points = np.concatenate([np.asarray(line.coords)[:, :2] for line in lines])
    grid = np.round(points * 1e6).astype("i8")
    unique, index = np.unique(grid, axis=0, return_inverse=True)
    index = index.reshape(-1)
    start, end = index[:-1], index[1:]
    within = np.ones(len(start), dtype=bool)
    within[np.cumsum([len(line.coords) for line in lines])[:-1] - 1] = False
    within &= start != end
    return Roads(unique[:, 1] / 1e6, unique[:, 0] / 1e6, start[within], end[within])


def _parts(geometry: Any) -> list[Any]:
    if geometry.geom_type == "LineString":
        return [geometry]
    return list(geometry.geoms) if geometry.geom_type == "MultiLineString" else []


def inputs_note(paths: dict[str, Path | None]) -> str:
    """Names of the files by what they are, for the scenario's note."""
    given = {word: path.name for word, path in paths.items() if path is not None}
    return json.dumps(given, ensure_ascii=False).strip("{}").replace('"', "")
