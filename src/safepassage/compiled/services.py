"""What a site offers by day: floor, water, toilets, beds, winter items, capacity."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.values import is_true

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


def capacity(scenario: Scenario, places: Sequence[str]) -> F8:
    """People that each place can shelter by day, shape (D, S); NaN where it is not given.

    A closed site shelters 0. Events of kind ``site`` change it from their day on.
    """
    row = {place: number for number, place in enumerate(places)}
    found = np.full((scenario.days, len(places)), np.nan)
    is_open = np.ones((scenario.days, len(places)), dtype=bool)
    days = np.arange(scenario.days)
    for entry in scenario["sites"].rows():
        if entry["place"] in row:
            column = row[entry["place"]]
            found[:, column] = np.maximum(entry["capacity"] + days * entry["capacity_per_day"], 0)
            is_open[:, column] = entry["open"]
    for event in sorted(_site_events(scenario), key=lambda event: event["date"]):
        day = max((event["date"].date() - scenario.start).days, 0)
        for place in _targets(scenario, event["target"]):
            if place in row and event["attribute"] == "capacity":
                found[day:, row[place]] = float(event["value"])
            elif place in row:
                is_open[day:, row[place]] = is_true(event["value"])
    scaled = found * float(scenario.rules["capacity_scaling"])
    return np.where(is_open, scaled, 0.0)


def _site_events(scenario: Scenario) -> list[dict[str, Any]]:
    return [
        event
        for event in scenario["events"].rows()
        if event["kind"] == "site" and event["attribute"] in {"open", "capacity"}
    ]


def _targets(scenario: Scenario, target: str) -> list[str]:
    areas = scenario["areas"]
    inside = areas["place"][areas["area"] == target].tolist()
    return inside or [target]
