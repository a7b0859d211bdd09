"""What Flee's own tests of movement check, on cases of ours (see docs/verification.md)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from verification.flee_case import FAST, FleeCase, write_case

TWO = ("A,Home,forwarding_hub,0", "B,Away,camp,0")


def test_one_agent_is_never_lost(tmp_path: Path) -> None:
    places = ("A,Home,town,0", "B,Home,town,0", "C,Home,town,0")
    routes = ("A,B,834", "A,C,1368")
    case = FleeCase(write_case(tmp_path, places, routes, days=30, agents={"A": 1}))
    everybody = case.counts(members=20).everybody()
    assert everybody.shape == (20, 30)
    assert np.all(everybody == 1)


def four(tmp_path: Path, level: int, people: int = 100) -> FleeCase:
    """A is joined to B and to the marker C, and both to D."""
    places = ("A,Home,forwarding_hub,0", "B,Home,town,0", "C,Home,marker,", "D,Home,town,0")
    routes = ("A,B,100", "A,C,100", "B,D,100", "C,D,100")
    move = f"{FAST}, awareness_level: {level}"
    return FleeCase(write_case(tmp_path, places, routes, days=10, move=move, agents={"A": people}))


def ways(case: FleeCase, place: str) -> list[tuple[str, ...]]:
    """Names along each way that may be chosen at a place."""
    world = case.compiled().world
    names = list(case.places)
    row = world.places[case.places[place]]
    found = []
    for first in world.alternatives[row["alt_start"] : row["alt_stop"]]:
        way, leg = [], first
        while leg >= 0:
            way.append(names[world.legs[leg]["end"]])
            leg = world.legs[leg]["following"]
        found.append(tuple(way))
    return found


def test_a_marker_is_no_step_and_no_destination(tmp_path: Path) -> None:
    found = ways(four(tmp_path, 2), "A")
    assert sorted(found) == [("B",), ("B", "D"), ("C", "D"), ("C", "D", "B")]


@pytest.mark.parametrize("level", range(5))
def test_every_level_of_awareness_runs(tmp_path: Path, level: int) -> None:
    case = four(tmp_path, level)
    counts = case.counts(members=3)
    assert np.all(counts.everybody() == 100)
    # As Flee executes it, nobody ever moves on with level 0.
    assert (counts.at("A") == 300) == (level == 0)
    assert any("awareness_level 0" in note for note in case.found.notes) == (level == 0)


def crawling(tmp_path: Path, *major: str) -> FleeCase:
    places = (
        "A,Home,forwarding_hub,0",
        *(f"{name},Away,camp,0" for name in "BCDE"),
    )
    routes = ("A,B,100", "A,C,200", "B,D,100", "C,D,100", "D,E,100")
    move = f"{FAST}, awareness_level: 2, fixed_routes: True, camp_movechance: 0"
    folder = write_case(
        tmp_path, places, routes, days=1, move=move, agents={"A": 3000}, major_routes=major
    )
    return FleeCase(folder)


def test_fixed_routes_find_the_short_way_and_a_major_route_leads_beyond(tmp_path: Path) -> None:
    plain = crawling(tmp_path / "plain").counts(members=10)
    assert plain.at("E") == plain.at("A") == 0
    assert min(plain.at(name) for name in "BCD") > 0
    # D is reached by B: only who ends at C takes the road to C.
    assert plain.set_out("A", "C") == plain.at("C")
    assert plain.set_out("C", "D") == 0
    major = crawling(tmp_path / "major", "A,B,D,E").counts(members=10)
    # Weights: B 1/110, C 1/210, D 1/210, and E with a quarter of 300 km 1/85.
    total = 1 / 110 + 2 / 210 + 1 / 85
    for name, weight in (("B", 1 / 110), ("C", 1 / 210), ("D", 1 / 210), ("E", 1 / 85)):
        share = weight / total
        error = np.sqrt(share * (1 - share) / 30_000)
        assert abs(major.at(name) / 30_000 - share) < 5 * error, name


@pytest.mark.parametrize("fixed", [False, True])
def test_a_strong_pull_of_home_keeps_people_near(tmp_path: Path, fixed: bool) -> None:
    # Flee's own point C lies at 100 degrees of latitude.
    where = {"A": "0,0", "B": "1,1", "C": "80,80"}
    locations = [
        "#name,region,country,lat,lon,location_type,conflict_date,population",
        *(f"{name},,Home,{place},forward,0,0" for name, place in where.items()),
    ]
    move = "max_move_speed: 100, stay_close_to_home: True, home_distance_power: 5.0, "
    move += f"fixed_routes: {fixed}"
    folder = write_case(
        tmp_path,
        [f"{name},Home,forward,0" for name in where],
        ("A,B,100", "B,C,100"),
        days=20,
        move=move,
        agents={"A": 100},
    )
    (folder / "input_csv/locations.csv").write_text("\n".join(locations) + "\n", encoding="utf-8")
    arrays = FleeCase(folder).counts(members=20).arrays
    assert arrays["arrivals"][:, :, 2].sum(axis=(1, 2)).max() < 2
    assert arrays["arrivals"][:, :, 1].sum() > 0


@pytest.mark.parametrize(("weight", "is_there"), [("0.0", False), ("1.0", True)])
def test_nobody_goes_where_foreign_places_weigh_nothing(
    tmp_path: Path, weight: str, is_there: bool
) -> None:
    places = ("A,Home,conflict_zone,1000", *(f"{n},Home,camp,0" for n in "BC"), "D,Away,camp,0")
    routes = ("A,B,834", "A,C,1368", "A,D,536")
    spawn = "conflict_driven_spawning: {displaced_per_conflict_day: 100}"
    move = f"{FAST}, foreign_weight: {weight}, camp_movechance: 0"
    counts = FleeCase(write_case(tmp_path, places, routes, move=move, spawn=spawn)).counts(10)
    assert (counts.at("D") > 0) == is_there
    assert counts.at("B") > counts.at("C") > 0


@pytest.mark.parametrize(
    ("threshold", "kept"),
    [(1.0, "BCDE"), (1.4, "E"), (1.6, "CE"), (3.1, "CDE"), (11.0, "CDE"), (12.5, "BCDE")],
)
def test_light_routes_are_pruned(tmp_path: Path, threshold: float, kept: str) -> None:
    # Weights 1/(10 + km) in the ratio 1 : 8 : 4 : 12.
    km = {"B": 950, "C": 110, "D": 230, "E": 70}
    places = ("A,Home,forward,0", *(f"{name},Home,camp,0" for name in km))
    routes = [f"A,{name},{length}" for name, length in km.items()]
    move = f"{FAST}, pruning_threshold: {threshold}, camp_movechance: 0"
    folder = write_case(tmp_path, places, routes, days=1, move=move, agents={"A": 2000})
    counts = FleeCase(folder).counts(2)
    assert "".join(name for name in km if counts.at(name) > 0) == kept


def test_a_closed_location_lets_those_underway_arrive(tmp_path: Path) -> None:
    places = ("A,Home,conflict_zone,1000", "B,Home,camp,0")
    folder = write_case(
        tmp_path,
        places,
        ("A,B,5",),
        days=100,
        move="max_move_speed: 10, camp_movechance: 0",
        spawn="conflict_driven_spawning: {displaced_per_conflict_day: 1}",
        closures=("location,B,,3,0",),
    )
    counts = FleeCase(folder).counts()
    assert (counts.at("A"), counts.at("B")) == (97, 3)


@pytest.mark.parametrize("documented", [False, True])
def test_removing_a_link_acts_only_as_documented(tmp_path: Path, documented: bool) -> None:
    """Flee's test removes the link from A to C by a call; from a file it never closes."""
    places = ("Ayn,Home,forward,0", "Beit,Home,camp,0", "Camp,Home,camp,0")
    folder = write_case(
        tmp_path,
        places,
        ("Ayn,Beit,10", "Ayn,Camp,10"),
        days=1,
        move=f"{FAST}, camp_movechance: 0",
        agents={"Ayn": 100},
        closures=("link,Camp,Ayn,0,0",),
    )
    case = FleeCase(folder, documented=documented)
    assert any("acts with flee_documented" in text for text in case.found.inert)
    counts = case.counts(10)
    assert (counts.at("Camp") == 0) == documented
    assert counts.at("Beit") + counts.at("Camp") == 1000


