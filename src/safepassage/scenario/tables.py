"""What each table is: its key, when its rows become known, and whether plans may vary it.

``tables.csv`` has one row a table, ``dictionary.csv`` its columns. Together they are all that a
table needs to be read, checked, hidden by an as-of date, compared, edited and documented.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FACT, PLAN, BY_KIND, NEITHER = "fact", "plan", "kind", "neither"
"""Values of ``varies``; with ``kind`` the column of that name decides for each row."""
_EXCEPT = " except "
QUESTIONS = MappingProxyType(
    {
        "first": "a first run: who flees, by which roads, to where, and what was reported",
        "areas": "names for several places together",
        "evidence": "registrations by day, and ranges of uncertain inputs",
        "reception": "what sites have, what standards ask for, which sites to open",
        "aid": "food: stocks, depots, trucks",
        "exit": "agreed exits and relocation: corridors, windows, vehicles, people to move",
        "convoys": "details of exits: checkpoints, linked exchanges, pauses, departures",
        "return": "homes, houses and explosive remnants",
        "risk": "sieges and records of armed groups",
        "behaviour": "known ways, make-up of the population, conditions such as floods",
    }
)
"""What tables are for, in the order in which they are asked; the first one is always needed."""
FIRST = "first"


@dataclass(frozen=True)
class TableKind:
    """One table of the dictionary.

    Attributes:
        name: Name in the dictionary.
        question: What it is needed for (``QUESTIONS``); empty for the settings.
        key: Columns that together name a row; empty if rows may be alike or a rule of its own
            looks at them.
        own_date: Column that stands in for a blank ``published``; an empty text if a blank means
            known from the start.
        undated: Of a table without ``published``: why a forecast may read all its rows.
        latest_by: Column that says what a row is about, where a row that is published later
            replaces an earlier one; else an empty text.
        varies: ``fact``: never varied by plans, comparisons or the workbench; ``plan``: may be;
            ``kind``: by row (``event_kinds.PLAN_KINDS``); ``neither``: acts on nothing.
        planned: Columns that plans may vary in a table that is else a fact (``fact except …``).
        why: Why it is so.
        ranges: Columns whose values rise from left to right: low, (best,) high.
        lead: What the table holds, one sentence of Markdown.
    """

    name: str
    question: str
    key: tuple[str, ...]
    own_date: str
    undated: str
    latest_by: str
    varies: str
    planned: tuple[str, ...]
    why: str
    ranges: tuple[tuple[str, ...], ...]
    lead: str


@cache
def table_kinds() -> Mapping[str, TableKind]:
    """Every table of the dictionary by name, in its order."""
    source = resources.files("safepassage.scenario").joinpath("tables.csv")
    rows = csv.DictReader(io.StringIO(source.read_text(encoding="utf-8")))
    kinds = (
        TableKind(
            name=row["table"],
            question=row["question"],
            key=_parts(row["key"], "|"),
            own_date=row["own_date"],
            undated=row["undated"],
            latest_by=row["latest_by"],
            varies=row["varies"].partition(_EXCEPT)[0],
            planned=_parts(row["varies"].partition(_EXCEPT)[2], " "),
            why=row["why"],
            ranges=tuple(tuple(part.split()) for part in _parts(row["ranges"], "|")),
            lead=row["lead"],
        )
        for row in rows
    )
    return MappingProxyType({kind.name: kind for kind in kinds})


def tables_for(questions: Iterable[str]) -> tuple[str, ...]:
    """Tables of some questions and of a first run, in the order of the dictionary."""
    wanted = {FIRST, *questions}
    return tuple(name for name, kind in table_kinds().items() if kind.question in wanted)


def tables_that_vary(varies: str) -> tuple[str, ...]:
    """Tables with one of the values of ``varies``, in the order of the dictionary."""
    return tuple(name for name, kind in table_kinds().items() if kind.varies == varies)


def _parts(text: str, separator: str) -> tuple[str, ...]:
    return tuple(text.split(separator)) if text else ()
