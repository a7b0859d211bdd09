"""Clearance, houses and return: times and probabilities that can be written down, and limits."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from verification.make import Counts, Row, compiled, date, recount, run
from verification.networks import random_network
from verification.statistics import LEVEL, assert_binomial, assert_follows

MEMBERS = 300
PEOPLE = 200
DAYS = 12


def world(**changes: Any) -> Counts:
    """All flee from home on day 0 and get to town; home is calm from day 1 on."""
    home = {"place": "home", "willing": 0.2} | changes.pop("home", {})
    members = changes.pop("members", MEMBERS)
    given_: Row = {
        "places": {"home": "settlement", "town": {"kind": "settlement", "move_chance": 0}},
        "routes": [("home", "town", 5, {"oneway": True, "homeward": True})],
        "residents": {"home": PEOPLE},
        "events": [(0, "hazard", "home", "intensity", 1), (1, "hazard", "home", "intensity", 0)],
        "rules": {"flight_rate": 100, "max_move_speed": 40, "default_movechance": 1},
        "days": DAYS,
        "homes": [home],
    }
    scenario = compiled(**given_ | changes)
    counts = run(scenario, members)
    recount(scenario, counts)
    return counts


def total(counts: Counts, name: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Over all homes and classes, since the start, shape (M, D)."""
    return np.asarray(counts[name].sum(axis=(2, 3)).cumsum(axis=1))


def team(**changes: Any) -> Row:
    return {"team": "a", "area": "home", "per_day": 1, "start": date(0)[:10], **changes}


def test_with_ample_houses_who_is_away_falls_off_exponentially() -> None:
    counts = world()
    for day in range(DAYS):
        away = (1 - 0.2) ** day  # the first return is on day 1
        left = PEOPLE - total(counts, "returned")[:, day]
        np.testing.assert_array_equal(left, counts["displaced"][:, day, 1, 0])
        if day:
            assert_binomial(int(left.sum()), PEOPLE * MEMBERS, away, LEVEL / DAYS / 2)
            cdf = stats.binom.cdf(np.arange(PEOPLE + 1), PEOPLE, away)
            assert_follows(left, cdf, LEVEL / DAYS / 2)


def test_parties_return_together() -> None:
    counts = world(classes=[{"class": "people", "party_size": 7}], residents={"home": 7 * 30})
    assert np.all(counts["returned"] % 7 == 0)
    parties = total(counts, "returned")[:, 3] // 7
    assert_follows(parties, stats.binom.cdf(np.arange(31), 30, 1 - 0.8**3), LEVEL)


def test_a_part_of_a_party_is_not_left_behind() -> None:
    counts = world(classes=[{"class": "people", "party_size": 50}], residents={"home": 60})
    assert np.all(total(counts, "returned")[:, -1][:, None] % 50 % 10 == 0)
    assert total(counts, "returned")[:, -1].max() == 60


@pytest.mark.parametrize(("area", "per_day", "number"), [(3, 1, 1), (7.5, 0.25, 3), (0.3, 0.1, 1)])
def test_clearance_takes_its_time(area: float, per_day: float, number: int) -> None:
    counts = world(
        home={"willing": 1},
        contamination=[{"place": "home", "area_ha": area}],
        clearance_teams=[team(per_day=per_day, number=number, most_hazard=1)],
        members=2,
    )
    needed = math.ceil(area / (per_day * number) - 1e-9)  # days at work, the first on day 0
    returned = total(counts, "returned")[0]
    assert returned[needed - 2] == 0
    assert returned[needed - 1] == PEOPLE
    done = np.minimum(area, per_day * number * np.arange(1, DAYS + 1))
    np.testing.assert_allclose(counts["cleared"][0, :, 0], 100 * done, atol=1)


def test_devices_take_their_time_by_density() -> None:
    counts = world(
        home={"willing": 1},
        contamination=[{"place": "home", "area_ha": 4, "devices": 40}],
        clearance_teams=[team(per_day=10, unit="devices", most_hazard=1)],
        members=1,
    )
    assert counts["cleared"][0, :5, 0].tolist() == [100, 200, 300, 400, 400]
    assert total(counts, "returned")[0, :5].tolist() == [0, 0, 0, PEOPLE, PEOPLE]


