"""People who wait for an exit stay at its gate, and what a place declares of moving on acts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from verification.against_twin import assert_like_twin
from verification.battery import Parts
from verification.make import compiled, date, run
from verification.statistics import LEVEL, assert_binomial

PEOPLE, DAYS, MEMBERS, MEDIAN = 300, 6, 60, 2.5
TOWN, OTHER, CAMP = 0, 1, 2


def two_towns(rule_set: str, **rules: object) -> Parts:
    """Two towns under fire with a road between them, and an exit from both from day 2 on."""
    return {
        "places": {"town": "settlement", "other": "settlement", "camp": "site"},
        "routes": [("town", "other", 5)],
        "residents": {"town": PEOPLE, "other": PEOPLE},
        "events": [(0, "hazard", place, "intensity", 1.0) for place in ("town", "other")],
        "areas": [{"area": "both", "place": place} for place in ("town", "other")],
        "corridors": [
            {"corridor": "exit", "gathers": "both", "places": "town>camp", "persons_per_hour": 1000}
        ],
        "windows": [{"corridor": "exit", "start": date(2, 6), "end": date(DAYS - 1, 18)}],
        "rules": {
            "set": rule_set,
            "departure": "rayleigh",
            "departure_median": MEDIAN,
            "max_move_speed": 40.0,
            **rules,
        },
        "days": DAYS,
    }


@pytest.mark.parametrize("rule_set", ["flee3", "budget"])
@pytest.mark.parametrize("waits", ["gate", "home"])
def test_who_waits_for_an_exit_walks_to_no_other_town(rule_set: str, waits: str) -> None:
    """So that on each day all who are ready have left by it."""
    counts = run(compiled(**two_towns(rule_set, departure_waits=waits)), MEMBERS)
    assert counts["flow"].sum() == 0
    arrived = counts["displaced"][:, :, CAMP].sum(axis=(0, 2))
    assert arrived[:2].sum() == 0
    for day in range(2, DAYS):
        ready = 1.0 - math.exp(-math.log(2) * ((day + 1) / MEDIAN) ** 2)
        assert_binomial(int(arrived[day]), 2 * MEMBERS * PEOPLE, ready, LEVEL / (4 * DAYS))


@pytest.mark.parametrize("chance", [0.0, 0.5])
def test_a_declared_chance_to_move_on_from_a_gate_acts(chance: float) -> None:
    """Above 0 the roads are a way out too; 0 is waiting."""
    parts = two_towns("budget")
    parts["places"]["town"] = {"kind": "settlement", "move_chance": chance}
    flow = run(compiled(**parts), MEMBERS)["flow"]
    assert (flow.sum() > 0) == (chance > 0.0)


def test_nobody_waits_for_an_exit_that_is_switched_off() -> None:
    parts = two_towns("budget")
    parts["corridors"][0]["suspended"] = True
    assert run(compiled(**parts), 5)["flow"].sum() > 0


def test_only_classes_that_an_exit_takes_wait_for_it() -> None:
    parts = two_towns("budget")
    parts["classes"] = [{"class": "people"}, {"class": "drivers"}]
    parts["populations"] = [{"place": "town", "class": "drivers", "best": 50}]
    parts["corridors"][0]["classes"] = ("people",)
    counts = run(compiled(**parts), 5)
    left = counts["arrivals"][:, :, :2].sum(axis=(0, 1, 2))
    assert left[0] == 0
    assert left[1] > 0


@pytest.mark.parametrize("rule_set", ["flee3", "budget"])
def test_the_twin_waits_too(rule_set: str) -> None:
    parts: dict[str, Any] = two_towns(rule_set, two_systems=rule_set == "flee3")
    parts["residents"] = {"town": 40, "other": 30}
    parts["displaced"] = {"town": 10}
    parts["classes"] = [{"class": "people"}, {"class": "drivers", "frailty": 0.5}]
    parts["populations"] = [{"place": "town", "class": "drivers", "best": 30}]
    parts["corridors"][0] |= {"classes": ("people",), "persons_per_hour": 3}
    parts["events"] += [
        (2, "site", "other", "move_chance", 0.4),
        (4, "hazard", "other", "intensity", 0.3),
    ]
    assert_like_twin(compiled(**parts), LEVEL / 4, 20)


CALM, FIRE = 0.1, 0.45


def a_place(rule_set: str, hazard: float, **columns: object) -> Parts:
    """Displaced people at a place with hazard, and a town from which nobody comes back."""
    return {
        "places": {
            "place": {"kind": "settlement"} | columns,
            "town": {"kind": "settlement", "move_chance": 0.0},
        },
        "routes": [("place", "town", 5)],
        "displaced": {"place": PEOPLE},
        "events": [(0, "hazard", "place", "intensity", hazard)],
        "rules": {"set": rule_set, "displacement": "none", "conflict_movechance": 0.8},
        "days": DAYS,
    }


def assert_stay(parts: Parts, chances: list[float]) -> None:
    counts = run(compiled(**parts), MEMBERS)["displaced"][:, :, 0].sum(axis=(0, 2))
    for count, share in zip(counts, np.cumprod(1.0 - np.array(chances)), strict=True):
        assert_binomial(int(count), MEMBERS * PEOPLE, float(share), LEVEL / (8 * DAYS))


@pytest.mark.parametrize(
    ("rule_set", "hazard", "chance"),
    [
        ("budget", 1.0, FIRE),
        ("budget", 0.4, CALM + 0.4 * (FIRE - CALM)),
        ("budget", 0.0, CALM),
        ("flee3", 0.4, FIRE),
    ],
)
def test_a_place_has_a_chance_of_its_own_under_fire(
    rule_set: str, hazard: float, chance: float
) -> None:
    parts = a_place(rule_set, hazard, move_chance=CALM, conflict_move_chance=FIRE)
    assert_stay(parts, [chance] * DAYS)


def test_a_declared_change_of_the_chance_outlives_changes_of_hazard() -> None:
    """Day 1: 0.3 without hazard; hazard ends on day 3 and begins again on day 4."""
    parts = a_place("budget", 0.5)
    parts["rules"]["default_movechance"] = CALM
    parts["events"] += [
        (1, "site", "place", "move_chance", 0.3),
        (3, "hazard", "place", "intensity", 0.0),
        (4, "hazard", "place", "intensity", 0.2),
    ]
    under = [CALM + 0.5 * (0.8 - CALM), *[0.3 + 0.5 * (0.8 - 0.3)] * 2, 0.3]
    assert_stay(parts, [*under, *[0.3 + 0.2 * (0.8 - 0.3)] * 2])


@pytest.mark.parametrize("rule_set", ["flee3", "budget"])
def test_the_twin_moves_on_by_it_too(rule_set: str) -> None:
    parts = a_place(rule_set, 0.5, move_chance=CALM, conflict_move_chance=FIRE)
    parts["places"]["town"] = {"kind": "site", "move_chance": 0.2}
    parts["displaced"] = {"place": 60}
    parts["events"] += [
        (1, "site", "place", "move_chance", 0.3),
        (3, "site", "place", "kind", "site"),
        (4, "hazard", "place", "intensity", 0.2),
    ]
    if rule_set == "budget":
        parts["places"]["place"] |= {"settles": 0.4, "settled_days": 9}
        parts["reception"] = [{"place": "town", "stay_days": 3, "onward": 0.3}]
        parts["events"].append((2, "hazard", "town", "intensity", 0.5))
        parts["places"]["town"]["conflict_move_chance"] = FIRE
    assert_like_twin(compiled(**parts), LEVEL / 4, 10)
