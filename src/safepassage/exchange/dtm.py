"""IOM DTM: displaced people by admin unit and round.

The trap that is handled: there is one row for each origin and reason of displacement, so that rows
are summed by admin unit, operation, date and round. "Not available" is a missing value.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from safepassage.exchange.claims import ClaimWriter
from safepassage.exchange.context import Context
from safepassage.exchange.csv_table import CsvTable, Reading, read_csv_table, readings
from safepassage.exchange.imported import Imported

SOURCE = "iom-dtm"
_PEOPLE = "numpresentidpind"


def read(path: Path, found: Imported, context: Context) -> None:
    """Claims of displaced people by the deepest admin unit of each row."""
    sheet = read_csv_table(path, found, lambda names: _PEOPLE in names)
    if sheet is None or sheet.need(found, _PEOPLE, "reportingdate") is None:
        return
    found.source(SOURCE, "IOM DTM")
    sums: dict[tuple[str, str, dt.date, str], float] = {}
    rows = 0
    for row in readings(sheet, found):
        value = row.must(sheet.column(_PEOPLE), row.count(sheet.column(_PEOPLE)))
        date = row.must(sheet.column("reportingdate"), row.day(sheet.column("reportingdate")))
        if row.bad or value is None or date is None:
            continue
        rows += 1
        round_ = row.text(sheet.column("roundnumber"))
        key = _place(row, sheet, context), row.text(sheet.column("operation")), date, round_
        sums[key] = sums.get(key, 0.0) + value
    if rows > len(sums):
        found.note(
            f"{sheet.file}: {rows} rows by origin and reason were summed to {len(sums)} counts"
        )
    writer = ClaimWriter(found, context, SOURCE)
    for (place, operation, date, round_), value in sums.items():
        note = "; ".join(part for part in (operation, round_ and f"round {round_}") if part)
        writer.add(f"{context.word or 'idps'}:{place}", value, date, note=note)


def _place(row: Reading, sheet: CsvTable, context: Context) -> str:
    for level in (3, 2, 1, 0):
        code = row.text(sheet.column(f"admin{level}pcode"))
        name = row.text(sheet.column(f"admin{level}name"))
        if code or name:
            return context.gazetteer.find(code, name)
    return "unknown"