def test_teams_follow_the_priorities_share_a_day_and_keep_out_of_hazard() -> None:
    def cleared(**changes: Any) -> list[list[int]]:
        counts = world(
            areas=[{"area": "all-three", "place": p} for p in ("home", "town", "far")],
            places={"home": "settlement", "town": "settlement", "far": "settlement"},
            routes=[("home", "town", 5, {}), ("town", "far", 5, {})],
            contamination=[
                {"place": "home", "area_ha": 1, "priority": 3},
                {"place": "town", "area_ha": 1.5, "priority": 1},
                {"place": "far", "area_ha": 2, "priority": 2},
            ],
            clearance_teams=[team(area="all-three", **changes)],
            members=1,
        )
        return [column.tolist() for column in counts["cleared"][0, :6].T]

    assert cleared() == [
        [0, 0, 0, 50, 100, 100],
        [100, 150, 150, 150, 150, 150],
        [0, 50, 150, 200, 200, 200],
    ]
    assert cleared(start=date(2)[:10], end=date(3)[:10])[1] == [0, 0, 100, 150, 150, 150]
    assert cleared(number=5)[0][0] == 0  # hazard at home on day 0: above what they may work under
    assert cleared(number=5, most_hazard=1)[0][0] == 100


def test_returns_stop_when_the_houses_are_full() -> None:
    counts = world(
        home={"willing": 0.9},
        housing=[{"place": "home", "units": 60, "damaged": 0.5, "persons_per_unit": 4}],
    )
    assert np.all(total(counts, "returned") <= 120)
    assert np.all(total(counts, "returned")[:, 3:] == 120)
    assert np.all(counts["houses_free"][:, 3:] == 0)
    assert np.all(counts["houses_occupied"][:, 3:] == 30)
    refused = counts["return_asked"] - counts["returned"]
    assert np.all(refused[:, 5:].sum(axis=(1, 2, 3)) > 0)
    assert np.all(counts["displaced"][:, -1, 1, 0] == PEOPLE - 120)


def test_repair_and_families_who_leave_make_room() -> None:
    counts = world(
        home={"willing": 1},
        housing=[
            {
                "place": "home",
                "units": 40,
                "damaged": 0.25,
                "repaired_per_day": 1.5,
                "held_by_others": 20,
                "vacated_per_day": 2,
                "persons_per_unit": 5,
            }
        ],
        members=1,
    )
    days = np.arange(DAYS)  # calm from day 1 on
    damaged = np.maximum(0, 10 - np.floor(1.5 * days))
    held = np.maximum(0, 20 - 2 * days)
    np.testing.assert_array_equal(counts["houses_damaged"][0, :, 0], damaged)
    np.testing.assert_array_equal(counts["houses_held"][0, :, 0], held)
    room = np.minimum(PEOPLE, 5 * (40 - damaged - held))
    np.testing.assert_array_equal(total(counts, "returned")[0, 1:], room[1:])


def test_guests_fill_free_houses_and_keep_owners_out() -> None:
    # Forty people from nowhere stand at home; all want a house there.
    row = {"place": "home", "units": 20, "persons_per_unit": 5}
    counts = world(
        home={"willing": 1},
        places={"home": {"kind": "settlement", "move_chance": 0}, "town": "settlement"},
        displaced={"home": 40},
        housing=[row | {"guests_share": 1}],
        members=1,
        events=[
            (0, "hazard", "home", "intensity", 1),
            (1, "hazard", "home", "intensity", 0),
            (0, "access", "home", "leave", 1),
        ],
        rules={"flight_rate": 100, "conflict_movechance": 0.0, "default_movechance": 1},
    )
    here = counts["displaced"][0, 1:, 0, 0]
    held = np.minimum(20, np.ceil(here / 5))
    assert here[0] == 40
    np.testing.assert_array_equal(counts["houses_held"][0, 2:, 0], held[1:])
    assert total(counts, "returned")[0, -1] == 5 * (20 - 8)


