"""Events that two sources report both: each counts once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from safepassage.exchange.imported import Imported
from safepassage.exchange.points import Point
from safepassage.sphere import great_circle_km

SAME_KM = 10.0
"""Farthest that two sources put the same event apart."""
_DEGREES = SAME_KM / 111.0 * 1.01
"""No two points that near differ by more in latitude."""


def joined(first: Sequence[Point], second: Sequence[Point], found: Imported) -> list[Point]:
    """Events of two sources; one that both report counts once, with the higher deaths.

    Two events are taken for the same if both are violent, within ``SAME_KM``, and of one day, or of
    days that the sources declare to be rough so that both may mean one day. Each event matches at
    most one: the nearest days first, then the nearest points. The day of the more exact one counts.
    """
    kept = list(first)
    used: set[int] = set()
    matched: set[int] = set()
    shifted = 0
    for apart, _, index, other in sorted(_pairs(first, second)):
        if index in used or other in matched:
            continue
        used.add(index)
        matched.add(other)
        shifted += apart > 0
        kept[index] = _one(first[index], second[other])
    if matched:
        found.losses.lose("events", "another source reports the same event", rows=len(matched))
        days = f", {shifted} of them on different days within the precision that the sources give"
        found.note(
            f"{len(matched)} events stand in both sources (within {SAME_KM:g} km"
            f"{days if shifted else ', same day'}) and count once, with the higher deaths"
        )
    return [*kept, *(point for other, point in enumerate(second) if other not in matched)]


def _one(own: Point, other: Point) -> Point:
    """Both in one: the place of the first, the day of the more exact, the higher deaths."""
    exact = other if other.early + other.late < own.early + own.late else own
    return own._replace(
        date=exact.date,
        early=exact.early,
        late=exact.late,
        deaths=max(own.deaths, other.deaths),
    )


def _pairs(
    first: Sequence[Point], second: Sequence[Point]
) -> Iterator[tuple[int, float, int, int]]:
    """Pairs that may be one event: days and km apart, and both positions."""
    days: dict[dt.date, list[int]] = defaultdict(list)
    for index, point in enumerate(first):
        if point.violent:
            days[point.date].append(index)
    early = max((point.early for point in first), default=0)
    late = max((point.late for point in first), default=0)
    for other, point in enumerate(second):
        if not point.violent:
            continue
        for apart in range(-point.early - late, point.late + early + 1):
            for index in days.get(point.date + dt.timedelta(days=apart), ()):
                own = first[index]
                # The day of each, as its source gives it, may be the day of the other.
                if apart - own.early > point.late or apart + own.late < -point.early:
                    continue
                if own.rough != point.rough or abs(own.lat - point.lat) > _DEGREES:
                    continue
                ends = map(np.asarray, (own.lat, own.lon, point.lat, point.lon))
                near = float(great_circle_km(*ends))
                if near <= SAME_KM:
                    yield abs(apart), near, index, other
