"""The form of an answer: sentences that a manager reads, then a table, then remarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Cells under headings; empty rows mean that it is left out."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True)
class Answer:
    """What a command prints and the workbench shows.

    Attributes:
        opening: Two sentences: the answer, and how well it is known.
        tables: The first one carries the answer.
        remarks: What a reader has to know besides.
    """

    opening: tuple[str, ...]
    tables: tuple[Table, ...]
    remarks: tuple[str, ...] = ()
