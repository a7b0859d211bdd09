"""Rows → tables on the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from safepassage.cli.output import print_table, say, table_text, terminal_width

if TYPE_CHECKING:
    from rich.table import Table

_FIGURE = re.compile(r"(?:at most |at least |about |[-−+] ?)?\d[^a-z]*(?: to [^a-z]+)?$")
"""A cell that is a number, a range or a spread: it stays on one line, and names wrap."""
_LONG, _LEAST = 20, 30
"""Longer names than that stand above their rows where fewer columns than these are left; other
texts are broken beyond as many."""
_GAP = 3
_RULE = re.compile(r" *-[-+]*\Z")


def print_rows(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows of cells under a title; numbers stand to the right.

    Where the other columns leave no room for the names in the first one, each name has a line of
    its own above its rows.
    """
    kept = [[_text(cell) for cell in row] for row in rows]
    say(f"\n{title}")
    if not _names_above(header, kept):
        print_table(_table(header, [kept]))
        return
    groups = [(name, list(group)) for name, group in groupby(kept, key=lambda row: row[0])]
    names = [name for name, _ in groups]
    table = _table(header[1:], [[row[1:] for row in group] for _, group in groups])
    lines, begun = [], 0
    for line in table_text(table, narrower=2).splitlines():
        if not _RULE.match(line) or not begun:
            lines.append(f"  {line}")
        if _RULE.match(line):
            lines.append(f" {names[begun]}")
            begun += 1
    say("\n".join(line.rstrip() for line in lines))


def _names_above(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first column holds long names that the others leave no room for."""
    columns = [(name, *(row[at] for row in rows)) for at, name in enumerate(header)]
    widths = [max(map(len, cells)) for cells in columns]
    others = [
        width if all(not cell or _FIGURE.match(cell) for cell in cells[1:]) else min(width, _LEAST)
        for cells, width in zip(columns[1:], widths[1:], strict=True)
    ]
    left = terminal_width() - sum(width + _GAP for width in others)
    return len(widths) > 2 and widths[0] > max(_LONG, left) and left < _LEAST


def _table(header: Sequence[str], groups: Iterable[Sequence[Sequence[str]]]) -> Table:
    """A table with a rule between groups of rows."""
    from rich import box  # slow to import
    from rich.table import Table
    from rich.text import Text

    groups = list(groups)
    table = Table(box=box.ASCII2, show_edge=False)
    for at, name in enumerate(header):
        cells = [row[at] for rows in groups for row in rows if row[at]]
        right = bool(cells) and all(_is_number(cell) for cell in cells)
        table.add_column(
            name,
            justify="right" if right else "left",
            overflow="fold",
            no_wrap=bool(cells) and all(_FIGURE.match(cell) for cell in cells),
        )
    for rows in groups:
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        table.add_section()
    return table


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
