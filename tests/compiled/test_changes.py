"""Dated events as changes of array entries, and the hours of corridors."""

from __future__ import annotations

from typing import Any

import pytest

from safepassage.compiled.compile import Compiled
from safepassage.compiled.world import (
    CAPACITY,
    ENTER,
    HAZARD,
    HAZARD_STANDING,
    LEAVE,
    LINK_OPEN,
    MOVE_CHANCE,
    PLACE_IS_SITE,
    SITE_OPEN,
    THROUGHPUT,
)
from verification.make import Row, compiled, date


def world(*events: Row, **parts: Any) -> Compiled:
    """Three places in two countries, an exit, and events."""
    given: dict[str, Any] = {
        "places": {
            "a": {"kind": "settlement", "country": "Here"},
            "b": {"kind": "settlement", "country": "Here"},
            "c": {"kind": "site", "country": "There"},
        },
        "routes": [("a", "b", 1, {}), ("b", "c", 1, {"route": "bridge"}), ("c", "a", 1, {})],
        "areas": [{"area": "north", "place": "a"}, {"area": "north", "place": "c"}],
        "classes": [{"class": "x"}, {"class": "y"}],
        "residents": {"a": 1},
        "corridors": [{"corridor": "exit", "gathers": "a", "places": "a>c", "persons_per_hour": 1}],
        "windows": [{"corridor": "exit", "start": date(0), "end": date(1)}],
        "days": 5,
    }
    return compiled(**given | parts, more_events=list(events))


def changes(*events: Row, **parts: Any) -> list[tuple[int, int, int, int, float]]:
    """(day, kind, target, class, value) in order."""
    arrays = world(*events, **parts).world
    return [
        (day, *(row[name].item() for name in ("kind", "target", "class_", "value")))
        for day in range(5)
        for row in arrays.changes[arrays.change_start[day] : arrays.change_start[day + 1]]
    ]


def event(
    kind: str, attribute: str, target: str, value: object, day: float = 2, **more: Any
) -> Row:
    row = {"kind": kind, "attribute": attribute, "target": target, "value": str(value)}
    return row | {"date": date(0, 24 * day), **more}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (event("hazard", "intensity", "b", 0.5), [(HAZARD, 1, -1, 0.5)]),
        (event("hazard", "standing_intensity", "b", 1), [(HAZARD_STANDING, 1, -1, 1)]),
        (event("hazard", "intensity", "north", 0.5), [(HAZARD, 0, -1, 0.5), (HAZARD, 2, -1, 0.5)]),
        (event("hazard", "documented_intensity", "b", 0.5), []),
        (event("access", "leave", "b", 0), [(LEAVE, 1, -1, 0)]),
        (event("access", "enter", "b", 0.2, **{"class": "y"}), [(ENTER, 1, 1, 0.2)]),
        (event("access", "leave", "bridge", 0), [(LINK_OPEN, 2, -1, 0), (LINK_OPEN, 3, -1, 0)]),
        (event("access", "leave", "bridge", 1), [(LINK_OPEN, 2, -1, 1), (LINK_OPEN, 3, -1, 1)]),
        (event("route", "open", "a--b", "no"), [(LINK_OPEN, 0, -1, 0), (LINK_OPEN, 1, -1, 0)]),
        (event("route", "open", "bridge", "true"), [(LINK_OPEN, 2, -1, 1), (LINK_OPEN, 3, -1, 1)]),
        (
            event("route", "open", "There--Here", "false"),
            [(LINK_OPEN, link, -1, 0) for link in (2, 3, 4, 5)],
        ),
        (
            event("route", "open", "Here--There", "false"),
            [(LINK_OPEN, link, -1, 0) for link in (2, 3, 4, 5)],
        ),
        (event("route", "documented_open", "b>c", "false"), []),
        (event("route", "documented_open", "bridge", "false"), []),
        (event("route", "throughput", "exit", 7.5), [(THROUGHPUT, 0, -1, 7.5)]),
        (event("route", "open", "exit", "true"), []),  # in the corridor's hours
        (event("site", "open", "c", "false"), [(SITE_OPEN, 2, -1, 0)]),
        (event("site", "kind", "c", "settlement"), [(PLACE_IS_SITE, 2, -1, 0)]),
        (event("site", "kind", "b", "site"), [(PLACE_IS_SITE, 1, -1, 1)]),
        (event("site", "capacity", "c", 50), [(CAPACITY, 2, -1, 50)]),
        (event("site", "move_chance", "c", 0.25), [(MOVE_CHANCE, 2, -1, 0.25)]),
        (event("control", "holder", "c", "somebody"), []),
    ],
)
def test_what_an_event_changes(given: Row, expected: list[tuple[int, int, int, float]]) -> None:
    assert changes(given) == [(2, *row) for row in expected]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (event("hazard", "documented_intensity", "b", 0.5), [(HAZARD, 1, -1, 0.5)]),
        (event("route", "documented_open", "b>c", "false"), [(LINK_OPEN, 2, -1, 0)]),
        (event("route", "documented_open", "c>b", "true"), [(LINK_OPEN, 3, -1, 1)]),
        (
            event("route", "documented_open", "bridge", "false"),
            [(LINK_OPEN, 2, -1, 0), (LINK_OPEN, 3, -1, 0)],
        ),
    ],
)
def test_what_is_documented_acts_on_demand(
    given: Row, expected: list[tuple[int, int, int, float]]
) -> None:
    found = changes(given, rules={"flee_documented": True})
    assert found == [(2, *row) for row in expected]


def test_changes_stand_in_the_order_of_time_and_of_publication() -> None:
    later = event("hazard", "intensity", "b", 0.1, day=2.75)
    sooner = event("hazard", "intensity", "b", 0.2, day=2.25)
    correction = event("hazard", "intensity", "a", 0.3, published="2030-01-09")
    first_news = event("hazard", "intensity", "a", 0.4)
    day_before = event("hazard", "intensity", "c", 0.5, day=1)
    values = [row[-1] for row in changes(later, sooner, correction, first_news, day_before)]
    assert values == [0.5, 0.4, 0.3, 0.2, 0.1]


def hours(*events: Row, windows: list[tuple[float, float]]) -> list[float]:
    rows = [
        {"corridor": "exit", "start": date(0, 24 * start), "end": date(0, 24 * end)}
        for start, end in windows
    ]
    return [float(number) for number in world(*events, windows=rows).world.corridor_hours[0]]


def test_hours_of_windows() -> None:
    assert hours(windows=[(0.25, 1.5)]) == [18, 12, 0, 0, 0]
    assert hours(windows=[(1, 2), (1.5, 2.5), (4, 9)]) == [0, 24, 12, 0, 24]
    assert hours(windows=[(0, 1 / 24), (2 / 24, 3.5 / 24)]) == [2.5, 0, 0, 0, 0]


def test_an_open_event_holds_until_the_next_one() -> None:
    opens = event("route", "open", "exit", "true", day=1.5)
    shuts = event("route", "open", "exit", "false", day=3.25)
    assert hours(opens, shuts, windows=[(0, 0.5)]) == [12, 12, 24, 6, 0]
    assert hours(shuts, opens, windows=[(0, 0.5)]) == [12, 12, 24, 6, 0]
    early = event("route", "open", "exit", "false", day=0.5)
    assert hours(early, windows=[(0, 1), (2, 3)]) == [12, 0, 0, 0, 0]
