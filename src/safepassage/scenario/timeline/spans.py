"""When a corridor is open: its windows and its events that open and close it, merged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
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
    spans = merged_spans((row["start"], row["end"]) for row in rows if row["corridor"] == corridor)
    for event in events:
        if event.sort == ("route", "open") and event.target == corridor:
            at = event.moment
            spans = [(start, min(end, at)) for start, end in spans if start < at]
            if event.is_true:
                spans = merged_spans([*spans, (at, FOREVER)])
    return tuple(spans)


def merged_spans(spans: Iterable[tuple[_Time, _Time]]) -> list[tuple[_Time, _Time]]:
    """Disjoint spans in order; those that touch are one, and empty ones are left out."""
    found: list[tuple[_Time, _Time]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > start:
            found.append((start, end))
    return found
