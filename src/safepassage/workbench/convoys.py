"""Departures of a plan by convoy, for the page.

Times of convoys are of High sensitivity: the page says so, and no export or report holds them.
"""

from __future__ import annotations

from typing import Any

from safepassage.planning.exit.departures import Departure
from safepassage.planning.exit.departures import convoys as by_convoy
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
    return [
        {
            "time": convoy[0].time.isoformat(timespec="minutes"),
            "arrives": max(row.arrives for row in convoy).isoformat(timespec="minutes"),
            "corridor": names.corridor(convoy[0].corridor),
            "from": names.place(convoy[0].from_),
            "to": names.place(convoy[0].to),
            "vehicle": names.vehicle(convoy[0].vehicle) if convoy[0].vehicle else "",
            "vehicles": convoy[0].vehicles,
            "people": sum(row.people for row in convoy),
            "who": [[names.class_(row.class_), row.people] for row in convoy],
        }
        for convoy in by_convoy(departures)
    ]