@pytest.mark.parametrize("documented", [False, True])
def test_camps_as_sinks_act_only_as_documented(tmp_path: Path, documented: bool) -> None:
    """Flee's test sets the rule by hand: from a file its key is never read."""
    places = ("#deactivation_probability", "A,Home,forward,0", "B,Away,camp,0,1.0")
    folder = write_case(
        tmp_path,
        places,
        ("A,B,100",),
        days=3,
        move=f"{FAST}, camp_movechance: 0",
        spawn="camps_are_sinks: True",
        agents={"A": 100},
    )
    counts = FleeCase(folder, documented=documented).counts()
    assert int(counts.everybody()[0, -1]) == (0 if documented else 100)


def test_two_systems_from_a_file_change_nothing(tmp_path: Path) -> None:
    places = ("A,Home,conflict_zone,1000", "B,Home,town,0", "C,Away,camp,0")
    outcomes = []
    for value in ("False", "True"):
        folder = write_case(
            tmp_path / value,
            places,
            ("A,B,100", "B,C,100"),
            days=20,
            move=f"conflict_movechance: 0.4, two_system_decision_making: {value}",
            spawn="conflict_driven_spawning: {displaced_per_conflict_day: 50}, "
            "average_social_connectivity: 9",
        )
        case = FleeCase(folder)
        told = any(text.startswith("two_system_decision_making") for text in case.found.inert)
        assert told == (value == "True")
        arrays = case.counts(3).arrays
        outcomes.append([arrays[name].tolist() for name in ("displaced", "moving", "arrivals")])
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("value", ["False", "True"])
def test_two_systems_act_as_documented(tmp_path: Path, value: str) -> None:
    folder = write_case(
        tmp_path,
        ("A,Home,town,1000", "B,Away,camp,0"),
        ("A,B,100",),
        days=12,
        move=f"conflict_movechance: 0.0, two_system_decision_making: {value}",
        spawn="conflict_driven_spawning: {displaced_per_conflict_day: 50}",
        conflicts={"A": [0.7]},
    )
    counts = FleeCase(folder, documented=True).counts(10)
    left = [counts.set_out("A", "B", day=day) for day in range(12)]
    assert left[:10] == [0] * 10
    assert (min(left[10:]) > 0) == (value == "True")
