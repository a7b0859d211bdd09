"""COD-PS: population of admin units, from the global table or a country's own file.

The global table has a row for each group of sex and age, whose total is ``T_TL``; a country's file
has columns ``T_TL``, ``F_00_04`` and so on, in any case, sometimes in Latin-1. Only totals are
read.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from safepassage.exchange.admin import AdminColumns, admin_columns
from safepassage.exchange.claims import ClaimWriter
from safepassage.exchange.context import Context
from safepassage.exchange.imported import Imported
from safepassage.exchange.names import UnitName, is_total, same_name
from safepassage.exchange.sheet import Reading, Sheet, read_sheet, readings

SOURCE = "cod-ps"
CLASS = "people"
_WIDE = ("t_tl", "t_tot", "t_total", "total_population", "total population")
TOTALS = "they are totals of other rows"
_TOTAL = {"", "all", "total", "t", "t_tl", "both", "all ages"}


@dataclass(frozen=True)
class Counted:
    """People of one admin unit: P-codes and names by level, number and year (or None)."""

    codes: dict[int, str]
    names: dict[int, str]
    people: float
    year: int | None

    @property
    def level(self) -> int:
        """Its own level."""
        return max({*self.codes, *self.names})

    @property
    def unit(self) -> UnitName:
        """Its own code and name, and the name of the unit that holds it."""
        above = next((self.names[n] for n in range(self.level - 1, 0, -1) if n in self.names), "")
        level = self.level
        return UnitName(self.codes.get(level, ""), self.names.get(level, ""), above, level)


def read(path: Path, found: Imported, context: Context) -> None:
    """Claims of population, and rows of populations, by the deepest unit."""
    counted = read_population(path, found)
    if not counted:
        return
    deepest = max(item.level for item in counted)
    found.tables.setdefault("classes", [])
    found.add("classes", {"class": CLASS, "name": "People", "source_id": SOURCE})
    writer = ClaimWriter(found, context, SOURCE)
    places = context.gazetteer.finder(item.unit for item in counted)
    for item in counted:
        place = places[item.unit]
        if item.year is not None:
            date = dt.date(item.year, 7, 1)
            writer.add(f"population:{place}", item.people, date, note="reference year")
        if item.level == deepest:
            row = {"place": place, "class": CLASS, "best": item.people, "source_id": SOURCE}
            found.add("populations", row)


def read_population(path: Path, found: Imported) -> list[Counted] | None:
    """Totals of a file by admin unit; None if it cannot be read."""
    # Of a workbook with a sheet for each level the deepest holds what the others sum.
    sheet = read_sheet(path, found, _is_header, rank=_depth)
    if sheet is None:
        return None
    columns = admin_columns(sheet.header)
    people = sheet.column(*_WIDE)
    long = people is None
    people = sheet.column("population", "total") if long else people
    if people is None or not columns.levels:
        remedy = "ADM1_PCODE with T_TL, or with Population"
        found.problem("lacks columns of COD-PS", sheet.file, remedy=remedy)
        return None
    found.source(SOURCE, "COD-PS population", "OCHA common operational dataset; an estimate")
    year = sheet.column("reference_year", "year")
    counted: list[Counted] = []
    parts = 0
    seen: dict[tuple[tuple[int, str], ...], int] = {}
    for row in readings(sheet, found):
        if long and not _is_total(row, sheet):
            parts += 1
            row.lose("parts by sex or age (totals are read)")
            continue
        item = _counted(row, columns, people, year)
        if item is None:
            continue
        if is_total(item.codes.get(item.level) or item.names.get(item.level, "")):
            row.lose(TOTALS)
            continue
        key = _identity(item)
        if key in seen:
            row.refuse(people, f"is a second total; the first is in row {seen[key]}")
            continue
        seen[key] = row.line.number
        counted.append(item)
    if parts and not counted:
        found.problem("has no totals", sheet.file, remedy="rows with Population_group T_TL")
    return _without_sums(counted, sheet.file, found)


def _without_sums(counted: list[Counted], file: str, found: Imported) -> list[Counted]:
    """Without a row that is as much as all others of its level together, whatever its name."""
    by_level: dict[int, list[Counted]] = defaultdict(list)
    for item in counted:
        by_level[item.level].append(item)
    sums: list[Counted] = []
    for level, items in by_level.items():
        whole = sum(item.people for item in items)
        equal = [item for item in items if 2 * item.people == whole and level not in item.codes]
        if len(items) > 2 and len(equal) == 1:
            sums += equal
    for item in sums:
        found.losses.lose(file, TOTALS)
        found.note(
            f"{file}: {item.unit.name[:60]!r} is as many people as all others together and is "
            "taken for their total: left out"
        )
    return [item for item in counted if not any(item is total for total in sums)]


def _depth(names: Sequence[str]) -> int:
    """Deepest level of admin units in a header."""
    return max(admin_columns(names).levels, default=-1)


def _identity(item: Counted) -> tuple[tuple[int, str], ...]:
    """What makes two rows totals of one unit: its code, else its name under those above."""
    if item.level in item.codes:
        return ((item.level, item.codes[item.level].upper()),)
    return tuple(sorted((level, same_name(name)) for level, name in item.names.items()))


def _is_header(names: Sequence[str]) -> bool:
    return bool(admin_columns(names).levels)


def _is_total(row: Reading, sheet: Sheet) -> bool:
    group = row.raw(sheet.column("population_group")).lower()
    if group:
        return group in _TOTAL
    parts = (row.raw(sheet.column(name)).lower() for name in ("gender", "age_range"))
    return all(part in _TOTAL for part in parts)


def _counted(row: Reading, columns: AdminColumns, people: int, year: int | None) -> Counted | None:
    header = row.sheet.header
    codes, names = {}, {}
    for level in columns.levels:
        if level in columns.codes and (text := row.text(header.index(columns.codes[level]))):
            codes[level] = text
        for name in columns.names.get(level, ()):
            if text := row.text(header.index(name)):
                names[level] = text
                break
    value = row.must(people, row.count(people))
    when = row.number(year, 1900, 2200)
    if row.bad or value is None:
        return None
    if not codes and not names:
        row.refuse(None if not columns.codes else header.index(next(iter(columns.codes.values()))),
                   "names no admin unit")  # fmt: skip
        return None
    return Counted(codes, names, value, None if when is None else int(when))
