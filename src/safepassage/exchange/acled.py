"""ACLED event files: one row an event → hazard and control at places.

Traps that are handled: a byte order mark, ``inter1`` as a number (old) or a text (new), country
codes as numbers, events whose day or place is known only roughly. ACLED's terms forbid passing its
rows on: what is kept are levels by place and day, without parties, texts or event identifiers.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from safepassage.exchange.context import Context
from safepassage.exchange.found import Found
from safepassage.exchange.points import Point, put_on_places
from safepassage.exchange.sheet import Reading, Sheet, read_sheet, readings

SOURCE = "acled"
LAG = 7
"""Days until an event is published: ACLED releases weekly."""
_VIOLENT = ("battle", "explosions", "remote violence", "violence against civilians")
_OTHER = ("protest", "riot", "strategic development", "headquarters", "non-violent")
_STATE = {"1", "state forces"}
_EXTERNAL = {"8", "external/other forces", "external forces", "other forces"}
_NEEDED = ("event_date", "event_type", "latitude", "longitude")


def read(path: Path, found: Found, context: Context) -> None:
    """Hazard and control events from an ACLED file."""
    points = read_points(path, found)
    if points is not None:
        put_on_places(points, found, context, SOURCE, LAG)


def read_points(path: Path, found: Found) -> list[Point] | None:
    """The violent events and changes of control of a file; None if it cannot be read."""
    sheet = read_sheet(path, found, lambda names: "event_date" in names)
    if sheet is None or sheet.need(found, *_NEEDED) is None:
        return None
    found.source(SOURCE, "ACLED", "Aggregated by place and day; its rows may not be passed on")
    left: Counter[str] = Counter()
    points = [point for row in readings(sheet, found) if (point := _point(row, sheet, left))]
    for reason, times in left.items():
        found.note(f"{sheet.file}: {times} events left out: {reason}")
    return points


def _point(row: Reading, sheet: Sheet, left: Counter[str]) -> Point | None:
    sort = row.raw(sheet.column("event_type")).lower()
    violent = sort.startswith(_VIOLENT)
    holder = _holder(row, sheet)
    if not violent and not holder:
        known = sort.startswith(_OTHER)
        left["neither violent nor a change of control" if known else "event type not known"] += 1
        return None
    if row.raw(sheet.column("time_precision")) == "3":
        left["their day is known to the month only (time_precision 3)"] += 1
        return None
    if row.raw(sheet.column("geo_precision")) == "3":
        left["their place is known to the province only (geo_precision 3)"] += 1
        return None
    date_column = sheet.column("event_date")
    date = row.must(date_column, row.day(date_column))
    lat = row.must(sheet.column("latitude"), row.number(sheet.column("latitude"), -90, 90))
    lon = row.must(sheet.column("longitude"), row.number(sheet.column("longitude"), -180, 180))
    deaths = row.count(sheet.column("fatalities")) or 0.0
    if row.bad or date is None or lat is None or lon is None:
        return None
    name = row.text(sheet.column("location")) or f"{lat:g} {lon:g}"
    country = row.text(sheet.column("country"))
    return Point(date, lat, lon, name, country, deaths, violent, holder)


def _holder(row: Reading, sheet: Sheet) -> str:
    """Sort of holder after the event, if it changes control; never a party's name."""
    sort = row.raw(sheet.column("sub_event_type")).lower()
    if sort == "government regains territory":
        return "government"
    if sort == "non-state actor overtakes territory":
        return "non-state"
    if sort == "non-violent transfer of territory":
        inter = row.raw(sheet.column("inter1")).lower().removesuffix(".0")
        if inter in _STATE:
            return "government"
        return "external" if inter in _EXTERNAL else "non-state"
    return ""
