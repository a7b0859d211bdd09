"""CSV files as other people write them: any separator, encoding, preamble and row of HXL tags."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from safepassage.exchange import cells
from safepassage.exchange.imported import Imported
from safepassage.scenario.nearest import hint

MAX_BYTES = 512 * 1024 * 1024
"""Largest file that is read."""
_LOOK = 25
"""First rows in which the header and HXL tags may stand."""
_TAG = re.compile(r"#[a-z][a-z0-9_]*(\s*\+\s*[a-z0-9_]+)*\Z")
_Cell = TypeVar("_Cell")


class CsvRow(NamedTuple):
    """One row of a sheet: its number as a spreadsheet counts, and its cells in order."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class CsvTable:
    """A file's rows under their header.

    Attributes:
        file: Name for messages.
        header: Column names in lower case, as they stand.
        tags: HXL tag of each column in lower case without blanks; empty where there is none.
        lines: The rows that hold anything.
        decimal_comma: Whether numbers have decimal commas (columns separated by semicolons).
        memo: Values of texts by how they were read: cells repeat.
    """

    file: str
    header: tuple[str, ...]
    tags: tuple[str, ...]
    lines: list[CsvRow]
    decimal_comma: bool
    memo: dict[tuple[str, str], Any] = field(default_factory=dict, compare=False, repr=False)

    def column(self, *names: str) -> int | None:
        """Position of the first of these columns that is there."""
        for name in names:
            if name in self.header:
                return self.header.index(name)
        return None

    def need(self, found: Imported, *names: str) -> dict[str, int] | None:
        """Positions of all these columns, or None with a problem for each that is missing."""
        missing = [name for name in names if name not in self.header]
        for name in missing:
            remedy = hint(name, [column for column in self.header if column])
            found.problem("the column is missing", self.file, column=name, remedy=remedy)
        if missing:
            return None
        return {name: self.header.index(name) for name in names}


class Reading:
    """Typed cells of one line; what does not fit is added to ``found`` and makes the line bad."""

    __slots__ = ("bad", "found", "line", "sheet")

    def __init__(self, sheet: CsvTable, line: CsvRow, found: Imported) -> None:
        self.sheet, self.line, self.found = sheet, line, found
        self.bad = False

    def text(self, column: int | None) -> str:
        """Text of a cell as it may be kept; empty where it is blank or the column is absent."""
        raw = self.raw(column)
        known: str | None = self.sheet.memo.get(("text", raw))
        if known is None:
            known = self.sheet.memo["text", raw] = "" if cells.is_blank(raw) else cells.words(raw)
        return known

    def raw(self, column: int | None) -> str:
        """The cell without blanks around it."""
        if column is None or column >= len(self.line.cells):
            return ""
        return self.line.cells[column].strip()

    def count(self, column: int | None) -> float | None:
        """Whole number, or None."""
        comma = self.sheet.decimal_comma
        return self._typed(column, "count", lambda text: cells.count(text, decimal_comma=comma))

    def number(self, column: int | None, low: float, high: float) -> float | None:
        """Number within bounds, or None."""
        comma = self.sheet.decimal_comma
        value = self._typed(column, "number", lambda text: cells.number(text, decimal_comma=comma))
        if value is not None and not low <= value <= high:
            self.refuse(column, f"is not from {low:g} to {high:g}")
            return None
        return value

    def day(self, column: int | None) -> dt.date | None:
        """Date, or None."""
        return self._typed(column, "day", cells.day)

    def must(self, column: int | None, value: _Cell | None) -> _Cell | None:
        """The value; a blank one makes the line bad (once)."""
        if value is None and not self.bad:
            self.refuse(column, "must be filled")
        return value

    def refuse(self, column: int | None, reason: str) -> None:
        """Say what is wrong with a cell."""
        self.bad = True
        name = self.sheet.header[column] if column is not None else ""
        shown = repr(self.raw(column)[:60])
        self.found.row_problem(f"{shown} {reason}", self.sheet.file, self.line.number, name)

    def _typed(
        self, column: int | None, sort: str, parse: Callable[[str], _Cell | None]
    ) -> _Cell | None:
        raw = self.raw(column)
        try:
            known: _Cell | None = self.sheet.memo[sort, raw]
        except KeyError:
            try:
                known = self.sheet.memo[sort, raw] = parse(raw)
            except cells.BadCellError as error:
                self.refuse(column, str(error))
                return None
        return known


def readings(sheet: CsvTable, found: Imported) -> Iterator[Reading]:
    """A reading of each line, until too much is wrong."""
    for line in sheet.lines:
        if found.full:
            found.problem("has too many problems; the rest was not read", sheet.file)
            return
        yield Reading(sheet, line, found)


def read_bytes(path: Path, found: Imported, limit: int = MAX_BYTES) -> bytes | None:
    """Content of a file, or None with a problem."""
    try:
        if not path.is_file():
            found.problem("is missing" if not path.exists() else "is not a file", str(path))
            return None
        if path.stat().st_size > limit:
            found.problem(f"is larger than {limit >> 20} MB", path.name)
            return None
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        found.problem(f"cannot be read: {reason}", str(path))
        return None


