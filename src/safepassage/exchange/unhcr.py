"""UNHCR: the Refugee Data Finder's tables and records, and the Operational Data Portal's JSON.

Traps that are handled: 14 lines before the Data Finder's header, ``-`` for a missing value, blanks
in header cells; in the portal's JSON ``individuals`` is a text.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from safepassage.bounded import read_file
from safepassage.exchange import cells, single
from safepassage.exchange.claims import ClaimWriter
from safepassage.exchange.context import Context, short_slug
from safepassage.exchange.imported import Imported
from safepassage.exchange.names import UnitName, first_free, is_total
from safepassage.exchange.sheet import MAX_BYTES, Reading, Sheet, read_sheet, read_text, readings
from safepassage.exchange.sheet.headings import folded
from safepassage.exchange.units import unit_finder

SOURCE = "unhcr"
_COLUMNS = {
    "refugees": (
        "refugees under unhcr's mandate", "refugees (incl. refugee-like situations)", "refugees",
        "ref",
    ),
    "asylum_seekers": ("asylum-seekers", "asylum-seekers (pending cases)", "asy"),
    "idps": (
        "idps of concern to unhcr", "internally displaced persons (idps)",
        "idps protected/assisted by unhcr, incl. people in idp-like situations", "idps", "idp",
    ),
    "other_in_need": (
        "other people in need of international protection", "oip", "vda", "venezuelans",
        "venezuelans displaced abroad",
    ),
    "stateless": (
        "stateless persons", "persons under unhcr's statelessness mandate", "stateless", "sta",
    ),
    "returned_refugees": (
        "returned refugees", "returned refugees, incl. people in refugee-like situations", "ret",
    ),
    "returned_idps": ("returned idps", "returned idps, incl. people in idp-like situations", "rdp"),
    "others_of_concern": ("others of concern", "others of concern to unhcr", "various", "ooc"),
    "host_community": ("host community", "hst"),
}  # fmt: skip
_ORIGIN = (
    "country of origin (iso)", "coo_iso", "iso3coo", "country of origin", "origin",
    "country of origin name", "coo_name",
)  # fmt: skip
_ASYLUM = (
    "country of asylum (iso)", "coa_iso", "iso3coa", "country of asylum", "country of residence",
    "country / territory of asylum/residence", "country/territory of asylum/residence",
    "country of asylum name", "coa_name",
)  # fmt: skip
_KNOWN = {
    "year", "total", "total population", "total persons of concern", "country of origin",
    "country of asylum", "coo", "coa", "coo id", "coa id", "coo name", "coa name",
}  # fmt: skip
"""Folded headings that are neither a group of people nor unknown."""
_EVERYWHERE = {"-", "–"}


def read(path: Path, found: Imported, context: Context) -> None:
    """Claims by year from a Data Finder table, or series from a file of the data portal."""
    if path.suffix.lower() == ".json" and not _is_finder(path):
        _read_portal(path, found, context)
    else:
        _read_finder(path, found, context)


def _is_finder(path: Path) -> bool:
    """Whether a JSON file holds records by year, as the interface of the Data Finder gives them."""
    try:
        content: Any = json.loads(read_file(path, MAX_BYTES).decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return False
    lists = content.values() if isinstance(content, dict) else [content]
    firsts = [items[0] for items in lists if isinstance(items, list) and items]
    names = [{str(key).lower() for key in first} for first in firsts if isinstance(first, dict)]
    return any("year" in own and "individuals" not in own for own in names)


def _read_finder(path: Path, found: Imported, context: Context) -> None:
    sheet = read_sheet(path, found, _is_header)
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
    used = {year, origin, asylum, *groups.values()}
    used |= {sheet.column(name) for name in (*_ORIGIN, *_ASYLUM)}
    strange = [
        name for place, name in enumerate(sheet.header)
        if place not in used and name and folded(name) not in _KNOWN
    ]  # fmt: skip
    if strange:
        found.note(f"{sheet.file}: columns that are not known left out: {', '.join(strange)[:300]}")
    _finder_claims(sheet, found, context, (year, origin, asylum), groups)


def _is_header(names: Sequence[str]) -> bool:
    bare = {folded(name) for name in names}
    return "year" in bare and any(folded(name) in bare for name in _ASYLUM)


def _finder_claims(
    sheet: Sheet,
    found: Imported,
    context: Context,
    keys: tuple[int | None, int, int],
    groups: dict[str, int | None],
) -> None:
    writer = ClaimWriter(found, context, SOURCE)
    units = unit_finder(sheet, context, lambda row: _country(row, keys[2]))
    origins = unit_finder(sheet, context, lambda row: _country(row, keys[1]))
    seen: dict[tuple[str, str, int], Reading] = {}
    by_origin = {
        (row.raw(keys[0]), row.raw(keys[2]))
        for row in readings(sheet, found)
        if row.raw(keys[1]) and not _is_everywhere(row.raw(keys[1]))
    }
    for row in readings(sheet, found):
        reason = _total(row, keys, by_origin)
        if reason:
            row.lose(reason)
            continue
        year = row.must(keys[0], row.number(keys[0], 1945, 2199))
        counts = {word: row.range(column) for word, column in groups.items()}
        if row.bad or year is None:
            continue
        if year != int(year):
            row.refuse(keys[0], "is not a year")
            continue
        place = units.find(row)
        if place is None:
            continue
        origin = origins.names.get(_country(row, keys[1]), "unknown")
        origin = "all" if _is_everywhere(row.raw(keys[1])) else origin
        first = seen.setdefault((place, origin, int(year)), row)
        if first is not row:
            if first.line.cells == row.line.cells:
                row.lose("they repeat another row")
            else:
                row.refuse(
                    keys[2], f"is a second count of {year:.0f} from {origin}, the first is in row "
                    f"{first.line.number}: what distinguishes them is in no column that is known; "
                    "download totals, without parts by place, age or sex",
                )  # fmt: skip
            continue
        for word, value in counts.items():
            if value is not None and value[1] > 0:
                writer.add(
                    f"{word}:{place}:{origin}", value,
                    dt.date(int(year), 12, 31), start=dt.date(int(year), 1, 1),
                    published=context.published or dt.date(int(year) + 1, 6, 30),
                )  # fmt: skip


def _total(row: Reading, keys: tuple[int | None, int, int], by_origin: set[tuple[str, str]]) -> str:
    """Why a row is a total of other rows; empty where it is none.

    Args:
        row: The row.
        keys: Columns of the year, the origin and the asylum.
        by_origin: Years and countries of asylum that have rows by origin.
    """
    if any(is_total(row.text(key)) for key in keys):
        return "they are totals of other rows"
    if _is_everywhere(row.raw(keys[2])):
        return "their country of asylum is all countries: a total of other rows"
    if _is_everywhere(row.raw(keys[1])) and (row.raw(keys[0]), row.raw(keys[2])) in by_origin:
        return "their country of origin is all countries: a total of other rows"
    return ""


def _is_everywhere(text: str) -> bool:
    """Whether a cell stands for all countries."""
    return text in _EVERYWHERE or text.lower() == "all"


def _country(row: Reading, column: int) -> UnitName:
    """A country by its ISO code of three letters, or by name."""
    text = row.text(column)
    coded = len(text) == 3 and text.isascii() and text.isupper()
    return UnitName(text if coded else "", "" if coded else text, "", 0)


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
        value = single.count(text)
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
        date = single.day(text)
    except cells.BadCellError as error:
        found.row_problem(f"{text[:60]!r} {error}", file, number, column)
        return None
    if date is None:
        found.row_problem("must be filled", file, number, column)
    return date


def _coordinates(item: dict[str, Any]) -> tuple[float | None, float | None]:
    """Both coordinates, or neither."""
    try:
        lat = single.number(str(item.get("centroid_lat") or ""))
        lon = single.number(str(item.get("centroid_lon") or ""))
    except cells.BadCellError:
        return None, None
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        return None, None
    return lat, lon
