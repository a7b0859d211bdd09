"""CSV, workbooks and JSON records → rows under their header."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safepassage.exchange.imported import Imported
from safepassage.exchange.numbers import readings
from safepassage.exchange.sheet.files import read_bytes, read_text
from safepassage.exchange.sheet.headings import LOOK, headings, is_tags, tags_of
from safepassage.exchange.sheet.table import Line, Sheet
from safepassage.limited import LimitError
from safepassage.scenario.workbook.foreign import read_sheets

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
_RECORDS = ("result", "results", "data", "items", "records")

IsHeader = Callable[[Sequence[str]], bool]


@dataclass(frozen=True)
class _Rows:
    lines: list[Line]
    separator: str


def read_sheet(
    path: Path,
    found: Imported,
    is_header: IsHeader | None = None,
    header: Sequence[str] | None = None,
    *,
    tagged: bool = False,
) -> Sheet | None:
    """Rows of a CSV file, a workbook or JSON records; None with a problem.

    Args:
        path: File.
        found: Takes problems and notes; holds the user's answers.
        is_header: Tells the header among the first 25 rows; what stands before it is skipped.
            None takes the first row.
        header: Names for a file that may have no header row (if no row is one).
        tagged: Whether HXL tags name the columns: what stands above them are headings, whose
            texts do not matter.
    """

    def fits(row: Sequence[str]) -> bool:
        return is_tags(row) if tagged else is_header is None or is_header(headings(row))

    rows = _rows(path, found, fits)
    if rows is None:
        return None
    lines = rows.lines[found.given.skip :] if found.given.skip else rows.lines
    if not lines:
        found.problem("is empty", path.name)
        return None
    return _under_header(path.name, _Rows(lines, rows.separator), found, is_header, header, tagged)


def read_lines(path: Path, found: Imported, fits: IsHeader) -> list[Line] | None:
    """Filled rows of a file, of a workbook those of the sheet that fits; None with a problem."""
    rows = _rows(path, found, fits)
    return None if rows is None else rows.lines


def _rows(path: Path, found: Imported, fits: IsHeader) -> _Rows | None:
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS:
        return _workbook(path, found, fits)
    text = read_text(path, found)
    if text is None:
        return None
    if suffix == ".json" or text[:200].lstrip().startswith(("{", "[{")):
        return _records(text, path, found)
    return _csv(text, path, found)


def _csv(text: str, path: Path, found: Imported) -> _Rows | None:
    separator = _separator(text)
    lines: list[Line] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            if row and (row[0].strip() or "".join(row).strip()):
                lines.append(Line(number, row))
    except csv.Error as error:
        remedy = "close every double quote; save it as CSV UTF-8"
        found.problem(f"is not CSV: {error}", path.name, number + 1, remedy=remedy)
        return None
    return _Rows(lines, separator)


def _workbook(path: Path, found: Imported, fits: IsHeader) -> _Rows | None:
    """The sheet that the user names, else the first that has the header, else the first."""
    if read_bytes(path, found) is None:
        return None
    named = found.given.sheet
    try:
        names, sheets = read_sheets(path, None if named is None else [named])
    except LimitError as error:
        found.problem(str(error), path.name, remedy="leave out sheets that are not needed")
        return None
    except (ValueError, OSError) as error:
        found.problem(f"is not a workbook: {str(error)[:200]}", path.name)
        return None
    wanted = list(sheets)
    if not wanted:
        remedy = f"--sheet with one of {', '.join(names)[:200]}"
        found.problem(f"has no sheet {str([named])[:60]}", path.name, remedy=remedy)
        return None
    lines = {
        name: [Line(n, [_text(cell) for cell in row]) for n, row in enumerate(content, start=1)]
        for name, content in sheets.items()
    }
    filled = {n: [i for i in own if "".join(i.cells).strip()] for n, own in lines.items()}
    fit = [n for n, own in filled.items() if any(fits(line.cells) for line in own[:LOOK])]
    name = (fit or wanted)[0]
    if len(wanted) > 1:
        others = f", and {', '.join(fit[1:])[:200]} could be" if fit[1:] else ""
        found.note(f"{path.name}: the sheet {name!r} is read{others}; --sheet takes another")
    return _Rows(filled[name], "")


def _text(value: Any) -> str:
    """A typed cell as a text that no style of writing reads otherwise."""
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ") if value.time() != dt.time() else value.date().isoformat()
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        text = repr(value)
        # 1.205 could be 1205 in a column of texts; 1.2050 cannot.
        return f"{text}0" if "e" not in text and len(set(readings(text).values())) > 1 else text
    return "" if value is None or isinstance(value, bool) else str(value)


def _records(text: str, path: Path, found: Imported) -> _Rows | None:
    """A list of flat records, as interfaces give: each name a column."""
    try:
        content: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        reason = str(error)[:200] if isinstance(error, ValueError) else "nested too deeply"
        found.problem(f"is not JSON: {reason}", path.name, remedy="the file may be cut off")
        return None
    if isinstance(content, dict):
        content = next((content[k] for k in _RECORDS if isinstance(content.get(k), list)), None)
    if not isinstance(content, list) or not all(isinstance(item, dict) for item in content):
        remedy = "records under result or data; else download the CSV"
        found.problem("is JSON without a list of records", path.name, remedy=remedy)
        return None
    names = list(dict.fromkeys(str(key) for item in content for key in item))
    body = [
        Line(number, [_text(item.get(name)) if not isinstance(item.get(name), (dict, list)) else ""
                      for name in names])
        for number, item in enumerate(content, start=2)
    ]  # fmt: skip
    return _Rows([Line(1, names), *body] if names else [], "")


def _under_header(
    file: str,
    rows: _Rows,
    found: Imported,
    is_header: IsHeader | None,
    given: Sequence[str] | None,
    tagged: bool,  # noqa: FBT001 - private
) -> Sheet | None:
    """Take header and tags off the lines."""
    lines = rows.lines
    start = 0
    names = headings(lines[0].cells)
    at = next((i for i, line in enumerate(lines[:LOOK]) if is_tags(line.cells)), None)
    if tagged:
        if at is None:
            remedy = "a row under the header such as #adm1+code,#affected+idps,#date+reported"
            found.problem("has no row of HXL tags", file, remedy=remedy)
            return None
        start = max(at - 1, 0)
        names = headings(lines[start].cells) if at else [""] * len(lines[0].cells)
        names += [""] * (len(lines[at].cells) - len(names))
    elif is_header is not None:
        named = (i for i, line in enumerate(lines[:LOOK]) if is_header(headings(line.cells)))
        start = next(named, -1)
        if start < 0 and given is None:
            remedy = f"the first row is {', '.join(names[:8])[:200]!r}"
            found.problem("has no header that this reader knows", file, remedy=remedy)
            return None
        names = list(given or ()) if start < 0 else headings(lines[start].cells)
    repeated = [name for name, times in Counter(names).items() if name and times > 1]
    if repeated and not tagged:
        for name in repeated:
            number = lines[max(start, 0)].number
            found.problem("stands twice", file, number, name[:60], "delete one")
        return None
    body = lines[start + 1 :]
    tags: list[str] = []
    if at is not None:
        tags = tags_of(lines[at].cells)
        body = lines[at + 1 :] if tagged else [line for line in body if line is not lines[at]]
    kept = _of_length(file, body, len(names), found, padded=not rows.separator)
    tags = (tags + [""] * len(names))[: len(names)]
    return Sheet(file, tuple(names), tuple(tags), kept, rows.separator, found.given)


def _of_length(
    file: str, body: list[Line], length: int, found: Imported, *, padded: bool
) -> list[Line]:
    """Lines with as many cells as the header; blank cells beyond it do not count."""
    kept: list[Line] = []
    for line in body:
        short = len(line.cells) < length and not padded
        if short or (len(line.cells) > length and "".join(line.cells[length:]).strip()):
            message = f"has {len(line.cells)} cells, the header has {length}"
            remedy = "put texts with separators in double quotes; the file may be cut off"
            found.row_problem(message, file, line.number, remedy=remedy)
            if found.full:
                break
            continue
        kept.append(line)
    return kept


def _separator(text: str) -> str:
    """The separator that the first lines hold most of, outside double quotes."""
    bare = re.sub(r'"[^"]*"', "", text[:20_000])
    most = {mark: bare.count(mark) for mark in ",;\t"}
    first = "\n".join(bare.splitlines()[:1])
    # The header decides; texts with commas come later.
    counted = {mark: (first.count(mark), most[mark]) for mark in most}
    return max(counted, key=counted.__getitem__)
