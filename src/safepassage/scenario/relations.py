"""Sponsors: who gives a side or a pocket political cover or a supply line, and until when.

Facts for readiness, never inputs of a plan. A row may become known in parts: of the rows of one
sponsor, one supported side, one kind and one start, the one published last counts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from safepassage.scenario.scenario import Scenario

WORDS = {"cover": "Political cover", "supply": "A supply line"}


@dataclass(frozen=True)
class Relation:
    """A sponsor and whom it supports.

    Attributes:
        sponsor: State or organisation.
        supported: Side of ``actors``, or a place or area.
        kind: ``cover`` or ``supply``.
        start: From when; None is before the record.
        end: Until when; None is not known to have ended.
        published: When the row became known, or None.
        source: Name of the source, or an empty text.
    """

    sponsor: str
    supported: str
    kind: str
    start: dt.date | None
    end: dt.date | None
    published: dt.date | None
    source: str

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        dates = {name: getattr(self, name) for name in ("start", "end", "published")}
        return {
            "sponsor": self.sponsor,
            "supported": self.supported,
            "kind": self.kind,
            **{name: day.isoformat() if day else None for name, day in dates.items()},
        }


def relations(scenario: Scenario) -> tuple[Relation, ...]:
    """Relations as last published, by the first date that is known of them."""
    latest: dict[tuple[Any, ...], Relation] = {}
    rows = scenario["relations"].rows()
    sources = {row["source_id"]: row["name"] for row in scenario["sources"].rows()}
    for row in sorted(rows, key=lambda row: row["published"] or dt.date.min):
        key = (row["sponsor"], row["supported"], row["kind"], row["start"])
        latest[key] = Relation(
            *key, row["end"], row["published"], sources.get(row["source_id"], "")
        )
    return tuple(sorted(latest.values(), key=_first_date))


def _first_date(relation: Relation) -> dt.date:
    return relation.start or relation.end or dt.date.min


def relations_by(scenario: Scenario, day: dt.date) -> tuple[Relation, ...]:
    """Those that had begun by a day; an end after it is not shown."""
    return tuple(
        each
        if each.end is None or each.end <= day
        else Relation(
            each.sponsor, each.supported, each.kind, each.start, None, each.published, each.source
        )
        for each in relations(scenario)
        if each.start is None or each.start <= day
    )


def relation_days(relation: Relation, first: dt.date, last: dt.date) -> list[dt.date]:
    """Days of a period on which it is mentioned: it begins, ends, or has begun before."""
    if relation.end is not None and relation.end < first:
        return [first]
    found = {max(first, relation.start or first), relation.end or last + dt.timedelta(days=1)}
    return sorted(day for day in found if first <= day <= last)


def relation_sentence(relation: Relation, by: dt.date | None = None) -> str:
    """A relation as a dated fact; nothing is said of what it brings about.

    Args:
        relation: What the sentence is about.
        by: Leave out an end after this day; by default none.
    """
    end = relation.end if by is None or relation.end is None or relation.end <= by else None
    begun = f" from {relation.start}" if relation.start else ""
    rest = f" ended on {end}" if end else ("" if by else ", not known to have ended")
    source = f" (source: {relation.source})" if relation.source else ""
    name = f"{WORDS[relation.kind]} of {relation.sponsor} for {relation.supported}"
    return f"{name}{begun}{rest}{source}"
