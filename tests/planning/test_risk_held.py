"""Shares of area and of people by side and date: by hand, and never a single neighbourhood."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from safepassage.evidence.pockets import OTHERS
from safepassage.planning.risk.access import access
from safepassage.planning.risk.shares_by_side import Held, held
from safepassage.scenario.scenario import Scenario, make_scenario
from tests.planning.made import made

START = dt.date(2030, 1, 1)
AREAS = {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0, "e": 10.0}
PEOPLE = {"a": 10, "b": 20, "c": 30, "d": 40, "e": 100}


def day(number: int) -> dt.date:
    return START + dt.timedelta(days=number)


def control(number: int, place: str, actor: str) -> dict[str, Any]:
    return event(number, "control", place, "holder", actor)


def event(number: int, kind: str, target: str, attribute: str, value: object) -> dict[str, Any]:
    return {"date": day(number).isoformat(), "kind": kind, "target": target} | {
        "attribute": attribute,
        "value": str(value),
    }


def town(
    *events: dict[str, Any], shut: str = "abcd", own: str = "abcd", other: str = "bears"
) -> Scenario:
    """Five places: one side holds a to d, which are enclosed, and another holds e."""
    begins = [control(0, place, "lions" if place in own else other) for place in AREAS]
    begins += [event(0, "access", place, "leave", 0) for place in shut]
    tables: dict[str, Any] = {
        "places": [
            {"place": name, "kind": "settlement", "area_km2": size} for name, size in AREAS.items()
        ],
        "routes": [{"from": "a", "to": name, "length_km": 1} for name in "bcde"],
        "areas": [{"area": "pocket", "place": name} for name in "abcd"],
        "classes": [{"class": "people"}, {"class": "wounded"}],
        "populations": [{"place": "a", "class": "people", "best": 5}],
        "actors": [{"actor": "lions", "side": "cats"}, {"actor": "bears", "side": "forest"}],
        "events": [*begins, *events],
    }
    settings = {"title": "town", "start": START.isoformat(), "days": 10}
    return make_scenario("town", settings, tables=tables)


def shares(scenario: Scenario, origin: int) -> dict[str, dict[dt.date, Held]]:
    return held(made(scenario, PEOPLE), day(origin))


def test_shares_by_hand() -> None:
    found = shares(town(control(3, "a", "bears"), control(3, "b", "bears")), 5)
    assert list(found) == ["cats", "forest"]
    assert list(found["cats"]) == [day(0), day(3), day(5)]
    assert found["cats"][day(0)] == Held(0.5, (0.5, 0.5, 0.5))
    assert found["cats"][day(5)] == Held(7 / 20, (0.35, 0.35, 0.35))
    assert found["forest"][day(3)] == Held(13 / 20, (0.65, 0.65, 0.65))


def test_what_comes_after_the_origin_is_not_told() -> None:
    changed = town(control(3, "a", "bears"), control(3, "b", "bears"))
    assert list(shares(changed, 2)["cats"]) == [day(0), day(2)]


def test_the_spread_of_members_is_told() -> None:
    people = PEOPLE | {"a": [[10], [60], [110], [160], [210]]}
    found = held(made(town(), people), day(1))["cats"][day(1)].people
    assert found == pytest.approx((100 / 200, 200 / 300, 300 / 400))


def test_one_neighbourhood_is_not_told_by_subtraction() -> None:
    """A day that differs from a later one by a single enclosed place has no people."""
    found = shares(town(control(3, "a", "bears"), control(4, "b", "bears")), 5)
    for side in ("cats", "forest"):
        people = [share.people is not None for share in found[side].values()]
        assert people == [True, False, True, True]  # a and b together, against the first day
    assert found["cats"][day(3)].area == 9 / 20


def test_a_place_that_is_free_by_then_was_enclosed_before() -> None:
    """The siege of a ends on the day on which it changes hands: the day before is not told."""
    found = shares(town(control(3, "a", "bears"), event(3, "access", "a", "leave", 1)), 3)
    assert [share.people is not None for share in found["cats"].values()] == [False, True]


def test_people_at_home_count_as_the_displaced_do() -> None:
    result = made(town(), PEOPLE)
    at_home = np.zeros_like(result.arrays["residents"])
    at_home[:, :, result.places.index("e")] = 100
    both = replace(result, arrays=MappingProxyType({**result.arrays, "residents": at_home}))
    # 100 of each of two classes more at e: 100 of 400 are with the cats
    assert held(both, day(1))["cats"][day(1)].people == (0.25, 0.25, 0.25)


def test_a_change_back_reveals_as_much() -> None:
    """Days 2 and 4 differ by c alone, though more changed on the day between."""
    taken = [control(2, place, "bears") for place in "ab"]
    back = [control(3, place, "lions") for place in "ab"]
    again = [control(4, place, "bears") for place in "abc"]
    found = shares(town(*taken, *back, *again, shut="abcde", own="abcde"), 4)
    people = [share.people is not None for share in found["cats"].values()]
    assert people == [True, False, True, True]


def test_a_side_with_a_single_enclosed_place_is_not_told() -> None:
    changed = [control(3, place, "bears") for place in "abc"]
    found = shares(town(*changed), 3)
    assert found["cats"][day(3)] == Held(4 / 20, None)
    assert found["forest"][day(3)].people is None
    free = shares(town(*changed, shut=""), 3)
    assert free["cats"][day(3)].people == (0.2, 0.2, 0.2)


def test_holders_that_nobody_declares_are_not_named() -> None:
    found = shares(town(other="brigade-of-e"), 3)
    assert set(found) == {"cats", OTHERS}


def test_access_is_told_by_date_and_class_for_the_whole_pocket() -> None:
    """One of four places opens: a quarter, however many people are in it."""
    scenario = town(
        event(2, "access", "b", "leave", 1),
        event(4, "access", "pocket", "enter", 0.25) | {"class": "wounded"},
        event(6, "access", "pocket", "leave", 1),
    )
    rows = access(scenario, "pocket", day(5))
    assert [row.date for row in rows] == [day(0), day(2), day(4)]
    assert {row.held_by for row in rows} == {"cats"}
    assert rows[0].leave == {"people": 0.0, "wounded": 0.0}
    assert rows[1].leave == {"people": 0.25, "wounded": 0.25}
    assert rows[1].enter == {"people": 1.0, "wounded": 1.0}
    assert rows[2].enter == {"people": 1.0, "wounded": 0.25}