def test_houses_are_shared_in_proportion_and_in_whole_parties() -> None:
    classes = [{"class": "people", "party_size": 5}, {"class": "single", "flight": 1}]
    counts = world(
        home={"willing": 1},
        classes=classes,
        populations=[{"place": "home", "class": "single", "best": 100}],
        housing=[{"place": "home", "units": 50, "persons_per_unit": 2}],
        members=1,
    )
    # 300 want to return, 100 fit: 66 of 200 in fives and 34 of 100; the one left over is single.
    assert counts["returned"][0, 1, 0].tolist() == [65, 35]


@pytest.mark.parametrize(
    "changes",
    [
        {"home": {"willing": 0}},
        {"home": {"wish": 0}},
        {"home": {"class": "other"}, "classes": [{"class": "people"}, {"class": "other"}]},
        {"events": [(0, "hazard", "home", "intensity", 1)]},
        {"more_events": [{"date": date(1), "kind": "access", "target": "home",
                          "attribute": "enter", "value": "0"}]},
        {"more_events": [{"date": date(1), "kind": "access", "target": "town",
                          "attribute": "leave", "value": "0"}]},
        {"more_events": [{"date": date(1), "kind": "route", "target": "home--town",
                          "attribute": "open", "value": "false"}]},
        {"routes": [("home", "town", 5, {"oneway": True})]},
        {"housing": [{"place": "home", "units": 50, "damaged": 1, "persons_per_unit": 5}]},
        {"housing": [{"place": "home", "units": 50, "held_by_others": 50, "persons_per_unit": 5}]},
        {"contamination": [{"place": "home", "area_ha": 1}], "clearance_teams": [team(number=0)]},
    ],
    ids=[
        "nobody willing", "nobody wishes", "another class", "hazard", "not let in", "not let out",
        "road closed", "no way back", "all damaged", "all held", "no team at work",
    ],
)  # fmt: skip
def test_nobody_returns(changes: Row) -> None:
    counts = world(**changes, members=20)
    assert counts["returned"].sum() == 0
    assert np.all(counts["displaced"][:, -1, 1, 0] == PEOPLE)


def test_a_part_of_the_area_may_do_and_a_little_hazard_be_borne() -> None:
    half = world(
        home={"willing": 1, "cleared": 0.5},
        contamination=[{"place": "home", "area_ha": 8}],
        clearance_teams=[team(most_hazard=1)],
        members=1,
    )
    assert total(half, "returned")[0, :5].tolist() == [0, 0, 0, PEOPLE, PEOPLE]
    events = [(0, "hazard", "home", "intensity", 1), (1, "hazard", "home", "intensity", 0.1)]
    rules = {"flight_rate": 100, "max_move_speed": 40, "default_movechance": 1}
    borne = world(home={"willing": 1, "safe_hazard": 0.1}, events=events, rules=rules, members=1)
    assert total(borne, "returned")[0, 1] == PEOPLE
    assert total(borne, "left_again")[0, 2] == PEOPLE  # at this rate all flee again


def test_who_does_not_want_to_return_keeps_their_place() -> None:
    counts = world(home={"willing": 1, "wish": 0.3})
    back = total(counts, "returned")[:, -1]
    assert_follows(back, stats.binom.cdf(np.arange(PEOPLE + 1), PEOPLE, 0.3), LEVEL)
    np.testing.assert_array_equal(counts["displaced"][:, -1, 1, 0], PEOPLE - back)


