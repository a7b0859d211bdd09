"""The declared world by day: as the engine has it, whatever the order of rows."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from safepassage import run
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.compiled.network import Links, build_links
from safepassage.disclosure.disclose import enclosed_rows
from safepassage.disclosure.map_data import _held
from safepassage.engine.program import Program
from safepassage.engine.stepper import Stepper
from safepassage.engine.twin.choice import grow_sites
from safepassage.engine.twin.events import apply_events
from safepassage.engine.twin.world import build
from safepassage.errors import ScenarioError
from safepassage.evidence.pockets import holders, pockets
from safepassage.forecast.restart import restart
from safepassage.planning.aid.roads import open_roads
from safepassage.planning.needs.by_site import needs
from safepassage.result.geography import Geography
from safepassage.result.headline import site_limit
from safepassage.result.quantities import curve
from safepassage.scenario.explain import explain
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.spans import merged_spans
from safepassage.scenario.timeline.timeline import timeline
from verification.make import Row, date, make, one_member

DAYS = 6
PLACES: dict[str, Row] = {
    "a": {"kind": "settlement", "country": "Here", "area_km2": 1},
    "b": {"kind": "settlement", "country": "Here", "area_km2": 3},
    "c": {"kind": "site", "country": "There"},
    "d": {"kind": "site", "country": "There"},
}
KINDS: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("control", "holder", ("a", "b", "c", "north"), ("red", "blue")),
    ("hazard", "intensity", ("a", "b", "north"), ("0", "0.4", "1")),
    ("access", "leave", ("a", "b", "north"), ("0", "0.5", "1")),
    ("access", "enter", ("c", "camps", "b"), ("0", "0.5", "1")),
    ("access", "leave", ("bridge",), ("0", "1")),
    ("route", "open", ("bridge", "a--b", "Here--There", "There--Here"), ("true", "false")),
    ("site", "open", ("c", "d", "camps"), ("true", "false")),
    ("site", "capacity", ("c", "d", "camps"), ("0", "50", "400")),
)


def world(*events: Row, **parts: Any) -> Scenario:
    """Two places in one country, two camps in the other, and events."""
    given: dict[str, Any] = {
        "places": PLACES,
        "routes": [
            ("a", "b", 5, {}),
            ("b", "c", 5, {"route": "bridge"}),
            ("a", "c", 9, {"oneway": "true"}),
            ("c", "d", 5, {"open": "false"}),
        ],
        "areas": [
            {"area": "north", "place": "a"},
            {"area": "north", "place": "b"},
            {"area": "camps", "place": "c"},
            {"area": "camps", "place": "d"},
        ],
        "classes": [{"class": "x"}, {"class": "y"}],
        "residents": {"a": 300, "b": 200},
        "sites": [
            {"place": "c", "capacity": 2000, "capacity_per_day": 100},
            {"place": "d", "open": "false"},
        ],
        "days": DAYS,
    }
    return make(**given | parts, more_events=list(events))


def event(kind: str, attribute: str, target: str, value: object, hour: float, **more: Any) -> Row:
    row = {"kind": kind, "attribute": attribute, "target": target, "value": str(value)}
    return row | {"date": date(0, hour), **more}


@st.composite
def events(draw: st.DrawFn) -> list[Row]:
    """Events in any order, some of one moment, some corrected later."""
    found = []
    for _ in range(draw(st.integers(0, 12))):
        kind, attribute, targets, values = draw(st.sampled_from(KINDS))
        hour = draw(st.integers(0, 4 * DAYS - 1)) * 6.0
        more: Row = {}
        if kind == "access" and "bridge" not in targets:
            more["class"] = draw(st.sampled_from(("", "x", "y")))
        if draw(st.booleans()):
            more["published"] = date(int(hour // 24) + draw(st.integers(0, 3)))[:10]
        target, value = draw(st.sampled_from(targets)), draw(st.sampled_from(values))
        found.append(event(kind, attribute, target, value, hour, **more))
    return found


def made(rows: list[Row], **parts: Any) -> Scenario:
    """A world with events that do not contradict each other."""
    try:
        return world(*rows, **parts)
    except ScenarioError as error:
        assume(not any("contradict" in p.message or "repeats" in p.message for p in error.problems))
        raise


@given(events(), st.sampled_from(("budget", "flee3")))
@settings(max_examples=60, deadline=None)
def test_the_timeline_is_what_the_engine_has(rows: list[Row], rule_set: str) -> None:
    scenario = made(rows, rules={"set": rule_set, "capacity_scaling": 0.5})
    known, compiled = timeline(scenario), compile_scenario(scenario)
    order = [known.names.place_ids.index(place) for place in compiled.places]
    index = {place: number for number, place in enumerate(compiled.places)}
    links = build_links(compiled.scenario, index)
    twin = build(compiled, one_member(compiled), 1, 0)
    leave, enter = known.access("leave"), known.access("enter")
    for day in range(scenario.days):
        twin.day = day
        apply_events(twin)
        grow_sites(twin)
        for place, row in zip(twin.places, order, strict=True):
            assert place.hazard == known.hazard.on(day)[row]
            assert list(place.leave) == leave.on(day)[row].tolist()
            assert list(place.enter) == enter.on(day)[row].tolist()
            assert place.is_open == known.open_sites.on(day)[row]
            room = np.nan if place.capacity is None else place.capacity * 0.5
            room = (0.0 if rule_set == "budget" else np.nan) if room < 1 else room
            np.testing.assert_equal(known.capacity[day, row], room)
        assert by_ends(compiled, links, twin.is_open) == directions(scenario, day)


@given(events(), st.sampled_from(("budget", "flee3")))
@settings(max_examples=30, deadline=None)
def test_the_timeline_is_what_the_kernel_has(rows: list[Row], rule_set: str) -> None:
    """By place, class and day, at the end of the day."""
    scenario = made(rows, rules={"set": rule_set})
    known, compiled = timeline(scenario), compile_scenario(scenario)
    order = [known.names.place_ids.index(place) for place in compiled.places]
    index = {place: number for number, place in enumerate(compiled.places)}
    links = build_links(compiled.scenario, index)
    kernel = Stepper(compiled.world, Program(), 1, 0, one_member(compiled))
    for day in range(scenario.days):
        kernel.pass_day()
        places, classes = kernel.state.places, kernel.state.classes
        np.testing.assert_array_equal(places["hazard"], known.hazard.on(day)[order])
        for way in ("leave", "enter"):
            found = classes[way][:, : len(known.classes)]
            np.testing.assert_array_equal(found, known.access(way).on(day)[order])
        np.testing.assert_array_equal(places["open"], known.open_sites.on(day)[order])
        room = places["capacity"].copy()
        room[room < 1] = 0.0 if rule_set == "budget" else np.nan
        np.testing.assert_array_equal(room, known.capacity[day, order])
        is_open = (kernel.state.links["open"] == 1).tolist()
        assert by_ends(compiled, links, is_open) == directions(scenario, day)


def by_ends(compiled: Compiled, links: Links, flags: list[bool]) -> dict[str, bool]:
    """What holds of each link, by ``from>to``."""
    return {
        f"{compiled.places[start]}>{compiled.places[end]}": bool(flag)
        for start, end, flag in zip(links.start, links.end, flags, strict=True)
    }


def directions(scenario: Scenario, day: int) -> dict[str, bool]:
    """Whether each direction is open, by ``from>to``."""
    known = timeline(scenario)
    state = known.directions.on(day)
    return {
        name: bool(state[row, back])
        for name, pairs in known.names.directions.items()
        for row, back in pairs
    }


@given(events(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_does_not_matter(rows: list[Row], luck: Any) -> None:
    first = made(rows)
    tables = {
        name: luck.sample(list(first[name].rows()), len(first[name]))
        for name in ("events", "areas", "places", "routes", "sites")
    }
    second = first.replace(**tables)
    for day in range(first.days):
        assert by_name(first, day) == by_name(second, day)
        today = first.start + dt.timedelta(days=day)
        assert holders(first, today) == holders(second, today)
        assert {(p.side, frozenset(p.places), p.since) for p in pockets(first, today)} == {
            (p.side, frozenset(p.places), p.since) for p in pockets(second, today)
        }
    assert Geography(first).enclosed == Geography(second).enclosed
    assert Geography(first).still_enclosed == Geography(second).still_enclosed
    for one, other in zip(explain(first), explain(second), strict=True):
        assert (one.start, one.end) == (other.start, other.end)
        assert sorted(one.sentences) == sorted(other.sentences)


def by_name(scenario: Scenario, day: int) -> dict[str, Any]:
    """State of a day by name; NaN as a text, so that it equals itself."""
    known = timeline(scenario)
    states = (
        known.control.on(day),
        known.hazard.on(day),
        known.access("leave").on(day),
        known.access("enter").on(day),
        known.open_sites.on(day),
        known.capacity[day],
        known.enclosed[day],
        known.entry_refused[day],
    )
    found: dict[str, Any] = {
        place: [str(np.asarray(state[row]).tolist()) for state in states]
        for row, place in enumerate(known.names.place_ids)
    }
    return found | directions(scenario, day)


def test_events_out_of_the_order_of_dates() -> None:
    scenario = world(
        event("control", "holder", "b", "blue", 96),
        event("control", "holder", "b", "red", 24),
        event("site", "capacity", "c", 5000, 96),
        event("site", "capacity", "c", 100, 24),
    )
    result = run(scenario, members=2)
    last = scenario.end
    assert holders(scenario, last) == {"b": "blue"}
    assert curve(result, "share_held:blue:north")[0].tolist() == [0, 0, 0, 0, 0.75, 0.75]
    held = _held(result, np.arange(DAYS))
    assert held[["who", "a", "b"]].to_numpy().tolist() == [["red", 1, 3], ["blue", 4, 5]]
    assert site_limit(result, "c").tolist() == [2100, 200, 300, 400, 5100, 5200]


def test_a_correction_counts_wherever_it_stands() -> None:
    wrong = {"published": date(1)[:10]}
    right = {"published": date(3)[:10]}
    scenario = world(
        event("access", "leave", "b", 1, 24, **right),
        event("hazard", "intensity", "b", 0, 24, **right),
        event("control", "holder", "b", "blue", 24, **right),
        event("access", "leave", "b", 0, 24, **wrong),
        event("hazard", "intensity", "b", 0.9, 24, **wrong),
        event("control", "holder", "b", "red", 24, **wrong),
    )
    assert not Geography(scenario).enclosed
    assert not Geography(scenario).still_enclosed
    assert not timeline(scenario).hazard.on(3).any()
    assert holders(scenario, scenario.end) == {"b": "blue"}


def test_capacity_has_one_answer() -> None:
    scenario = world(event("site", "capacity", "c", 5000, 96))
    result = run(scenario, members=2)
    room = [2100, 2200, 2300, 2400, 5100, 5200]
    assert site_limit(result, "c").tolist() == room
    assert timeline(scenario).shelter[:, 2].tolist() == room
    found = needs(result, places=["c"])
    people = curve(result, "present:c")
    np.testing.assert_allclose(
        found.ratios["shelter_ratio"][1, :, 0], np.sort(people, axis=0)[0] / np.array(room)
    )


@pytest.mark.parametrize(
    "closing",
    [
        event("route", "open", "bridge", "false", 24),
        event("access", "leave", "bridge", 0, 24),
        event("route", "open", "Here--There", "false", 24),
    ],
)
def test_a_closed_route_is_closed_for_all(closing: Row) -> None:
    scenario = world(
        closing,
        event("control", "holder", "north", "red", 0),
        event("control", "holder", "camps", "red", 0),
        event("route", "open", "a--c", "false", 24),
    )
    assert open_roads(scenario)[:, 1].tolist() == [True, False, False, False, False, False]
    parts = pockets(scenario, scenario.end)
    assert {frozenset(part.places) for part in parts} >= {frozenset({"d"})}
    assert all(not {"b", "c"} <= set(part.places) for part in parts)


def test_a_siege_encloses_without_an_event_of_access() -> None:
    sieges = [{"pocket": "north", "siege_start": date(2)[:10]}]
    scenario = world(sieges=sieges)
    assert timeline(scenario).enclosed[:, :2].tolist() == [[False] * 2] * 2 + [[True] * 2] * 4
    assert Geography(scenario).still_enclosed == {"a", "b"}
    eased = world(event("access", "leave", "a", 1, 96), sieges=sieges)
    assert Geography(eased).still_enclosed == {"b"}
    assert Geography(eased).enclosed == {"a", "b"}
    table = pd.DataFrame({"place": ["a", "c"], "date": [date(3)[:10]] * 2})
    assert enclosed_rows(table, scenario).tolist() == [True, False]


def test_closed_roads_enclose_those_who_would_flee() -> None:
    shut = [
        event("route", "open", "Here--There", "false", 48),
        event("hazard", "intensity", "a", 0.5, 0),
    ]
    assert Geography(world(*shut)).enclosed == {"a", "b"}
    assert not Geography(world(shut[0])).enclosed  # nobody has a reason to flee
    assert timeline(world(*shut)).enclosed[:2].sum() == 0


def test_a_siege_for_a_part_of_a_day_is_one() -> None:
    scenario = world(event("access", "leave", "a", 0, 30), event("access", "leave", "a", 1, 36))
    assert not timeline(scenario).enclosed.any()
    assert Geography(scenario).enclosed == {"a"}


def test_an_area_and_its_place_may_not_contradict_each_other() -> None:
    rows = [
        event("hazard", "intensity", "north", 0, 24),
        event("hazard", "intensity", "a", 1, 24),
    ]
    with pytest.raises(ScenarioError, match="contradicts row 2"):
        world(*rows)
    world(rows[0], rows[1] | {"published": date(3)[:10]})
    world(rows[0], rows[1] | {"value": "0.0"})
    with pytest.raises(ScenarioError, match="contradicts row 2"):
        world(
            event("route", "open", "Here--There", "false", 24),
            event("access", "leave", "bridge", 1, 24),
        )


def test_what_holds_for_a_class_counts_after_what_holds_for_all() -> None:
    rows = [
        event("access", "leave", "a", 0.2, 24, **{"class": "y"}),
        event("access", "leave", "a", 1, 24),
    ]
    for given_rows in (rows, rows[::-1]):
        assert timeline(world(*given_rows)).access("leave").on(2)[0].tolist() == [1, 0.2]


def test_a_restart_holds_the_last_state() -> None:
    scenario = world(
        event("access", "leave", "a", 0.2, 24, published=date(4)[:10], **{"class": "y"}),
        event("access", "leave", "a", 1, 36, published=date(2)[:10]),
        event("hazard", "intensity", "a", 0.5, 96),
        series=[{"quantity": "present:c", "date": date(0)[:10], "value": 1}],
    )
    later = restart(scenario, day=3, people={"c": 1}, total=np.ones(3))
    before, after = timeline(scenario), timeline(later)
    for day in range(3):
        assert np.array_equal(after.access("leave").on(day), before.access("leave").on(day + 3))
        assert np.array_equal(after.hazard.on(day), before.hazard.on(day + 3))


def test_spans_are_merged() -> None:
    assert merged_spans([(5, 6), (1, 2), (2, 3), (2.5, 4), (7, 7)]) == [(1, 4), (5, 6)]


def test_the_timeline_is_kept_and_cannot_be_changed() -> None:
    scenario = world()
    assert timeline(scenario) is timeline(scenario)
    with pytest.raises(ValueError, match="read-only"):
        timeline(scenario).enclosed[0] = True
    with pytest.raises(ValueError, match="read-only"):
        timeline(scenario).control.states[0][0] = "red"
