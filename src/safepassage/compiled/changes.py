"""Events → changes of array entries, sorted by day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.compiled.network import Links, route_ids
from safepassage.compiled.world import (
    CAPACITY,
    ENTER,
    F8,
    HAZARD,
    HAZARD_STANDING,
    I8,
    LEAVE,
    LINK_OPEN,
    MOVE_CHANCE,
    PLACE_IS_SITE,
    SITE_OPEN,
    THROUGHPUT,
)
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.values import is_true

_NUMBERS = {
    ("hazard", "intensity"): HAZARD,
    ("hazard", "standing_intensity"): HAZARD_STANDING,
    ("site", "capacity"): CAPACITY,
    ("site", "move_chance"): MOVE_CHANCE,
    ("access", "leave"): LEAVE,
    ("access", "enter"): ENTER,
}
_DOCUMENTED = {
    ("hazard", "documented_intensity"): HAZARD,
}


@dataclass(frozen=True)
class Changes:
    """Changes of a scenario: ``start`` has shape (D+1,), the others (E,)."""

    start: I8
    kind: I8
    target: I8
    class_: I8
    value: F8


@dataclass(frozen=True)
class Targets:
    """What the name of an event's target stands for."""

    places: dict[str, list[int]]
    routes: dict[str, list[int]]
    directions: dict[str, list[int]]
    corridors: dict[str, int]
    classes: dict[str, int]


def find_targets(scenario: Scenario, links: Links) -> Targets:
    """Index places, areas, routes (both directions), directed routes, corridors and classes."""
    ids = scenario["places"]["place"].tolist()
    places = {place: [number] for number, place in enumerate(ids)}
    for row in scenario["areas"].rows():
        places.setdefault(row["area"], []).append(places[row["place"]][0])
    names = route_ids(scenario["routes"])
    routes: dict[str, list[int]] = {}
    directions: dict[str, list[int]] = {}
    for link, route in enumerate(links.route.tolist()):
        routes.setdefault(names[route], []).append(link)
        directed = f"{ids[links.start[link]]}>{ids[links.end[link]]}"
        directions.setdefault(directed, []).append(link)
    corridors = {name: number for number, name in enumerate(scenario["corridors"]["corridor"])}
    classes = {name: number for number, name in enumerate(scenario["classes"]["class"])}
    return Targets(places, routes, directions, corridors, classes)


def build_changes(scenario: Scenario, targets: Targets) -> Changes:
    """Changes in the order of the events of each day."""
    rows: list[tuple[int, int, int, int, float]] = []
    start = np.datetime64(scenario.start, "D")
    for event in scenario["events"].rows():
        day = int((np.datetime64(event["date"], "D") - start).astype(int))
        if not 0 <= day < scenario.days:
            continue
        class_ = targets.classes.get(event["class"], -1)
        for kind, target, value in _changes_of(scenario, event, targets):
            rows.append((day, kind, target, class_, value))
    rows.sort(key=lambda row: row[0])
    days = np.array([row[0] for row in rows], dtype=np.int64)
    return Changes(
        start=np.searchsorted(days, np.arange(scenario.days + 1)).astype(np.int64),
        kind=np.array([row[1] for row in rows], dtype=np.int64),
        target=np.array([row[2] for row in rows], dtype=np.int64),
        class_=np.array([row[3] for row in rows], dtype=np.int64),
        value=np.array([row[4] for row in rows], dtype=np.float64),
    )


def _changes_of(
    scenario: Scenario, event: dict[str, str], targets: Targets
) -> list[tuple[int, int, float]]:
    """(kind, target, value) for each array entry that one event changes."""
    kind, attribute, target, value = (
        event[key] for key in ("kind", "attribute", "target", "value")
    )
    number = _NUMBERS.get((kind, attribute))
    if number is None and scenario.rules["flee_documented"]:
        number = _DOCUMENTED.get((kind, attribute))
    if number is not None:
        places = targets.places.get(target)
        if places is None and number == LEAVE:  # access to a route: closed at 0
            links = targets.routes.get(target, [])
            return [(LINK_OPEN, link, float(float(value) > 0)) for link in links]
        return [(number, place, float(value)) for place in places or []]
    if kind == "route" and attribute == "throughput":
        return [(THROUGHPUT, targets.corridors[target], float(value))]
    if kind == "route" and attribute == "open" and target in targets.routes:
        return [(LINK_OPEN, link, float(is_true(value))) for link in targets.routes[target]]
    if kind == "route" and attribute == "documented_open" and scenario.rules["flee_documented"]:
        return [(LINK_OPEN, link, float(is_true(value))) for link in targets.directions[target]]
    if kind == "site" and attribute == "open":
        return [(SITE_OPEN, place, float(is_true(value))) for place in targets.places[target]]
    if kind == "site" and attribute == "kind":
        return [(PLACE_IS_SITE, place, float(value == "site")) for place in targets.places[target]]
    return []


def corridor_hours(scenario: Scenario, targets: Targets) -> F8:
    """Hours that each corridor is open on each day, shape (X, D): windows, then events.

    A window or event cuts a day at its minute; an ``open`` event holds until the next one.
    """
    minutes = np.zeros((len(targets.corridors), scenario.days * 1440), dtype=bool)
    origin = np.datetime64(scenario.start, "m")

    def minute(date: object) -> int:
        offset = int((np.datetime64(date, "m") - origin).astype(int))  # type: ignore[call-overload]
        return min(max(offset, 0), minutes.shape[1])

    for row in scenario["windows"].rows():
        number = targets.corridors[row["corridor"]]
        minutes[number, minute(row["start"]) : minute(row["end"])] = True
    for event in scenario["events"].rows():
        if event["kind"] == "route" and event["attribute"] == "open":
            number = targets.corridors.get(event["target"], -1)
            if number >= 0:
                minutes[number, minute(event["date"]) :] = is_true(event["value"])
    hours: F8 = minutes.reshape(len(targets.corridors), scenario.days, 1440).sum(axis=2) / 60.0
    return hours
