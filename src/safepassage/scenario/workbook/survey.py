"""What must be known of a sheet before its cells are read: its extent, formulas and errors."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from xml.parsers import expat

from safepassage.scenario.workbook.layout import column_letter

MAX_CELLS = 8_000_000
"""Most cells that are read from a workbook: the rectangles of its sheets together."""
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_CONSTANTS = {"TRUE()", "FALSE()"}  # so LibreOffice saves what was typed as true and false
_RELATIONS = "xl/_rels/workbook.xml.rels"


@dataclass
class Survey:
    """Where a sheet's cells end, and which of them hold no plain value.

    Attributes:
        rows: Last row with a value, counted from 1.
        columns: Last column with a value, counted from 1.
        formulas: Cells such as ``C7`` that hold a formula.
        errors: Cells that hold an error such as #N/A.
    """

    rows: int = 0
    columns: int = 0
    formulas: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def cells(self) -> int:
        """Size of the rectangle from A1 to the last value, which is what reading it takes."""
        return self.rows * self.columns


def survey(part: bytes) -> Survey:
    """Walk a worksheet's XML once, keeping little."""
    found = Survey()
    row = column = 0
    kind = ""  # of the cell that is open
    formula: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, kind
        name = tag.rpartition(":")[2]
        if name == "row":
            row, column = _whole(attributes.get("r"), row + 1), 0
        elif name == "c":
            column, kind = column + 1, attributes.get("t", "")
            if match := _REFERENCE.match(attributes.get("r", "")):
                column, row = _column(match[1]), int(match[2])
        elif name in {"v", "is", "f"}:
            found.rows, found.columns = max(found.rows, row), max(found.columns, column)
            if name == "f":
                formula.clear()
                parser.CharacterDataHandler = formula.append
            elif kind == "e":
                found.errors.append(f"{column_letter(column - 1)}{row}")

    def end(tag: str) -> None:
        if tag.rpartition(":")[2] == "f":
            parser.CharacterDataHandler = None
            if "".join(formula).strip().upper() not in _CONSTANTS:
                found.formulas.append(f"{column_letter(column - 1)}{row}")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(part, True)
    return found


def sheet_parts(parts: dict[str, bytes]) -> dict[str, str]:
    """Part of each sheet by the sheet's name."""
    targets = {
        relation.get("Id", ""): _resolved(relation.get("Target", ""))
        for relation in _elements(parts.get(_RELATIONS, b""), "Relationship")
    }
    sheets: dict[str, str] = {}
    for sheet in _elements(parts.get("xl/workbook.xml", b""), "sheet"):
        key = next((value for name, value in sheet.items() if name.endswith(":id")), "")
        sheets[sheet.get("name", "")] = targets.get(key, "")
    return sheets


def counts_from_1904(parts: dict[str, bytes]) -> bool:
    """Whether the workbook's dates count from 1904, as old Macintosh files do."""
    marks = _elements(parts.get("xl/workbook.xml", b""), "workbookPr")
    return any(mark.get("date1904") in {"1", "true"} for mark in marks)


def _elements(part: bytes, wanted: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == wanted:
            found.append(attributes)

    if part:
        parser = expat.ParserCreate()
        parser.StartElementHandler = start
        parser.Parse(part, True)
    return found


def _resolved(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else otherwise


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
