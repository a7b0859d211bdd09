"""Files of counts → rows: ``date, place, value[, published, source, measure]`` as CSV or xlsx.

The tables that ``import unhcr`` and ``import dtm`` write are read as they are: a column
``quantity`` in the place of ``place``, and ``low`` and ``high`` in the place of ``value``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from safepassage.errors import ScenarioError
from safepassage.exchange.given import Given
from safepassage.exchange.imported import Imported
from safepassage.exchange.sheet import Line, Reading, Sheet, read_sheet, readings

NEEDED = ("date", "place or quantity", "value")
MEASURES = ("stock", "cumulative")
_TABLES = ("series.csv", "claims.csv")


@dataclass(frozen=True)
class Count:
    """One row.

    Attributes:
        row: Number of the row as a spreadsheet counts.
        date: Day that the value is about.
        place: The place as it is named.
        value: People.
        published: Day on which the value became known, or None where that is not said.
        measure: ``stock``, ``cumulative`` or empty.
    """

    row: int
    date: dt.date
    place: str
    value: float
    published: dt.date | None
    measure: str


def is_counts(names: Sequence[str]) -> bool:
    """Whether a header (in lower case) is that of a file of counts."""
    known = set(names)
    valued = "value" in known or {"low", "high"} <= known
    return "date" in known and bool(known & {"place", "quantity"}) and valued


def counts_path(path: Path) -> Path | None:
    """The table of counts in a folder that an import wrote, or the file itself.

    None where the path is a scenario or holds no counts; what a file holds decides, not its name.
    """
    if path.is_dir():
        if (path / "scenario.toml").is_file():
            return None
        tables = [path / name for name in _TABLES if (path / name).is_file()]
        return tables[0] if tables else None
    if not path.is_file():
        return None
    if path.suffix.lower() == ".xlsx":
        return path if _first_sheet(path, Imported()) is not None else None
    return path


def read_rows(path: Path, found: Imported) -> list[Count]:
    """Typed rows of a file of counts; what does not fit goes to ``found``."""
    if path.suffix.lower() == ".xlsx":
        sheet = _first_sheet(path, found)
    else:
        sheet = read_sheet(path, found, is_counts)
    if sheet is None:
        if not found.problems:
            remedy = f"columns {', '.join(NEEDED)}[, published, source, measure]"
            found.problem("has no sheet with counts", path.name, remedy=remedy)
        return []
    rows = []
    for reading in readings(sheet, found):
        made = _count(reading, sheet)
        if made is not None:
            rows.append(made)
    if not rows and not found.problems:
        found.problem("holds no counts", path.name, remedy=f"columns {', '.join(NEEDED)}")
    return rows


def _count(row: Reading, sheet: Sheet) -> Count | None:
    at = sheet.column
    date = row.must(at("date"), row.day(at("date")))
    named = row.text(at("place", "quantity"))
    if not named:
        row.refuse(at("place", "quantity"), "must be filled")
    value = _value(row, sheet)
    published = row.day(at("published"))
    measure = row.text(at("measure")).lower()
    if measure and measure not in MEASURES:
        row.refuse(at("measure"), f"is neither {' nor '.join(MEASURES)}")
    if published is not None and date is not None and published < date:
        row.refuse(at("published"), "is before the day that the value is about")
    if row.bad or date is None or value is None:
        return None
    place = named if at("place") is not None else named.partition("@")[0]
    return Count(row.line.number, date, place, value, published, measure)


def _value(row: Reading, sheet: Sheet) -> float | None:
    column = sheet.column("value", "high")
    if row.raw(column).endswith("%"):
        row.refuse(column, "is a percentage; give numbers of people")
        return None
    value = row.number(column, 0, 1e11)
    if sheet.column("value") is None and not row.bad:
        low = row.number(sheet.column("low"), 0, 1e11)
        if low is not None and value is not None and low != value:
            row.refuse(column, "is the end of a range; a forecast needs one value")
    return row.must(column, value)


def _first_sheet(path: Path, found: Imported) -> Sheet | None:
    """The first sheet of a workbook whose first row is that of counts, or None."""
    from safepassage.scenario.workbook.layout import SETTINGS_SHEET
    from safepassage.scenario.workbook.open import open_sheets

    try:
        sheets = open_sheets(path, lambda name: True, found.problems)  # noqa: ARG005
    except ScenarioError as error:
        found.problems += error.problems
        return None
    if SETTINGS_SHEET in sheets:
        return None  # a scenario
    for name, sheet in sheets.items():
        lines = [[_text(cell) for cell in row] for row in sheet.cells]
        header = [cell.strip().lower() for cell in lines[0]] if lines else []
        if is_counts(header):
            body = [Line(n, row) for n, row in enumerate(lines[1:], 2) if any(map(str.strip, row))]
            tags = ("",) * len(header)
            return Sheet(f"{path.name}, sheet {name}", tuple(header), tags, body, "", Given())
    return None


def _text(cell: object) -> str:
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
