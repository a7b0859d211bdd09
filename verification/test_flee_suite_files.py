"""What Flee's own tests of files, floods and changes check, on cases of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from safepassage.cli.app import app
from verification.flee_case import FleeCase, write_case

PLACES = (
    "A,Home,conflict_zone,200000000",
    "B,Home,conflict_zone,1000000000",
    "C,Home,town,0",
    "C2,Home,town,0",
    "D,Away,camp,30000",
    "E,Away,camp,20000",
    "F,Away,camp,10000",
)
ROUTES = ("A,B,100", "A,C,200", "B,C2,75", "C,D,150", "C,E,180", "C2,C,140", "C2,F,250",
          "D,E,40", "E,F,310")  # fmt: skip
CAMPS = {
    "total": ("2010-01-01,10", "2010-01-11,100", "2010-01-21,500", "2010-04-01,6000"),
    "D": ("2010-01-01,2", "2010-01-11,50", "2010-01-21,300", "2010-04-01,3000"),
    "E": ("2010-01-01,6", "2010-01-11,50", "2010-01-21,300", "2010-04-01,2000"),
    "F": ("2010-01-01,2", "2010-01-11,20", "2010-01-21,100", "2010-04-01,1000"),
}


def network(tmp_path: Path, **more: Any) -> FleeCase:
    return FleeCase(write_case(tmp_path, PLACES, ROUTES, **more))


def events(case: FleeCase, target: str) -> list[tuple[int, str, str]]:
    """(day, attribute, value) of the events of a place."""
    table = case.scenario["events"]
    start = np.datetime64(case.scenario.start, "D")
    rows = zip(*(table[name] for name in ("date", "target", "attribute", "value")), strict=True)
    return [
        (int((date.astype("M8[D]") - start).astype(int)), str(attribute), str(value))
        for date, place, attribute, value in rows
        if place == target
    ]


def test_locations_change_on_their_day(tmp_path: Path) -> None:
    case = network(
        tmp_path,
        days=501,
        conflicts={"A": [1], "B": [1]},
        spawn="conflict_driven_spawning: {displaced_per_conflict_day: 1}",
        location_changes=("C,idpcamp,100", "A,town,500"),
    )
    assert [row for row in events(case, "c") if row[0] != 0] == [
        (100, "kind", "site"),
        (100, "move_chance", "0.1"),
    ]
    assert events(case, "a")[-1] == (500, "intensity", "0")
    fled = case.counts().arrays["fled"][0, :, 0].sum(axis=1)
    assert (int(fled[499]), int(fled[500])) == (1, 0)


def test_hunger_is_straight_between_its_days(tmp_path: Path) -> None:
    case = network(
        tmp_path,
        move="flee_when_starving: True",
        region_attributes_IPC=(
            "#Day,A,B,C,C2,D,E,F",
            "0,5,5,11,11,20,6,6",
            "10,9,9,11,11,5,10,10",
        ),
    )
    food = 100 * case.compiled().world.conditions.food[5]
    assert food[case.places["A"]] == pytest.approx(7.0)
    assert food[case.places["E"]] == pytest.approx(8.0)
    assert food[case.places["C"]] == pytest.approx(11.0)


def test_major_routes_are_known_at_both_ends(tmp_path: Path) -> None:
    case = network(
        tmp_path, move="fixed_routes: True", major_routes=("B,C2,C,D", "B,C2,F", "F,C2,C")
    )
    world = case.compiled().world
    ends = {}
    for name, number in case.places.items():
        row = world.places[number]
        legs = world.alternatives[row["major_start"] : row["alt_stop"]]
        ends[name] = {list(case.places)[world.ways[leg]["final"]] for leg in legs}
    # From B and C to what is two roads away or more; F and D lead back.
    assert {"D", "F"} <= ends["B"]
    assert {"B", "F"} <= ends["C"]
    assert {"B", "C"} <= ends["F"]
    assert "B" in ends["D"]


def test_thirty_days_of_a_case_through_the_command(tmp_path: Path) -> None:
    flare = {"A": [1] * 7 + [0, 0, 1], "B": [1], "C": [0] * 20 + [1], "C2": [0]}
    folder = write_case(
        tmp_path,
        PLACES,
        ROUTES,
        days=30,
        series=CAMPS,
        conflicts=flare,
        closures=("country,Home,Away,5,8",),
    )
    arguments = ["import", "flee", str(folder / "input_csv"), str(folder / "source_data")]
    outcome = CliRunner().invoke(app, [*arguments, "--out", str(tmp_path / "scenario")])
    assert outcome.exit_code == 0, outcome.output
    case = FleeCase(folder)
    hazard = [row for row in events(case, "a") if row[1] != "open"]
    assert [(day, float(value)) for day, _, value in hazard] == [(0, 1.0), (7, 0.0), (9, 1.0)]
    assert [row for row in events(case, "c") if row[1] == "intensity"] == [(20, "intensity", "1")]
    counts = case.counts(3)
    registered = sum(int(CAMPS[name][2].split(",")[1]) for name in "DEF")
    # Ten people are registered on the first day, the camps' changes come after them.
    assert counts.everybody()[0, 20] == registered
    # The border is closed from day 5 to 7: nobody sets out for a camp from home.
    crossing = [counts.set_out(*pair, day=day) for pair in (("C", "D"), ("C", "E"), ("C2", "F"))
                for day in (5, 6, 7)]  # fmt: skip
    assert crossing == [0] * 9
    assert sum(counts.set_out("C", "D", day=day) for day in range(8, 20)) > 0


FLOOD = ("#Day, A, B", "0,0,1", "1,0,1", "2,1,1", "3,1,3", "4,2,1", "5,1,1", "6,1,0", "7,1,0",
         "8,1,0", "9,1,0", "10,1,1")  # fmt: skip
FORECASTER = (
    "flood_forecaster: True, flood_forecaster_timescale: 5, flood_forecaster_end_time: 9, "
    "flood_forecaster_weights: [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.3, 0.1], "
    "flood_awareness_weights: [0.0, 0.5, 1.0]"
)


FLOOD_MODE = (
    "flood_zone_spawning_only: True, conflict_zone_spawning_only: False, take_from_population: True"
)


def flooded(tmp_path: Path, rules: str = "", **more: Any) -> Path:
    places = ("A,Home,flood_zone,20000", "B,Home,flood_zone,10000", *PLACES[2:])
    text = "flood_movechances: [0, 1, 1, 1, 1], flood_loc_weights: [1, 0.5, 0.2, 0, 0]"
    move = f"flood_rules: {{{', '.join(filter(None, (text, rules)))}}}"
    spawn = f"{FLOOD_MODE}, flood_driven_spawn_mode: {{displaced_per_flood_day: [0, 0, 0, 0, 0]}}"
    return write_case(
        tmp_path, places, ROUTES, days=11, move=move, spawn=spawn, flood_level=FLOOD, **more
    )


def test_a_flood_displaces_a_number_a_day(tmp_path: Path) -> None:
    folder = write_case(
        tmp_path,
        ("A,Home,flood_zone,20000", "B,Away,camp,0"),
        ("A,B,5000",),
        days=10,
        move="default_movechance: 0.3",
        spawn=f"{FLOOD_MODE}, flood_driven_spawn_mode: "
        "{spawn_mode: constant, displaced_per_flood_day: [0, 100, 5]}",
        flood_level=("#Day,A", *(f"{day},1" for day in range(10))),
    )
    counts = FleeCase(folder).counts(3)
    fled = counts.arrays["fled"].sum(axis=(1, 3))
    assert fled[:, 0].tolist() == [1000] * 3
    assert np.all(counts.everybody()[:, -1] == 1000)


def test_floods_have_their_level_by_place_and_day(tmp_path: Path) -> None:
    case = FleeCase(flooded(tmp_path, agents={"A": 1}))
    levels = case.compiled().world.conditions.flood
    assert levels[:, case.places["A"]].tolist() == [0, 0, 1, 1, 2, 1, 1, 1, 1, 1, 1]
    assert levels[:, case.places["B"]].tolist() == [1, 1, 1, 3, 1, 1, 0, 0, 0, 0, 1]
    assert not levels[:, 2:].any()
    assert np.all(case.counts(5).everybody() == 1)


def test_forecasts_look_five_days_ahead(tmp_path: Path) -> None:
    lines = ("floodawareness,Default,A,B", "0.0,0.1,0.1,0.1", "1.0,0.2,0.2,0.2", "2.0,0.7,0.7,0.7")
    agents = ["location,floodawareness", *["A,0.0"] * 50, *["A,2.0"] * 50]
    case = FleeCase(flooded(tmp_path, FORECASTER, agents=agents, demographics_floodawareness=lines))
    foreseen = case.compiled().world.conditions.foreseen
    weights = (1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.3, 0.1)
    level = {0: 1.0, 1: 0.5, 2: 0.2, 3: 0.0}
    a = [0, 0, 1, 1, 2, 1, 1, 1, 1, 1, 1]
    for day in range(10):
        days = sorted({min(day + step, 9) for step in range(1, 6)})
        total = sum(level[a[ahead]] * weights[ahead] for ahead in days if a[ahead] > 0)
        assert foreseen["chance"][day, 0] == pytest.approx(total / 5)
        # Of a flood zone Flee asks for a forecast that nobody writes, and takes it for 0.
        assert foreseen["score"][day, 0] == 0
    assert foreseen["kept"][:, 0].tolist() == [0.0] * 10 + [1.0]
    # Who takes no account of the forecast never moves, nor anybody where no flood is forecast.
    classes = case.scenario["classes"]["flood_awareness"]
    there = case.counts(4).arrays["displaced"][:, :10, 0]
    assert np.all(there[:, :, classes == 0.0].sum(axis=2) == 50)
    assert there[:, -1, classes == 1.0].sum() < 100
