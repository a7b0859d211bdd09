"""Sheets of any workbook as rows of plain values, read in a process with limits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from safepassage.limited import call_limited
from safepassage.scenario.workbook.survey import MAX_CELLS

Sheets = dict[str, list[list[Any]]]


def read_sheets(
    path: Path, wanted: Sequence[str] | None, *, otherwise_first: bool = False
) -> tuple[list[str], Sheets]:
    """Cells of some sheets of a workbook that others made.

    Args:
        path: Workbook of any kind that calamine reads.
        wanted: Names of sheets; None for all.
        otherwise_first: Whether the first sheet is taken where none has such a name.

    Returns:
        Names of all sheets, and the cells of those that were wanted and are there.

    Raises:
        ValueError: If it is none, or its sheets have too many cells.
        OSError: If it cannot be read.
        LimitError: If reading takes too much.
    """
    here = f"{__name__}:read_here"
    found: tuple[list[str], Sheets] = call_limited(here, str(path), wanted, otherwise_first)
    return found


def read_here(
    path: str,
    wanted: Sequence[str] | None,
    otherwise_first: bool,  # noqa: FBT001 - called by its name in another process
) -> tuple[list[str], Sheets]:
    """The same in this process, for what calls it with limits."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        names = list(book.sheet_names)
        taken = [name for name in names if wanted is None or name in wanted]
        if otherwise_first and not taken:
            taken = names[:1]
        sheets = {name: book.get_sheet_by_name(name) for name in taken}
        cells = sum(sheet.total_height * sheet.total_width for sheet in sheets.values())
        if cells > MAX_CELLS:
            raise ValueError(f"its sheets reach beyond {MAX_CELLS:,} cells; delete empty rows")
        rows = {name: sheet.to_python(skip_empty_area=False) for name, sheet in sheets.items()}
    except CalamineError as error:
        raise ValueError(str(error)) from None
    return names, rows
