"""The report in one language, before it becomes HTML or PDF: sections of plain texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Sheet:
    """A table: its caption, headings and cells; the first cell heads its row.

    Attributes:
        caption: What it shows.
        head: Headings.
        rows: Cells, as many as headings.
        numeric: Columns that stand to the right.
        marked: Rows with a mark, such as a claim that is contradicted.
        folded: Whether it opens on demand.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    marked: frozenset[int] = frozenset()
    folded: bool = False


@dataclass(frozen=True)
class Figure:
    """A chart with its words and its numbers.

    Attributes:
        key: Identifier in the page.
        title: Heading.
        summary: What it shows, in sentences.
        spec: Vega-Lite specification, its width and height left open.
        sheet: The same as a table.
        size: Width and height in print, points.
    """

    key: str
    title: str
    summary: str
    spec: Mapping[str, Any]
    sheet: Sheet
    size: tuple[int, int] = (330, 150)


@dataclass(frozen=True)
class Section:
    """One part of the report.

    Attributes:
        key: Identifier in the page.
        heading: Heading.
        lead: Sentences under it.
        screen: More of them, which help where the page is read on a screen and not on paper.
        bullets: List.
        figures: Charts, in a grid.
        sheets: Tables.
        key_marks: Samples of marks with their meaning, (kind, text).
        map: The map, if this is its section.
    """

    key: str
    heading: str
    lead: tuple[str, ...] = ()
    screen: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    key_marks: tuple[tuple[str, str], ...] = ()
    map: Map | None = None


@dataclass(frozen=True)
class Map:
    """The map and what its slider shows.

    Attributes:
        figure: The chart; its parameters are ``day`` (index into ``days``) and ``near``.
        days: Date of each frame in words.
        start: Index of the frame that is shown first.
        near: Whether there is a closer view.
    """

    figure: Figure
    days: tuple[str, ...]
    start: int
    near: bool


@dataclass(frozen=True)
class Tile:
    """A number at the top."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class Document:
    """The whole report in one language.

    Attributes:
        language: Code.
        direction: ``ltr`` or ``rtl``.
        title: Of the scenario.
        lines: Period, as-of date, size of the ensemble.
        label: Sensitivity in words.
        tiles: Numbers at the top.
        short: The report in a few sentences.
        sections: The rest.
        footer: Last lines.
        words: Texts of the page itself, such as names of buttons.
    """

    language: str
    direction: str
    title: str
    lines: tuple[str, ...]
    label: str
    tiles: tuple[Tile, ...]
    short: tuple[str, ...]
    sections: tuple[Section, ...]
    footer: tuple[str, ...]
    words: Mapping[str, str] = field(default_factory=dict)

    def figures(self) -> Sequence[Figure]:
        """Every chart, the map included."""
        found: list[Figure] = []
        for section in self.sections:
            found += section.figures
            if section.map is not None:
                found.append(section.map.figure)
        return found
