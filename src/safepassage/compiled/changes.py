"""Events → changes of array entries, sorted by day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from safepassage.arrays import F8, I8, Flags, Rows
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
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.events import Event, expected_events
from safepassage.scenario.timeline.timeline import timeline
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


class TargetIndices:
    """What the name of an event's target stands for.

    Attributes:
        places: Rows of each place (itself) and of each area.
        corridors: Number of each corridor.
        classes: Number of each class.
    """

    def __init__(self, scenario: Scenario, links: Links) -> None:
        self._names = timeline(scenario).names
        self._links = links
        self.places = self._names.places
        self.corridors = _numbers(scenario, "corridors", "corridor")
        self.classes = _numbers(scenario, "classes", "class")

    def is_route(self, name: str) -> bool:
        """Whether it is a route, or a border that routes cross."""
        return name in self._names.routes

    def routes(self, name: str) -> list[int]:
        """Links of a route or of the routes across a border, in both directions; [] of another."""
        rows = self._names.routes.get(name, ())
        return [link for row in rows for link in self._links_of[row]]

    def directions(self, name: str) -> list[int]:
        """Links of ``place>place``; [] of another name."""
        pairs = self._names.directions.get(name, ())
        return [self._links_of[row][back] for row, back in pairs]

    @cached_property
    def _links_of(self) -> dict[int, list[int]]:
        """Links of each route, there and back."""
        found: dict[int, list[int]] = {}
        for link, route in enumerate(self._links.route.tolist()):
            found.setdefault(route, []).append(link)
        return found


def _numbers(scenario: Scenario, table: str, column: str) -> dict[str, int]:
    return {name: number for number, name in enumerate(scenario[table][column])}


def build_changes(scenario: Scenario, targets: TargetIndices) -> Changes:
    """Changes in the order of the events of each day."""
    rows: list[tuple[int, int, int, int, float]] = []
    for event in timeline(scenario).events:
        class_ = targets.classes.get(event.class_, -1)
        for kind, target, value in _changes_of(scenario, event, targets):
            rows.append((event.day, kind, target, class_, value))
    days = np.array([row[0] for row in rows], dtype=np.int64)
    return Changes(
        start=np.searchsorted(days, np.arange(scenario.days + 1)).astype(np.int64),
        kind=np.array([row[1] for row in rows], dtype=np.int64),
        target=np.array([row[2] for row in rows], dtype=np.int64),
        class_=np.array([row[3] for row in rows], dtype=np.int64),
        value=np.array([row[4] for row in rows], dtype=np.float64),
    )


def _changes_of(
    scenario: Scenario, event: Event, targets: TargetIndices
) -> list[tuple[int, int, float]]:
    """(kind, target, value) for each array entry that one event changes; control changes none."""
    sort, target, value = event.sort, event.target, event.value
    number = _NUMBERS.get(sort)
    if number is None and scenario.rules.flee_documented:
        number = _DOCUMENTED.get(sort)
    if number == LEAVE and targets.is_route(target):  # access to a route: closed at 0
        return [(LINK_OPEN, link, float(float(value) > 0)) for link in targets.routes(target)]
    if number is not None:
        return [(number, place, float(value)) for place in targets.places[target]]
    return _switches(sort, target, value, targets, documented=scenario.rules.flee_documented)


def _switches(
    sort: tuple[str, str], target: str, value: str, targets: TargetIndices, *, documented: bool
) -> list[tuple[int, int, float]]:
    """Changes of what is open, of what sort, or of a corridor's throughput."""
    changes: list[tuple[int, int, float]] = []
    if sort == ("route", "throughput"):
        changes = [(THROUGHPUT, targets.corridors[target], float(value))]
    elif sort == ("route", "open"):
        links = targets.routes(target)
        changes = [(LINK_OPEN, link, float(is_true(value))) for link in links]
    elif sort == ("route", "documented_open") and documented:
        links = targets.directions(target) or targets.routes(target)
        changes = [(LINK_OPEN, link, float(is_true(value))) for link in links]
    elif sort == ("site", "open"):
        places = targets.places[target]
        changes = [(SITE_OPEN, place, float(is_true(value))) for place in places]
    elif sort == ("site", "kind"):
        places = targets.places[target]
        sort_of = {"site": 1.0, "waypoint": 2.0}.get(value, 0.0)
        changes = [(PLACE_IS_SITE, place, sort_of) for place in places]
    return changes


def changing_waypoints(scenario: Scenario, targets: TargetIndices) -> list[int]:
    """Places that become waypoints, or cease to be, by events dated or expected."""
    kinds = scenario["places"]["kind"].tolist()
    found: set[int] = set()
    for event in (*timeline(scenario).events, *(event for _, event in expected_events(scenario))):
        if event.sort == ("site", "kind"):
            becomes = event.value == "waypoint"
            places = targets.places[event.target]
            found.update(n for n in places if becomes != (kinds[n] == "waypoint"))
    return sorted(found)


def build_expected(scenario: Scenario, targets: TargetIndices) -> Rows:
    """Changes that follow expected openings, by corridor and days, then in the table's order."""
    rows: list[tuple[int, int, int, int, int, float]] = []
    for name, event in expected_events(scenario):
        corridor, class_ = targets.corridors[name], targets.classes.get(event.class_, -1)
        for kind, target, value in _changes_of(scenario, event, targets):
            rows.append((corridor, event.day, kind, target, class_, value))
    rows.sort(key=lambda row: row[:2])
    return np.array(rows, dtype=EXPECTED_DTYPE)


def corridor_hours(scenario: Scenario, targets: TargetIndices) -> F8:
    """Hours that each corridor is open on each day, shape (X, D); minutes count."""
    hours = np.zeros((len(targets.corridors), scenario.days))
    origin = dt.datetime.combine(scenario.start, dt.time())
    last = scenario.days * 1440.0

    def minute(moment: dt.datetime) -> float:
        return min(max((moment - origin) / dt.timedelta(minutes=1), 0.0), last)

    for name, number in targets.corridors.items():
        for start, end in timeline(scenario).spans(name):
            _add_hours(hours[number], minute(start), minute(end))
    return hours


def opens_when_drawn(scenario: Scenario, targets: TargetIndices) -> Flags:
    """Whether a corridor carries people from the day on that each member draws, shape (X,).

    One with a window, an event that opens it, or planned departures carries them at those times,
    and a suspended one at none.
    """
    given = timeline(scenario).scheduled.union(scenario["departures"]["corridor"].tolist())
    return np.array([name not in given for name in targets.corridors], dtype=bool)


def _add_hours(days: F8, start: float, end: float) -> None:
    for day in range(int(start // 1440), min(days.size, int(np.ceil(end / 1440)))):
        inside = min(end, (day + 1) * 1440.0) - max(start, day * 1440.0)
        days[day] += max(0.0, inside) / 60.0
