"""What share of each class may leave or enter a besieged pocket, from when: a dated table.

Shares are means over the places of the pocket, each with the same weight: weighted by people they
would reveal, with the total, how many are in a neighbourhood. The record does not say who decides
on access; the side shown is the one that holds most of the places.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from safepassage.arrays import F8
from safepassage.evidence.pockets import holders, published_side, sides
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import Way, timeline

WAYS: tuple[Way, ...] = ("leave", "enter")


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
    known = timeline(scenario)
    places = list(known.names.places[pocket])
    last = known.day_of(origin)
    states = {way: known.access(way) for way in WAYS}
    rows: list[Access] = []
    for day in sorted({day for way in WAYS for day in states[way].days if day <= last}):
        leave, enter = (_shares(known.classes, states[way].on(day)[places]) for way in WAYS)
        if not rows or (rows[-1].leave, rows[-1].enter) != (leave, enter):
            date = scenario.start + dt.timedelta(days=day)
            held_by = _held_by(scenario, [known.names.place_ids[row] for row in places], date)
            rows.append(Access(date, held_by, leave, enter))
    return tuple(rows)


def _shares(classes: Sequence[str], values: F8) -> dict[str, float]:
    """Mean over the places by class; ``values`` has shape (P, C)."""
    return dict(zip(classes, values.mean(axis=0).round(3).tolist(), strict=True))


def _held_by(scenario: Scenario, places: list[str], day: dt.date) -> str:
    side_of, held = sides(scenario, day), holders(scenario, day)
    actors = [held[name] for name in places if name in held]
    counted = Counter(published_side(scenario, side_of.get(name, name)) for name in actors)
    return counted.most_common(1)[0][0] if counted else ""
