"""Places that become waypoints or cease to be: who can choose what, and the twin."""

from __future__ import annotations

from typing import Any

import pytest

from safepassage.errors import ScenarioError
from verification.against_twin import assert_like_twin
from verification.make import compiled, run
from verification.statistics import LEVEL, assert_binomial

SETS = ("flee3", "budget")


def road(rule_set: str, first: str, then: str, **rules: object) -> dict[str, Any]:
    """From a town over a pass to a camp; the pass changes on the second day."""
    return {
        "places": {
            "town": {"kind": "settlement", "move_chance": 0.5},
            "pass": {"kind": first, "move_chance": 0.0},
            "camp": {"kind": "site", "move_chance": 0.0},
            "mill": {"kind": "settlement", "move_chance": 0.0},
        },
        "routes": [("town", "pass", 10), ("pass", "camp", 20), ("town", "mill", 10)],
        "displaced": {"town": 400},
        "events": [(1, "site", "pass", "kind", then), (1, "site", "pass", "move_chance", 0.0)],
        "rules": {"set": rule_set, "max_move_speed": 100, **rules},
        "days": 2,
    }


@pytest.mark.parametrize("rule_set", SETS)
def test_a_town_that_becomes_a_waypoint_is_passed(rule_set: str) -> None:
    counts = run(compiled(**road(rule_set, "settlement", "waypoint")), 100)["displaced"]
    there = counts[..., 0].sum(axis=0)
    # On the first day the pass and the mill are alike; then the camp, 30 km away, weighs half.
    assert there[0, 2] == 0
    assert_binomial(int(there[0, 1]), 40_000 - int(there[0, 0]), 1 / 2, LEVEL / 4)
    assert there[1, 1] == there[0, 1]
    gone = int(there[0, 0] - there[1, 0])
    assert_binomial(int(there[1, 2]), gone, 1 / 3, LEVEL / 4)


@pytest.mark.parametrize("rule_set", SETS)
def test_a_waypoint_that_becomes_a_town_is_a_destination(rule_set: str) -> None:
    counts = run(compiled(**road(rule_set, "waypoint", "settlement")), 100)["displaced"]
    there = counts[..., 0].sum(axis=0)
    assert there[0, 1] == 0
    assert_binomial(int(there[0, 2]), 40_000 - int(there[0, 0]), 1 / 3, LEVEL / 4)
    assert there[1, 2] == there[0, 2]
    gone = int(there[0, 0] - there[1, 0])
    assert_binomial(int(there[1, 1]), gone, 1 / 2, LEVEL / 4)


def test_major_routes_do_not_go_together_with_it() -> None:
    parts = road("flee3", "waypoint", "settlement", fixed_routes=True)
    parts["major_routes"] = [{"places": "town>pass>camp"}]
    with pytest.raises(ScenarioError, match="become waypoints"):
        compiled(**parts)


@pytest.mark.parametrize("rule_set", SETS)
@pytest.mark.parametrize("fixed", [False, True])
def test_the_twin_agrees(rule_set: str, fixed: bool) -> None:
    parts = road(rule_set, "waypoint", "site", awareness_level=2, fixed_routes=fixed)
    parts["places"]["hut"] = {"kind": "settlement", "move_chance": 0.6}
    parts["places"]["camp"]["move_chance"] = 0.4
    parts["routes"] += [("camp", "hut", 45), ("pass", "hut", 30), ("mill", "hut", 70)]
    parts["events"] = [
        (1, "site", "pass", "kind", "site"),
        (2, "site", "hut", "kind", "waypoint"),
        (3, "site", "pass", "kind", "waypoint"),
        (4, "site", "hut", "kind", "settlement"),
    ]
    parts["rules"] |= {"max_move_speed": 40}
    if rule_set == "flee3":
        parts["rules"]["avoid_short_stints"] = True
    parts["displaced"] = {"town": 60, "hut": 25, "camp": 15}
    parts["days"] = 6
    world = compiled(**parts)
    assert_like_twin(world, LEVEL / 8, 80)
