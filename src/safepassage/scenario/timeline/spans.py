"""When a corridor is open: its windows and its events that open and close it, merged."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, TypeVar

from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.events import Event

_Time = TypeVar("_Time", float, dt.datetime)
Span = tuple[dt.datetime, dt.datetime]
FOREVER = dt.datetime.combine(dt.date.max, dt.time())
"""End of a span that no event closes."""


def open_spans(scenario: Scenario, events: Iterable[Event], corridor: str) -> tuple[Span, ...]:
    """Spans in which a corridor is open, disjoint and in order.

    Windows first; an ``open`` event then holds until the next one and overrules windows after it.

    Args:
        scenario: Whose windows count.
        events: In order.
        corridor: Which one.
    """
    rows: list[dict[str, Any]] = list(scenario["windows"].rows())
    own = (window_spans(row) for row in rows if row["corridor"] == corridor)
    spans = merged_spans(chain.from_iterable(own))
    for event in events:
        if event.sort == ("route", "open") and event.target == corridor:
            at = event.moment
            spans = [(start, min(end, at)) for start, end in spans if start < at]
            if event.is_true:
                spans = merged_spans([*spans, (at, FOREVER)])
    return tuple(spans)


def window_spans(row: Mapping[str, Any]) -> Iterator[Span]:
    """Spans of one row of ``windows``: all of it, or the same hours on each of its days."""
    start, end = row["start"], row["end"]
    if math.isnan(row["opens"]) and math.isnan(row["closes"]):
        yield start, end
        return
    opens, closes = (
        dt.timedelta(hours=usual if math.isnan(row[name]) else row[name])
        for name, usual in (("opens", 0.0), ("closes", 24.0))
    )
    day = dt.datetime.combine(start.date(), dt.time())
    while day < end:
        yield max(start, day + opens), min(end, day + closes)
        day += dt.timedelta(days=1)


def merged_spans(spans: Iterable[tuple[_Time, _Time]]) -> list[tuple[_Time, _Time]]:
    """Disjoint spans in order; those that touch are one, and empty ones are left out."""
    found: list[tuple[_Time, _Time]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > start:
            found.append((start, end))
    return found
