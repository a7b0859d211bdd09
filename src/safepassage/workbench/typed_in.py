"""What people type and paste → cells: names for identifiers, values as a table writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from safepassage.errors import Problem, ScenarioError
from safepassage.exchange.names import first_free, fold
from safepassage.scenario.dictionary import Attribute, dictionary, file_of
from safepassage.scenario.tables import table_kinds
from safepassage.scenario.values import CellError, is_slug, parse, unparse
from safepassage.workbench.draft import MAX_ROWS, Draft
from safepassage.workbench.varied import SOURCE, needs_source

_TARGETS = ("places", "areas", "routes", "corridors")
"""Tables that the target of an event may name."""
_SEPARATORS = {"slugs": "|", "path": ">"}
_LISTED = {"slugs": ("classes",), "path": ("places",)}


def cells_of(draft: Draft, table: str, given: Mapping[str, str]) -> dict[str, str]:
    """Cells as they are kept: names become identifiers, numbers and dates their usual form.

    What cannot be read stays as it was typed, and the checks say what is wrong with it.
    """
    columns = dictionary()[table]
    return {
        key: _cell(draft, columns[key], text) if key in columns else text
        for key, text in given.items()
    }


def add(draft: Draft, table: str, rows: Sequence[Mapping[str, str]], source: str = "") -> int:
    """Append rows that were typed or pasted, each with an identifier; gives the first's number.

    Args:
        draft: Changed in one step.
        table: Name.
        rows: Cells by column.
        source: Source of facts that name none.

    Raises:
        ScenarioError: As :meth:`~safepassage.workbench.draft.Draft.add_rows`.
    """
    if table not in dictionary():
        raise ScenarioError([Problem("there is no such table", table[:60])])
    if len(rows) > MAX_ROWS:
        raise ScenarioError([Problem(f"takes {MAX_ROWS} rows at most", file_of(table))])
    key = _identifier(table)
    taken = {row[key] for row in draft.rows(table)} if key else set()
    made = []
    for row in rows:
        cells = cells_of(draft, table, row)
        if source and needs_source(table, cells) and not cells.get(SOURCE):
            cells[SOURCE] = source
        if key and not cells.get(key):
            cells[key] = first_free(fold(_called(table, cells))[:60] or table.rstrip("s"), taken)
        if key:
            taken.add(cells[key])
        _without_range(table, cells)
        made.append(cells)
    return draft.add_rows(table, made)


def fill(
    draft: Draft, table: str, row: int, rows: Sequence[Mapping[str, str]], source: str = ""
) -> None:
    """Write cells over a table from a row on, as they were pasted; rows beyond its end are added.

    Args:
        draft: Changed in one step, or not at all.
        table: Name.
        row: Number of the first row, from 0.
        rows: Cells by column.
        source: Source of facts that are added and name none.

    Raises:
        ScenarioError: As :meth:`~safepassage.workbench.draft.Draft.set_cells` and :func:`add`.
    """
    if table not in dictionary():
        raise ScenarioError([Problem("there is no such table", table[:60])])
    there = len(draft.rows(table))
    if not 0 <= row <= there:
        raise ScenarioError([Problem("there is no such row", file_of(table))])

    def write() -> None:
        for number, cells in enumerate(rows[: there - row], row):
            draft.set_cells(table, number, cells_of(draft, table, cells))
        if rows[there - row :]:
            add(draft, table, rows[there - row :], source)

    draft.together(write)


def _without_range(table: str, cells: dict[str, str]) -> None:
    """A best value alone is meant as it is: blank ends would be the column's default, such as 0."""
    for low, *best, high in table_kinds()[table].ranges:
        if best and cells.get(best[0]) and not cells.get(low) and not cells.get(high):
            ends = [end for end in (low, high) if dictionary()[table][end].default]
            cells.update(dict.fromkeys(ends, cells[best[0]]))


def _identifier(table: str) -> str:
    """The column that alone names a row, if the table has one of its own."""
    key = table_kinds()[table].key
    own = bool(key) and dictionary()[table][key[0]].kind == "slug"
    return key[0] if own else ""


def _called(table: str, cells: Mapping[str, str]) -> str:
    if table == "claims":
        parts = (cells.get(SOURCE, ""), cells.get("quantity", ""), cells.get("date", ""))
        return " ".join(parts)
    return cells.get("name", "") or cells.get("input", "")


def _cell(draft: Draft, attribute: Attribute, text: str) -> str:
    bare, kind = text.strip(), attribute.kind
    if kind == "text" and not _is_target(attribute):
        return text if bare else ""
    tables = _TARGETS if _is_target(attribute) else attribute.choices
    if kind in _SEPARATORS:
        mark = _SEPARATORS[kind]
        parts = (_ident(draft, _LISTED[kind], part.strip()) for part in bare.split(mark))
        return mark.join(parts)
    if kind == "ref" or _is_target(attribute):
        return _ident(draft, tables, bare) if bare else ""
    if kind == "enum" and bare.lower() in attribute.choices:
        return bare.lower()
    return _usual(attribute, bare)


def _is_target(attribute: Attribute) -> bool:
    return attribute.name == "target" and attribute.table in {"events", "expected"}


def _usual(attribute: Attribute, text: str) -> str:
    """A number, date or switch in its usual form; as typed where it cannot be read."""
    try:
        return (unparse(parse(text, attribute)) if text else "") or text
    except CellError:
        return text


def _ident(draft: Draft, tables: Iterable[str], text: str) -> str:
    """Identifier of what somebody named; the text itself where nothing has that name."""
    folded = text.casefold()
    for table in tables:
        key = _identifier(table) or table_kinds()[table].key[0] if table_kinds()[table].key else ""
        if not key:
            continue
        rows = draft.rows(table)
        if is_slug(text) and any(row[key] == text for row in rows):
            return text
        for row in rows:
            if row.get("name", "").strip().casefold() == folded:
                return row[key]
    return text
