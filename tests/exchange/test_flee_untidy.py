"""Untidy cases are read as Flee reads them, each with a note, and refused if strict."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safepassage.compiled.compile import compile_scenario
from safepassage.exchange.flee import FleeImport
from safepassage.scenario.scenario import Scenario, make_scenario
from tests.exchange.data.flee.folder import FleeFolder, events, rows


@pytest.fixture
def folder(tmp_path: Path) -> FleeFolder:
    return FleeFolder(tmp_path)


def scenario_of(found: FleeImport) -> Scenario:
    return make_scenario("x", found.scenario_settings, found.rules, found.tables)


Mess = Callable[[FleeFolder], None]
MESSES: dict[str, tuple[Mess, str]] = {
    "dates out of order": (
        lambda f: f.write(
            "source_data/camp-b.csv", "2020-01-01,10", "2020-01-09,80", "2020-01-05,20"
        ),
        "dates do not ascend: 2020-01-05",
    ),
    "two counts of a date": (
        lambda f: f.write(
            "source_data/camp-b.csv", "2020-01-01,10", "2020-01-05,80", "2020-01-05,20"
        ),
        "dates do not ascend: 2020-01-05",
    ),
    "intensity above 1": (
        lambda f: f.replace("conflicts.csv", "0,1,0,0,0", "0,4,0,0,0"),
        "column Alpha: holds more than 1",
    ),
    "a place without routes": (
        lambda f: f.replace("locations.csv", "Hub,", "Far,South,Home,3,31,town,,10\nHub,"),
        "no route joins Far",
    ),
    "a name twice": (
        lambda f: f.replace("locations.csv", "Hub,", "Gamma,South,Home,3,31,town,,10\nHub,"),
        "'Gamma' stands in row 4 already",
    ),
    "a conflict nowhere": (
        lambda f: f.replace("conflicts.csv", "0,1,0,0,0", "0,1,0,0,0.1"),
        "unknown location 'Nowhere'",
    ),
    "a closure nowhere": (
        lambda f: f.replace("closures.csv", "Home,Away", "Home,Awy"),
        "unknown country 'Awy'",
    ),
    "a camp that shrinks": (
        lambda f: f.replace("locations.csv", "300,10,25", "300,-10,25"),
        "-10 would shrink the capacity of Camp A",
    ),
}


@pytest.mark.parametrize("mess", MESSES)
def test_a_mess_is_read_and_noted_and_strict_refuses_it(folder: FleeFolder, mess: str) -> None:
    scenario_of(folder.load(strict=False))
    before = [note for note in folder.load().notes if note.startswith("warning: ")]
    make, said = MESSES[mess]
    make(folder)
    found = folder.load()
    scenario_of(found)
    warnings = [note for note in found.notes if note.startswith("warning: ")]
    assert len(warnings) == len(before) + 1
    assert any(said in note and note.endswith(", as in Flee") for note in warnings)
    problems = folder.problems(strict=True)
    assert len(problems) == 1
    assert said in problems[0]


def test_dates_out_of_order_follow_the_first_later_row(folder: FleeFolder) -> None:
    MESSES["dates out of order"][0](folder)
    scenario = scenario_of(folder.load())
    compiled = compile_scenario(scenario)
    data = compiled.registrations
    (column,) = np.flatnonzero(data.places == compiled.places.index("camp-b"))
    # 10 to 80 in eight days; from the day of the stray row's successor on the last row of the file.
    line = [int(10 + 70 * day / 8) for day in range(8)]
    assert data.sites[column].tolist() == [*line, 20, 20]


def test_intensities_above_1_are_divided_and_nothing_changes(folder: FleeFolder) -> None:
    folder.settings("spawn_rules", conflict_driven_spawning="{displaced_per_conflict_day: 50}")
    folder.replace("conflicts.csv", "0,1,0,0,0", "0,4,0,0,0")
    found = folder.load()
    assert found.rules["conflict_weight"] == pytest.approx(10**-2)  # 10**-0.5 to the power of 4
    assert found.rules["conflict_displaced"] == 200.0
    onset: Any = events(found, "hazard", "intensity")
    assert (0, "alpha", "1") in onset
    assert (5, "gamma", "0.0625") in onset  # 0.25 of a conflict of 4


def test_intensities_above_1_and_hunger_cannot_be_told_apart(folder: FleeFolder) -> None:
    folder.settings("spawn_rules", starvation_driven_spawning=True)
    folder.write("region_attributes_IPC.csv", "#Day,North,South,West", "0,1,1,1", "9,1,1,1")
    folder.replace("conflicts.csv", "0,1,0,0,0", "0,4,0,0,0")
    assert any(
        "not supported with starvation_driven_spawning" in text for text in folder.problems()
    )


def test_who_is_where_no_route_goes_stays_there(folder: FleeFolder) -> None:
    MESSES["a place without routes"][0](folder)
    closed = rows(folder.load(), "routes", open=False)
    assert [(row["from"], row["to"]) for row in closed] == [("far", "alpha")]
    assert not [event for event in events(folder.load(), "route", "open") if "far" in str(event[1])]


def test_a_town_whose_capacity_grows_fills_up(folder: FleeFolder) -> None:
    folder.replace("locations.csv", "town,,500", "town,,500,40")
    found = folder.load()
    (row,) = rows(found, "sites", place="beta")
    assert (row["capacity"], row["capacity_per_day"]) == (0.0, 40.0)
    assert rows(found, "places", place="beta")[0]["kind"] == "settlement"
    scenario_of(found)


def test_a_blank_of_initial_idps_at_a_camp_stops_flee(folder: FleeFolder) -> None:
    folder.replace("locations.csv", "300,10,25", "300,10,")
    assert "initial_idps: is blank at a camp" in folder.problems()[0]


def test_nobody_can_be_displaced_on_the_first_day(folder: FleeFolder) -> None:
    folder.replace("locations.csv", "conflict_zone,0,1000", "town,0,1000")
    folder.replace("conflicts.csv", "0,1,0,0,0", "0,0,0,0,0")
    assert any("Flee stops on it" in text for text in folder.problems())
    folder.settings("spawn_rules", conflict_driven_spawning="{displaced_per_conflict_day: 5}")
    folder.load()


def test_people_with_attributes_of_their_own_need_no_file_of_weights(folder: FleeFolder) -> None:
    folder.write("agents.csv", "location,gender", "Alpha,female", "Alpha,male", "Béta,male")
    folder.write(
        "simsetting.yml",
        "spawn_rules: {read_from_agents_csv_file: True}",
        "move_rules: {WomenAvoidHazards: True}",
    )
    found = folder.load()
    people: Any = rows(found, "populations", place="alpha")
    assert {row["class"]: row["best"] for row in people} == {"avoiders": 1.0, "others": 1.0}
    assert any("demographics_gender.csv is missing" in note for note in found.notes)


def test_registered_people_are_in_the_camps_of_a_war_too(folder: FleeFolder) -> None:
    """Whoever flees by intensities: who was registered on the first day is there."""
    spawning = "{displaced_per_conflict_day: 5}"
    folder.settings("spawn_rules", conflict_driven_spawning=spawning)
    compiled = compile_scenario(scenario_of(folder.load()))
    assert compiled.inputs.extra[compiled.places.index("camp-b")].sum() == 10
    folder.settings("spawn_rules", conflict_driven_spawning=spawning, empty_camps_on_day0=True)
    assert compile_scenario(scenario_of(folder.load())).inputs.extra.sum() == 0
