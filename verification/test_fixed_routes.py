"""Fixed and major routes: probabilities that can be written down, and the twin as well."""

from __future__ import annotations

from typing import Any

import pytest

from verification.against_twin import assert_like_twin
from verification.make import compiled, run, run_twin
from verification.statistics import LEVEL, assert_binomial

SETS = ("flee3", "budget")
SPEED = 1000
"""Fast enough to go all the way on the first day."""


def line(rule_set: str, *major: str, **rules: object) -> dict[str, Any]:
    """A town, a hub, a valley and a camp, 100 km from each to the next; all are in the town."""
    rest = {"move_chance": 0.0}
    return {
        "places": {
            "town": {"kind": "settlement", "move_chance": 1.0},
            "hub": {"kind": "settlement", **rest},
            "valley": {"kind": "settlement", **rest},
            "camp": {"kind": "site", **rest},
        },
        "routes": [("town", "hub", 100), ("hub", "valley", 100), ("valley", "camp", 100)],
        "displaced": {"town": 500},
        "rules": {
            "set": rule_set,
            "max_move_speed": SPEED,
            "fixed_routes": True,
            **rules,
        },
        "major_routes": [{"places": path} for path in major],
        "days": 1,
    }


def arrived(parts: dict[str, Any], members: int = 80) -> dict[str, int]:
    counts = run(compiled(**parts), members)["displaced"][:, 0].sum(axis=(0, 2))
    return dict(zip(parts["places"], map(int, counts), strict=True))


@pytest.mark.parametrize("rule_set", SETS)
def test_a_major_route_leads_from_the_hub_within_sight_at_a_quarter_of_the_way(
    rule_set: str,
) -> None:
    # The hub weighs 1/(10 + 100), the camp 1/(10 + 300/4).
    there = arrived(line(rule_set, "hub>valley>camp"))
    assert there["town"] == there["valley"] == 0
    assert_binomial(there["camp"], 40_000, 110 / (110 + 85), LEVEL / 2)
    assert arrived(line(rule_set))["camp"] == 0


@pytest.mark.parametrize("rule_set", SETS)
def test_it_counts_both_ways_and_from_where_one_stands(rule_set: str) -> None:
    for path in ("town>hub>valley", "valley>hub>town"):
        there = arrived(line(rule_set, path))
        assert_binomial(there["valley"], 40_000, 110 / (110 + 60), LEVEL / 4)


@pytest.mark.parametrize("rule_set", SETS)
def test_what_is_within_sight_needs_no_major_route(rule_set: str) -> None:
    there = arrived(line(rule_set, "hub>valley>camp", awareness_level=3))
    total = 1 / 110 + 1 / 210 + 1 / 310
    assert_binomial(there["camp"], 40_000, 1 / 310 / total, LEVEL / 2)


@pytest.mark.parametrize("rule_set", SETS)
@pytest.mark.parametrize(("is_open", "camp"), [("true", 1 / 510), ("false", 1 / 85)])
def test_a_road_within_sight_counts_only_while_it_is_open(
    rule_set: str, is_open: str, camp: float
) -> None:
    parts = line(rule_set, "hub>valley>camp")
    parts["routes"].append(("town", "camp", 500, {"route": "track"}))
    parts["events"] = [(0, "route", "track", "open", is_open)]
    there = arrived(parts)
    assert_binomial(there["camp"], 40_000, camp / (camp + 1 / 110), LEVEL / 4)


@pytest.mark.parametrize("rule_set", SETS)
def test_a_major_route_with_a_closed_road_is_none(rule_set: str) -> None:
    parts = line(rule_set, "hub>valley>camp")
    parts["events"] = [(0, "route", "valley--camp", "open", "false")]
    assert arrived(parts)["hub"] == 40_000


@pytest.mark.parametrize("rule_set", SETS)
def test_of_several_ways_to_an_end_the_heaviest_counts_with_its_score_twice(rule_set: str) -> None:
    parts = line(rule_set, "hub>camp", "hub>valley>camp", "town>hub>valley>camp")
    parts["routes"] += [("hub", "camp", 500, {"route": "detour"})]
    parts["places"]["camp"]["attraction"] = 3.0
    there = arrived(parts)
    assert_binomial(there["camp"], 40_000, 9 / 85 / (9 / 85 + 1 / 110), LEVEL / 2)


@pytest.mark.parametrize("rule_set", SETS)
def test_nobody_moves_on_who_sees_nothing(rule_set: str) -> None:
    parts = line(rule_set, awareness_level=0, fixed_routes=False)
    del parts["major_routes"]
    assert arrived(parts)["town"] == 40_000
    assert int(run_twin(compiled(**parts), 3)["displaced"][:, -1, 0].sum()) == 1500


@pytest.mark.parametrize("rule_set", SETS)
def test_the_twin_agrees_where_everything_acts(rule_set: str) -> None:
    parts = line(rule_set, "hub>valley>camp", "camp>fork>outpost", "town>hub>valley>fork>outpost")
    parts["places"]["fork"] = "waypoint"
    parts["places"]["outpost"] = {"kind": "site", "move_chance": 0.2, "attraction": 2.0}
    parts["routes"] += [
        ("camp", "fork", 30),
        ("fork", "outpost", 45),
        ("valley", "fork", 20),
        ("hub", "valley", 130, {"route": "detour", "oneway": True}),
    ]
    for name in ("hub", "valley", "camp"):
        parts["places"][name]["move_chance"] = 0.5
    parts["places"]["town"]["move_chance"] = 0.8
    parts["rules"] |= {"max_move_speed": 150, "weight_power": 1.5, "pruning_threshold": 4.0}
    parts["displaced"] = {"town": 30, "hub": 20, "valley": 10, "outpost": 15}
    parts["capacities"] = {"outpost": 20}
    parts["events"] = [(2, "route", "hub--valley", "open", "false")]
    parts["days"] = 5
    parts["classes"] = [{"class": "a"}, {"class": "b", "hazard_power": 2}]
    parts["populations"] = [
        {"place": "town", "class": "b", "best": 25, "status": "displaced"},
    ]
    world = compiled(**parts)
    assert_like_twin(world, LEVEL / 4, 100)
