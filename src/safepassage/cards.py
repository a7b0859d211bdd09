"""A few lines about a value as HTML, for notebooks; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

_LONGEST = 160


def card(title: str, rows: Iterable[tuple[str, object]]) -> str:
    """A small table under a title.

    Args:
        title: What the value is.
        rows: Names and values; long ones are cut.
    """
    cells = "".join(
        f"<tr><th style='text-align:start'>{_cell(name)}</th>"
        f"<td style='text-align:start'>{_cell(value)}</td></tr>"
        for name, value in rows
    )
    return f"<div><strong>{_cell(title)}</strong><table>{cells}</table></div>"


def _cell(value: object) -> str:
    text = " ".join(str(value).split())
    return escape(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")
