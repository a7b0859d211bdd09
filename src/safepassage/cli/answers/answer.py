"""The form of an answer: sentences that a manager reads, then a table, then remarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safepassage.cli.output import say_wrapped
from safepassage.cli.tables import print_rows


@dataclass(frozen=True)
class Table:
    """Cells under headings; empty rows mean that it is left out."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True)
class Answer:
    """What a command prints.

    Attributes:
        opening: Two sentences: the answer, and how well it is known.
        tables: The first one carries the answer.
        remarks: What a reader has to know besides.
    """

    opening: tuple[str, ...]
    tables: tuple[Table, ...]
    remarks: tuple[str, ...] = ()


def show(answer: Answer) -> None:
    """Print an answer."""
    say_wrapped(" ".join(answer.opening))
    for table in answer.tables:
        if table.rows:
            print_rows(table.title, table.header, table.rows)
    for remark in answer.remarks:
        say_wrapped(remark, bullet="- ")
