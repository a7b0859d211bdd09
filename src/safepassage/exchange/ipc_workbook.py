"""IPC's workbooks of the population tracking tool → a table of the wide form.

Their heading stands in three rows: the period over its columns, below it the phase, below that
``#`` and ``%``; cells that are merged hold their text in the first one only. An analysis period is
written as ``Jun 2023 - Sep 2023``.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence

from safepassage.exchange.cells import BadCellError
from safepassage.exchange.dates import DateStyle
from safepassage.exchange.imported import Imported
from safepassage.exchange.sheet import Line, Sheet
from safepassage.exchange.sheet.headings import LOOK, folded

PERIODS = ("current", "first projection", "second projection")
_PHASE = re.compile(r"phase ([1-5]\+?)\Z")


def is_stacked(row: Sequence[str]) -> bool:
    """Whether a row is the first of such a heading: it names the periods."""
    names = {folded(cell) for cell in row}
    return "current" in names and "current to" not in names


def unstacked(file: str, lines: Sequence[Line], found: Imported) -> Sheet | None:
    """The table under a heading of three rows; None if there is none."""
    top = next((i for i, line in enumerate(lines[:LOOK]) if is_stacked(line.cells)), None)
    if top is None:
        return None
    under = range(top, min(top + 4, len(lines)))
    bottom = next((i for i in under if "#" in map(str.strip, lines[i].cells)), None)
    if bottom is None:
        return None
    block = [line.cells for line in lines[top : bottom + 1]]
    width = max(map(len, block))
    rows = [[*map(folded, cells), *[""] * (width - len(cells))] for cells in block]
    marks = [*map(str.strip, block[-1]), *[""] * (width - len(block[-1]))]
    names = _names(rows, marks)
    body = [Line(line.number, _with_days(names, line.cells, width)) for line in lines[bottom + 1 :]]
    days = [f"{period} {end}" for period in PERIODS for end in ("from", "to")]
    header = (*names, *days)
    return Sheet(file, header, ("",) * len(header), body, "", found.given)


def _names(rows: Sequence[Sequence[str]], marks: Sequence[str]) -> list[str]:
    """Heading of each column as in the wide form."""
    names: list[str] = []
    period = phase = ""
    for column, mark in enumerate(marks):
        cells = [row[column] for row in rows]
        own = [cell for cell in cells if cell]
        # Another heading of the first row ends the period before it.
        period = "" if cells[0] else period
        period = next((cell for cell in own if cell in PERIODS), period)
        named = [cell for cell in own if cell not in PERIODS]
        if named:
            phase = next((m[1] for cell in named if (m := _PHASE.match(cell))), "")
        if phase and period and mark == "#":
            names.append(f"phase {phase} number {period}")
        elif phase and period:
            names.append(f"phase {phase} share {period}")
        elif "analysis period" in named:
            names.append(f"{period} period")
        elif period and "population" in " ".join(named) and mark in {"", "#"}:
            names.append(f"population analyzed {period}")
        else:
            names.append(" ".join([*named, period]).strip())
    return names


def _with_days(names: Sequence[str], cells: Sequence[str], width: int) -> list[str]:
    """Cells of a line, and the first and last day of each period."""
    whole = [*cells, *[""] * (width - len(cells))][:width]
    days: list[str] = []
    for period in PERIODS:
        column = names.index(f"{period} period") if f"{period} period" in names else None
        days += _ends("" if column is None else whole[column])
    return [*whole, *days]


def _ends(text: str) -> list[str]:
    """First and last day of a period of months; the text itself where it is none."""
    parts = [part.strip() for part in re.split(r"\s+[-–]\s+", text.strip())]
    try:
        first, last = (DateStyle().value(part) for part in parts)
    except (BadCellError, ValueError):
        return [text, text]
    if first is None or last is None:
        return [text, text]
    if not parts[1][:1].isdigit():
        last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    return [str(first), str(last)]