def read_text(path: Path, found: Imported) -> str | None:
    """Text of a file: UTF-8 with or without byte order mark, else Latin-1 with a note."""
    data = read_bytes(path, found)
    if data is None:
        return None
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        found.problem("is UTF-16 text", path.name, remedy="save it as 'CSV UTF-8'")
        return None
    if b"\x00" in data:
        remedy = "save it as 'CSV UTF-8' (a workbook, an archive and a shapefile are not)"
        found.problem("is not a text file", path.name, remedy=remedy)
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        found.note(f"{path.name} is not UTF-8; read as Latin-1: look at names with accents")
        return data.decode("latin-1")


def read_csv_table(
    path: Path,
    found: Imported,
    is_header: Callable[[Sequence[str]], bool] | None = None,
    header: Sequence[str] | None = None,
) -> CsvTable | None:
    """Rows of a CSV file, or None with a problem.

    Args:
        path: File.
        found: Takes problems and notes.
        is_header: Recognises the header among the first 25 rows; what stands before it is skipped.
            None takes the first row.
        header: Names for a file that may have no header row (if no row is one).
    """
    text = read_text(path, found)
    if text is None:
        return None
    separator = _separator(text)
    lines: list[CsvRow] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            if row and (row[0].strip() or "".join(row).strip()):
                lines.append(CsvRow(number, row))
    except csv.Error as error:
        remedy = "close every double quote; save it as CSV UTF-8"
        found.problem(f"is not CSV: {error}", path.name, number + 1, remedy=remedy)
        return None
    if not lines:
        found.problem("is empty", path.name)
        return None
    return _under_header(path.name, lines, found, is_header, header, comma=separator == ";")


def _under_header(
    file: str,
    lines: list[CsvRow],
    found: Imported,
    is_header: Callable[[Sequence[str]], bool] | None,
    given: Sequence[str] | None,
    *,
    comma: bool,
) -> CsvTable | None:
    """Take header and tags off the lines."""
    start = 0
    names = _names(lines[0])
    if is_header is not None:
        start = next((i for i, line in enumerate(lines[:_LOOK]) if is_header(_names(line))), -1)
        if start < 0 and given is None:
            remedy = f"the first row is {', '.join(names[:8])[:200]!r}"
            found.problem("has no header that this reader knows", file, remedy=remedy)
            return None
        names = list(given or ()) if start < 0 else _names(lines[start])
    repeated = [name for name, times in Counter(names).items() if name and times > 1]
    for name in repeated:
        found.problem("stands twice", file, lines[max(start, 0)].number, name[:60], "delete one")
    body = lines[start + 1 :]
    tags: list[str] = []
    for place, line in enumerate(body[:_LOOK]):
        if _is_tags(line.cells):
            tags = ["".join(cell.lower().split()) for cell in line.cells]
            body = body[:place] + body[place + 1 :]
            break
    kept = _of_length(file, body, len(names), found)
    tags = (tags + [""] * len(names))[: len(names)]
    return None if repeated else CsvTable(file, tuple(names), tuple(tags), kept, comma)


def _of_length(file: str, body: list[CsvRow], length: int, found: Imported) -> list[CsvRow]:
    """Lines with as many cells as the header; blank cells beyond it do not count."""
    kept: list[CsvRow] = []
    for line in body:
        short = len(line.cells) < length
        if short or (len(line.cells) > length and "".join(line.cells[length:]).strip()):
            message = f"has {len(line.cells)} cells, the header has {length}"
            remedy = "put texts with separators in double quotes; the file may be cut off"
            found.row_problem(message, file, line.number, remedy=remedy)
            if found.full:
                break
            continue
        kept.append(line)
    return kept


def _names(line: CsvRow) -> list[str]:
    return [" ".join(cell.lower().split()) for cell in line.cells]


def _is_tags(row: Sequence[str]) -> bool:
    filled = [cell.strip().lower() for cell in row if cell.strip()]
    return bool(filled) and all(_TAG.match(cell) for cell in filled)


def _separator(text: str) -> str:
    """The separator that the first lines hold most of, outside double quotes."""
    bare = re.sub(r'"[^"]*"', "", text[:20_000])
    most = {mark: bare.count(mark) for mark in ",;\t"}
    first = "\n".join(bare.splitlines()[:1])
    # The header decides; texts with commas come later.
    counted = {mark: (first.count(mark), most[mark]) for mark in most}
    return max(counted, key=counted.__getitem__)


def by_tag(sheet: CsvTable, wanted: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Position of each role by HXL tag: the tag's name and all of the attributes that are asked."""
    places: dict[str, int] = {}
    for role, patterns in wanted.items():
        for pattern in patterns:
            name, *attributes = pattern.split("+")
            for place, tag in enumerate(sheet.tags):
                own, *others = tag.split("+")
                if own == name and set(attributes) <= set(others) and role not in places:
                    places[role] = place
    return places
