"""Shares of area and of people by the side that holds them, over time.

Published for days on which control changed, up to the origin, and for the origin. Sides only: a
holder without a row in ``actors`` may be an armed group and counts under ``others``. The people of
a day are left out if it differs from a later published day by one enclosed place, or if a side
holds a single enclosed place: subtraction would reveal the people of that neighbourhood.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.evidence.pockets import holders, published_side, sides
from safepassage.result.result import Result
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline
from safepassage.spread import Spread

BySide = dict[dt.date, dict[str, list[int]]]
"""Day → side → rows of its places, days in order."""


@dataclass(frozen=True)
class Held:
    """What a side holds at the end of a day.

    Attributes:
        area: Share of the area of all places whose area is given, 0..1; None if none is.
        people: Share of the people at places (at home and displaced), 5, 50 and 95 %; None where
            it would reveal the people of one enclosed place.
    """

    area: float | None
    people: Spread | None

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        people = None if self.people is None else self.people.as_dict()
        return {"area": self.area, "people": people}


def held(result: Result, origin: dt.date) -> dict[str, dict[dt.date, Held]]:
    """Side → date → shares, in the order of dates.

    Args:
        result: A run.
        origin: Last day whose publications count; days after it are not published.
    """
    scenario = result.scenario
    days = _days(scenario, origin)
    by_day = {day: _places_by_side(scenario, day) for day in days}
    sides_told = dict.fromkeys(name for day in days for name in by_day[day])
    people = {day: people_on(result, day) for day in _publishable(scenario, by_day)}
    return {
        side: {
            day: Held(
                area=_area(scenario, by_day[day].get(side, [])),
                people=_share(result, people[day], by_day[day].get(side, []))
                if day in people
                else None,
            )
            for day in days
        }
        for side in sides_told
    }


def _publishable(scenario: Scenario, by_day: BySide) -> list[dt.date]:
    """Days for which people may be published, the latest first: it matters most.

    On a day each side has none or several enclosed places, and between two days what a side won or
    lost is never a single place that is enclosed on one of them.
    """
    shut = timeline(scenario).enclosed
    secret = {
        day: set(np.flatnonzero(shut[(day - scenario.start).days]).tolist()) for day in by_day
    }
    published: list[dt.date] = []
    for day in reversed(by_day):
        alone = any(len(secret[day].intersection(own)) == 1 for own in by_day[day].values())
        if not alone and not any(_reveals(by_day, secret, day, other) for other in published):
            published.append(day)
    return published


def _reveals(by_day: BySide, secret: dict[dt.date, set[int]], day: dt.date, other: dt.date) -> bool:
    """Whether the people of one enclosed place follow from two days by subtraction."""
    hidden = secret[day] | secret[other]
    return any(
        len(hidden & (set(by_day[day].get(side, [])) ^ set(by_day[other].get(side, [])))) == 1
        for side in (*by_day[day], *by_day[other])
    )


def _days(scenario: Scenario, origin: dt.date) -> list[dt.date]:
    """Days of the period on which control changed, up to the origin, and the origin."""
    last = min(max(origin, scenario.start), scenario.end)
    days = {event.day for event in timeline(scenario).of(("control", "holder"))}
    changed = {scenario.start + dt.timedelta(days=day) for day in days}
    changed = {day for day in changed if day <= last}
    return sorted(changed | {last}) if changed else []


def _places_by_side(scenario: Scenario, day: dt.date) -> dict[str, list[int]]:
    """Rows of the places of each side."""
    row = {name: number for number, name in enumerate(scenario["places"]["place"].tolist())}
    side_of = sides(scenario, day)
    found: dict[str, list[int]] = {}
    for place, actor in holders(scenario, day).items():
        if place in row:
            side = published_side(scenario, side_of.get(actor, actor))
            found.setdefault(side, []).append(row[place])
    return found


def _area(scenario: Scenario, places: list[int]) -> float | None:
    surface = scenario["places"]["area_km2"]
    total = float(np.nansum(surface))
    return float(np.nansum(surface[places])) / total if total > 0 else None


def people_on(result: Result, date: dt.date) -> F8:
    """People at each place, at home and displaced, at the end of a day, shape (M, P)."""
    day = (date - result.scenario.start).days
    parts = [
        part.arrays["residents"][:, day].sum(axis=2, dtype=np.int64)
        + part.arrays["displaced"][:, day].sum(axis=2, dtype=np.int64)
        for part in result.parts()
    ]
    return np.concatenate(parts).astype(np.float64)


def _share(result: Result, people: F8, places: list[int]) -> Spread:
    total = people.sum(axis=1)
    share = people[:, places].sum(axis=1) / np.where(total > 0, total, 1.0)
    return Spread.of(share, result.weight)
