"""Departures of a plan by convoy, for the page.

Times of convoys are of High sensitivity: the page says so, and no export or report holds them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from safepassage.planning.exit.departures import Departure
from safepassage.result.names import Names
from safepassage.scenario.scenario import Scenario

HIGH = "high"
"""Sensitivity of plans with times of departures."""


def convoys(scenario: Scenario, departures: tuple[Departure, ...]) -> dict[str, Any]:
    """Departures as rows of a manifest, and by convoy: all classes that leave together."""
    return {
        "sensitivity": HIGH,
        "departures": departures,
        "timetable": timetable(scenario, departures),
    }


def timetable(scenario: Scenario, departures: tuple[Departure, ...]) -> list[dict[str, Any]]:
    """One line a convoy, in order of time."""
    names = Names(scenario)
    together: dict[tuple[Any, ...], list[Departure]] = defaultdict(list)
    for row in departures:
        together[row.time, row.corridor, row.from_, row.vehicle, row.to].append(row)
    return [
        {
            "time": time.isoformat(timespec="minutes"),
            "arrives": max(row.arrives for row in rows).isoformat(timespec="minutes"),
            "corridor": names.corridor(corridor),
            "from": names.place(from_),
            "to": names.place(to),
            "vehicle": names.vehicle(vehicle) if vehicle else "",
            "vehicles": rows[0].vehicles,
            "people": sum(row.people for row in rows),
            "who": [[names.class_(row.class_), row.people] for row in rows],
        }
        for (time, corridor, from_, vehicle, to), rows in sorted(
            together.items(), key=lambda item: item[0]
        )
    ]
