"""Rules about clearance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from safepassage.errors import Problem
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.facts import Facts, Rule


def contaminated_places_have_teams(facts: Facts) -> Iterator[Problem]:
    """Each contaminated place lies in the area of some teams; else nobody ever goes home there."""
    if facts.partial:
        return
    covered = {
        place for area in facts.texts("clearance_teams", "area") for place in facts.places_of(area)
    }
    area = facts["contamination"]["area_ha"]
    for index, place in enumerate(facts.texts("contamination", "place")):
        if area[index] > 0 and place not in covered:
            message = f"no team clears {place[:60]!r}"
            remedy = f"add teams for it to {file_of('clearance_teams')}, or delete the row"
            yield facts.at("contamination", index, "place", message, remedy)


def teams_have_work(facts: Facts) -> Iterator[Problem]:
    """Teams have something to clear in their area."""
    if facts.partial:
        return
    places = set(facts.texts("contamination", "place"))
    for index, area in enumerate(facts.texts("clearance_teams", "area")):
        known = area in facts.names["places"] or area in facts.names["areas"]
        if known and places.isdisjoint(facts.places_of(area)):
            message = f"nothing in {area[:60]!r} is contaminated"
            remedy = f"add its places to {file_of('contamination')}, or delete the row"
            yield facts.at("clearance_teams", index, "area", message, remedy)


def teams_end_after_they_start(facts: Facts) -> Iterator[Problem]:
    """The last day at work is not before the first."""
    table = facts["clearance_teams"]
    for index in np.flatnonzero(table["end"] < table["start"]):
        message = f"{table['end'][index]} is before start {table['start'][index]}"
        yield facts.at("clearance_teams", index, "end", message, "start <= end")


def devices_are_counted(facts: Facts) -> Iterator[Problem]:
    """Where teams count devices, the devices of each place are known."""
    counting = {
        place
        for area, unit in zip(
            facts.texts("clearance_teams", "area"),
            facts.texts("clearance_teams", "unit"),
            strict=True,
        )
        if unit == "devices"
        for place in facts.places_of(area)
    }
    devices = facts["contamination"]["devices"]
    for index, place in enumerate(facts.texts("contamination", "place")):
        if place in counting and np.isnan(devices[index]):
            message = f"is blank, but teams count devices in {place[:60]!r}"
            remedy = "fill it, or give the teams hectares a day"
            yield facts.at("contamination", index, "devices", message, remedy)


RULES: tuple[Rule, ...] = (
    contaminated_places_have_teams,
    teams_have_work,
    teams_end_after_they_start,
    devices_are_counted,
)
