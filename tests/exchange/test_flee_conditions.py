"""Floods, food security and harvests of Flee's cases; its own run of a flood as a black box."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from safepassage.compiled.compile import compile_scenario
from safepassage.exchange.flee import FleeImport, import_flee
from safepassage.result.run import run
from safepassage.scenario.check import check
from safepassage.scenario.scenario import make_scenario
from tests.exchange.data.flee.folder import FleeFolder


@pytest.fixture
def folder(tmp_path: Path) -> FleeFolder:
    return FleeFolder(tmp_path)


FLOODS = Path(__file__).resolve().parents[3] / "shared/cases/flee_test_data/test_data_dflee"


def conditions(found: FleeImport, kind: str) -> list[tuple[str, str, float]]:
    return [
        (str(row["place"]), str(row["date"]), float(str(row["value"])))
        for row in found.tables["conditions"]
        if row["kind"] == kind
    ]


def test_hunger_follows_the_region(folder: FleeFolder) -> None:
    folder.write("region_attributes_IPC.csv", "#Day,North,South,West", "0,5,11,0", "10,9,11,0")
    folder.settings("move_rules", flee_when_starving=True, avoid_food_deprived_locations=True)
    found = folder.load()
    assert found.rules["flee_when_starving"] is True
    assert found.rules["avoid_food_deprived"] is True
    rows = [row for row in conditions(found, "food") if row[0] == "alpha"]
    assert rows == [("alpha", "2020-01-02", 5.0), ("alpha", "2020-01-12", 9.0)]


def test_a_region_without_a_column_is_named(folder: FleeFolder) -> None:
    folder.write("region_attributes_IPC.csv", "#Day,Nowhere", "0,5")
    folder.settings("move_rules", flee_when_starving=True)
    assert any("without a column" in text and "North" in text for text in folder.problems())


@pytest.mark.parametrize("cell", ["x", "101", "-1"])
def test_hunger_is_per_cent(folder: FleeFolder, cell: str) -> None:
    folder.write("region_attributes_IPC.csv", "#Day,North,South,West", f"0,{cell},1,1")
    folder.settings("move_rules", flee_when_starving=True)
    assert any("is not a number of per cent" in text for text in folder.problems())


def test_floods_are_levels_by_day(folder: FleeFolder) -> None:
    folder.write("flood_level.csv", "#Day,Alpha", "0,0", "1,1", "2,1", "3,2.9")
    folder.flood("{flood_movechances: [0, 0.5, 1, 1]}")
    found = folder.load()
    assert found.rules["flood_movechances"] == (0.0, 0.5, 1.0, 1.0)
    assert conditions(found, "flood") == [
        ("alpha", "2020-01-02", 0.0),
        ("alpha", "2020-01-03", 1.0),
        ("alpha", "2020-01-05", 2.0),
    ]


def test_flood_rules_need_the_levels(folder: FleeFolder) -> None:
    folder.flood("{flood_movechances: [0, 0.5]}")
    assert any(text.startswith("flood_level.csv: is missing") for text in folder.problems())


FORECASTER = (
    "flood_forecaster: True, flood_forecaster_timescale: 2, flood_forecaster_end_time: 4, "
    "flood_forecaster_weights: [1, 1, 0.5, 0.25, 0], flood_awareness_weights: [0, 0.5, 1], "
    "flood_loc_weights: [1, 0.5, 0.5]"
)
LEVELS = ("flood_level.csv", "#Day,Alpha", "0,0", "1,0", "2,1", "3,1", "4,0")
AWARENESS = ("demographics_floodawareness.csv", "floodawareness,Default", "0.0,2", "1.0,1", "2.0,1")


@pytest.fixture
def foreseeing(folder: FleeFolder) -> FleeFolder:
    folder.write(*LEVELS)
    folder.write(*AWARENESS)
    folder.flood(f"{{{FORECASTER}}}")
    folder.write("sim_period.csv", "StartDate,2020-01-01", "Length,3")
    return folder


def test_flood_forecasts_are_rules_and_classes(foreseeing: FleeFolder) -> None:
    found = foreseeing.load()
    assert found.rules["flood_forecast_days"] == 2
    assert found.rules["flood_forecast_end"] == 4
    assert found.rules["flood_forecast_weights"] == (1.0, 1.0, 0.5, 0.25, 0.0)
    aware = {row["class"]: row.get("flood_awareness", 1.0) for row in found.tables["classes"]}
    weights = {row["class"]: row["weight"] for row in found.tables["class_shares"]}
    assert {(aware[name], weight) for name, weight in weights.items()} == {
        (0.0, 0.5),
        (0.5, 0.25),
        (1.0, 0.25),
    }
    # The forecast of the last day of the run reaches beyond it.
    assert conditions(found, "flood")[-1] == ("alpha", "2020-01-06", 0.0)
    scenario = make_scenario("x", found.scenario_settings, found.rules, found.tables)
    check(scenario)
    foreseen = compile_scenario(scenario).world.conditions.foreseen
    # Day 0: level 1 on day 2, weight 0.5. Day 1: also on day 3, weight 0.25. Day 2: on day 3.
    assert foreseen["chance"][:, 0].tolist() == [0.125, 0.1875, 0.0625]
    assert foreseen["score"][:, 0].tolist() == [0.25 * 0.125, 0.375 * 0.1875, 0.125 * 0.0625]
    assert not foreseen["kept"].any()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("timescale: 2, ", "timescale: x, ", "'x' is not a number"),
        ("[0, 0.5, 1]", "[0, 0.5]", "level 2.0 has no weight among the 2"),
        ("[0, 0.5, 1]", "[0, 0.5, 1.5]", "holds a number outside 0 to 1"),
        (", flood_awareness_weights: [0, 0.5, 1]", "", "flood_awareness_weights: is missing"),
        (", flood_loc_weights: [1, 0.5, 0.5]", "", "flood_loc_weights: is missing"),
        ("[1, 1, 0.5, 0.25, 0]", "[1, 1, 0.5]", "holds 3 weights, and floods are forecast up to"),
        ("end_time: 4", "end_time: 5", None),
        ("end_time", "endtime", "did you mean 'flood_forecaster_end_time'?"),
    ],
)
def test_forecasts_that_cannot_be(
    foreseeing: FleeFolder, old: str, new: str, said: str | None
) -> None:
    assert old in FORECASTER
    foreseeing.flood(f"{{{FORECASTER.replace(old, new)}}}")
    if said is None:  # the run ends before
        foreseeing.load()
    else:
        assert any(said in text for text in foreseeing.problems()), foreseeing.problems()


def test_levels_must_reach_as_far_as_the_forecast(foreseeing: FleeFolder) -> None:
    foreseeing.write("flood_level.csv", "#Day,Alpha", "0,0", "1,0", "2,1", "3,1")
    (text,) = foreseeing.problems()
    assert "flood_level.csv, column Alpha: covers 4 days, and a forecast reaches day 4" in text


def test_a_forecast_of_one_day_never_acts(foreseeing: FleeFolder) -> None:
    text = FORECASTER.replace("timescale: 2", "timescale: 1")
    foreseeing.flood(f"{{{text}}}")
    found = foreseeing.load()
    assert found.rules["flood_forecast_days"] == 0
    assert any(told.startswith("flood_forecaster with a timescale of 1") for told in found.inert)


def test_major_routes_become_a_table(folder: FleeFolder) -> None:
    folder.write("major_routes.csv", "#a comment", "Alpha,Béta,Hub", "Béta,Fork,Inner,")
    folder.settings("move_rules", fixed_routes=True)
    found = folder.load()
    along = [row["places"] for row in found.tables["major_routes"]]
    assert along == ["alpha>beta>hub", "beta>fork>inner"]
    check(make_scenario("x", found.scenario_settings, found.rules, found.tables))


def test_a_flood_zone_draws_nobody_who_knows_of_forecasts(foreseeing: FleeFolder) -> None:
    """Flee asks for a forecast of the zone that it never writes, and takes it for 0."""
    foreseeing.replace(
        "locations.csv", "Béta,North,Home,1.1,30.1,town", "Béta,North,Home,1,1,flood_zone"
    )
    foreseeing.write("flood_level.csv", "#Day,Béta,Gamma", *(f"{day},1,1" for day in range(6)))
    found = foreseeing.load()
    scenario = make_scenario("x", found.scenario_settings, found.rules, found.tables)
    compiled = compile_scenario(scenario)
    foreseen = compiled.world.conditions.foreseen
    zone, other = (compiled.places.index(name) for name in ("beta", "gamma"))
    assert foreseen["score"][0, zone] == 0.0 < foreseen["score"][0, other]
    assert foreseen["chance"][0, zone] == foreseen["chance"][0, other] > 0.0


def test_harvest_months_are_those_of_the_day_before(folder: FleeFolder) -> None:
    """Flee asks for the month of its day, and prints the day under the date of the next one."""
    folder.settings("move_rules", harvest_months="[2]")
    folder.write("sim_period.csv", "StartDate,2020-01-29", "Length,6")
    found = folder.load()
    assert found.rules["harvest_months"] == (2.0,)
    scenario = make_scenario("x", found.scenario_settings, found.rules, found.tables)
    harvest = compile_scenario(scenario).world.conditions.harvest
    first = int(np.flatnonzero(harvest)[0])
    assert str(scenario.dates()[first]) == "2020-02-02"
    assert harvest.tolist() == [0, 0, 0, 1, 1, 1]


LEVEL_1 = ("flood_level.csv", "#Day,Alpha", *(f"{day},1" for day in range(10)))
BY_FLOOD = "{spawn_mode: constant, displaced_per_flood_day: [0, 10, 20]}"


def test_a_flood_mode_reads_no_conflict(folder: FleeFolder) -> None:
    folder.write(*LEVEL_1)
    folder.flood("{flood_movechances: [0, 0.5, 1]}", BY_FLOOD)
    found = folder.load()
    assert found.rules["displacement"] == "flood"
    assert found.rules["flood_displaced"] == (0.0, 10.0, 20.0)
    changed = [row for row in found.tables["events"] if row["attribute"] == "intensity"]
    assert changed == []
    assert any("conflicts.csv is not read in flood mode" in note for note in found.notes)


def test_floods_make_nobody_flee_without_flood_mode(folder: FleeFolder) -> None:
    folder.write(*LEVEL_1)
    folder.flood("{flood_movechances: [0, 0.5, 1]}", BY_FLOOD)
    text = (folder.path / "simsetting.yml").read_text(encoding="utf-8")
    folder.write(
        "simsetting.yml", text.replace("zone_spawning_only: True", "zone_spawning_only: no")
    )
    found = folder.load()
    assert found.rules["displacement"] == "series"
    assert found.rules["flood_movechances"] == ()
    assert any("flood_driven_spawn_mode, flood_rules" in told for told in found.inert)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("take_from_population: True", "take_from_population: False", "take_from_population"),
        ("conflict_zone_spawning_only: False", "", "conflict_zone_spawning_only"),
        ("flood_driven_spawn_mode:", "flood_driven_spawn:", "flood_driven_spawn_mode"),
        ("[0, 10, 20]", "[0, 10]", "displaced_per_flood_day"),
    ],
)
def test_where_flee_stops_a_flood_is_refused(
    folder: FleeFolder, old: str, new: str, column: str
) -> None:
    folder.write(*LEVEL_1)
    folder.flood("{flood_movechances: [0, 0.5, 1]}", BY_FLOOD)
    text = (folder.path / "simsetting.yml").read_text(encoding="utf-8")
    assert old in text
    folder.write("simsetting.yml", text.replace(old, new))
    assert any(f"column {column}: " in line and "Flee stops" in line for line in folder.problems())


def test_the_name_of_the_section_before_2025(folder: FleeFolder) -> None:
    folder.write(*LEVEL_1)
    folder.flood("{flood_movechances: [0, 0.5, 1]}", BY_FLOOD)
    text = (folder.path / "simsetting.yml").read_text(encoding="utf-8")
    new = folder.load()
    folder.write("simsetting.yml", text.replace("spawn_mode: {", "spawning: {"))
    old = folder.load()
    assert (old.rules, old.tables) == (new.rules, new.tables)
    assert [
        note for note in old.notes if "name of flood_driven_spawn_mode before July 2025" in note
    ]
    assert "before July 2025" in folder.problems(strict=True)[0]


@pytest.mark.shared
@pytest.mark.skipif(not FLOODS.is_dir(), reason="../shared/cases is not there")
def test_a_flood_empties_the_places_that_flees_run_empties() -> None:
    """11,000 people in six towns; the stored run of Flee does not say with which settings it ran.

    Its camp counts fit no awareness level of the case, so only what the rules alone settle is
    compared: who stands in a flooded town, and that nobody is lost.
    """
    folder = FLOODS / "dflee_test_small_flooding_revised"
    found = import_flee(folder / "input_csv", folder / "source_data", name="flood", lenient=True)
    scenario = make_scenario("flood", found.scenario_settings, found.rules, found.tables)
    with (folder / "out" / "out.csv").open(encoding="utf-8") as file:
        theirs = list(csv.DictReader(file))
    result = run(scenario, members=20)
    flooded = compile_scenario(scenario).world.conditions.flood > 0
    ours = result.arrays["displaced"][:, :, :, 0].mean(axis=0)
    names = result.scenario["places"]["name"].tolist()
    flee = np.array([[float(row[f"{name} sim"]) for name in names] for row in theirs])
    days = min(len(flee), len(ours))
    np.testing.assert_array_equal(result.arrays["displaced"].sum(axis=(2, 3)), 11_000)
    for counts in (flee[:days], ours[:days]):
        assert counts[flooded[:days]].max() < 0.01 * 11_000
        assert counts[~flooded[:days]].min() > 0.05 * 11_000
