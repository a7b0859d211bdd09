"""Explain a scenario before any run: its start, its dated periods and what each event does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safepassage.arguments import checked
from safepassage.scenario.read import as_scenario
from safepassage.scenario.relations import (
    Relation,
    relation_days,
    relation_sentence,
    relations,
)
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.sentences import Names, event_sentences, moment, window_sentences
from safepassage.scenario.summary import rule_sentences, start_sentences, uncertain_sentences
from safepassage.scenario.timeline.events import Event
from safepassage.scenario.timeline.timeline import timeline

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Days between two changes, and what changes on the first of them.

    Attributes:
        start: First day.
        end: Last day.
        sentences: What each event and window of the first day does; times are local.
    """

    start: dt.date
    end: dt.date
    sentences: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; dates are ISO texts."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "days": (self.end - self.start).days + 1,
            "sentences": list(self.sentences),
        }


@checked
def explain(scenario: Scenario | str | Path) -> list[Period]:
    """Cut the simulated days at every event and window.

    Args:
        scenario: A scenario, or the name or folder of one; under an as-of date, only what was
            known is shown.

    Returns:
        Periods that cover all days without gap, in order.

    Examples:
        >>> import safepassage
        >>> safepassage.explain("tiny")[0].start
        datetime.date(2020, 1, 1)
    """
    scenario = as_scenario(scenario)
    names = Names(scenario)
    first, last = scenario.start, scenario.end
    events: dict[dt.date, list[dict[str, Any]]] = {}
    opening: dict[dt.date, list[dict[str, Any]]] = {}
    closing: dict[dt.date, list[dict[str, Any]]] = {}
    rows = list(scenario["events"].rows())
    for event in timeline(scenario).events:
        row = rows[event.row] if event.row >= 0 else _by_season(event)
        events.setdefault(event.moment.date(), []).append(row)
    for row in scenario["windows"].rows():
        opening.setdefault(max(first, row["start"].date()), []).append(row)
        if row["end"].date() != row["start"].date():
            closing.setdefault(row["end"].date(), []).append(row)
    mentioned: dict[dt.date, list[Relation]] = {}
    for relation in relations(scenario):
        for day in relation_days(relation, first, last):
            mentioned.setdefault(day, []).append(relation)
    changes = (*events, *opening, *closing, *mentioned)
    days = {day for day in changes if first < day <= last} | {first}
    starts = sorted(days)
    ends = [*(day - _DAY for day in starts[1:]), last]
    return [
        Period(
            start,
            end,
            (
                *event_sentences(names, events.get(start, [])),
                *window_sentences(names, opening.get(start, [])),
                *(_closes(names, row) for row in closing.get(start, [])),
                *(relation_sentence(relation, start) for relation in mentioned.get(start, [])),
            ),
        )
        for start, end in zip(starts, ends, strict=True)
    ]


def _by_season(event: Event) -> dict[str, Any]:
    """A road that a season cuts or gives free again, as a row of events."""
    day = dt.datetime.combine(event.moment.date(), dt.time())
    row = {"date": day, "kind": event.kind, "target": event.target, "attribute": event.attribute}
    return row | {"value": event.value, "class": "", "source_id": "", "published": None}


def _closes(names: Names, row: dict[str, Any]) -> str:
    return f"At {moment(row['end'])} {names.target(row['corridor'])} closes"


def explain_dict(scenario: Scenario) -> dict[str, Any]:
    """The whole explanation as plain values for JSON."""
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "as_of": scenario.as_of.isoformat() if scenario.as_of else None,
        "start": list(start_sentences(scenario)),
        "rules": list(rule_sentences(scenario)),
        "uncertain": list(uncertain_sentences(scenario)),
        "periods": [period.as_dict() for period in explain(scenario)],
    }


def explain_text(scenario: Scenario) -> str:
    """The whole explanation as text of several lines."""
    shown = explain_dict(scenario)
    lines = [str(shown["title"])]
    for key, heading in (
        ("start", "At the start"),
        ("rules", "Rules that differ from their defaults"),
        ("uncertain", "Uncertain inputs"),
    ):
        if shown[key]:
            lines += ["", heading, *(f"  {sentence}" for sentence in shown[key])]
    for period in shown["periods"]:
        many = f" to {period['end']}" if period["days"] > 1 else ""
        number = f"{period['days']} day{'s' * (period['days'] != 1)}"
        lines += ["", f"{period['start']}{many} ({number})"]
        lines += [f"  {sentence}" for sentence in period["sentences"] or ["Nothing changes"]]
    return "\n".join(lines)
