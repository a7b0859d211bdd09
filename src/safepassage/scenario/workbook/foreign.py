"""Sheets of any workbook as rows of plain values, read in a process with limits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from safepassage.limited import call_limited
from safepassage.scenario.workbook.survey import MAX_CELLS

Corner = tuple[int, int]
"""Row and column of a cell, from 0."""


class Sheets(NamedTuple):
    """What was read of a workbook.

    Attributes:
        names: Of all its sheets.
        cells: Rows of those that were read, in the workbook's order.
        merged: First and last cell of what is merged in each of them.
    """

    names: list[str]
    cells: dict[str, list[list[Any]]]
    merged: dict[str, list[tuple[Corner, Corner]]]


def read_sheets(
    path: Path, wanted: Sequence[str] | None, *, otherwise_first: bool = False
) -> Sheets:
    """Cells of some sheets of a workbook that others made.

    Args:
        path: Workbook of any kind that calamine reads.
        wanted: Names of sheets; None for those that are not hidden, or all if all are.
        otherwise_first: Whether the first sheet is taken where none has such a name.

    Returns:
        Names of all sheets, and the cells of those that were wanted and are there.

    Raises:
        ValueError: If it is none, or its sheets have too many cells.
        OSError: If it cannot be read.
        LimitError: If reading takes too much.
    """
    here = f"{__name__}:read_here"
    found: Sheets = call_limited(here, str(path), wanted, otherwise_first)
    return found


def read_here(
    path: str,
    wanted: Sequence[str] | None,
    otherwise_first: bool,  # noqa: FBT001 - called by its name in another process
) -> Sheets:
    """The same in this process, for what calls it with limits."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_path(path)
        names = list(book.sheet_names)
        shown = [
            own.name for own in book.sheets_metadata if own.visible == SheetVisibleEnum.Visible
        ]
        taken = (shown or names) if wanted is None else [n for n in names if n in wanted]
        if otherwise_first and not taken:
            taken = names[:1]
        sheets = {name: book.get_sheet_by_name(name) for name in taken}
        cells = sum(sheet.total_height * sheet.total_width for sheet in sheets.values())
        if cells > MAX_CELLS:
            raise ValueError(f"its sheets reach beyond {MAX_CELLS:,} cells; delete empty rows")
        rows = {name: sheet.to_python(skip_empty_area=False) for name, sheet in sheets.items()}
        merged = {name: list(sheet.merged_cell_ranges or ()) for name, sheet in sheets.items()}
    except CalamineError as error:
        raise ValueError(str(error)) from None
    return Sheets(names, rows, merged)
