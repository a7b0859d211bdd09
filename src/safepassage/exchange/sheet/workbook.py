"""Workbooks → rows of the sheet that is meant, each cell a text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from safepassage.exchange.cells import BadCellError
from safepassage.exchange.imported import Imported
from safepassage.exchange.numbers import readings
from safepassage.exchange.sheet.files import read_bytes
from safepassage.exchange.sheet.headings import LOOK
from safepassage.exchange.sheet.table import Line
from safepassage.limited import LimitError
from safepassage.scenario.workbook.foreign import Sheets, read_sheets

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})


def read_workbook(
    path: Path,
    found: Imported,
    fits: Callable[[Sequence[str]], bool],
    rank: Callable[[Sequence[str]], int] | None,
    *,
    merged: bool,
) -> list[Line] | None:
    """Filled rows of the sheet that is meant; None with a problem.

    It is the one that the user names, else one that has the header, else the first; a hidden one
    only if it is named or all are hidden.

    Args:
        path: File.
        found: Takes problems and notes; holds the user's answers.
        fits: Tells the header.
        rank: Of several sheets with the header the one whose header ranks highest is read.
        merged: Whether a text that is merged over several rows stands in each of them.
    """
    if read_bytes(path, found) is None:
        return None
    named = found.given.sheet
    try:
        sheets = read_sheets(path, None if named is None else [named])
    except LimitError as error:
        found.problem(str(error), path.name, remedy="leave out sheets that are not needed")
        return None
    except (ValueError, OSError) as error:
        found.problem(f"is not a workbook: {str(error)[:200]}", path.name)
        return None
    names, wanted = sheets.names, list(sheets.cells)
    if not wanted:
        remedy = f"--sheet with one of {', '.join(names)[:200]}"
        found.problem(f"has no sheet {str([named])[:60]}", path.name, remedy=remedy)
        return None
    filled = {
        name: [Line(n, row) for n, row in enumerate(rows, start=1) if "".join(row).strip()]
        for name, rows in ((name, _cells(sheets, name, merged=merged)) for name in wanted)
    }
    heads = {
        name: next((line.cells for line in own[:LOOK] if fits(line.cells)), None)
        for name, own in filled.items()
    }
    fit = [name for name, head in heads.items() if head is not None]
    if rank is not None:
        fit.sort(key=lambda name: -rank(heads[name] or ()))
    name = (fit or wanted)[0]
    hidden = sorted({*names} - {*wanted}) if named is None else []
    if hidden:
        found.note(f"{path.name}: hidden sheets are not read: {', '.join(hidden)[:200]}")
    if len(wanted) > 1:
        others = f", and {', '.join(fit[1:])[:200]} could be" if fit[1:] else ""
        found.note(f"{path.name}: the sheet {name!r} is read{others}; --sheet takes another")
    return filled[name]


def _cells(sheets: Sheets, name: str, *, merged: bool) -> list[list[str]]:
    """Cells of a sheet as texts."""
    rows = sheets.cells[name]
    for (top, left), (bottom, _) in sheets.merged[name] if merged else ():
        value = rows[top][left] if top < len(rows) and left < len(rows[top]) else None
        if _is_label(value):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = value
    return [[as_text(cell) for cell in row] for row in rows]


def _is_label(value: Any) -> bool:
    """Whether a cell names something: a number that is merged over rows would count twice."""
    if isinstance(value, dt.date):
        return True
    try:
        return isinstance(value, str) and not readings(value) and bool(value.strip())
    except BadCellError:
        return True


def as_text(value: Any) -> str:
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
