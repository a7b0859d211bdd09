"""Names and P-codes of admin units in other people's columns: current, legacy and older schemas.

Current COD-AB and COD-PS columns are ``adm2_name`` and ``adm2_pcode``; still about are
``ADM2_EN``, ``ADM2_AR`` and ``ADM2_PCODE``, and ``admin2Name_en`` and ``admin2Pcode``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_COLUMN = re.compile(r"adm(?:in)?([0-5])[_ ]?(name|pcode|code|[a-z]{2})?[_ ]?([a-z]{2}|[1-3])?\Z")
_SKIPPED = {"ref", "type"}
_FIRST_LANGUAGES = ("", "en", "fr", "es", "pt")


@dataclass(frozen=True)
class AdminColumns:
    """Columns by level: of the P-code, and of the names, the best readable first."""

    codes: dict[int, str]
    names: dict[int, tuple[str, ...]]

    @property
    def levels(self) -> tuple[int, ...]:
        """Levels that have any column, the deepest first."""
        return tuple(sorted({*self.codes, *self.names}, reverse=True))


def admin_columns(columns: Iterable[str]) -> AdminColumns:
    """Find the columns of admin units, whatever their case."""
    codes: dict[int, str] = {}
    names: dict[int, list[tuple[int, str]]] = {}
    for column in columns:
        match = _COLUMN.match(column.strip().lower())
        if match is None:
            continue
        level, word, language = int(match.group(1)), match.group(2), match.group(3) or ""
        if word in {"pcode", "code"}:
            codes.setdefault(level, column)
        elif word and word not in _SKIPPED:
            own = language if word == "name" else word
            rank = _FIRST_LANGUAGES.index(own) if own in _FIRST_LANGUAGES else 9
            names.setdefault(level, []).append((rank, column))
    ordered = {level: tuple(name for _, name in sorted(own)) for level, own in names.items()}
    return AdminColumns(codes, ordered)
