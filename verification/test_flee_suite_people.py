"""What Flee's own tests of spawning, registrations and people check, on cases of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from verification.flee_case import FAST, FleeCase, write_case
from verification.statistics import LEVEL, assert_binomial

REGISTERED = ("2010-01-01,500", "2011-01-01,6000", "2012-01-01,70000", "2013-01-01,800000",
              "2014-01-01,400000")  # fmt: skip
"""Of the camp and of the total alike."""


def conflict_case(tmp_path: Path, conflicts: dict[str, list[float]], **settings: Any) -> FleeCase:
    places = ("A,Home,town,1000", "A2,Home,town,1000", "B,Away,camp,0")
    spawn = "conflict_driven_spawning: {displaced_per_conflict_day: 100}"
    move = f"{FAST}, foreign_weight: 0.0"
    return FleeCase(
        write_case(
            tmp_path, places, ("A,B,100", "A2,B,100"), move=move, spawn=spawn, conflicts=conflicts
        ),
        **settings,
    )


def test_conflict_displaces_a_number_a_day(tmp_path: Path) -> None:
    everybody = conflict_case(tmp_path, {"A": [1.0]}).counts().everybody()[0]
    assert everybody.tolist() == [100 * (day + 1) for day in range(10)]


def test_intensity_scales_the_number_and_its_end_ends_it(tmp_path: Path) -> None:
    conflicts = {"A": [1.0] * 6 + [0.0], "A2": [0.5] * 6 + [0.0]}
    assert conflict_case(tmp_path, conflicts).counts().everybody()[0, -1] == 900


@pytest.mark.parametrize(("documented", "people"), [(False, 800), (True, 600)])
def test_a_lower_intensity_acts_only_as_documented(
    tmp_path: Path, documented: bool, people: int
) -> None:
    conflicts = {"A": [1.0] * 4 + [0.5] * 4 + [0.0]}
    case = conflict_case(tmp_path, conflicts, documented=documented)
    assert any("changes between positive intensities" in text for text in case.found.inert)
    assert case.counts().everybody()[0, -1] == people


def registered(tmp_path: Path, spawn: str, **settings: Any) -> FleeCase:
    """Flee's toy: people come to A by the registrations of a camp that is no location."""
    places = ("A,Home,conflict_zone,1000", *(f"{name},Home,town,0" for name in "BCD"))
    routes = ("A,B,834", "A,C,1368", "A,D,536")
    series = {"total": REGISTERED, "camp1": REGISTERED}
    return FleeCase(
        write_case(tmp_path, places, routes, move=FAST, spawn=spawn, series=series), **settings
    )


@pytest.mark.parametrize(
    ("spawn", "rules", "people"),
    [
        ("insert_day0: False", {}, 1135),
        ("insert_day0: False", {"first_day_double": False}, 635),
        ("empty_camps_on_day0: True", {}, 135),
    ],
)
def test_people_come_as_they_are_registered(
    tmp_path: Path, spawn: str, rules: dict[str, object], people: int
) -> None:
    assert registered(tmp_path, spawn, **rules).counts().everybody()[0, -1] == people


def test_a_capacity_that_grows_takes_everybody(tmp_path: Path) -> None:
    there = {}
    for growth in (0, 10_000):
        places = ("#capacity_per_day", "A,Home,forward,0", f"B,Home,camp,20,{growth}")
        folder = write_case(
            tmp_path / str(growth),
            places,
            ("A,B,100",),
            move=f"{FAST}, camp_movechance: 0",
            agents={"A": 500},
        )
        there[growth] = FleeCase(folder).counts().at("B")
    assert there[10_000] == 500
    # Flee fills a camp with all who decide in the same morning: then nobody more comes.
    assert there[0] <= 500


