"""Rows → tables on the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from safepassage.cli.output import print_table, say

_FIGURE = re.compile(r"(?:at most |at least |about |[-−+] ?)?\d[^a-z]*(?: to [^a-z]+)?$")
"""A cell that is a number, a range or a spread: it stays on one line, and names wrap."""


def print_rows(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows of cells under a title; numbers stand to the right."""
    from rich import box  # slow to import
    from rich.table import Table
    from rich.text import Text

    kept = [[_text(cell) for cell in row] for row in rows]
    table = Table(box=box.ASCII2, show_edge=False)
    for number, name in enumerate(header):
        cells = [row[number] for row in kept if row[number]]
        right = bool(cells) and all(_is_number(cell) for cell in cells)
        table.add_column(
            name,
            justify="right" if right else "left",
            overflow="fold",
            no_wrap=bool(cells) and all(_FIGURE.match(cell) for cell in cells),
        )
    for row in kept:
        table.add_row(*(Text(cell) for cell in row))
    say(f"\n{title}")
    print_table(table)


def print_dicts(title: str, rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> None:
    """Print dicts that share their keys; ``columns`` picks and orders them."""
    names = list(columns) or (list(rows[0]) if rows else [])
    print_rows(title, [name.replace("_", " ") for name in names], [
        [row.get(name) for name in names] for row in rows
    ])  # fmt: skip


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, float):
        return f"{cell:,.0f}" if abs(cell) >= 100 or cell.is_integer() else f"{cell:.3g}"
    if isinstance(cell, (list, tuple)):
        return ", ".join(_text(part) for part in cell)
    return "".join(letter if letter.isprintable() else " " for letter in str(cell))


def _is_number(text: str) -> bool:
    return not text or text.replace(",", "").replace(".", "").lstrip("-").isdigit()
