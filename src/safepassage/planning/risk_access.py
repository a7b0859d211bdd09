"""What share of each class may leave or enter a besieged pocket, from when: a dated table.

Shares are means over the people of the pocket, for all its places together. Who decides on access
is not on record; told is the side that holds most of the places.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from safepassage.evidence.pockets import holders, sides, told_side
from safepassage.result.quantities import places_of
from safepassage.result.result import Result
from safepassage.scenario.naming import places_by_area
from safepassage.scenario.scenario import Scenario

F8 = npt.NDArray[np.float64]
WAYS = ("leave", "enter")


@dataclass(frozen=True)
class Access:
    """Access of a pocket from a day on, until the next.

    Attributes:
        date: First day.
        held_by: Side that holds most of the places, or an empty text.
        leave: Class → share that may leave, 0..1.
        enter: Class → share that may enter, 0..1.
    """

    date: dt.date
    held_by: str
    leave: dict[str, float]
    enter: dict[str, float]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; the date is the key of the table."""
        return {"held_by": self.held_by, "leave": self.leave, "enter": self.enter}


def access(result: Result, pocket: str, origin: dt.date) -> tuple[Access, ...]:
    """Access of a pocket by date, up to the origin; days without a change of shares are left out.

    Args:
        result: A run.
        pocket: A place or an area, such as that of a siege.
        origin: Last day whose publications count.
    """
    scenario = result.scenario
    places = places_of(result, pocket)
    last = min(max(origin, scenario.start), scenario.end)
    state = {way: np.ones((len(result.places), len(result.classes))) for way in WAYS}
    rows: list[Access] = []
    for day, events in _events(scenario, last).items():
        for event in events:
            targets = places_by_area(scenario).get(event["target"], [event["target"]])
            at = [result.places.index(name) for name in targets if name in result.places]
            classes = _classes(result, event["class"])
            state[event["attribute"]][np.ix_(at, classes)] = float(event["value"])
        weight = _people(result, places, (day - scenario.start).days)
        leave, enter = (_shares(result, state[way][places], weight) for way in WAYS)
        if not rows or (rows[-1].leave, rows[-1].enter) != (leave, enter):
            rows.append(Access(day, _held_by(result, places, day), leave, enter))
    return tuple(rows)


def _events(scenario: Scenario, last: dt.date) -> dict[dt.date, list[dict[str, Any]]]:
    """Events of access by day, in order; the first day is always there."""
    found: dict[dt.date, list[dict[str, Any]]] = {scenario.start: []}
    for row in sorted(scenario["events"].rows(), key=lambda event: event["date"]):
        day = max(row["date"].date(), scenario.start)
        if row["kind"] == "access" and row["attribute"] in WAYS and day <= last:
            found.setdefault(day, []).append(row)
    return found


def _classes(result: Result, name: str) -> list[int]:
    return [number for number, class_ in enumerate(result.classes) if name in {"", class_}]


def _people(result: Result, places: list[int], day: int) -> F8:
    """Expected people of the pocket by place and class, shape (P, C)."""
    expected = np.zeros((len(places), len(result.classes)))
    for part in result.parts():
        for name in ("residents", "displaced"):
            counts = part.arrays[name][:, day][:, places]
            expected += np.tensordot(part.weight, counts, axes=(0, 0))
    return expected


def _shares(result: Result, values: F8, weight: F8) -> dict[str, float]:
    """Mean over the people by class; over the places where nobody of a class is there."""
    total = weight.sum(axis=0)
    even = values.mean(axis=0)
    mean = np.where(total > 0, (values * weight).sum(axis=0) / np.where(total > 0, total, 1), even)
    return dict(zip(result.classes, mean.round(3).tolist(), strict=True))


def _held_by(result: Result, places: list[int], day: dt.date) -> str:
    side_of, held = sides(result.scenario, day), holders(result.scenario, day)
    actors = [held[name] for name in (result.places[row] for row in places) if name in held]
    counted = Counter(told_side(result.scenario, side_of.get(name, name)) for name in actors)
    return counted.most_common(1)[0][0] if counted else ""
