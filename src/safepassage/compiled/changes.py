"""Events → changes of array entries, sorted by day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.arrays import F8, I8, Rows
from safepassage.compiled.network import Links
from safepassage.compiled.world import (
    CAPACITY,
    ENTER,
    EXPECTED_DTYPE,
    HAZARD,
    HAZARD_STANDING,
    LEAVE,
    LINK_OPEN,
    MOVE_CHANCE,
    PLACE_IS_SITE,
    SITE_OPEN,
    THROUGHPUT,
)
from safepassage.scenario.naming import route_ids
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
    borders: dict[str, list[int]] = {}
    country = scenario["places"]["country"].tolist()
    for link, route in enumerate(links.route.tolist()):
        routes.setdefault(names[route], []).append(link)
        pair = sorted((country[links.start[link]], country[links.end[link]]))
        if pair[0] and pair[0] != pair[1]:
            borders.setdefault("--".join(pair), []).append(link)
            borders.setdefault("--".join(reversed(pair)), []).append(link)
        directed = f"{ids[links.start[link]]}>{ids[links.end[link]]}"
        directions.setdefault(directed, []).append(link)
    corridors = {name: number for number, name in enumerate(scenario["corridors"]["corridor"])}
    classes = {name: number for number, name in enumerate(scenario["classes"]["class"])}
    return Targets(places, borders | routes, directions, corridors, classes)


def build_changes(scenario: Scenario, targets: Targets) -> Changes:
    """Changes in the order of the events of each day."""
    rows: list[tuple[int, int, int, int, float]] = []
    for event in _in_order(scenario):
        day = (event["date"].date() - scenario.start).days
        if not 0 <= day < scenario.days:
            continue
        class_ = targets.classes.get(event["class"], -1)
        for kind, target, value in _changes_of(scenario, event, targets):
            rows.append((day, kind, target, class_, value))
    days = np.array([row[0] for row in rows], dtype=np.int64)
    return Changes(
        start=np.searchsorted(days, np.arange(scenario.days + 1)).astype(np.int64),
        kind=np.array([row[1] for row in rows], dtype=np.int64),
        target=np.array([row[2] for row in rows], dtype=np.int64),
        class_=np.array([row[3] for row in rows], dtype=np.int64),
        value=np.array([row[4] for row in rows], dtype=np.float64),
    )


def _in_order(scenario: Scenario) -> list[dict[str, Any]]:
    """Events by time; of two at one time, what was published later counts last."""
    events = list(scenario["events"].rows())

    def moment(event: dict[str, Any]) -> tuple[dt.datetime, dt.date]:
        return event["date"], event["published"] or event["date"].date()

    return sorted(events, key=moment)


def _changes_of(
    scenario: Scenario, event: dict[str, Any], targets: Targets
) -> list[tuple[int, int, float]]:
    """(kind, target, value) for each array entry that one event changes; control changes none."""
    sort = (event["kind"], event["attribute"])
    target, value = event["target"], event["value"]
    number = _NUMBERS.get(sort)
    if number is None and scenario.rules["flee_documented"]:
        number = _DOCUMENTED.get(sort)
    if number == LEAVE and target in targets.routes:  # access to a route: closed at 0
        return [(LINK_OPEN, link, float(float(value) > 0)) for link in targets.routes[target]]
    if number is not None:
        return [(number, place, float(value)) for place in targets.places[target]]
    return _switches(sort, target, value, targets, documented=scenario.rules["flee_documented"])


def _switches(
    sort: tuple[str, str], target: str, value: str, targets: Targets, *, documented: bool
) -> list[tuple[int, int, float]]:
    """Changes of what is open, of what sort, or of a corridor's throughput."""
    changes: list[tuple[int, int, float]] = []
    if sort == ("route", "throughput"):
        changes = [(THROUGHPUT, targets.corridors[target], float(value))]
    elif sort == ("route", "open"):
        links = targets.routes.get(target, [])
        changes = [(LINK_OPEN, link, float(is_true(value))) for link in links]
    elif sort == ("route", "documented_open") and documented:
        links = targets.directions.get(target) or targets.routes[target]
        changes = [(LINK_OPEN, link, float(is_true(value))) for link in links]
    elif sort == ("site", "open"):
        places = targets.places[target]
        changes = [(SITE_OPEN, place, float(is_true(value))) for place in places]
    elif sort == ("site", "kind"):
        places = targets.places[target]
        sort_of = {"site": 1.0, "waypoint": 2.0}.get(value, 0.0)
        changes = [(PLACE_IS_SITE, place, sort_of) for place in places]
    return changes


def changing_waypoints(scenario: Scenario, targets: Targets) -> list[int]:
    """Places that become waypoints, or cease to be, by events dated or expected."""
    kinds = scenario["places"]["kind"].tolist()
    found: set[int] = set()
    for table in ("events", "expected"):
        for event in scenario[table].rows():
            if (event["kind"], event["attribute"]) == ("site", "kind"):
                becomes = event["value"] == "waypoint"
                places = targets.places[event["target"]]
                found.update(n for n in places if becomes != (kinds[n] == "waypoint"))
    return sorted(found)


def build_expected(scenario: Scenario, targets: Targets) -> Rows:
    """Changes that follow expected openings, by corridor and days, then in the table's order."""
    rows: list[tuple[int, int, int, int, int, float]] = []
    for event in scenario["expected"].rows():
        corridor, days = targets.corridors[event["corridor"]], int(event["days"])
        class_ = targets.classes.get(event["class"], -1)
        for kind, target, value in _changes_of(scenario, event, targets):
            rows.append((corridor, days, kind, target, class_, value))
    rows.sort(key=lambda row: row[:2])
    return np.array(rows, dtype=EXPECTED_DTYPE)


def corridor_hours(scenario: Scenario, targets: Targets) -> F8:
    """Hours that each corridor is open on each day, shape (X, D): windows, then events.

    Minutes count; an ``open`` event holds until the next one and overrules windows after it.
    """
    hours = np.zeros((len(targets.corridors), scenario.days))
    for name, number in targets.corridors.items():
        for start, end in _open_spans(scenario, name):
            _add_hours(hours[number], start, end)
    return hours


def _open_spans(scenario: Scenario, corridor: str) -> list[tuple[float, float]]:
    """Spans in minutes from the first day's midnight, disjoint and in order."""
    origin = dt.datetime.combine(scenario.start, dt.time())
    last = scenario.days * 1440.0

    def minute(date: dt.datetime) -> float:
        return float(
            min(max((np.datetime64(date, "m") - origin) / np.timedelta64(1, "m"), 0), last)
        )

    rows = [row for row in scenario["windows"].rows() if row["corridor"] == corridor]
    spans = _merged([(minute(row["start"]), minute(row["end"])) for row in rows])
    for event in _in_order(scenario):
        is_switch = event["kind"] == "route" and event["attribute"] == "open"
        if is_switch and event["target"] == corridor:
            at = minute(event["date"])
            spans = [(start, min(end, at)) for start, end in spans if start < at]
            if is_true(event["value"]):
                spans = _merged([*spans, (at, last)])
    return spans


def _merged(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > start:
            merged.append((start, end))
    return merged


def _add_hours(days: F8, start: float, end: float) -> None:
    for day in range(int(start // 1440), min(days.size, int(np.ceil(end / 1440)))):
        inside = min(end, (day + 1) * 1440.0) - max(start, day * 1440.0)
        days[day] += max(0.0, inside) / 60.0
