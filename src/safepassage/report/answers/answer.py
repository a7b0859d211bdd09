"""The form of an answer: sentences that a manager reads, then a table, then remarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safepassage.report.brief.language import Language
from safepassage.said import Called, Said


@dataclass(frozen=True)
class Table:
    """Cells under headings; empty rows mean that it is left out.

    Attributes:
        title: Its title.
        header: A key of the group ``column`` each, or a value.
        rows: Values, as those of a sentence; a text is a name.
    """

    title: Said
    header: Sequence[object]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True)
class Answer:
    """What a command prints and the workbench shows, to be made into words by a language.

    Attributes:
        opening: Two sentences: the answer, and how well it is known.
        tables: The first one carries the answer.
        remarks: What a reader has to know besides.
    """

    opening: tuple[Said, ...]
    tables: tuple[Table, ...]
    remarks: tuple[Said, ...] = ()


@dataclass(frozen=True)
class SpokenTable:
    """A table in words."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Spoken:
    """An answer in words, without tables that have no rows."""

    opening: tuple[str, ...]
    tables: tuple[SpokenTable, ...]
    remarks: tuple[str, ...]


def speak(answer: Answer, language: Language, called: Called) -> Spoken:
    """An answer in a language.

    Args:
        answer: The answer.
        language: The language.
        called: What things are called in it.
    """

    def lines(said: tuple[Said, ...]) -> tuple[str, ...]:
        return tuple(str(language.say(one, called)) for one in said)

    tables = tuple(_table(one, language, called) for one in answer.tables if one.rows)
    return Spoken(lines(answer.opening), tables, lines(answer.remarks))


def _table(table: Table, language: Language, called: Called) -> SpokenTable:
    return SpokenTable(
        str(language.say(table.title, called)),
        tuple(_heading(cell, language, called) for cell in table.header),
        tuple(tuple(str(language.cell(cell, called)) for cell in row) for row in table.rows),
    )


def _heading(cell: object, language: Language, called: Called) -> str:
    if isinstance(cell, str):
        return language(f"column.{cell}") if cell else ""
    return str(language.cell(cell, called))
