"""Violent events → the units in which they happened."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.exchange import acled, ucdp
from safepassage.exchange.cod_ab import Unit
from safepassage.exchange.context import Context
from safepassage.exchange.imported import Imported
from safepassage.exchange.located import Nearest
from safepassage.exchange.names import identifier
from safepassage.exchange.points import WITHIN_KM, Point, add_events
from safepassage.exchange.start.answers import Answers
from safepassage.exchange.start.assumptions import Assumption
from safepassage.exchange.start.inputs import Inputs

SOURCE = "start-violence"


def add_violence(
    units: Sequence[Unit],
    places: Sequence[str],
    points: Sequence[Point],
    found: Imported,
    context: Context,
    lag: int,
) -> None:
    """Add hazard and control events: in the unit that holds the point, else at the nearest."""
    names = _in_polygons(units, places, points)
    rough = [index for index, point in enumerate(points) if point.rough]
    held = _in_provinces(units, places, [points[index] for index in rough])
    for index, name in zip(rough, held, strict=True):
        names[index] = name or (names[index] if units[0].level == 1 else "")
    unknown = sum(not names[index] for index in rough)
    if unknown:
        found.losses.lose("events", "they are known to a province of several units only", unknown)
    rows: list[dict[str, Any]] = [
        {"place": place, "lat": unit.lat, "lon": unit.lon}
        for unit, place in zip(units, places, strict=True)
    ]
    lost = [index for index, name in enumerate(names) if not name and not points[index].rough]
    near = Nearest(rows).find(
        [points[index].lat for index in lost], [points[index].lon for index in lost], WITHIN_KM
    )
    for index, name in zip(lost, near, strict=True):
        names[index] = name
    far = sum(not names[index] for index in lost)
    if far:
        found.losses.lose("events", "they lie outside all units", far)
    add_events(zip(points, names, strict=True), found, context, SOURCE, lag)


def _in_provinces(
    units: Sequence[Unit], places: Sequence[str], points: Sequence[Point]
) -> list[str]:
    """Place of the only unit in the province that each event names; empty where it is not one."""
    inside: dict[str, set[str]] = defaultdict(set)
    for unit, place in zip(units, places, strict=True):
        name = identifier(unit.names.get(1, ""), "").removesuffix("-province")
        if name:
            inside[name].add(place)
    held = (inside.get(identifier(p.province, "").removesuffix("-province"), set()) for p in points)
    return [next(iter(own)) if len(own) == 1 else "" for own in held]


def _in_polygons(
    units: Sequence[Unit], places: Sequence[str], points: Sequence[Point]
) -> list[str]:
    """Place of the unit that holds each point; empty where none does. On a border, the first."""
    import shapely

    names = [""] * len(points)
    if not points:
        return names
    tree = shapely.STRtree([unit.geometry for unit in units])
    marks = shapely.points([point.lon for point in points], [point.lat for point in points])
    held, unit = tree.query(marks, predicate="intersects")
    order = np.lexsort((unit, held))
    for point, index in zip(held[order].tolist(), unit[order].tolist(), strict=True):
        if not names[point] and units[index].area_km2 > 0:
            names[point] = places[index]
    return names


def add_given_events(
    inputs: Inputs,
    places: list[str],
    files: tuple[Path | None, Path | None],
    said: Answers,
    start: dt.date,
    found: Imported,
) -> list[Assumption]:
    """Add hazard and control from the events of the files; what is assumed is given back.

    Args:
        inputs: What stands in the files.
        places: Place of each unit.
        files: Files of ACLED and UCDP, or None.
        said: What the user says beside.
        start: First day; what holds then is dated on it.
        found: Takes the rows.
    """
    given = [path.name for path in files if path is not None]
    if not given or not inputs.points:
        found.note("no violent event was given: nobody flees until events.csv has hazard")
        return []
    found.source(SOURCE, f"Violent events given to start: {', '.join(given)}")
    early = start - dt.timedelta(days=said.hold)
    points = [point for point in inputs.points if point.date > early]
    if len(points) < len(inputs.points):
        early_rows = len(inputs.points) - len(points)
        found.losses.lose("events", "they no longer count on the first day", early_rows)
    lag = acled.LAG if files[0] is not None else ucdp.LAG
    context = Context(hold=said.hold, lag=said.lag)
    add_violence(inputs.units, places, points, found, context, lag)
    _begin(found, start)
    lag = lag if said.lag is None else said.lag
    return [
        Assumption(
            "hazard-scale", 3, 3, "events",
            f"Weight at which hazard is 0.5: events of {said.hold} days at a place plus a tenth "
            "of their deaths; hazard stands for all that makes people flee", "events.csv",
        ),
        Assumption(
            "publication-lag", lag, lag, "day",
            "Days until an event is known; as-of views hang on it", "events.csv published",
        ),
    ]  # fmt: skip


def _begin(found: Imported, start: dt.date) -> None:
    """Events before the start: what holds on the first day is the last of each sort."""
    latest: dict[tuple[object, object], dict[str, Any]] = {}
    later: list[dict[str, Any]] = []
    for row in found.tables.get("events", []):
        date = row["date"]
        if isinstance(date, dt.date) and date <= start:
            latest[row["target"], row["kind"]] = {**row, "date": start}
        else:
            later.append(row)
    found.tables["events"] = [*latest.values(), *later]
