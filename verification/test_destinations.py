"""Ways to sites beyond sight: chances that can be written down, closed roads, and the twin."""

from __future__ import annotations

from typing import Any

import pytest

from verification.against_twin import assert_like_twin
from verification.battery import Parts
from verification.make import compiled, date, run
from verification.statistics import LEVEL, assert_binomial

SETS = ("flee3", "budget")
PEOPLE = 500


def two_camps(rule_set: str, **rules: object) -> Parts:
    """From the town a hub leads to two camps, 300 and 500 km away; all go on the first day."""
    return {
        "places": {
            "town": {"kind": "settlement", "move_chance": 1.0},
            "hub": {"kind": "settlement", "move_chance": 0.0},
            "near": {"kind": "site", "move_chance": 0.0},
            "distant": {"kind": "site", "move_chance": 0.0},
        },
        "routes": [
            ("town", "hub", 100),
            ("hub", "near", 200, {"route": "road"}),
            ("hub", "near", 250, {"route": "track"}),
            ("hub", "distant", 400),
        ],
        "displaced": {"town": PEOPLE},
        "rules": {
            "set": rule_set,
            "max_move_speed": 1000,
            "destinations": "sites",
            "softening": 100,
            "distance_power": 2,
            **rules,
        },
        "days": 1,
    }


def arrived(parts: Parts, members: int = 80) -> dict[str, int]:
    world = compiled(**parts)
    counts = run(world, members)["displaced"][:, 0].sum(axis=(0, 2))
    return dict(zip(parts["places"], map(int, counts), strict=True))


def chance(near: float) -> float:
    """Of the nearer camp, so many km away."""
    return (100 + near) ** -2 / ((100 + near) ** -2 + 600**-2)


@pytest.mark.parametrize("rule_set", SETS)
def test_people_choose_among_all_sites_by_the_shortest_way_and_go_there(rule_set: str) -> None:
    there = arrived(two_camps(rule_set))
    assert there["town"] == there["hub"] == 0
    assert_binomial(there["near"], 80 * PEOPLE, chance(300), LEVEL / 2)


@pytest.mark.parametrize("rule_set", SETS)
def test_the_next_way_counts_while_the_shortest_is_closed(rule_set: str) -> None:
    parts = two_camps(rule_set)
    parts["events"] = [(0, "route", "road", "open", "false")]
    assert_binomial(arrived(parts)["near"], 80 * PEOPLE, chance(350), LEVEL / 2)


@pytest.mark.parametrize("rule_set", SETS)
@pytest.mark.parametrize("how", ["closed", "cut off"])
def test_a_site_that_cannot_be_reached_draws_nobody(rule_set: str, how: str) -> None:
    parts = two_camps(rule_set)
    closed = [(0, "site", "near", "open", "false")]
    if rule_set == "flee3":
        closed = [(0, "site", "near", "kind", "settlement")]
    cut = [(0, "route", name, "open", "false") for name in ("road", "track")]
    parts["events"] = closed if how == "closed" else cut
    there = arrived(parts)
    assert there["distant"] == 80 * PEOPLE


@pytest.mark.parametrize("rule_set", SETS)
def test_where_no_site_is_people_choose_within_sight(rule_set: str) -> None:
    parts = two_camps(rule_set)
    parts["places"] |= {"near": "settlement", "distant": "settlement"}
    assert arrived(parts)["hub"] == 80 * PEOPLE


@pytest.mark.parametrize("rule_set", SETS)
def test_a_class_goes_by_the_roads_that_it_may_use(rule_set: str) -> None:
    parts = two_camps(rule_set)
    parts["routes"][1] = ("hub", "near", 200, {"route": "road", "classes": "driver"})
    parts["classes"] = [{"class": "driver"}, {"class": "walker"}]
    parts["displaced"] = {}
    parts["populations"] = [
        {"place": "town", "class": name, "best": PEOPLE, "status": "displaced"}
        for name in ("driver", "walker")
    ]
    world = compiled(**parts)
    counts = run(world, 80)["displaced"][:, 0].sum(axis=0)
    row = list(parts["places"]).index("near")
    for class_, km in ((0, 300), (1, 350)):
        assert_binomial(int(counts[row, class_]), 80 * PEOPLE, chance(km), LEVEL / 4)


@pytest.mark.parametrize("rule_set", SETS)
def test_the_twin_agrees_over_days_and_closures(rule_set: str) -> None:
    parts: dict[str, Any] = two_camps(rule_set, max_move_speed=120, site_movechance=0.2)
    for name in ("near", "distant"):
        parts["places"][name] = "site"
    parts |= {
        "days": 8,
        "displaced": {"town": 40, "hub": 10},
        "events": [
            (1, "route", "road", "open", "false"),
            (3, "site", "distant", "kind", "settlement"),
            (5, "route", "road", "open", "true"),
        ],
    }
    assert_like_twin(compiled(**parts), LEVEL / 2, 30)


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0])
def test_places_give_people_by_a_power_of_their_population(power: float) -> None:
    parts: dict[str, Any] = {
        "places": {
            "large": {"kind": "settlement", "population": 9000, "move_chance": 0.0},
            "small": {"kind": "settlement", "population": 1000, "move_chance": 0.0},
            "empty": {"kind": "settlement", "population": 0, "move_chance": 0.0},
            "camp": "site",
        },
        "routes": [("large", "small", 10), ("small", "camp", 10), ("empty", "camp", 10)],
        "events": [(0, "hazard", name, "intensity", 1.0) for name in ("large", "small", "empty")],
        "series": [
            {"quantity": "present:camp", "date": date(day)[:10], "value": people}
            for day, people in ((0, 0), (1, PEOPLE))
        ],
        "sites": [{"place": "camp"}],
        "rules": {"displacement": "series", "source_power": power, "conflict_movechance": 0.0},
        "days": 2,
    }
    world = compiled(**parts)
    counts = run(world, 80)["fled"].sum(axis=(0, 1, 3))
    there = dict(zip(parts["places"], map(int, counts), strict=True))
    assert there["empty"] == 0
    share = 9.0**power / (9.0**power + 1.0)
    assert_binomial(there["large"], 80 * PEOPLE, share, LEVEL / 3)
