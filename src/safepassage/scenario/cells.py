"""Cells of any origin (CSV text, TOML and Python values) → typed rows, with every problem.

Texts are parsed; a value that already has the type of its column is taken as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.dictionary import Attribute, dictionary
from safepassage.scenario.nearest import unknown_problem
from safepassage.scenario.typed import as_typed
from safepassage.scenario.values import CellError, Value, parse, unparse

MAX_PROBLEMS = 200
"""Most problems listed for one table."""


def parse_rows(
    name: str,
    rows: Iterable[tuple[int, object]],
    file: str,
    problems: list[Problem],
    limit: int = MAX_PROBLEMS,
) -> list[dict[str, Value]]:
    """Type the cells of numbered rows, adding what does not fit to ``problems``.

    Args:
        name: Table name.
        rows: (row number as a spreadsheet counts, cells by column name).
        file: Name used in the problems.
        problems: Extended in place; after ``limit`` problems the rest is not looked at.
        limit: Most problems listed for one table.
    """
    attributes = dictionary()[name]
    required = {key for key, attribute in attributes.items() if attribute.required}
    blank = {key: None if key in required else parse("", attributes[key]) for key in attributes}
    # Cells repeat (kinds, classes, sources, blanks): each text of a column is parsed once.
    parsed: dict[str, dict[str, Value]] = {key: {} for key in attributes}
    typed: list[dict[str, Value]] = []
    found: list[Problem] = []
    for number, row in rows:
        if not isinstance(row, Mapping):
            found.append(Problem("is not a mapping of column to value", file, number))
            continue
        given: Mapping[str, object] = row
        if not row.keys() <= attributes.keys():
            found += _unknown_keys(name, row, file, number)
            given = {key: row[key] for key in attributes if key in row}
        if not required <= given.keys():
            given = dict.fromkeys(required, "") | dict(given)
        values = blank.copy()
        for key, cell in given.items():
            if isinstance(cell, str):
                text = cell
            else:
                plain = _plain(cell)
                value = as_typed(plain, attributes[key])
                if value is not None:
                    values[key] = value
                    continue
                text = _plain_text(attributes[key], plain)
            seen = parsed[key]
            if text not in seen:
                try:
                    seen[text] = parse(text, attributes[key])
                except CellError as error:
                    found.append(_cell_problem(text, error, attributes[key], file, number))
                    continue
            values[key] = seen[text]
        typed.append(values)
        if len(found) >= limit:
            found[limit:] = [Problem(f"more than {limit} problems; the rest was not read", file)]
            break
    problems += found
    return typed


def _plain(cell: object) -> object:
    """A NumPy value as a Python one."""
    if isinstance(cell, np.datetime64):
        return None if np.isnat(cell) else cell.astype("M8[m]").item()
    return cell.item() if isinstance(cell, np.generic) else cell


def _plain_text(attribute: Attribute, cell: object) -> str:
    """Text of a Python or TOML value, as it would stand in a CSV cell."""
    if isinstance(cell, (tuple, list)):
        separator = ">" if attribute.kind == "path" else "|"
        return separator.join(_scalar_text(part) for part in cell)
    return _scalar_text(cell)


def _scalar_text(cell: object) -> str:
    kind = type(cell).__name__
    if kind in {"NaTType", "NAType"}:  # pandas' blanks
        return ""
    if isinstance(cell, (Mapping, tuple, list, set, frozenset)):
        return f"[{kind}]"
    try:
        return unparse(cell)
    except ValueError:  # an integer of thousands of digits
        return f"[{kind}]"


def _cell_problem(
    text: str, error: CellError, attribute: Attribute, file: str, row: int
) -> Problem:
    bare = text.strip()
    shown = repr(bare[:60]) if bare else "an empty cell"
    remedy = f"allowed: {attribute.allowed}"
    return Problem(f"{shown} {error}", file, row, attribute.name, remedy)


def _unknown_keys(name: str, row: Mapping[Any, object], file: str, number: int) -> list[Problem]:
    known = dictionary()[name]
    keys = [str(key) for key in row if key not in known][:20]
    return [unknown_problem("column or key", key, known, file, number) for key in keys]
