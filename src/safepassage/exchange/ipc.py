"""IPC and Cadre Harmonisé: people by phase of food insecurity, long or wide.

A current analysis is an estimate; a projection is a forecast, published on the day of the
analysis.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from safepassage.exchange.claims import ClaimWriter
from safepassage.exchange.context import Context, short_slug
from safepassage.exchange.imported import Imported
from safepassage.exchange.ipc_workbook import PERIODS, is_stacked, unstacked
from safepassage.exchange.names import UnitName
from safepassage.exchange.sheet import (
    WORKBOOKS,
    Reading,
    Sheet,
    read_lines,
    read_sheet,
    readings,
)
from safepassage.exchange.sheet.headings import folded
from safepassage.exchange.units import unit_finder

SOURCE = "ipc"
_PHASES = {"all": "all", "3+": "3plus", **{str(n): str(n) for n in range(1, 6)}}


def read(path: Path, found: Imported, context: Context) -> None:
    """Claims of people by phase and area."""
    sheet = _stacked(path, found) or read_sheet(
        path, found, lambda names: "date of analysis" in map(folded, names)
    )
    if sheet is None:
        return
    long = sheet.column("phase") is not None and sheet.column("number") is not None
    wide = [period for period in PERIODS if sheet.column(f"{period} to") is not None]
    if not long and not wide:
        remedy = "Phase and Number (long), or Current from, Current to, … (wide)"
        found.problem("is neither the long nor the wide form of IPC", sheet.file, remedy=remedy)
        return
    if long and sheet.need(found, "to") is None:
        return
    found.source(SOURCE, "IPC analysis")
    writer = ClaimWriter(found, context, SOURCE)
    units = unit_finder(sheet, context, _unit)
    for row in readings(sheet, found):
        analysed = row.day(sheet.column("date of analysis"))
        place = units.find(row)
        if place is None:
            continue
        if long:
            _long(row, sheet, writer, place, analysed)
        else:
            for period in wide:
                _wide(row, sheet, writer, place, analysed, period)


def _stacked(path: Path, found: Imported) -> Sheet | None:
    """Table of a workbook whose heading stands in three rows; None if it has no such heading."""
    if path.suffix.lower() not in WORKBOOKS:
        return None
    quiet = Imported(given=found.given)
    lines = read_lines(path, quiet, is_stacked)
    sheet = None if lines is None else unstacked(path.name, lines, found)
    if sheet is not None:
        found.notes += [note for note in quiet.notes if note not in found.notes]
    return sheet


def _reversed(row: Reading, column: int | None, start: dt.date | None, end: dt.date) -> bool:
    """Whether a period ends before it begins, which is a problem."""
    if start is None or start <= end:
        return False
    row.refuse(column, f"is before the first day of the period, {start}")
    return True


def _unit(row: Reading) -> UnitName:
    sheet = row.sheet
    area, above = row.text(sheet.column("area")), row.text(sheet.column("level 1"))
    if area:
        return UnitName("", area, above)
    return UnitName("", above or row.text(sheet.column("country")))


def _long(
    row: Reading, sheet: Sheet, writer: ClaimWriter, place: str, analysed: dt.date | None
) -> None:
    raw = row.raw(sheet.column("phase")).lower().removeprefix("phase").strip().removesuffix(".0")
    if raw not in _PHASES:
        row.refuse(sheet.column("phase"), f"is not one of {', '.join(_PHASES)}")
    value = row.range(sheet.column("number"))
    end = row.must(sheet.column("to"), row.day(sheet.column("to")))
    start = row.day(sheet.column("from"), first=True)
    if row.bad or value is None or end is None or _reversed(row, sheet.column("to"), start, end):
        return
    period = row.raw(sheet.column("validity period")).lower() or "current"
    _claim(writer, place, _PHASES[raw], value, (start, end), analysed, period)


def _wide(
    row: Reading,
    sheet: Sheet,
    writer: ClaimWriter,
    place: str,
    analysed: dt.date | None,
    period: str,
) -> None:
    end = row.day(sheet.column(f"{period} to"))
    start = row.day(sheet.column(f"{period} from"), first=True)
    counts = {
        phase: row.range(sheet.column(f"phase {raw} number {period}"))
        for raw, phase in _PHASES.items()
    }
    counts["all"] = row.range(sheet.column(f"population analyzed {period}"))
    to = sheet.column(f"{period} to")
    if row.bad or end is None or _reversed(row, to, start, end):
        return
    for phase, value in counts.items():
        if value is not None:
            _claim(writer, place, phase, value, (start, end), analysed, period)


def _claim(
    writer: ClaimWriter,
    place: str,
    phase: str,
    value: tuple[float, float],
    period: tuple[dt.date | None, dt.date],
    analysed: dt.date | None,
    name: str,
) -> None:
    current = name == "current"
    writer.add(
        f"ipc:{place}:phase-{phase}", value, period[1], start=period[0], published=analysed,
        status="estimate" if current else "forecast", note=short_slug(name).replace("-", " "),
    )  # fmt: skip
