"""Read a scenario's workbook: a sheet a table, with every error at once, named by its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from safepassage.errors import Problem, ScenarioError
from safepassage.limited import LimitError, call_limited
from safepassage.scenario.cells import MAX_PROBLEMS, parse_rows
from safepassage.scenario.dictionary import SETTINGS, Attribute, dictionary, file_of, table_names
from safepassage.scenario.files import header_is_sound, is_remark
from safepassage.scenario.nearest import unknown_problem
from safepassage.scenario.parts import section
from safepassage.scenario.scenario import Scenario, assemble
from safepassage.scenario.table import Table
from safepassage.scenario.values import CellError
from safepassage.scenario.workbook.cells import cell_text
from safepassage.scenario.workbook.layout import (
    NOT_READ,
    README,
    SETTINGS_HEADER,
    SETTINGS_SHEET,
    column_letter,
    id_column,
    sheet_names,
)
from safepassage.scenario.workbook.open import SheetCells, open_sheets
from safepassage.scenario.workbook.parts import refused, unpacked_bytes
from safepassage.scenario.workbook.where import Where

SMALL_BYTES = 4 * 1024 * 1024
"""A workbook that unpacks to no more is read in this process: that takes a second or two."""
_KEY, _VALUE = SETTINGS_HEADER.index("key"), SETTINGS_HEADER.index("value")
ToText = Callable[[object, Attribute], str]


def read_workbook(path: Path) -> tuple[Scenario, Where]:
    """Read a workbook, a large one in a process with limits on memory and time.

    Args:
        path: An .xlsx file.

    Returns:
        As :func:`read_here`.

    Raises:
        ScenarioError: As of :func:`read_here`, and if reading takes more than the limits.
    """
    if unpacked_bytes(path) <= SMALL_BYTES:
        return read_here(path)
    try:
        found: tuple[Scenario, Where] = call_limited(f"{__name__}:read_here", path)
    except LimitError as error:
        remedy = "leave out what no run needs, or give a folder of CSV files"
        raise refused(str(error), path, remedy) from None
    return found


def read_here(path: Path) -> tuple[Scenario, Where]:
    """Read a workbook and type each cell; the checks between tables come after.

    Args:
        path: An .xlsx file.

    Returns:
        The scenario, named after the file, and where its columns and keys stand in the sheets.

    Raises:
        ScenarioError: Everything that is wrong, by sheet and cell; or why the file is refused.
    """
    problems: list[Problem] = []
    sheets = open_sheets(path, _is_read, problems)
    _check_names(sheets, problems)
    where = Where()
    to_text = _texts_by(sheets)
    settings, rules = _read_settings(sheets.get(SETTINGS_SHEET), to_text, where, problems)
    tables: dict[str, Table] = {}
    for name in table_names():
        if name in sheets:
            tables[name] = _read_table(sheets[name], name, to_text, where, problems)
        elif name == "places":
            problems.append(Problem("the sheet is missing", name, remedy="add it"))
    if problems:
        raise ScenarioError(problems)
    return assemble(path.stem, settings, rules, tables), where


def _is_read(name: str) -> bool:
    return name != README and not name.startswith(NOT_READ)


def _check_names(sheets: dict[str, SheetCells], problems: list[Problem]) -> None:
    known = sheet_names()
    stray = [name for name in sheets if name not in known]
    problems += [unknown_problem("sheet", name, known, name[:60]) for name in stray[:20]]
    if SETTINGS_SHEET not in sheets:
        problems.append(Problem("the sheet is missing", SETTINGS_SHEET, remedy="add it"))


def _texts_by(sheets: dict[str, SheetCells]) -> ToText:
    """How a cell becomes text in this workbook: what its references may name is known."""
    ids: dict[str, set[str]] = {}
    for table in table_names():
        column, sheet = id_column(table), sheets.get(table)
        if column and sheet and sheet.cells and column in sheet.cells[0]:
            index = sheet.cells[0].index(column)
            ids[table] = {row[index] for row in sheet.cells[1:] if isinstance(row[index], str)}
    from_1904 = any(sheet.from_1904 for sheet in sheets.values())

    def to_text(cell: object, attribute: Attribute) -> str:
        tables = attribute.choices if attribute.kind == "ref" else ()
        known = set[str]().union(*(ids.get(table, set()) for table in tables))
        return cell_text(cell, attribute, known, from_1904=from_1904)

    return to_text


def _read_table(
    sheet: SheetCells, name: str, to_text: ToText, where: Where, problems: list[Problem]
) -> Table:
    before = len(problems)
    header = _header(sheet)
    where.headers[name] = header
    empty = Table.from_values(name, [])
    found: list[Problem] = []
    file = file_of(name)
    if not header_is_sound(header, name, file, found):
        problems += where.named(found)
        return empty
    rows = list(_rows(sheet, header, name, to_text, found))
    typed = parse_rows(name, rows, file, found)
    problems += where.named(found)
    if len(problems) > before:
        return empty
    return Table.from_values(name, typed, [number for number, _ in rows])


def _header(sheet: SheetCells) -> list[str]:
    """Names of the columns; blank ones at the end do not count."""
    header = [str(cell).strip() for cell in sheet.cells[0]] if sheet.cells else []
    while header and not header[-1]:
        header.pop()
    return header


def _rows(
    sheet: SheetCells, header: list[str], name: str, to_text: ToText, problems: list[Problem]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Numbered rows of texts; a cell that cannot be understood is left blank with a problem."""
    attributes = dictionary()[name]
    known = [attributes[column] for column in header]
    beyond = len(header)
    for number, cells in enumerate(sheet.cells[1:], start=2):
        if all(_is_blank(cell) for cell in cells) or is_remark(name, header, cells[0]):
            continue
        row: dict[str, str] = {}
        for attribute, cell in zip(known, cells, strict=False):
            try:
                row[attribute.name] = to_text(cell, attribute)
            except CellError as error:
                problems.append(_refused(cell, error, file_of(name), number, attribute.name))
                row[attribute.name] = attribute.default
        for index in range(beyond, len(cells)):
            if not _is_blank(cells[index]):
                cell_name = f"{name}!{column_letter(index)}{number}"
                problems.append(Problem("stands in a column without a name", cell_name))
        if len(problems) >= MAX_PROBLEMS:
            problems.append(Problem("more rows than these; the rest was not read", file_of(name)))
            return
        yield number, row


