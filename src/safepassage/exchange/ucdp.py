"""UCDP Georeferenced Event Dataset (GED) and its monthly Candidate files → hazard at places.

Traps that are handled: Candidate files were published without a header row (49 columns in the
order of version 22 and later), and releases up to 19.1 have 41 or 42 columns with
``low,best,high`` where later ones have ``best,high,low``: columns are found by name only, and a
file without names is accepted with 49 columns only. The best estimate of deaths is used; sides
are not kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from safepassage.exchange.context import Context
from safepassage.exchange.imported import Imported
from safepassage.exchange.points import Point, coordinates, each_once, put_on_places
from safepassage.exchange.sheet import Reading, Sheet, read_sheet, readings

SOURCE = "ucdp-ged"
LAG = 30
"""Days until an event is published: Candidate files come out monthly."""
WEEK = 6
"""Longest span, in days, of an event that is taken for one day's."""
HEADER = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence",
    "conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id",
    "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id",
    "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office",
    "source_date", "source_headline", "source_original", "where_prec", "where_coordinates",
    "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt",
    "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec",
    "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown",
    "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
"""Columns from version 22 on, and of Candidate files."""
_NEEDED = ("date_start", "latitude", "longitude", "low", "best", "high")


def read(path: Path, found: Imported, context: Context) -> None:
    """Hazard events from a GED or Candidate file."""
    read_all([path], found, context)


def read_all(paths: Sequence[Path], found: Imported, context: Context) -> None:
    """The same from several files; an event that several of them hold counts once."""
    seen: set[str] = set()
    points = [point for path in paths for point in read_points(path, found, seen) or ()]
    if not found.problems:
        put_on_places(points, found, context, SOURCE, LAG)


def read_points(path: Path, found: Imported, seen: set[str] | None = None) -> list[Point] | None:
    """The events of a file; None if it cannot be read."""
    sheet = read_sheet(path, found, lambda names: "date_start" in names, header=HEADER)
    if sheet is None or sheet.need(found, *_NEEDED) is None:
        return None
    if "latitude" in sheet.header and not _has_header(sheet):
        found.note(f"{sheet.file} has no header row; the 49 columns of version 22 are taken")
    found.source(SOURCE, "UCDP GED", "CC BY 4.0: cite UCDP")
    identity = "id", sheet.column("id")
    return each_once(readings(sheet, found), identity, seen, lambda row: _point(row, sheet))


def _has_header(sheet: Sheet) -> bool:
    return not sheet.lines or sheet.lines[0].number > 1


def _point(row: Reading, sheet: Sheet) -> Point | None:
    if row.raw(sheet.column("date_prec")) in {"4", "5"}:
        row.lose("their day is known to the month only (date_prec 4 or 5)")
        return None
    where = row.raw(sheet.column("where_prec"))
    if where in {"5", "6", "7"}:
        row.lose("their place is known to the country or roughly only (where_prec 5 to 7)")
        return None
    column = sheet.column("date_start")
    date = row.must(column, row.day(column))
    place = coordinates(row, sheet.column("latitude"), sheet.column("longitude"))
    low, best, high = (row.count(sheet.column(name)) for name in ("low", "best", "high"))
    if row.bad or date is None or place is None:
        return None
    lat, lon = place
    if best is not None and not (low or 0.0) <= best <= (best if high is None else high):
        row.refuse(sheet.column("best"), "is not between low and high: are the columns shifted?")
        return None
    name = row.text(sheet.column("where_coordinates")) or f"{lat:g} {lon:g}"
    return Point(date, lat, lon, name, row.text(sheet.column("country")), best or 0.0,
                 province=row.text(sheet.column("adm_1")), rough=where == "4",
                 late=_later(row, sheet, date))  # fmt: skip


def _later(row: Reading, sheet: Sheet, first: dt.date) -> int:
    """Days from the first to the last on which it may have happened, at most a week's."""
    column = sheet.column("date_end")
    last = row.day(column)
    return min(max((last - first).days, 0), WEEK) if last is not None else 0
