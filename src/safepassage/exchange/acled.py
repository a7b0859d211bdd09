"""ACLED event files: one row an event → hazard and control at places.

Traps that are handled: a byte order mark, ``inter1`` as a number (old) or a text (new), country
codes as numbers, events whose day or place is known only roughly. ACLED's terms forbid passing its
rows on: what is kept are levels by place and day, without parties, texts or event identifiers.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from safepassage.exchange.context import Context
from safepassage.exchange.imported import Imported
from safepassage.exchange.points import Point, coordinates, each_once, put_on_places
from safepassage.exchange.sheet import Reading, read_sheet, readings

SOURCE = "acled"
LAG = 7
"""Days until an event is published: ACLED releases weekly."""
_VIOLENT = ("battle", "explosions", "remote violence", "violence against civilians")
_OTHER = ("protest", "riot", "strategic development", "headquarters", "non-violent")
_STATE = {"1", "state forces"}
_EXTERNAL = {"8", "external/other forces", "external forces", "other forces"}
_NEEDED = ("event_date", "event_type", "latitude", "longitude")


def read(path: Path, found: Imported, context: Context) -> None:
    """Hazard and control events from an ACLED file."""
    read_all([path], found, context)


def read_all(paths: Sequence[Path], found: Imported, context: Context) -> None:
    """The same from several files; an event that several of them hold counts once."""
    seen: set[str] = set()
    points = [point for path in paths for point in read_points(path, found, seen) or ()]
    if not found.problems:
        put_on_places(points, found, context, SOURCE, LAG)


def read_points(path: Path, found: Imported, seen: set[str] | None = None) -> list[Point] | None:
    """The violent events and changes of control of a file; None if it cannot be read."""
    sheet = read_sheet(path, found, lambda names: "event_date" in map(_bare, names))
    if sheet is None or sheet.need(found, *_NEEDED) is None:
        return None
    found.source(SOURCE, "ACLED", "Aggregated by place and day; its rows may not be passed on")
    columns = _Columns(*(sheet.column(name) for name in _Columns._fields))
    identity = "event_id_cnty", columns.event_id_cnty
    return each_once(readings(sheet, found), identity, seen, lambda row: _point(row, columns))


def _bare(name: str) -> str:
    return name.strip().lower()


class _Columns(NamedTuple):
    """Positions of the columns that are read; None where one is absent."""

    event_id_cnty: int | None
    admin1: int | None
    event_date: int | None
    event_type: int | None
    sub_event_type: int | None
    inter1: int | None
    time_precision: int | None
    geo_precision: int | None
    latitude: int | None
    longitude: int | None
    fatalities: int | None
    location: int | None
    country: int | None


def _point(row: Reading, columns: _Columns) -> Point | None:
    sort = row.raw(columns.event_type).lower()
    violent = sort.startswith(_VIOLENT)
    holder = _holder(row, columns)
    if not violent and not holder:
        known = sort.startswith(_OTHER)
        row.lose("neither violent nor a change of control" if known else "event type not known")
        return None
    if row.raw(columns.time_precision) == "3":
        row.lose("their day is known to the month only (time_precision 3)")
        return None
    rough = row.raw(columns.geo_precision) == "3"
    date = row.must(columns.event_date, row.day(columns.event_date))
    place = coordinates(row, columns.latitude, columns.longitude)
    deaths = row.count(columns.fatalities) or 0.0
    if row.bad or date is None or place is None:
        return None
    year = row.sheet.year_of(row.line)
    if year is not None and year != date.year:
        row.refuse(columns.event_date, f"is not in {year}, as the column year says")
        return None
    lat, lon = place
    name = row.text(columns.location) or f"{lat:g} {lon:g}"
    # Precision 2: some day of a week, of which ACLED gives the middle.
    off = 3 if row.raw(columns.time_precision) == "2" else 0
    return Point(date, lat, lon, name, row.text(columns.country), deaths, violent, holder,
                 row.text(columns.admin1), rough, off, off)  # fmt: skip


def _holder(row: Reading, columns: _Columns) -> str:
    """Sort of holder after the event, if it changes control; never a party's name."""
    sort = row.raw(columns.sub_event_type).lower()
    old = row.raw(columns.event_type).lower()  # before 2019 the type itself said the change
    if old.startswith(("battle-", "non-violent transfer")):
        sort = old.removeprefix("battle-")
    if sort == "government regains territory":
        return "government"
    if sort == "non-state actor overtakes territory":
        return "non-state"
    if sort == "non-violent transfer of territory":
        inter = row.raw(columns.inter1).lower().removesuffix(".0")
        if inter in _STATE:
            return "government"
        return "external" if inter in _EXTERNAL else "non-state"
    return ""