def _read_settings(
    sheet: SheetCells | None, to_text: ToText, where: Where, problems: list[Problem]
) -> tuple[dict[str, Any], dict[str, Any]]:
    if sheet is None:
        return {}, {}
    header = _header(sheet)[: _VALUE + 1]
    if header != list(SETTINGS_HEADER[: _VALUE + 1]):
        remedy = f"first row: {', '.join(SETTINGS_HEADER[: _VALUE + 1])}"
        problems.append(Problem("has another header", f"{SETTINGS_SHEET}!1:1", remedy=remedy))
        return {}, {}
    given: dict[str, dict[str, object]] = {part: {} for part in SETTINGS}
    found: list[Problem] = []
    for number, cells in enumerate(sheet.cells[1:], start=2):
        if all(_is_blank(cell) for cell in cells[: _VALUE + 1]):
            continue
        part, key = str(cells[0]).strip(), str(cells[_KEY]).strip()
        attribute = dictionary()[part].get(key) if part in SETTINGS else None
        if attribute is None:
            problems.append(_unknown_key(part, key, number))
        elif (part, key) in where.keys:
            remedy = "delete one"
            problems.append(Problem("stands twice", f"{SETTINGS_SHEET}!B{number}", remedy=remedy))
        else:
            where.keys[part, key] = number
            _set(given[part], attribute, cells[_VALUE], to_text, found)
    sections = [section(part, given[part], found) for part in SETTINGS]
    problems += where.named(found)
    return sections[0], sections[1]


def _set(
    given: dict[str, object],
    attribute: Attribute,
    cell: object,
    to_text: ToText,
    problems: list[Problem],
) -> None:
    try:
        given[attribute.name] = to_text(cell, attribute)
    except CellError as error:
        problems.append(_refused(cell, error, file_of(attribute.table), None, attribute.name))
        given[attribute.name] = attribute.default


def _unknown_key(part: str, key: str, row: int) -> Problem:
    if part not in SETTINGS:
        return unknown_problem("section", part, SETTINGS, f"{SETTINGS_SHEET}!A{row}")
    return unknown_problem("key", key, dictionary()[part], f"{SETTINGS_SHEET}!B{row}")


def _refused(cell: object, error: CellError, file: str, row: int | None, column: str) -> Problem:
    return Problem(f"{str(cell)[:60]!r} {error}", file, row, column)


def _is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
