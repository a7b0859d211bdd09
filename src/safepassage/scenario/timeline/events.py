"""Events in the order in which they act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from safepassage.scenario.declared import Declared
from safepassage.scenario.values import is_true

_AT_ONCE = (
    ("site", "kind"),
    ("site", "open"),
    ("hazard", "standing_intensity"),
    ("hazard", "intensity"),
    ("site", "move_chance"),
)
"""Changes of one moment that touch the same thing, in the order in which they count."""


@dataclass(frozen=True)
class Event:
    """One row of ``events``.

    Attributes:
        day: Day on which it acts, counted from the first, 0..D-1.
        moment: Date and time.
        kind: What changes.
        attribute: What it sets.
        target: Name of a place, area, route, border, direction or corridor.
        class_: Only for this class; an empty text is all.
        value: New value, as in the table.
        row: Row of the table, counted from 0; -1 if it follows from ``road_hours``.
    """

    day: int
    moment: dt.datetime
    kind: str
    attribute: str
    target: str
    class_: str
    value: str
    row: int

    @property
    def sort(self) -> tuple[str, str]:
        """Kind and attribute."""
        return self.kind, self.attribute

    @property
    def number(self) -> float:
        """The value as a number."""
        return float(self.value)

    @property
    def is_true(self) -> bool:
        """The value as a switch."""
        return is_true(self.value)


def ordered_events(scenario: Declared) -> tuple[Event, ...]:
    """Events of the period by date, then by publication (blank: the own date), then by row.

    The last one that sets a thing counts. Of one moment and publication a change of kind counts
    before opening and closing, these before hazard, and a chance to move that is given outright
    counts last; what holds for one class counts after what holds for all. Two rows that set the
    same thing to different values are refused by the checks.
    """
    found = []
    for index, row in enumerate(scenario["events"].rows()):
        day = (row["date"].date() - scenario.start).days
        if 0 <= day < scenario.days:
            event = _event(row, index, day, row["date"])
            key = (row["date"], row["published"] or row["date"].date(), _rank(event))
            found.append((key, event))
    return tuple(event for _, event in sorted(found, key=lambda pair: pair[0]))


def expected_events(scenario: Declared) -> tuple[tuple[str, Event], ...]:
    """(corridor, event) of what follows an expected opening, in order; days count from it."""
    begin = dt.datetime.combine(scenario.start, dt.time())
    found = [
        (row["corridor"], _event(row, index, int(row["days"]), begin))
        for index, row in enumerate(scenario["expected"].rows())
    ]
    return tuple(sorted(found, key=lambda pair: (pair[1].day, _rank(pair[1]))))


def _event(row: Mapping[str, Any], index: int, day: int, moment: dt.datetime) -> Event:
    kind, attribute = row["kind"], row["attribute"]
    return Event(day, moment, kind, attribute, row["target"], row["class"], row["value"], index)


def _rank(event: Event) -> tuple[int, bool]:
    """Of changes of one moment: which counts before which."""
    return _AT_ONCE.index(event.sort) if event.sort in _AT_ONCE else -1, event.class_ != ""


def by_day(events: Iterable[Event]) -> Iterator[tuple[int, tuple[Event, ...]]]:
    """(day, its events in order), for the days that have any."""
    for day, group in groupby(events, key=lambda event: event.day):
        yield day, tuple(group)
