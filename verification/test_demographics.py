"""Demographic groups: probabilities that can be written down, and the twin beside the kernel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from safepassage.dynamics.demographics.build import divide
from verification.against_twin import assert_like_twin
from verification.make import compiled, date, run
from verification.statistics import LEVEL, assert_binomial

SETS = ("flee3", "budget")
Parts = dict[str, Any]


def fork(rule_set: str, **rules: object) -> Parts:
    """From a town everybody leaves on the first day, to a hall or to a farm."""
    return {
        "places": {
            "town": {"kind": "settlement", "move_chance": 1.0, "population": 100},
            "hall": {"kind": "settlement", "move_chance": 0.0, "population": 200, "attraction": 3},
            "farm": {"kind": "settlement", "move_chance": 0.0, "population": 50},
        },
        "routes": [
            ("town", "hall", 20, {"oneway": True}),
            ("town", "farm", 20, {"oneway": True}),
        ],
        "rules": {"set": rule_set, "max_move_speed": 40, **rules},
        "days": 1,
    }


def displaced(place: str, class_: str, people: int) -> Parts:
    return {"place": place, "class": class_, "best": people, "status": "displaced"}


@pytest.mark.parametrize("rule_set", SETS)
@pytest.mark.parametrize(("power", "chance"), [(0, 1 / 2), (1, 3 / 4), (2, 9 / 10)])
def test_the_score_is_raised_to_the_power_of_the_class(
    rule_set: str, power: float, chance: float
) -> None:
    parts = fork(rule_set)
    classes = [{"class": "usual"}, {"class": "other", "hazard_power": power}]
    people = [displaced("town", "usual", 400), displaced("town", "other", 400)]
    counts = run(compiled(**parts, classes=classes, populations=people), 100)
    arrived = counts["displaced"][:, 0, 1].sum(axis=0)
    assert_binomial(int(arrived[0]), 40_000, 3 / 4, LEVEL / 12)
    assert_binomial(int(arrived[1]), 40_000, chance, LEVEL / 12)


@pytest.mark.parametrize("rule_set", SETS)
def test_a_town_draws_people_by_how_many_of_theirs_are_there(rule_set: str) -> None:
    # Scores: hall 3 x 10 x 20/200 = 3, farm 10 x 30/50 = 6.
    parts = fork(rule_set, match_town_ethnicity=True)
    classes = [
        {"class": "north", "ethnicity": "north"},
        {"class": "south", "ethnicity": "south"},
        {"class": "nobody"},
    ]
    people = [
        displaced("town", "north", 500),
        displaced("hall", "north", 20),
        displaced("hall", "south", 70),
        displaced("farm", "north", 30),
        displaced("town", "nobody", 500),
    ]
    counts = run(compiled(**parts, classes=classes, populations=people), 80)
    there = counts["displaced"][:, 0, 1].sum(axis=0)
    assert_binomial(int(there[0]) - 20 * 80, 500 * 80, 3 / 9, LEVEL / 8)
    assert_binomial(int(there[2]), 500 * 80, 3 / 4, LEVEL / 8)


@pytest.mark.parametrize("rule_set", SETS)
def test_matching_by_kind_of_place_counts_tenfold(rule_set: str) -> None:
    # Scores: hall 3 x 10 x 20/200 = 3; the farm has hazard, whose rule is off, and keeps 1.
    parts = fork(rule_set, match_town_ethnicity=True, conflict_weight=1.0)
    parts["events"] = [(0, "hazard", "farm", "intensity", 1)]
    people = [displaced("town", "north", 500), displaced("hall", "north", 20)]
    classes = [{"class": "north", "ethnicity": "north"}]
    counts = run(compiled(**parts, classes=classes, populations=people), 80)
    came = int(counts["displaced"][:, 0, 1, 0].sum()) - 20 * 80
    assert_binomial(came, 500 * 80, 3 / 4, LEVEL / 4)


@pytest.mark.parametrize(
    ("rule_set", "documented", "chance"),
    # Camps without population: Flee divides by a hundred million, so softening alone decides;
    # as documented the shares 3/4 and 1/4 of those who stand there, by 0.25, count.
    [("flee3", False, 1 / 2), ("flee3", True, 3 / 4), ("budget", False, 3 / 4)],
)
def test_camps_draw_by_religion(rule_set: str, documented: bool, chance: float) -> None:
    parts = fork(rule_set, match_camp_religion=True, flee_documented=documented)
    if not documented and rule_set == "flee3":
        parts["rules"]["weight_softening"] = 1.0
    for name in ("hall", "farm"):
        parts["places"][name] = {"kind": "site", "move_chance": 0.0}
    classes = [{"class": "old", "religion": "old"}, {"class": "new", "religion": "new"}]
    people = [
        displaced("town", "old", 500),
        displaced("hall", "old", 30),
        displaced("hall", "new", 10),
        displaced("farm", "old", 10),
        displaced("farm", "new", 30),
    ]
    counts = run(compiled(**parts, classes=classes, populations=people), 80)
    came = int(counts["displaced"][:, 0, 1, 0].sum()) - 30 * 80
    assert_binomial(came, 500 * 80, chance, LEVEL / 6)


def shares() -> list[dict[str, Any]]:
    """Of those from the town a fifth is of the first class, elsewhere nobody."""
    return [
        {"class": "b", "weight": 2},
        {"class": "c", "weight": 2},
        {"place": "town", "class": "a", "weight": 1},
        {"place": "town", "class": "b", "weight": 1},
        {"place": "town", "class": "c", "weight": 3},
    ]


def appearing(rule_set: str) -> Parts:
    """People appear at the town and at the farm."""
    parts = fork(rule_set, displacement="conflict", conflict_displaced=300)
    parts["classes"] = [{"class": name, "hazard_power": ord(name) - 97} for name in "abc"]
    parts["events"] = [(0, "hazard", name, "intensity", 1) for name in ("town", "farm")]
    return parts


@pytest.mark.parametrize("rule_set", SETS)
def test_who_appears_is_divided_by_the_shares_of_the_place(rule_set: str) -> None:
    parts = appearing(rule_set)
    fled = run(compiled(**parts, class_shares=shares()), 100)["fled"][:, 0].sum(axis=0)
    assert fled.sum(axis=1).tolist() == [30_000, 0, 30_000]
    assert_binomial(int(fled[0, 0]), 30_000, 1 / 5, LEVEL / 8)
    assert_binomial(int(fled[0, 1]), 30_000, 1 / 5, LEVEL / 8)
    assert fled[2, 0] == 0
    assert_binomial(int(fled[2, 1]), 30_000, 1 / 2, LEVEL / 8)


def test_without_shares_everybody_is_of_the_first_class() -> None:
    fled = run(compiled(**appearing("flee3")), 5)["fled"]
    assert fled[..., 1:].sum() == 0
    assert fled[..., 0].sum() == 5 * 600


def test_registered_people_of_the_first_day_are_divided_in_whole_numbers() -> None:
    parts = np.array([[0.5, 0.3, 0.2], [1 / 3, 1 / 3, 1 / 3]])
    assert divide(np.array([5.0, 100.0]), parts).tolist() == [[3, 1, 1], [34, 33, 33]]
    assert divide(np.array([5.0, 7.0]), parts[:0]).tolist() == [[5], [7]]


@pytest.mark.parametrize("rule_set", SETS)
def test_the_twin_agrees_where_everything_acts(rule_set: str) -> None:
    parts = appearing(rule_set)
    parts["routes"] += [("town", "camp", 25), ("farm", "camp", 30), ("hall", "farm", 45)]
    parts["places"]["camp"] = {"kind": "site", "move_chance": 0.4, "population": 8}
    for name in ("hall", "farm"):
        parts["places"][name]["move_chance"] = 0.5
    parts["days"] = 4
    parts["classes"] = [
        {"class": "a", "hazard_power": 2, "ethnicity": "north", "religion": "old"},
        {"class": "b", "hazard_power": 0, "ethnicity": "south"},
        {"class": "c", "religion": "new"},
    ]
    on = ("camp_ethnicity", "camp_religion", "conflict_ethnicity", "town_ethnicity")
    parts["rules"] |= {f"match_{name}": True for name in on}
    parts["rules"] |= {"conflict_displaced": 12, "awareness_level": 2, "weight_softening": 0.1}
    parts["rules"] |= {"use_pop_for_loc_weight": True, "flood_weights": (1.0, 0.4)}
    parts["places"]["hall"]["flood_zone"] = True
    parts["conditions"] = [
        {"date": date(1)[:10], "place": name, "kind": "flood", "value": 1}
        for name in ("hall", "farm")
    ]
    people = [displaced(name, class_, 9) for name in ("hall", "camp") for class_ in "abc"]
    world = compiled(**parts, class_shares=shares(), populations=people)
    assert_like_twin(world, LEVEL / 4, 100)
