"""What identifies a scenario: a digest of what it declares, whatever else the dictionary offers.

Only what differs from a default counts, and only tables with rows, by name: a rule, table or column
that is added later, with a default, leaves the digest of every scenario as it was.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.row_order import BY_TIME, in_order
from safepassage.scenario.table import Table
from safepassage.scenario.values import default_text, unparse

DIGEST_VERSION = 2
"""Digests of different versions cannot be compared."""


def digest_of(
    sections: Mapping[str, Mapping[str, Any]],
    tables: Mapping[str, Table],
    as_of: dt.date | None,
) -> str:
    """SHA-256 of all that can change a run.

    Args:
        sections: Name of a settings section (``scenario``, ``rules``) → its values.
        tables: Table name → rows; their order counts only where it decides (``row_order``).
        as_of: Last day whose publications are known.
    """
    content = {
        "version": DIGEST_VERSION,
        "sections": {name: _changed(name, values) for name, values in sections.items()},
        "tables": {name: _rows(table) for name, table in tables.items() if len(table)},
        "as_of": str(as_of),
    }
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _changed(section: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Values that differ from their defaults."""
    texts = {key: unparse(value) for key, value in values.items()}
    attributes = dictionary()[section]
    return {key: text for key, text in texts.items() if text != default_text(attributes[key])}


def _rows(table: Table) -> list[list[str]]:
    """Header and rows of the columns that differ from their defaults, columns by name."""
    by_time = table.name in BY_TIME
    header, rows = (in_order(table) if by_time else table).texts()
    order = sorted(range(len(header)), key=header.__getitem__)
    cells = [[row[column] for column in order] for row in rows]
    return [[header[column] for column in order], *(cells if by_time else sorted(cells))]
