"""What a site offers by day: floor, water, toilets, beds, winter items, capacity."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

import numpy as np

from safepassage.arrays import F8
from safepassage.scenario.scenario import Scenario

COLUMNS = MappingProxyType(
    {
        "floor_area": "floor_area_m2",
        "water": "water_litres_per_day",
        "toilets": "toilets",
        "taps": "taps",
        "beds": "referral_beds",
        "blankets": "blankets",
        "winter_kits": "winter_kits",
    }
)
"""Standard → column of ``site_services`` that it judges."""


def receiving_places(scenario: Scenario) -> tuple[str, ...]:
    """Places that receive people: rows of sites and services, and those that hold food.

    Depots hold food for others and do not count by themselves. In the order of the places.
    """
    depots = set(scenario["depots"]["place"].tolist())
    found = set(scenario["sites"]["place"].tolist())
    found |= set(scenario["site_services"]["place"].tolist())
    for table in ("stocks", "pipeline"):
        found |= set(scenario[table]["place"].tolist()) - depots
    return tuple(place for place in scenario["places"]["place"].tolist() if place in found)


def services(scenario: Scenario, places: Sequence[str]) -> dict[str, F8]:
    """Supply by standard, day and place, shape (D, S) each; NaN where it is not given.

    A later row replaces the earlier one of its place, its blanks included. Where no floor area is
    given, none is made up: see :func:`capacity`.
    """
    row = {place: number for number, place in enumerate(places)}
    found = {name: np.full((scenario.days, len(places)), np.nan) for name in COLUMNS}
    for entry in sorted(scenario["site_services"].rows(), key=lambda entry: entry["start"]):
        day = max((entry["start"] - scenario.start).days, 0)
        if entry["place"] in row:
            for name, column in COLUMNS.items():
                found[name][day:, row[entry["place"]]] = entry[column]
    return found
