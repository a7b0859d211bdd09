"""Roads that fill: the bottleneck queue, the volume-delay function, hours of crossings, seasons."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from safepassage.arrays import I8
from safepassage.compiled.world import DAY_TICKS
from safepassage.errors import ScenarioError
from safepassage.scenario.timeline.timeline import timeline
from verification.against_twin import assert_like_twin
from verification.battery import Parts
from verification.make import compiled, date, make, recount, run
from verification.statistics import LEVEL

PEOPLE, DAYS = 500, 12
KMH_A_TICK = 40 / DAY_TICKS
"""Kilometres of a tick at 40 km a day."""


def a_border(rate: float, before: float | None = None, **rules: Any) -> Parts:
    """A town, a crossing a short way off, and a camp beyond it that people reach by one road."""
    return {
        "places": {
            "town": {"kind": "settlement", "move_chance": 1.0},
            "border": {"kind": "crossing", "move_chance": 1.0},
            "camp": {"kind": "site", "move_chance": 0.0},
        },
        "routes": [
            ("town", "border", 1, {"oneway": True, "persons_per_hour": before}),
            ("border", "camp", 2, {"oneway": True, "persons_per_hour": rate}),
        ],
        "displaced": {"town": PEOPLE},
        "days": DAYS,
        "rules": {"displacement": "none", "roads_fill": True, "max_move_speed": 40} | rules,
    }


def queue(arrived: list[int], room: list[float]) -> list[int]:
    """The deterministic queue: who has passed by the end of each day (parts are carried on)."""
    passed, rest, found = 0, 0.0, []
    for come, let in zip(arrived, room, strict=True):
        seats = math.floor(let + rest + 1e-9)
        going = min(seats, come - passed)
        rest = let + rest - seats if going == seats else 0.0
        passed += going
        found.append(passed)
    return found


def passed(parts: Parts, link: int) -> list[int]:
    """People who have set out on a road by the end of each day; the same in every member."""
    world = compiled(**parts)
    counts = run(world, 3)
    recount(world, counts)
    flow = counts["flow"].cumsum(axis=1)[:, :, link]
    assert (flow == flow[0]).all()
    found: I8 = flow[0]
    return found.tolist()


@pytest.mark.parametrize("rate", [1.3, 2.0, 7.77, 100.0])
def test_a_bottleneck_lets_through_what_the_deterministic_queue_does(rate: float) -> None:
    assert passed(a_border(rate), 1) == queue([PEOPLE] * DAYS, [24 * rate] * DAYS)


def test_two_bottlenecks_follow_each_other_and_the_line_is_at_the_narrow_one() -> None:
    parts = a_border(0.9, before=2.4)
    come = queue([PEOPLE] * DAYS, [24 * 2.4] * DAYS)
    assert passed(parts, 0) == come
    gone = queue(come, [24 * 0.9] * DAYS)
    assert passed(parts, 1) == gone
    waiting = run(compiled(**parts), 1)["displaced"][0, :, 1, 0]
    assert waiting.tolist() == [here - there for here, there in zip(come, gone, strict=True)]


@pytest.mark.parametrize("load", [0.1, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("ticks", [60, 85, 92, 96, 170])
def test_the_way_takes_longer_by_the_function_of_the_bureau_of_public_roads(
    load: float, ticks: int
) -> None:
    """All set out in one morning: they arrive on the day that the formula says."""
    parts = a_border(PEOPLE / load / 24)
    parts["displaced"] = {"border": PEOPLE}
    parts["routes"][1] = ("border", "camp", ticks * KMH_A_TICK, parts["routes"][1][3])
    arrivals = run(compiled(**parts), 2)["arrivals"][:, :, 2, 0]
    takes = ticks + math.floor(ticks * 0.15 * load**4 + 0.5)
    day = math.ceil(takes / DAY_TICKS) - 1
    assert arrivals[:, day].tolist() == [PEOPLE, PEOPLE]


def test_a_full_road_is_shared_in_proportion_whatever_the_name_of_a_class() -> None:
    parts = a_border(20 / 24)
    parts["classes"] = [{"class": "people"}, {"class": "wounded"}]
    parts["displaced"] = {"border": 30}
    row = {"place": "border", "class": "wounded", "best": 10, "status": "displaced"}
    parts["populations"] = [row]
    arrivals = run(compiled(**parts), 1)["arrivals"][0, :, 2]
    assert arrivals[:3].tolist() == [[15, 5], [15, 5], [0, 0]]


def test_without_a_number_a_road_is_no_bottleneck() -> None:
    parts = a_border(1.0)
    parts["routes"][1] = ("border", "camp", 2, {"oneway": True})
    parts["routes"][0][3]["persons_per_hour"] = 1e6
    assert passed(parts, 1)[0] == PEOPLE


def test_off_a_capacity_changes_nothing() -> None:
    with_number = run(compiled(**a_border(1.0, roads_fill=False)), 2)
    parts = a_border(1.0, roads_fill=False)
    parts["routes"][1][3]["persons_per_hour"] = None
    without = run(compiled(**parts), 2)
    for name, counts in with_number.items():
        np.testing.assert_array_equal(counts, without[name])


def test_hours_that_repeat_are_one_row() -> None:
    parts = a_border(2.0)
    parts["road_hours"] = [
        {"target": "border--camp", "start": date(2)[:10], "end": date(7)[:10]}
        | {"opens": 7, "closes": 17},
        {"target": "border", "start": date(5)[:10], "end": date(5)[:10], "cut": True},
    ]
    parts["routes"][0][3]["persons_per_hour"] = 1e5
    hours = [24, 24, 10, 10, 10, 0, 10, 10, 24, 24, 24, 24]
    assert timeline(make(**parts)).road_hours[:, 1].tolist() == hours
    assert passed(parts, 1) == queue([PEOPLE] * DAYS, [2.0 * hour for hour in hours])


def test_a_corridor_has_windows_that_repeat() -> None:
    parts = a_border(1.0, roads_fill=False)
    corridor = {"corridor": "exit", "gathers": "town", "places": "town>camp"}
    parts["corridors"] = [corridor | {"persons_per_hour": 3}]
    parts["windows"] = [
        {"corridor": "exit", "start": date(1, 9), "end": date(4), "opens": 7, "closes": 17}
    ]
    spans = timeline(make(**parts)).spans("exit")
    assert [(start.isoformat(), end.isoformat()) for start, end in spans] == [
        ("2030-01-02T09:00:00", "2030-01-02T17:00:00"),
        ("2030-01-03T07:00:00", "2030-01-03T17:00:00"),
        ("2030-01-04T07:00:00", "2030-01-04T17:00:00"),
    ]
    hours = compiled(**parts).world.corridor_hours[0, :6].tolist()
    assert hours == [0, 8, 10, 10, 0, 0]


def test_a_season_lies_over_what_events_say() -> None:
    parts = a_border(1.0, roads_fill=False)
    parts["road_hours"] = [
        {"target": "border--camp", "start": date(2)[:10], "end": date(5)[:10], "cut": True}
    ]
    event = ("route", "border--camp", "open")
    parts["events"] = [(0, *event, "false"), (4, *event, "true"), (8, *event, "false")]
    open_ = timeline(make(**parts)).open_routes[:, 1].tolist()
    assert open_ == [False] * 6 + [True] * 2 + [False] * 4
    assert passed(parts, 1) == [0] * 6 + [PEOPLE] * 6


def test_people_in_line_choose_anew_on_the_day_after_their_road_is_cut() -> None:
    parts = a_border(1.0)
    parts["routes"].append(("border", "camp", 30, {"route": "pass", "oneway": True}))
    parts["rules"]["distance_power"] = 50.0  # everybody takes the short way
    parts["road_hours"] = [{"target": "border--camp", "start": date(1)[:10], "cut": True}]
    assert passed(parts, 1) == [24] * DAYS
    assert passed(parts, 2) == [0, 0] + [PEOPLE - 24] * (DAYS - 2)


@pytest.mark.parametrize("seen", [1, 2])
def test_the_twin_agrees_on_lines_delays_and_seasons(seen: int) -> None:
    """A town with two ways to two camps, one of them full at times, and people of two classes."""
    rate = {"persons_per_hour": 0.3}
    parts: dict[str, Any] = {
        "places": {
            "home": "settlement",
            "town": {"kind": "settlement", "move_chance": 0.7},
            "gate": "crossing",
            "camp": {"kind": "site", "move_chance": 0.2},
            "far": {"kind": "site", "move_chance": 0.1},
        },
        "routes": [
            ("home", "town", 8, rate),
            ("home", "gate", 12, {"persons_per_hour": 0.5}),
            ("town", "gate", 9, rate),
            ("gate", "camp", 38, {"persons_per_hour": 0.4}),
            ("gate", "far", 55, {"persons_per_hour": 0.5}),
            ("town", "camp", 45, {}),
        ],
        "classes": [{"class": "people"}, {"class": "ill", "flight": 0.5}],
        "residents": {"home": 40},
        "displaced": {"town": 20},
        "populations": [{"place": "home", "class": "ill", "best": 20}],
        "capacities": {"far": 12},
        "events": [(0, "hazard", "home", "intensity", 0.8)],
        "road_hours": [
            {"target": "gate", "start": date(1)[:10], "opens": 6, "closes": 18},
            {"target": "gate--far", "start": date(4)[:10], "end": date(5)[:10], "cut": True},
        ],
        "days": 8,
        "rules": {"roads_fill": True, "awareness_level": seen, "max_move_speed": 40}
        | {"road_delay": 1.0, "road_delay_power": 1.0},
    }
    assert_like_twin(compiled(**parts), LEVEL / 4, 40)


@pytest.mark.parametrize(
    ("rules", "rows", "fault"),
    [
        ({"set": "flee3"}, {}, "roads_fill: acts only under budget"),
        ({"harvest_months": (1,)}, {}, "does not go together with harvest_months"),
        (
            {"roads_fill": False},
            {"target": "border", "opens": 7},
            "acts only with rules.roads_fill",
        ),
        ({}, {"target": "bordr", "cut": True}, "is no route, border or crossing"),
        ({}, {"target": "border", "opens": 8, "closes": 8}, "is not after the hour"),
    ],
)
def test_what_cannot_act_is_refused(rules: Any, rows: Any, fault: str) -> None:
    parts = a_border(1.0, **rules)
    if rows:
        parts["road_hours"] = [{"start": date(0)[:10], **rows}]
    with pytest.raises(ScenarioError, match=fault):
        compiled(**parts)
