"""Read a manifest back, also one that was edited by hand in a spreadsheet."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safepassage.bounded import read_file
from safepassage.errors import Problem, SafepassageError
from safepassage.limited import LimitError
from safepassage.planning.exit.manifest import HEADER
from safepassage.scenario.nearest import unknown_problem
from safepassage.scenario.workbook.foreign import read_sheets

REQUIRED = ("time", "corridor", "class", "people")
MAX_BYTES = 64 * 1024 * 1024
_ORIGIN = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - local times; day 0 of spreadsheets


@dataclass(frozen=True)
class ManifestRow:
    """One row of a manifest as it was found; ``row`` as a spreadsheet counts."""

    row: int
    time: dt.datetime
    corridor: str
    from_: str
    class_: str
    vehicle: str
    vehicles: int
    people: int
    to: str
    seats: int | None = None
    arrives: dt.datetime | None = None


def read_manifest(path: str | Path, problems: list[Problem]) -> list[ManifestRow]:
    """Rows of a CSV or XLSX manifest; what cannot be read is added to ``problems``.

    Raises:
        SafepassageError: If the file itself cannot be read.
    """
    source = Path(path)
    try:
        if source.exists() and not source.is_file():
            raise SafepassageError(f"{source}: is not a file")
        if source.stat().st_size > MAX_BYTES:
            raise SafepassageError(f"{source}: is larger than {MAX_BYTES >> 20} MB")
        table = (
            _sheet(source) if source.suffix.lower() in {".xlsx", ".xls", ".ods"} else _text(source)
        )
    except OSError as error:
        raise SafepassageError(f"{source}: cannot be read: {error.strerror}") from error
    rows = [(number, cells) for number, cells in table if any(str(c).strip() for c in cells)]
    rows = [(number, cells) for number, cells in rows if not str(cells[0]).startswith("#")]
    if not rows:
        problems.append(Problem("is empty", source.name, remedy=f"header: {','.join(HEADER)}"))
        return []
    header = [str(cell).strip().lower() for cell in rows[0][1]]
    missing = [name for name in REQUIRED if name not in header]
    problems += [
        unknown_problem("column", name, HEADER, source.name, rows[0][0])
        for name in header
        if name and name not in HEADER
    ]
    problems += [
        Problem(f"the column {name} is there twice", source.name, rows[0][0], name)
        for name in dict.fromkeys(header)
        if name in HEADER and header.count(name) > 1
    ]
    if missing:
        message = f"the columns {', '.join(missing)} are missing"
        problems.append(Problem(message, source.name, rows[0][0]))
        return []
    lines = []
    for number, cells in rows[1:]:
        line = _line(number, dict(zip(header, cells, strict=False)), source.name, problems)
        lines += [line] if line else []
    return lines


def _text(path: Path) -> Iterator[tuple[int, list[Any]]]:
    data = read_file(path, MAX_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SafepassageError(f"{path}: is not UTF-8 text; save it as 'CSV UTF-8'") from None
    if "\x00" in text:
        raise SafepassageError(f"{path}: is not a text file")
    lines = text.splitlines()
    sample = next((line for line in lines if not line.lstrip('"').startswith("#")), "")
    separator = max(",;\t", key=sample.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    yield from enumerate(reader, start=1)


def _sheet(path: Path) -> Iterator[tuple[int, list[Any]]]:
    try:
        sheets = read_sheets(path, ["manifest"], otherwise_first=True).cells
    except LimitError as error:
        raise SafepassageError(f"{path}: {error}") from error
    except (ValueError, OSError) as error:
        raise SafepassageError(f"{path}: is not a spreadsheet: {error}") from error
    rows = next(iter(sheets.values()), [])
    yield from enumerate(rows, start=1)


def _line(
    row: int, cells: Mapping[str, Any], file: str, problems: list[Problem]
) -> ManifestRow | None:
    before = len(problems)

    def text(name: str) -> str:
        return str(cells.get(name, "")).strip().removeprefix("'")

    def count(name: str, default: int | None) -> int:
        cell = cells.get(name, "")
        if str(cell).strip() == "" and default is not None:
            return default
        try:
            value = float(str(cell).strip())
            if value < 0 or value != int(value) or value > 1e9:
                raise ValueError  # noqa: TRY301
            return int(value)
        except (ValueError, OverflowError):
            remedy = "a whole number, 0 or more"
            problems.append(Problem(f"{str(cell)[:40]!r} is not a count", file, row, name, remedy))
            return 0

    def time_of(name: str) -> dt.datetime | None:
        found = _moment(cells.get(name, ""))
        shown = str(cells.get(name, ""))[:40]
        if found is None and (name == "time" or shown.strip()):
            remedy = "such as 2016-12-15T14:00"
            problems.append(Problem(f"{shown!r} is no time", file, row, name, remedy))
        return found

    time = time_of("time")
    seats = count("seats", -1)
    line = ManifestRow(
        row=row,
        time=time or _ORIGIN,
        corridor=text("corridor"),
        from_=text("from"),
        class_=text("class"),
        vehicle=text("vehicle"),
        vehicles=count("vehicles", 0),
        people=count("people", None),
        to=text("to"),
        seats=None if seats < 0 else seats,
        arrives=time_of("arrives"),
    )
    return line if len(problems) == before else None


def _moment(cell: Any) -> dt.datetime | None:
    """A time from a text, a spreadsheet's date or its serial number."""
    if isinstance(cell, dt.datetime):
        return cell.replace(second=0, microsecond=0)
    if isinstance(cell, dt.date):
        return dt.datetime.combine(cell, dt.time(0))
    if isinstance(cell, (int, float)) and 1 < cell < 200_000:
        return _ORIGIN + dt.timedelta(minutes=round(cell * 1440))
    try:
        moment = dt.datetime.fromisoformat(str(cell).strip().removeprefix("'"))
    except ValueError:
        return None
    return moment if moment.tzinfo is None else None
