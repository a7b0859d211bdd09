"""Days on which an agreed exit is open, as the scenario declares them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline


def open_days(scenario: Scenario) -> tuple[tuple[dt.date, dt.date], ...]:
    """Runs of days, first and last, on which a corridor was open."""
    days: set[dt.date] = set()
    known = timeline(scenario)
    corridors = scenario["corridors"]["corridor"].tolist()
    for start, end in (span for corridor in corridors for span in known.spans(corridor)):
        first = max(start.date(), scenario.start)
        last = (end - dt.timedelta(minutes=1)).date()  # midnight ends the day before
        last = min(last, scenario.end)
        days |= {first + dt.timedelta(days=n) for n in range((last - first).days + 1)}
    return tuple(_runs(sorted(days)))


def _runs(days: list[dt.date]) -> Iterator[tuple[dt.date, dt.date]]:
    start = 0
    for index, day in enumerate(days):
        if index + 1 == len(days) or (days[index + 1] - day).days > 1:
            yield days[start], day
            start = index + 1
