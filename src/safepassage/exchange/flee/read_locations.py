"""Reads ``locations.csv``."""

from __future__ import annotations

from pathlib import Path

from safepassage.errors import Problem
from safepassage.exchange.flee.case import Location, LocationType
from safepassage.exchange.flee.files import Row, decimal, is_comment, read_rows, whole
from safepassage.exchange.flee.findings import Findings, listed

FILE = "locations.csv"
_FIXED = 8
_TYPES = ("camp", "idpcamp", "conflict_zone", "forward", "marker", "flood_zone", "town")
_USED = {
    "conflict_intensity",
    "capacity_per_day",
    "initial_idps",
    "deactivation_probability",
    "trade_volume",
    "hdi",
}


def location_type(text: str) -> LocationType | None:
    """Type that Flee makes of a text, by parts of it in this order; None if it knows none.

    Args:
        text: The cell, in any case.
    """
    lower = text.lower()
    if "camp" in lower:
        return "idpcamp" if "idp" in lower else "camp"
    if "conflict" in lower:
        return "conflict"
    if "forward" in lower:
        return "forward"
    if "marker" in lower:
        return "marker"
    if "flood_zone" in lower:
        return "flood_zone"
    return "town" if "default" in lower or "town" in lower else None


def checked_type(text: str, file: str, row: int, findings: Findings) -> LocationType:
    """As :func:`location_type`, with a problem where the type is unknown."""
    found = location_type(text)
    if found is None:
        remedy = "known: " + ", ".join(_TYPES)
        message = f"unknown location type {text[:60]!r}"
        findings.unknown(Problem(message, file, row, "location_type", remedy))
        return "unknown"
    return found


def read_locations(path: Path, findings: Findings) -> tuple[tuple[Location, ...], bool]:
    """Read the locations.

    Returns:
        The locations, and whether the fourth column is the latitude.
    """
    rows = read_rows(path, FILE, findings)
    columns, latitude_first = _header(rows, findings)
    locations: list[Location] = []
    seen: dict[str, int] = {}
    for row in rows:
        if is_comment(row):
            continue
        location = _location(row, columns, findings)
        if location is None:
            continue
        if location.name in seen:
            message = f"{location.name!r} stands in row {seen[location.name]} already"
            findings.repair(message, FILE, row[0], "name", reading="the first one counts")
            continue
        seen[location.name] = row[0]
        locations.append(location)
    if not locations and path.is_file():
        findings.problem("holds no location", FILE)
    unused = [name for name in columns if name and name not in _USED]
    if unused:
        findings.note(f"{FILE}: columns without use in the supported rules: {listed(unused)}")
    return tuple(locations), latitude_first


def _header(rows: list[Row], findings: Findings) -> tuple[list[str], bool]:
    """Names of the columns after the eighth, and whether the fourth is the latitude."""
    header = next((row[1] for row in rows if is_comment(row)), [])
    columns = header[_FIXED:]
    for row in rows:
        if row[1][0].lower() == "name":
            findings.problem("the header does not begin with #", FILE, row[0], remedy="write #name")
    fourth = header[3].lower() if len(header) > 3 else ""
    if fourth.startswith("lon"):
        return columns, False
    if not fourth.startswith("lat"):
        findings.note(f"{FILE}: the header names no latitude; the fourth column is taken for it")
    return columns, True


def _location(row: Row, columns: list[str], findings: Findings) -> Location | None:
    number, cells = row
    if len(cells) < _FIXED or not cells[0]:
        what = "has no name" if not cells[0] else f"has {len(cells)} cells, at least 8 are needed"
        if cells[0].lower() != "name":
            findings.problem(what, FILE, number)
        return None
    if cells[0].lower() == "name":
        return None
    if any(cells[_FIXED + len(columns) :]):
        findings.problem("has more cells than the header names", FILE, number)
    type_ = checked_type(cells[5], FILE, number, findings)
    own = dict(zip(columns, cells[_FIXED:], strict=False))
    attributes = {name: cell for name, cell in own.items() if name and cell}
    if "camp" in type_ and own.get("initial_idps") == "":
        message = "is blank at a camp: Flee stops on it"
        findings.problem(message, FILE, number, "initial_idps", "write 0")
    conflict_date = whole(cells[6]) if cells[6] else None
    if type_ == "conflict" and conflict_date is None:
        message = f"a conflict needs a whole day, not {cells[6][:60]!r}"
        findings.problem(message, FILE, number, "conflict_date", "0 is the first day")
    people = whole(cells[7]) if cells[7] else 0
    if people is None or (people < 0 and "camp" not in type_):
        message = f"{cells[7][:60]!r} is not a whole number of people"
        findings.problem(message, FILE, number, "population")
    return Location(
        row=number,
        name=cells[0],
        region=cells[1],
        country=cells[2] or "unknown",
        x=_coordinate(cells[3], "x", number, findings),
        y=_coordinate(cells[4], "y", number, findings),
        type=type_,
        conflict_date=conflict_date or 0,
        people=people or 0,
        attributes=_checked(attributes, number, findings),
    )


def _coordinate(text: str, column: str, row: int, findings: Findings) -> float | None:
    if not text:
        return None
    value = decimal(text)
    if value is None:
        findings.problem(f"{text[:60]!r} is not a number of degrees", FILE, row, f"gps_{column}")
    return value


def _checked(attributes: dict[str, str], row: int, findings: Findings) -> dict[str, str]:
    """The attributes that are used, each a number of the right sort."""
    kept = {name: text for name, text in attributes.items() if name in _USED}
    for name, text in kept.items():
        if name in {"capacity_per_day", "initial_idps"}:
            good = whole(text) is not None and (name == "capacity_per_day" or int(text) >= 0)
        else:
            good = decimal(text) is not None
        if not good:
            findings.problem(f"{text[:60]!r} is not a fit number", FILE, row, name)
    return {name: text for name, text in kept.items() if decimal(text) is not None}
