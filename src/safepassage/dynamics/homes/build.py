"""Homes and houses → arrays: where people may return to, who wants to, and what stands there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from safepassage.arrays import I8
from safepassage.compiled.changes import TargetIndices
from safepassage.compiled.network import Links
from safepassage.compiled.stable_keys import stable_keys
from safepassage.dynamics.clearance.arrays import Clearing
from safepassage.dynamics.homes.arrays import (
    HOUSES_DTYPE,
    NO_LIMIT,
    TYPES_DTYPE,
    HomeDraw,
    Homes,
)
from safepassage.scenario.latest import latest
from safepassage.scenario.naming import places_by_area
from safepassage.scenario.scenario import Scenario


def home_places(scenario: Scenario) -> tuple[str, ...]:
    """Places to which somebody may return, in the order of ``places``; home h is the h-th."""
    areas = places_by_area(scenario)
    named: set[str] = set()
    for row in scenario["homes"].rows():
        if max(row["willing"], np.nan_to_num(row["willing_high"])) > 0:
            named.update(areas.get(row["place"], [row["place"]]))
    return tuple(place for place in scenario["places"]["place"].tolist() if place in named)


def home_cells(
    scenario: Scenario, targets: TargetIndices
) -> Iterator[tuple[int, list[int], list[int], dict[str, Any]]]:
    """(row, homes, classes, cells) of each row of ``homes``; homes that are not kept left out."""
    number = {targets.places[place][0]: h for h, place in enumerate(home_places(scenario))}
    every = list(range(max(1, len(targets.classes))))
    for index, row in enumerate(scenario["homes"].rows()):
        homes = [number[place] for place in targets.places[row["place"]] if place in number]
        yield index, homes, [targets.classes[row["class"]]] if row["class"] else every, row


def build_homes(
    scenario: Scenario,
    targets: TargetIndices,
    links: Links,
    clearing: Clearing,
    *,
    sorts: int,
) -> Homes:
    """Arrays of homes and houses.

    Args:
        scenario: Declared world.
        targets: Index of names.
        links: Directed links.
        clearing: Contaminated places.
        sorts: Types of people of one class and home: stays for long x ties x first-route flag x
            recent-distance bin.
    """
    ids = scenario["places"]["place"].tolist()
    kept = home_places(scenario)
    classes = max(1, len(targets.classes))
    place = np.array([targets.places[name][0] for name in kept], dtype=np.int64)
    of_place = np.zeros(len(ids), dtype=np.int64)
    of_place[place] = np.arange(1, len(kept) + 1)
    houses = _houses(scenario, targets)
    safe, cleared = np.zeros((len(kept), classes)), np.ones((len(kept), classes))
    batch_days = np.ones(len(kept), dtype=np.int64)
    batch_people = np.full(len(kept), NO_LIMIT, dtype=np.int64)
    for _, homes, who, row in home_cells(scenario, targets):
        safe[np.ix_(homes, who)] = row["safe_hazard"]
        cleared[np.ix_(homes, who)] = row["cleared"]
        batch_days[homes] = row["batch_days"]
        most = row["batch_people"]
        batch_people[homes] = NO_LIMIT if np.isnan(most) else int(most)
    party = scenario["classes"]["party_size"]
    return Homes(
        of_place=of_place,
        place=place,
        zone=_rows_of(clearing.zones["place"], place),
        house=_rows_of(houses["place"], place),
        safe=safe,
        cleared=cleared,
        batch_days=batch_days,
        batch_people=batch_people,
        party=party.astype(np.int64) if len(party) else np.ones(1, dtype=np.int64),
        types=_types(scenario, kept, sorts),
        houses=houses,
        homeward=scenario["routes"]["homeward"][links.route].astype(np.int64),
    )


def best_homes(scenario: Scenario, targets: TargetIndices) -> HomeDraw:
    """Best values of what members draw."""
    count, classes = len(home_places(scenario)), max(1, len(targets.classes))
    wish, willing = np.ones((count, classes)), np.zeros((count, classes))
    for _, homes, who, row in home_cells(scenario, targets):
        wish[np.ix_(homes, who)] = row["wish"]
        willing[np.ix_(homes, who)] = row["willing"]
    housing = scenario["housing"]
    damaged = housing["damaged"][latest(housing)].astype(np.float64)
    away = np.zeros((len(scenario["places"]), classes, count), dtype=np.int64)
    return HomeDraw(wish, willing, damaged, away)


def _houses(scenario: Scenario, targets: TargetIndices) -> Any:
    table = scenario["housing"]
    rows = latest(table)
    houses = np.zeros(rows.size, HOUSES_DTYPE)
    houses["place"] = [targets.places[place][0] for place in table["place"][rows]]
    for name, column in (
        ("units", "units"),
        ("held", "held_by_others"),
        ("persons", "persons_per_unit"),
        ("repaired", "repaired_per_day"),
        ("vacated", "vacated_per_day"),
        ("guests", "guests_share"),
    ):
        houses[name] = table[column][rows]
    return houses


def _rows_of(places: I8, wanted: I8) -> I8:
    """Row of each wanted place in a list of places, -1 where it is not there."""
    index = {int(place): row for row, place in enumerate(places)}
    return np.array([index.get(int(place), -1) for place in wanted], dtype=np.int64)


def _types(scenario: Scenario, homes: tuple[str, ...], sorts: int) -> Any:
    """Types in their order: class, home, then sort; keyed by the names of the first two.

    The first type of a class (no home, first sort) has the key of the class.
    """
    classes = scenario["classes"]["class"].tolist() or ["people"]
    keys = [np.uint64(0), *stable_keys(list(homes))]
    types = np.zeros(len(classes) * len(keys) * sorts, TYPES_DTYPE)
    shape = (len(classes), len(keys), sorts)
    own = stable_keys([f"{name}\x1f{sort}" for name in classes for sort in range(sorts)])
    for number in range(types.size):
        class_, home, sort = np.unravel_index(number, shape)
        types[number] = (class_, home, own[class_ * sorts + sort] ^ keys[home])
    return types
