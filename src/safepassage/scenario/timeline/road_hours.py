"""When roads and crossings let people in, by day, and the seasons that cut roads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from safepassage.arrays import F8, Flags
from safepassage.scenario.naming import route_ids
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.events import Event
from safepassage.scenario.timeline.names import Resolved

_EVENING = dt.time(23, 59, 59)


def road_hours(scenario: Scenario, names: Resolved) -> F8:
    """Hours in which each route lets people in on each day, shape (D, R); 0 where it is cut."""
    hours = np.full((scenario.days, len(scenario["routes"])), 24.0)
    for row in scenario["road_hours"].rows():
        first, after = _days(scenario, row)
        span = 0.0 if row["cut"] else row["closes"] - row["opens"]
        part = hours[first:after, list(routes_of(names, row["target"]))]
        hours[first:after, list(routes_of(names, row["target"]))] = np.minimum(part, span)
    return hours


def routes_of(names: Resolved, target: str) -> tuple[int, ...]:
    """Rows of the routes of a target: a route, those across a border, those at a crossing."""
    if target in names.routes:
        return names.routes[target]
    place = names.place_ids.index(target)
    return tuple(np.flatnonzero((names.ends == place).any(axis=1)).tolist())


def with_seasons(scenario: Scenario, names: Resolved, events: Sequence[Event]) -> tuple[Event, ...]:
    """Events, and those that close each road when a season cuts it and open it again thereafter.

    A season lies over what events say: a road that they open meanwhile is open when the season
    is over, and one that they close stays closed.
    """
    cut = _cut(scenario, names)
    found = list(events)
    table = route_ids(scenario["routes"])
    for route in np.flatnonzero(cut.any(axis=0)).tolist():
        found += _season(scenario, names, events, route, table[route], cut[:, route])
    order = sorted(range(len(found)), key=lambda index: (found[index].moment, index))
    return tuple(found[index] for index in order)


def _season(
    scenario: Scenario,
    names: Resolved,
    events: Sequence[Event],
    route: int,
    name: str,
    cut: Flags,
) -> list[Event]:
    """Openings and closings by which a road follows its season, each after its day's events."""
    declared = bool(scenario["routes"]["open"][route])
    state, found = declared, []
    for day in range(scenario.days):
        for event in events:
            if event.day == day and _switches(event, names, route):
                declared = event.number > 0 if event.kind == "access" else event.is_true
                state = declared
        wanted = declared and not cut[day]
        if state != wanted:
            moment = dt.datetime.combine(scenario.start + dt.timedelta(days=day), _EVENING)
            value = "true" if wanted else "false"
            found.append(Event(day, moment, "route", "open", name, "", value, -1))
            state = wanted
    return found


def _switches(event: Event, names: Resolved, route: int) -> bool:
    """Whether an event opens or closes a road."""
    if event.sort not in {("route", "open"), ("access", "leave")}:
        return False
    return event.target not in names.places and route in names.routes.get(event.target, ())


def _cut(scenario: Scenario, names: Resolved) -> Flags:
    """Whether a season cuts each route on each day, shape (D, R)."""
    cut = np.zeros((scenario.days, len(scenario["routes"])), dtype=bool)
    for row in scenario["road_hours"].rows():
        if row["cut"]:
            first, after = _days(scenario, row)
            cut[first:after, list(routes_of(names, row["target"]))] = True
    return cut


def _days(scenario: Scenario, row: Mapping[str, Any]) -> tuple[int, int]:
    """First day of a row, and the one after its last, within the period."""
    first = (row["start"] - scenario.start).days
    last = scenario.days if row["end"] is None else (row["end"] - scenario.start).days + 1
    return min(max(first, 0), scenario.days), min(max(last, 0), scenario.days)
