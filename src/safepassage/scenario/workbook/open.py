"""The sheets of a workbook as rows of plain values, or why the file is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safepassage.errors import Problem
from safepassage.scenario.workbook.layout import column_letter
from safepassage.scenario.workbook.parts import packed, refused, unpack
from safepassage.scenario.workbook.survey import (
    MAX_CELLS,
    Survey,
    counts_from_1904,
    sheet_parts,
    survey,
)

_MOST_NAMED = 20


@dataclass(frozen=True)
class SheetCells:
    """Cells of a sheet from A1 on, all rows of one length.

    Attributes:
        cells: Texts, numbers, truth values and dates; blanks are empty texts.
        from_1904: Whether the workbook's dates count from 1904.
    """

    cells: list[list[Any]]
    from_1904: bool


def open_sheets(
    path: Path, wanted: Callable[[str], bool], problems: list[Problem]
) -> dict[str, SheetCells]:
    """Read the wanted sheets.

    Args:
        path: An .xlsx file.
        wanted: Says by its name whether a sheet is read.
        problems: Extended with cells that hold a formula or an error: Excel may not have
            computed the one and nobody knows what the other stood for.

    Raises:
        ScenarioError: If the file is refused as a whole.
    """
    from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

    known = (CalamineError, WorksheetNotFound, ValueError)
    parts = unpack(path)
    named = sheet_parts(parts)
    surveys = {name: survey(parts[part]) for name, part in named.items() if part in parts}
    _refuse_too_large({name: found for name, found in surveys.items() if wanted(name)}, path)
    from_1904 = counts_from_1904(parts)
    sheets: dict[str, SheetCells] = {}
    try:
        book = CalamineWorkbook.from_filelike(packed(parts))
        for name in book.sheet_names:
            if wanted(name) and name in surveys:
                problems += _not_plain(name, surveys[name])
                cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                sheets[name] = SheetCells(cells, from_1904)
    except BaseException as error:
        # The reader is compiled; what it cannot cope with may also end in a panic of its own.
        if not isinstance(error, known) and type(error).__name__ != "PanicException":
            raise
        raise refused(f"cannot be read: {str(error)[:80]}", path) from None
    return sheets


def _refuse_too_large(surveys: Mapping[str, Survey], path: Path) -> None:
    """One stray cell far down a sheet makes all cells above it part of the sheet."""
    if sum(found.cells for found in surveys.values()) <= MAX_CELLS:
        return
    name, largest = max(surveys.items(), key=lambda item: item[1].cells)
    end = f"{column_letter(largest.columns - 1)}{largest.rows}"
    message = f"its sheets reach beyond {MAX_CELLS:,} cells; {name[:60]!r} alone ends at {end}"
    raise refused(message, path, "delete the empty rows and columns below and beside the tables")


def _not_plain(name: str, found: Survey) -> list[Problem]:
    remedy = "copy the cell and paste it as a value"
    listed = [
        Problem("is a formula", f"{name}!{cell}", remedy=remedy)
        for cell in found.formulas[:_MOST_NAMED]
    ]
    if len(found.formulas) > _MOST_NAMED:
        listed.append(Problem(f"has {len(found.formulas)} formulas", name, remedy=remedy))
    return listed + [
        Problem("is an error of Excel", f"{name}!{cell}", remedy="give a value")
        for cell in found.errors[:_MOST_NAMED]
    ]
