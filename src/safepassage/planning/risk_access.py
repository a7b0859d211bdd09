"""What share of each class may leave or enter a besieged pocket, from when: a dated table.

Shares are means over the places of the pocket, each alike: weighed by people they would tell, with
the total, how many are in a neighbourhood. Who decides on access is not on record; told is the side
that holds most of the places.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.evidence.pockets import holders, sides, told_side
from safepassage.scenario.naming import places_by_area
from safepassage.scenario.scenario import Scenario

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


def access(scenario: Scenario, pocket: str, origin: dt.date) -> tuple[Access, ...]:
    """Access of a pocket by date, up to the origin; days without a change of shares are left out.

    Args:
        scenario: As known at the origin.
        pocket: A place or an area, such as that of a siege.
        origin: Last day whose publications count.
    """
    areas = places_by_area(scenario)
    places = areas.get(pocket, [pocket])
    row = {name: number for number, name in enumerate(places)}
    classes = scenario["classes"]["class"].tolist() or ["people"]
    last = min(max(origin, scenario.start), scenario.end)
    state = {way: np.ones((len(places), len(classes))) for way in WAYS}
    rows: list[Access] = []
    for day, events in _events(scenario, last).items():
        for event in events:
            targets = areas.get(event["target"], [event["target"]])
            at = [row[name] for name in targets if name in row]
            which = [n for n, class_ in enumerate(classes) if event["class"] in {"", class_}]
            state[event["attribute"]][np.ix_(at, which)] = float(event["value"])
        leave, enter = (_shares(classes, state[way]) for way in WAYS)
        if not rows or (rows[-1].leave, rows[-1].enter) != (leave, enter):
            rows.append(Access(day, _held_by(scenario, places, day), leave, enter))
    return tuple(rows)


def _shares(classes: list[str], values: F8) -> dict[str, float]:
    """Mean over the places by class; ``values`` has shape (P, C)."""
    return dict(zip(classes, values.mean(axis=0).round(3).tolist(), strict=True))


def _events(scenario: Scenario, last: dt.date) -> dict[dt.date, list[dict[str, Any]]]:
    """Events of access by day, in order; the first day is always there."""
    found: dict[dt.date, list[dict[str, Any]]] = {scenario.start: []}
    for row in sorted(scenario["events"].rows(), key=lambda event: event["date"]):
        day = max(row["date"].date(), scenario.start)
        if row["kind"] == "access" and row["attribute"] in WAYS and day <= last:
            found.setdefault(day, []).append(row)
    return found


def _held_by(scenario: Scenario, places: list[str], day: dt.date) -> str:
    side_of, held = sides(scenario, day), holders(scenario, day)
    actors = [held[name] for name in places if name in held]
    counted = Counter(told_side(scenario, side_of.get(name, name)) for name in actors)
    return counted.most_common(1)[0][0] if counted else ""
