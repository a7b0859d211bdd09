"""IOM DTM: displaced people by admin unit and round, as CSV, workbook or JSON of the interface.

There is one row for each origin and reason of displacement: these are parts of one assessment and
are summed. Everything else that distinguishes two rows (operation, round, type of assessment,
status, whatever the file adds) keeps them apart. "Not available" is a missing value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from safepassage.exchange.claims import ClaimWriter
from safepassage.exchange.context import Context
from safepassage.exchange.imported import Imported
from safepassage.exchange.meaning import is_part_heading, is_whole
from safepassage.exchange.names import UnitName
from safepassage.exchange.sheet import Reading, Sheet, read_sheet, readings
from safepassage.exchange.units import unit_finder

SOURCE = "iom-dtm"
_PEOPLE = "numpresentidpind"
_PARTS = ("idporigin", "displacementreason", "number", "num", "admin")
"""Beginnings of columns that are parts of one assessment, other counts, or the unit itself."""
_OTHER = ("id", "yearreportingdate", "monthreportingdate", "reportingdate")
"""Columns that do not tell two counts apart."""


def read(path: Path, found: Imported, context: Context) -> None:
    """Claims of displaced people by the deepest admin unit of each row."""
    sheet = read_sheet(path, found, lambda names: _PEOPLE in names)
    if sheet is None or sheet.need(found, _PEOPLE, "reportingdate") is None:
        return
    found.source(SOURCE, "IOM DTM")
    apart = _apart(sheet)
    parts = [place for place, name in enumerate(sheet.header) if is_part_heading(name)]
    units = unit_finder(sheet, context, _unit)
    sums: dict[tuple[str, dt.date, tuple[str, ...]], tuple[float, float]] = {}
    rows = 0
    seen: dict[tuple[str, ...], int] = {}
    for row in readings(sheet, found):
        if not all(is_whole(row.text(column)) for column in parts):
            row.lose("parts by sex or age (totals are read)")
            continue
        value = row.must(sheet.column(_PEOPLE), row.range(sheet.column(_PEOPLE)))
        date = row.must(sheet.column("reportingdate"), row.day(sheet.column("reportingdate")))
        if row.bad or value is None or date is None:
            continue
        place = units.find(row)
        if place is None:
            continue
        first = seen.setdefault(tuple(row.line.cells), row.line.number)
        if first != row.line.number:
            if sheet.column("id") is None:
                row.refuse(
                    sheet.column(_PEOPLE), f"stands in a row that says the same as row {first}: "
                    "delete the one that is repeated, or number parts that are equal in a column "
                    "id",
                )  # fmt: skip
            else:
                row.lose("they repeat a row with the same id")
            continue
        rows += 1
        key = place, date, tuple(row.text(column) for column in apart)
        low, high = sums.get(key, (0.0, 0.0))
        sums[key] = low + value[0], high + value[1]
    if rows > len(sums):
        found.note(
            f"{sheet.file}: {rows} rows by origin and reason were summed to {len(sums)} counts"
        )
    writer = ClaimWriter(found, context, SOURCE)
    for (place, date, texts), value in sums.items():
        note = "; ".join(_noted(sheet, apart, texts))
        writer.add(f"{context.word or 'idps'}:{place}", value, date, note=note)


def _apart(sheet: Sheet) -> list[int]:
    """Columns that keep two counts of one place and day apart."""
    return [
        place
        for place, name in enumerate(sheet.header)
        if name and name not in _OTHER and not name.startswith(_PARTS)
    ]


def _noted(sheet: Sheet, columns: Sequence[int], texts: Sequence[str]) -> list[str]:
    names = {"operation": "", "roundnumber": "round ", "assessmenttype": "assessment "}
    return [
        f"{names.get(sheet.header[column], sheet.header[column] + ' ')}{text}"
        for column, text in zip(columns, texts, strict=True)
        if text
    ]


def _unit(row: Reading) -> UnitName:
    sheet = row.sheet
    for level in (4, 3, 2, 1, 0):
        code = row.text(sheet.column(f"admin{level}pcode"))
        name = row.text(sheet.column(f"admin{level}name"))
        if code or name:
            above = row.text(sheet.column(f"admin{level - 1}name")) if level > 1 else ""
            return UnitName(code, name, above, level)
    return UnitName("")
