"""UNHCR: the Refugee Data Finder's CSV and the Operational Data Portal's JSON.

Traps that are handled: 14 lines before the Data Finder's header, ``-`` for a missing value, blanks
in header cells; in the portal's JSON ``individuals`` is a text.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from safepassage.exchange import cells
from safepassage.exchange.claims import ClaimWriter
from safepassage.exchange.context import Context, short_slug
from safepassage.exchange.csv_table import CsvTable, read_csv_table, read_text, readings
from safepassage.exchange.imported import Imported
from safepassage.exchange.slugs import first_free

SOURCE = "unhcr"
_COLUMNS = {
    "refugees": ("refugees under unhcr's mandate", "refugees", "ref"),
    "asylum_seekers": ("asylum-seekers", "asylum_seekers", "asy"),
    "idps": ("idps of concern to unhcr", "idps", "idp"),
    "other_in_need": (
        "other people in need of international protection", "oip", "vda", "venezuelans",
    ),
    "stateless": ("stateless persons", "stateless", "sta"),
    "returned_refugees": ("returned refugees", "returned_refugees", "ret"),
    "returned_idps": ("returned idps", "returned_idps", "rdp"),
    "others_of_concern": ("others of concern", "ooc"),
    "host_community": ("host community", "hst"),
}  # fmt: skip
_ORIGIN = ("country of origin (iso)", "coo_iso", "iso3coo")
_ASYLUM = ("country of asylum (iso)", "coa_iso", "iso3coa")
_MOST_DEEP = 200


def read(path: Path, found: Imported, context: Context) -> None:
    """Claims by year from a Data Finder table, or series from a file of the data portal."""
    if path.suffix.lower() == ".json":
        _read_portal(path, found, context)
    else:
        _read_finder(path, found, context)


def _read_finder(path: Path, found: Imported, context: Context) -> None:
    sheet = read_csv_table(path, found, _is_header)
    if sheet is None:
        return
    origin, asylum, year = (sheet.column(*names) for names in (_ORIGIN, _ASYLUM, ("year",)))
    groups = {word: sheet.column(*names) for word, names in _COLUMNS.items()}
    if origin is None or asylum is None or not any(v is not None for v in groups.values()):
        remedy = "Year, Country of origin (ISO), Country of asylum (ISO) and a group of people"
        found.problem("lacks columns of the Data Finder", sheet.file, remedy=remedy)
        return
    found.source(SOURCE, "UNHCR", "End-year figures; rounded by UNHCR to multiples of 5")
    found.note(
        "unhcr: end-year figures are dated 31 December and taken as published on 30 June after"
    )
    _finder_claims(sheet, found, context, (year, origin, asylum), groups)


def _is_header(names: Sequence[str]) -> bool:
    return "year" in names and any(name in names for name in _ASYLUM)


def _finder_claims(
    sheet: CsvTable,
    found: Imported,
    context: Context,
    keys: tuple[int | None, int, int],
    groups: dict[str, int | None],
) -> None:
    writer = ClaimWriter(found, context, SOURCE)
    for row in readings(sheet, found):
        year = row.must(keys[0], row.number(keys[0], 1945, 2199))
        counts = {word: row.count(column) for word, column in groups.items()}
        origin, asylum = row.text(keys[1]), row.text(keys[2])
        if row.bad or year is None:
            continue
        if year != int(year):
            row.refuse(keys[0], "is not a year")
            continue
        place = context.gazetteer.find(asylum or "unknown")
        for word, value in counts.items():
            if value:
                writer.add(
                    f"{word}:{place}:{short_slug(origin, 'unknown')}", value,
                    dt.date(int(year), 12, 31), start=dt.date(int(year), 1, 1),
                    published=context.published or dt.date(int(year) + 1, 6, 30),
                )  # fmt: skip


def _read_portal(path: Path, found: Imported, context: Context) -> None:
    text = read_text(path, found)
    if text is None:
        return
    try:
        content: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = str(error)[:200] if isinstance(error, ValueError) else "nested too deeply"
        found.problem(f"is not JSON: {reason}", path.name, remedy="the file may be cut off")
        return
    data = content.get("data") if isinstance(content, dict) else content
    found.source(SOURCE, "UNHCR", "Operational Data Portal")
    if isinstance(data, dict) and isinstance(data.get("timeseries"), list):
        _timeseries(data["timeseries"], path.name, found, context)
    elif isinstance(data, list):
        _sublocations(data, path.name, found)
    else:
        remedy = "data.timeseries[] or data[] as population/get/timeseries or sublocation gives"
        found.problem("holds neither a time series nor places", path.name, remedy=remedy)


def _timeseries(items: list[Any], file: str, found: Imported, context: Context) -> None:
    """Everybody registered, as a series; an entry counts from 1 in messages."""
    word = context.word or "displaced_from:all"
    seen: set[dt.date] = set()
    for number, item in enumerate(items, start=1):
        date, value = _date_of(item, number, file, found), _people(item, number, file, found)
        if date is None or value is None:
            continue
        if date in seen:
            found.row_problem(f"{date} stands twice", file, number, "data_date", "delete one")
            continue
        seen.add(date)
        found.add("series", {"quantity": word, "date": date, "value": value, "source_id": SOURCE})


def _sublocations(items: list[Any], file: str, found: Imported) -> None:
    """Places with coordinates, and who was registered there."""
    taken: set[str] = set()
    known: dict[str, str] = {}
    for number, item in enumerate(items, start=1):
        value = _people(item, number, file, found)
        if value is None:
            continue
        name = cells.words(str(item.get("geomaster_name") or ""))
        date = _date_of(item, number, file, found)
        if not name or date is None:
            if not name:
                found.row_problem("must be filled", file, number, "geomaster_name")
            continue
        key = str(item.get("geomaster_id") or name)
        if key not in known:
            known[key] = first_free(short_slug(name), taken)
            taken.add(known[key])
            lat, lon = _coordinates(item)
            found.add(
                "places",
                {
                    "place": known[key],
                    "name": name,
                    "kind": "site",
                    "lat": lat,
                    "lon": lon,
                    "source_id": SOURCE,
                },
            )
        row = {"quantity": f"present:{known[key]}", "date": date, "value": value}
        found.add("series", {**row, "source_id": SOURCE})


def _people(item: Any, number: int, file: str, found: Imported) -> float | None:
    if not isinstance(item, dict):
        found.row_problem("is not an entry with names", file, number)
        return None
    raw = item.get("individuals")
    text = str(raw) if isinstance(raw, (str, int, float)) else ""
    try:
        value = cells.count(text)
    except cells.BadCellError as error:
        found.row_problem(f"{text[:60]!r} {error}", file, number, "individuals")
        return None
    if value is None:
        found.row_problem("must be filled", file, number, "individuals")
    return value


def _date_of(item: Any, number: int, file: str, found: Imported) -> dt.date | None:
    if not isinstance(item, dict):
        return None
    column = "data_date" if item.get("data_date") else "date"
    text = str(item.get(column) or "")
    try:
        date = cells.day(text)
    except cells.BadCellError as error:
        found.row_problem(f"{text[:60]!r} {error}", file, number, column)
        return None
    if date is None:
        found.row_problem("must be filled", file, number, column)
    return date


def _coordinates(item: dict[str, Any]) -> tuple[float | None, float | None]:
    """Both coordinates, or neither."""
    try:
        lat = cells.number(str(item.get("centroid_lat") or ""))
        lon = cells.number(str(item.get("centroid_lon") or ""))
    except cells.BadCellError:
        return None, None
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        return None, None
    return lat, lon
