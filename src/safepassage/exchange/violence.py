"""Violent events by place and day → hazard, a dated input between 0 and 1.

The intensity of a day is ``1 - 2 ** (-w / 3)``, where ``w`` is the number of events of the last
``hold`` days at the place plus a tenth of their deaths, rounded to twentieths: one event gives
0.2, three give 0.5, ten 0.9. It is bounded, rises with each event and falls back to 0 when
nothing was reported for ``hold`` days. The form and its two constants are a convention of this
program, not a finding: what flight follows from a level is an uncertain input of the scenario.
Neither parties nor their names are kept.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from safepassage.exchange.imported import Imported

HALF = 3.0
"""Weight at which the intensity is 0.5."""
DEATHS = 10.0
"""Deaths that weigh as much as one event."""
STEP = 20
"""Steps between 0 and 1."""
_LAST = dt.date(2200, 12, 31)


class Violence(NamedTuple):
    """Events of a day at a place: their number and deaths."""

    place: str
    date: dt.date
    deaths: float = 0.0
    events: float = 1.0


def intensity(weight: float) -> float:
    """Bounded transform of a weight of at least 0 into 0..1, in steps of 0.05."""
    return round(STEP * (1.0 - math.exp2(-weight / HALF))) / STEP


def hazard_rows(
    found: Imported, violence: Iterable[Violence], source_id: str, *, hold: int, lag: int
) -> int:
    """Add rows of the events table: hazard at a place from a date, where it changes.

    Args:
        found: Takes the rows.
        violence: Events.
        source_id: Their source.
        hold: Days for which an event counts, its own included.
        lag: Days until it is published.

    Returns:
        How many rows were added.
    """
    weights: dict[str, dict[dt.date, float]] = defaultdict(lambda: defaultdict(float))
    for item in violence:
        weights[item.place][item.date] += item.events + item.deaths / DEATHS
    rows = []
    for place, days in weights.items():
        level = 0.0
        for date, value in _levels(days, hold):
            if value != level and date <= _LAST:
                rows.append((date, place, value))
                level = value
    for date, place, value in sorted(rows):
        found.add(
            "events",
            {
                "date": date,
                "kind": "hazard",
                "target": place,
                "attribute": "intensity",
                "value": f"{value:g}",
                "published": date + dt.timedelta(days=lag),
                "source_id": source_id,
            },
        )
    found.note(
        f"{source_id}: hazard is 1 - 2^(-w/3) with w = events of the last {hold} days plus a tenth "
        f"of their deaths; published {lag} days after the event (assumed)"
    )
    return len(rows)


def _levels(days: dict[dt.date, float], hold: int) -> Iterable[tuple[dt.date, float]]:
    """(date, intensity) on each day on which an event enters or leaves the window."""
    changes: dict[dt.date, float] = defaultdict(float)
    for date, weight in days.items():
        changes[date] += weight
        changes[date + dt.timedelta(days=hold)] -= weight
    total = 0.0
    for date in sorted(changes):
        total += changes[date]
        yield date, intensity(max(total, 0.0))