def test_who_returned_may_flee_again() -> None:
    events = [
        (0, "hazard", "home", "intensity", 1),
        (1, "hazard", "home", "intensity", 0),
        (4, "hazard", "home", "intensity", 1),
        (5, "hazard", "home", "intensity", 0),
        (8, "hazard", "home", "intensity", 1),
        (9, "hazard", "home", "intensity", 0),
    ]
    counts = world(home={"willing": 1}, events=events, members=3)
    net = total(counts, "returned") - total(counts, "left_again")
    assert np.all(net[:, 3] == PEOPLE)
    assert np.all(net[:, 4] == 0)
    assert np.all(net[:, 5:8] == PEOPLE)
    assert np.all(net[:, 8] == 0)  # the same people: nobody is counted twice
    assert np.all(net[:, 9:] == PEOPLE)
    assert np.all(total(counts, "returned")[:, -1] == 3 * PEOPLE)


def test_who_was_away_before_the_first_day_returns_too() -> None:
    rows = [
        {"place": "town", "class": "people", "status": "displaced", "best": 100, "home": "home"},
        {"place": "town", "class": "people", "status": "displaced", "best": 50},
    ]
    counts = world(home={"willing": 1, "wish": 0.4}, residents={}, events=[], populations=rows)
    back = total(counts, "returned")
    assert np.all(back[:, 0] == back[:, -1])  # home is calm from the start
    assert_follows(back[:, 0], stats.binom.cdf(np.arange(101), 100, 0.4), LEVEL)
    np.testing.assert_array_equal(counts["displaced"][:, -1, 1, 0], 150 - back[:, -1])


def test_who_leaves_by_a_corridor_keeps_a_home() -> None:
    counts = world(
        home={"willing": 1},
        events=[],
        corridors=[
            {"corridor": "exit", "gathers": "home", "places": "home>town", "persons_per_hour": 5}
        ],
        windows=[{"corridor": "exit", "start": date(0), "end": date(1)}],
        members=1,
    )
    assert counts["left_by"].sum() == 120
    assert total(counts, "returned")[0].tolist() == [120] * DAYS  # home is calm: the same day


def test_a_road_that_opens_opens_the_way_home() -> None:
    shut = {"date": date(1), "kind": "route", "target": "home--town", "attribute": "open"}
    opened = shut | {"date": date(5), "value": "true"}
    counts = world(home={"willing": 1}, more_events=[shut | {"value": "false"}, opened], members=1)
    assert total(counts, "returned")[0].tolist() == [0] * 5 + [PEOPLE] * (DAYS - 5)


def test_luck_is_common_between_plans() -> None:
    # More teams at one place change nothing for those who return to another.
    def other_place(number: int, homes: tuple[str, ...] = ("home", "far")) -> Any:
        counts = run(
            compiled(
                places={
                    "home": "settlement",
                    "town": {"kind": "settlement", "move_chance": 0},
                    "far": "settlement",
                    "refuge": {"kind": "settlement", "move_chance": 0},
                },
                routes=[
                    ("home", "town", 5),
                    ("far", "refuge", 5),
                    ("home", "far", 1, {"open": False}),
                ],
                residents={"home": 60, "far": 60},
                events=[
                    (day, "hazard", place, "intensity", 1 - day)
                    for day in (0, 1)
                    for place in ("home", "far")
                ],
                homes=[{"place": place, "willing": 0.2, "wish": 0.7} for place in homes],
                contamination=[{"place": "home", "area_ha": 6}],
                clearance_teams=[team(number=number)],
                days=8,
            ),
            30,
        )
        return {
            name: counts[name][:, :, 2:].tolist()
            for name in ("displaced", "residents", "fled", "arrivals")
        }

    assert other_place(0) == other_place(3) == other_place(1, ("far",))


QUICK = settings(
    max_examples=80,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("rule_set", ["flee3", "budget"])
def test_people_and_houses_are_conserved_where_people_return(rule_set: str) -> None:
    from safepassage.compiled.compile import compile_scenario

    returned = 0

    @QUICK
    @given(st.data())
    def check(data: st.DataObject) -> None:
        nonlocal returned
        scenario = random_network(
            lambda values: data.draw(st.sampled_from(values)), rule_set, homes=True
        )
        world_ = compile_scenario(scenario)
        counts = run(world_, 3)
        recount(world_, counts)
        returned += int(counts["returned"].sum())

    check()
    assert returned > 0
