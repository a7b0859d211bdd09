"""Flood forecasts: probabilities that can be written down, and the twin beside the kernel."""

from __future__ import annotations

from typing import Any

import pytest

from verification.against_twin import assert_like_twin
from verification.make import compiled, date, run
from verification.statistics import LEVEL, assert_binomial

SETS = (("flee3", False), ("flee3", True), ("budget", False))
"""Rule sets, and whether Flee's options act as they are documented."""
DOCUMENTED = SETS[1:]


def floods(*rows: tuple[str, int, float]) -> list[dict[str, Any]]:
    """Rows of conditions: place, day, level."""
    return [
        {"date": date(day)[:10], "place": place, "kind": "flood", "value": level}
        for place, day, level in rows
    ]


def fork(rule_set: str, documented: bool, **rules: object) -> dict[str, Any]:
    """From a town that will be flooded on day 2 to a hall that will be too, or to a farm."""
    rest = {"kind": "settlement", "move_chance": 0.0}
    return {
        "places": {
            "town": {"kind": "settlement", "move_chance": 0.5},
            "hall": rest | {"attraction": 3},
            "farm": rest,
        },
        "routes": [
            ("town", "hall", 20, {"oneway": True}),
            ("town", "farm", 20, {"oneway": True}),
        ],
        "rules": {
            "set": rule_set,
            "flee_documented": documented,
            "max_move_speed": 40,
            "weight_softening": 1.0,
            "flood_weights": (1.0, 0.4, 0.2),
            "flood_movechances": (0.0, 0.9, 1.0),
            "flood_forecast_days": 2,
            "flood_forecast_weights": (1.0, 0.25, 0.5, 0.75, 1.0),
            **rules,
        },
        "conditions": floods(("town", 2, 1), ("hall", 2, 2)),
        "classes": [{"class": "aware"}, {"class": "half", "flood_awareness": 0.5}],
        "populations": [
            {"place": "town", "class": name, "best": 500, "status": "displaced"}
            for name in ("aware", "half")
        ],
        "days": 1,
    }


def left(parts: dict[str, Any], class_: int, members: int = 100) -> tuple[int, int, int]:
    """People of a class who left the town on the first day, who came to the hall, and of whom."""
    there = run(compiled(**parts), members)["displaced"][:, 0, :, class_].sum(axis=0)
    return 500 * members - int(there[0]), int(there[1]), 500 * members


def test_as_flee_executes_it_the_mean_multiplies_the_chance_and_its_square_the_attraction() -> None:
    # Days 1 and 2 are ahead, with the weights of these days of the run.
    town, hall = 0.4 * 0.5, 0.2 * 0.5
    parts = fork("flee3", False)
    parts["places"]["hall"]["attraction"] = 100
    for class_, aware in enumerate((1.0, 0.5)):
        gone, came, people = left(parts, class_)
        assert_binomial(gone, people, 0.5 * aware * town / 2, LEVEL / 4)
        seen = 1.0 + 100.0 * aware * hall * hall / 2
        assert_binomial(came, gone, seen / (seen + 1.0), LEVEL / 4)


def test_as_flee_executes_it_nobody_moves_where_no_flood_is_forecast() -> None:
    parts = fork("flee3", False)
    parts["conditions"] = floods(("hall", 2, 2))
    assert left(parts, 0)[0] == 0


@pytest.mark.parametrize("end", [0, 1, 2])
def test_a_forecast_ends_with_its_last_day(end: int) -> None:
    parts = fork("flee3", False, flood_forecast_end=end)
    parts["days"] = 3
    # The flood ends on day 1 and comes back on day 2, when the forecast of day 0 and 1 sees it.
    parts["conditions"] = floods(("town", 0, 1), ("town", 1, 0), ("town", 2, 1), ("town", 3, 0))
    counts = run(compiled(**parts), 100)["displaced"][:, :, 0, 0].sum(axis=0)
    before = [50_000, *counts.tolist()]
    # Sum over the days ahead of 0.4 x weight of the day, by two: Flee looks at its last day once.
    level = {0: 0.4, 1: 0.0, 2: 0.4}
    weight = (1.0, 0.25, 0.5)
    for day in range(3):
        days = {min(day + step, end) for step in (1, 2)}
        usual = 0.9 if level[day] else 0.5
        factor = sum(level[ahead] * weight[ahead] for ahead in days) / 2 if day <= end else 1.0
        chance = usual * factor
        assert_binomial(int(before[day] - before[day + 1]), int(before[day]), chance, LEVEL / 12)


@pytest.mark.parametrize(("rule_set", "documented"), DOCUMENTED)
def test_as_documented_a_dry_day_changes_nothing(rule_set: str, documented: bool) -> None:
    # Weights 0.25 and 0.5 of one and two days ahead; the second is flooded.
    for class_, aware in enumerate((1.0, 0.5)):
        gone, came, people = left(fork(rule_set, documented), class_)
        chance = 0.5 + aware * (2 / 3) * (0.9 - 0.5)
        assert_binomial(gone, people, chance, LEVEL / 4)
        seen = 1.0 + 3.0 * (1.0 + aware * (2 / 3) * (0.2 - 1.0))
        assert_binomial(came, gone, seen / (seen + 2.0), LEVEL / 4)


@pytest.mark.parametrize(("rule_set", "documented"), DOCUMENTED)
def test_as_documented_nothing_is_known_after_the_last_day(rule_set: str, documented: bool) -> None:
    parts = fork(rule_set, documented, flood_forecast_end=0)
    gone, came, people = left(parts, 0)
    assert_binomial(gone, people, 0.5, LEVEL / 2)
    assert_binomial(came, gone, 4.0 / 6.0, LEVEL / 2)


@pytest.mark.parametrize(("rule_set", "documented"), SETS)
def test_at_harvest_nobody_sets_out_for_a_flood(rule_set: str, documented: bool) -> None:
    # Flee's first day, the first of January, asks for the month of the day before.
    month = 12 if rule_set == "flee3" else 1
    assert left(fork(rule_set, documented, harvest_months=(month,)), 0)[0] == 0
    assert left(fork(rule_set, documented, harvest_months=(13 - month,)), 0)[0] > 0


@pytest.mark.parametrize(("rule_set", "documented"), SETS)
def test_the_twin_agrees_where_everything_acts(rule_set: str, documented: bool) -> None:
    parts = fork(rule_set, documented, flood_forecast_days=3, flood_forecast_end=6)
    parts["rules"] |= {"awareness_level": 2, "movechance_pop_scale_factor": 0.5}
    parts["rules"] |= {"movechance_pop_base": 50.0}
    parts["routes"] = [("town", "hall", 20), ("town", "farm", 20), ("hall", "farm", 15)]
    for name in ("hall", "farm"):
        parts["places"][name] = parts["places"][name] | {"move_chance": 0.6, "population": 400}
    parts["places"]["town"]["population"] = 100
    parts["places"]["hall"]["flood_zone"] = True
    parts["classes"][1]["hazard_power"] = 2
    parts["rules"]["flood_forecast_weights"] = (1.0, 1.0, 2.0, 1.5, 1.0, 0.5, 1.0)
    parts["conditions"] = floods(
        ("town", 1, 1), ("hall", 2, 2), ("town", 3, 0), ("hall", 4, 1.5), ("farm", 3, 2)
    )
    parts["populations"] = [row | {"best": 25} for row in parts["populations"]]
    parts["days"] = 5
    world = compiled(**parts)
    assert_like_twin(world, LEVEL / 6, 60)