@pytest.mark.parametrize("corrected", [False, True])
def test_registrations_are_straight_between_their_dates(tmp_path: Path, corrected: bool) -> None:
    corrections = {"registration_corrections": ("camp1,2014-01-01",)} if corrected else {}
    folder = write_case(
        tmp_path,
        ("A,Home,conflict_zone,1000", "camp1,Away,camp,0"),
        ("A,camp1,10",),
        days=1400,
        start="2010-06-01",
        series={"total": REGISTERED, "camp1": REGISTERED},
        **corrections,
    )
    sites = FleeCase(folder).compiled().registrations.sites[0]
    half = 2 if corrected else 1
    assert [int(sites[day]) for day in (0, 300, 700)] == [
        count // half for count in (2775, 21079, 311338)
    ]
    assert sites.max() == pytest.approx(800_000 // half, abs=1)
    assert sites[-1] == 400_000  # the corrected date itself stays


def matching(tmp_path: Path) -> FleeCase:
    """Of 1000 people at X and at Y, 20 and 100 displaced people are british."""
    places = ("A,Home,forward,0", "X,Home,town,1000", "Y,Home,town,1000")
    agents = ["location,ethnicity", *["A,british"] * 2000]
    agents += ["X,british"] * 20 + ["X,other"] * 500 + ["Y,british"] * 100
    return FleeCase(
        write_case(
            tmp_path,
            places,
            ("A,X,99", "A,Y,99"),
            days=1,
            move="max_move_speed: 99, MatchTownEthnicity: True",
            agents=agents,
            demographics_ethnicity=("ethnicity,Default", "british,1", "other,1"),
        )
    )


def test_the_ratio_of_a_group_is_of_the_population(tmp_path: Path) -> None:
    counts = matching(tmp_path).counts(members=20)
    to_x, to_y = counts.set_out("A", "X"), counts.set_out("A", "Y")
    assert to_x + to_y == 40_000
    assert_binomial(to_x, 40_000, 0.02 / (0.02 + 0.1), LEVEL)


def test_people_of_unknown_places_are_left_out(tmp_path: Path) -> None:
    lines = ("location,age,gender,religion", "A,30,male,muslim", "Nowhere,40,female,agnostic")
    folder = write_case(tmp_path, ("A,Home,town,0", "B,Home,town,0"), ("A,B,10",), agents=lines)
    case = FleeCase(folder)
    assert np.all(case.counts(3).everybody() == 1)
    assert any("1 people at unknown places are left out" in note for note in case.found.notes)


IDP = {
    "demographics_religion": (
        "religion,Default,A,B",
        "christian,0.7,0.3,0.4",
        "muslim,0.2,0.5,0.5",
        "other_religion,0.1,0.2,0.1",
    ),
    "demographics_ethnicity": ("ethnicity,Default,A,B", "north,1.0,0.5,0.5", "south,0,0.5,0.5"),
}


@pytest.mark.parametrize(("month", "moves"), [("03", True), ("06", False)])
def test_people_have_groups_and_rest_at_harvest(tmp_path: Path, month: str, moves: bool) -> None:
    places = ("A,Home,conflict_zone,20000", "B,Home,conflict_zone,10000", "C,Home,town,10000",
              "D,Away,camp,30000", "E,Away,camp,20000")  # fmt: skip
    dates = (f"2020-{month}-01", f"2020-{month}-11", f"2020-{month}-21")
    camp = [f"{day},{count}" for day, count in zip(dates, (20, 500, 3000), strict=True)]
    folder = write_case(
        tmp_path,
        places,
        ("A,B,100", "A,C,200", "C,D,150", "C,E,180"),
        move="MatchCampEthnicity: True, MatchTownEthnicity: True, MatchCampReligion: True, "
        "harvest_months: [6, 11]",
        series={"total": camp, "D": camp, "E": camp},
        start=f"2020-{month}-01",
        **IDP,
    )
    case = FleeCase(folder)
    classes = case.scenario["classes"]
    assert set(classes["religion"].tolist()) == {"christian", "muslim", "other-religion"}
    assert set(classes["ethnicity"].tolist()) == {"north", "south"}
    counts = case.counts(5)
    fled = counts.arrays["fled"].sum(axis=(0, 1))
    assert fled[2:].sum() == 0
    assert fled.sum() > 4000
    # Half of those from A and B are of the south, who are nobody by default.
    of_south = fled[:2][:, classes["ethnicity"] == "south"].sum()
    assert_binomial(int(of_south), int(fled.sum()), 0.5, LEVEL)
    assert (counts.arrays["flow"].sum() > 0) == moves
