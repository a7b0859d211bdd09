"""Headings and HXL tags: which row is the header, and which column is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

LOOK = 25
"""First rows in which the header and HXL tags may stand."""
_TAG = re.compile(r"#[a-z][a-z0-9_]*(\s*\+\s*[a-z0-9_]+)*\Z")
_OTHER = re.compile(r"(?:[^\w+%#<>]|_)+")
_FOOTNOTE = re.compile(
    r"(?:\*+\s*\D|©|(?:data )?(?:sources?|notes?|remarks?|disclaimer|n\.?b\.?|fuentes?|notas?"
    r"|remarques?|المصدر|المصادر|ملاحظات?|ملاحظة|источник\w*|примечани\w*|джерел\w*|примітк\w*)"
    r"\s*[:：.–-])"  # noqa: RUF001
)
_APOSTROPHES = re.compile("['`\u2019\u00b4]")


class _Tagged(Protocol):
    @property
    def tags(self) -> tuple[str, ...]: ...


def headings(row: Sequence[str]) -> list[str]:
    """Cells of a header in lower case with single blanks."""
    return [" ".join(cell.lower().split()) for cell in row]


def folded(name: str) -> str:
    """A heading without case, punctuation and apostrophes: spellings of one heading are one.

    ``3+`` and ``3`` are two.
    """
    return _OTHER.sub(" ", _APOSTROPHES.sub("", name.casefold())).strip()


def is_footnote(row: Sequence[str], width: int) -> bool:
    """Whether a row below a table of several columns is one text such as *Source: …*."""
    if width < 2 or (len(row) > 1 and row[0].strip() and row[1].strip()):
        return False
    filled = [cell.strip() for cell in row if cell.strip()]
    return len(filled) == 1 and _FOOTNOTE.match(filled[0].casefold()) is not None


def is_tags(row: Sequence[str]) -> bool:
    """Whether most filled cells of a row are HXL tags."""
    filled = [cell.strip().lower() for cell in row if cell.strip()]
    return sum(map(bool, map(_TAG.match, filled))) * 2 > len(filled) > 0


def tags_of(row: Sequence[str]) -> list[str]:
    """HXL tag of each cell without blanks; empty where the cell is none."""
    bare = [cell.strip().lower() for cell in row]
    return ["".join(cell.split()) if _TAG.match(cell) else "" for cell in bare]


def by_tag(sheet: _Tagged, wanted: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Position of each role by HXL tag: the tag's name and all of the attributes that are asked."""
    places: dict[str, int] = {}
    for role, patterns in wanted.items():
        for pattern in patterns:
            name, *attributes = pattern.split("+")
            for place, tag in enumerate(sheet.tags):
                own, *others = tag.split("+")
                if own == name and set(attributes) <= set(others) and role not in places:
                    places[role] = place
    return places
