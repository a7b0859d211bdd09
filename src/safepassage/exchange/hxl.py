"""Rows under HXL tags: any table one of whose first 25 rows holds #tags.

What is a total, a part, a sector or a group of people is known by its attributes; a column with an
attribute that is not known is left out with a note. HXL is being retired; it is read because many
files on shelves carry it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from safepassage.exchange.claims import ClaimWriter
from safepassage.exchange.context import Context, short_slug
from safepassage.exchange.imported import Imported
from safepassage.exchange.meaning import is_part_heading, is_whole, unit_of
from safepassage.exchange.names import UnitName
from safepassage.exchange.sheet import Reading, Sheet, by_tag, read_sheet, readings
from safepassage.exchange.units import UnitFinder, unit_finder

SOURCE = "hxl-file"
_DEEPEST = 5
_PEOPLE = {
    "#affected": "affected",
    "#population": "population",
    "#inneed": "in_need",
    "#targeted": "targeted",
    "#reached": "reached",
}
_GROUPS = ("idps", "refugees", "returnees", "displaced", "hosts", "killed", "injured")
_TOTAL = {"ind", "individuals", "people", "persons", "total", "all", "num", "count", "est"}
"""Attributes that leave a count of people a total."""
_SECTORS = {
    "food", "fsc", "fsl", "wash", "wsh", "health", "hea", "nutrition", "nut", "protection", "pro",
    "shelter", "shl", "education", "edu", "cccm", "logistics", "nfi", "gbv", "cp", "cash",
    "livelihoods", "erl", "recovery", "mine", "hlp", "telecoms", "multisector", "intersectoral",
}  # fmt: skip
_ROLES = {
    "end": ("#date+end", "#date+occurred", "#date+reported", "#date"),
    "start": ("#date+start",),
    "published": ("#date+reported", "#date+published"),
    "source": ("#meta+source",),
    "sector": ("#sector+code", "#sector"),
    "place_name": ("#loc+name", "#loc"),
    "place_code": ("#loc+code",),
    "country": ("#country+code", "#country"),
}
_SUMMED = ("#geo", "#cause")
"""Tags of parts of one assessment: points and causes; so is any tag with +origin."""


_Key = tuple[str, dt.date, dt.date | None, tuple[str, ...]]
"""Quantity, last day, first day and what keeps two counts apart."""


@dataclass
class _Count:
    """Rows of one place, day and quantity that are parts of one count."""

    low: float = 0.0
    high: float = 0.0
    rows: int = 0
    first: Reading | None = None
    parts: set[tuple[str, ...]] = field(default_factory=set)
    rest: dict[str, object] = field(default_factory=dict)


def read(path: Path, found: Imported, context: Context) -> None:
    """Claims from each column of people, by the deepest place that a row names."""
    sheet = read_sheet(path, found, tagged=True)
    if sheet is None:
        return
    roles = by_tag(sheet, _ROLES)
    values = _values(sheet, found)
    if not values:
        remedy = f"a tag such as {', '.join(_PEOPLE)}"
        found.problem("has no column that counts people", sheet.file, remedy=remedy)
    if "end" not in roles:
        found.problem("has no date", sheet.file, remedy="a column tagged #date+reported or so")
    if not values or "end" not in roles:
        return
    found.source(SOURCE, "File with HXL tags")
    units = unit_finder(sheet, context, lambda row: _unit(row, roles))
    counts: dict[_Key, _Count] = defaultdict(_Count)
    summed, apart = _dimensions(sheet, roles)
    for row in readings(sheet, found):
        _read_row(row, roles, values, units, (summed, apart), counts)
    writer = ClaimWriter(found, context, SOURCE)
    several = 0
    for key, count in counts.items():
        quantity, end = key[0], key[1]
        several += count.rows - 1
        rest: Any = count.rest
        writer.add(quantity, (count.low, count.high), end, **rest)
    if several:
        found.note(f"{sheet.file}: {several} rows by site or origin were summed with others")


def _read_row(
    row: Reading,
    roles: dict[str, int],
    values: list[tuple[int, str, str]],
    units: UnitFinder,
    dimensions: tuple[list[int], list[int]],
    counts: dict[_Key, _Count],
) -> None:
    if not all(is_whole(row.text(column)) for column in _parts(row.sheet)):
        row.lose("parts by sex or age (totals are read)")
        return
    ranges = [(row.range(column), word, sector) for column, word, sector in values]
    end = _day(row, roles["end"], dt.date(1, 12, 31))
    published = row.day(roles.get("published")) if roles.get("published") != roles["end"] else end
    start = _day(row, roles.get("start"), dt.date(1, 1, 1))
    if row.bad or end is None:
        if not row.bad:
            row.must(roles["end"], end)
        return
    place = units.find(row)
    if place is None:
        return
    sector_cell = row.text(roles.get("sector"))
    summed, apart = dimensions
    keys = tuple(row.text(column) for column in apart)
    part = tuple(row.text(column) for column in summed)
    for value, word, sector in ranges:
        if value is None:
            continue
        about = short_slug(sector_cell) if sector_cell else sector
        quantity = f"{word}:{place}:{about}" if about else f"{word}:{place}"
        count = counts[quantity, end, start, keys]
        if count.rows and part in count.parts:
            first = count.first.line.number if count.first else 0
            row.refuse(
                None, f"{quantity} on {end} stands in row {first} already, and no tag keeps them "
                "apart: tag origins #adm1+origin (then they are summed), sites #loc, or "
                "their sources #meta+source (then both are kept)",
            )  # fmt: skip
            return
        count.parts.add(part)
        count.first = count.first or row
        count.rows += 1
        count.low, count.high = count.low + value[0], count.high + value[1]
        count.rest = {
            "start": start,
            "published": published if published and published >= end else None,
            "attribution": row.text(roles.get("source")),
            "note": "; ".join(text for text in keys if text),
        }


def _day(row: Reading, column: int | None, ends: dt.date) -> dt.date | None:
    """A date; a bare year in a column of years is its first or last day."""
    if column is not None and "year" in row.sheet.tags[column].split("+"):
        year = row.number(column, 1900, 2200)
        return None if year is None else ends.replace(year=int(year))
    return row.day(column)


def _values(sheet: Sheet, found: Imported) -> list[tuple[int, str, str]]:
    """(column, word, sector) of each total of people."""
    values: list[tuple[int, str, str]] = []
    for column, tag in enumerate(sheet.tags):
        name, *attributes = tag.split("+")
        if name not in _PEOPLE:
            continue
        groups = [group for group in _GROUPS if group in attributes]
        sectors = [sector for sector in attributes if sector in _SECTORS]
        unknown = set(attributes) - set(groups) - set(sectors) - _TOTAL
        if unknown or len(groups) > 1 or len(sectors) > 1:
            found.note(
                f"{sheet.file}: the column tagged {tag} is a part of a total, or not of people "
                f"({', '.join(sorted(unknown)) or 'several groups'}); left out"
            )
            continue
        unit = unit_of(sheet.header[column])
        if unit:
            found.note(f"{sheet.file}: the column tagged {tag} counts {unit}, as its heading says "
                       f"({sheet.header[column][:60]!r}), not people; left out")  # fmt: skip
            continue
        values.append((column, groups[0] if groups else _PEOPLE[name], "".join(sectors)))
    return values


def _parts(sheet: Sheet) -> list[int]:
    """Columns by which the rows are parts of totals: sex and age."""
    if "parts" not in sheet.memo:
        sheet.memo["parts"] = [
            column
            for column, (tag, name) in enumerate(zip(sheet.tags, sheet.header, strict=True))
            if tag and (is_part_heading(tag.split("+")[0]) or is_part_heading(name))
        ]
    columns: list[int] = sheet.memo["parts"]
    return columns


def _dimensions(sheet: Sheet, roles: dict[str, int]) -> tuple[list[int], list[int]]:
    """Columns whose rows are summed, and columns that keep two counts apart."""
    used = {roles[name] for name in ("end", "start", "published", "sector") if name in roles}
    summed, apart = [], []
    for column, tag in enumerate(sheet.tags):
        name, *attributes = tag.split("+")
        if column in used or name in _PEOPLE or not tag or name == "#country":
            continue
        if "origin" in attributes or name in _SUMMED:
            summed.append(column)
        elif not name.startswith("#adm"):
            apart.append(column)
    return summed, apart


def _unit(row: Reading, roles: dict[str, int]) -> UnitName:
    """The deepest unit that a row names: a site, else an admin unit, else the country."""
    sheet = row.sheet
    names: dict[int, tuple[str, str]] = {}
    for level in range(_DEEPEST, 0, -1):
        coded, named = _admin(sheet, level)
        texts = row.text(coded), row.text(named)
        if any(texts):
            names[level] = texts
    code, name = row.text(roles.get("place_code")), row.text(roles.get("place_name"))
    if code or name:
        return UnitName(code, name, names[max(names)][1] if names else "")
    if names:
        level = max(names)
        above = next((names[n][1] for n in range(level - 1, 0, -1) if n in names), "")
        return UnitName(*names[level], above, level)
    return UnitName(row.text(roles.get("country")), "", "", 0)


def _admin(sheet: Sheet, level: int) -> tuple[int | None, int | None]:
    """Columns of code and name of a level, where it is not the origin."""
    key = ("admin", level)
    if key not in sheet.memo:
        code = name = None
        for column, tag in enumerate(sheet.tags):
            bare, *attributes = tag.split("+")
            if bare != f"#adm{level}" or "origin" in attributes:
                continue
            if "code" in attributes:
                code = column if code is None else code
            elif name is None:
                name = column
        sheet.memo[key] = code, name
    columns: tuple[int | None, int | None] = sheet.memo[key]
    return columns
