"""Demographic attributes of Flee's cases as classes; its own test case as a black box."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from safepassage.compiled.compile import compile_scenario
from safepassage.exchange.flee import FleeImport, import_flee
from safepassage.result.run import run
from safepassage.scenario.check import check
from safepassage.scenario.scenario import Scenario, make_scenario
from tests.exchange.data.flee.folder import FleeFolder, rows

IDP = Path(__file__).resolve().parents[3] / "shared/cases/flee_test_data/test_data_idp"
AGES = ("demographics_age.csv", "age,Default,Alpha", "5,1,0", "16,2,1", "30,3,1", "70,4,2")
GENDERS = ("demographics_gender.csv", "gender,Default", "female,3", "male,1")


@pytest.fixture
def folder(tmp_path: Path) -> FleeFolder:
    return FleeFolder(tmp_path)


def scenario_of(found: FleeImport) -> Scenario:
    scenario = make_scenario("x", found.scenario_settings, found.rules, found.tables)
    check(scenario)
    return scenario


def shares(found: FleeImport, place: str | None) -> dict[str, float]:
    chosen: Any = [row for row in found.tables["class_shares"] if row.get("place") == place]
    total = sum(row["weight"] for row in chosen)
    return {row["class"]: row["weight"] / total for row in chosen}


def powers(found: FleeImport) -> dict[object, object]:
    return {row["class"]: row.get("hazard_power", 1.0) for row in found.tables["classes"]}


def test_ages_collapse_to_those_who_avoid_hazards(folder: FleeFolder) -> None:
    folder.write(*AGES)
    folder.settings("move_rules", ChildrenAvoidHazards=True)
    found = folder.load()
    assert powers(found) == {"others": 1.0, "avoiders": 2.0}
    assert shares(found, None) == pytest.approx({"avoiders": 0.3, "others": 0.7})
    assert shares(found, "alpha") == pytest.approx({"avoiders": 0.25, "others": 0.75})
    scenario_of(found)


def test_every_switch_takes_its_people(folder: FleeFolder) -> None:
    # Females and children avoid; in Flee all males above 14 take the risks of boys.
    folder.write(*AGES)
    folder.write(*GENDERS)
    folder.settings(
        "move_rules",
        ChildrenAvoidHazards=True,
        BoysTakeRisk=True,
        ElderlyAvoidHazards=True,
        WomenAvoidHazards=True,
    )
    found = folder.load()
    assert powers(found) == {"risk-takers": 0.0, "avoiders": 2.0}
    males = (0.2 + 0.3 + 0.4) * 0.25
    wanted = {"risk-takers": males, "avoiders": 1 - males}
    assert shares(found, None) == pytest.approx(wanted)


def test_boys_take_risk_only_where_children_avoid_hazards(folder: FleeFolder) -> None:
    folder.settings("move_rules", BoysTakeRisk=True, avg_religion_fraction=0.5)
    found = folder.load()
    assert powers(found) == {"people": 1.0}
    assert found.tables["class_shares"] == []
    assert any(text.startswith("BoysTakeRisk without") for text in found.inert)
    assert any(text.startswith("avg_religion_fraction without") for text in found.inert)
    assert found.rules["average_religion_fraction"] == 0.25


def test_people_who_are_there_are_divided_in_whole_numbers(folder: FleeFolder) -> None:
    # 25 initial IDPs in Camp A: 7.5 and 17.5 are 8 and 17, or 7 and 18.
    folder.write(*AGES)
    folder.settings("move_rules", ChildrenAvoidHazards=True)
    people: Any = rows(folder.load(), "populations", place="camp-a")
    assert sum(row["best"] for row in people) == 25
    assert {row["class"] for row in people} == {"others", "avoiders"}
    assert all(abs(row["best"] - 25 * share) < 1 for row, share in zip(
        sorted(people, key=lambda row: row["class"]), (0.3, 0.7), strict=True
    ))  # fmt: skip


def test_agents_bring_their_own_attributes(folder: FleeFolder) -> None:
    folder.write(*AGES)
    folder.write("agents.csv", "location,age,shoe", "Alpha,3,20", "Alpha,18.9,40", "Alpha,19,44")
    folder.write(
        "simsetting.yml",
        "spawn_rules: {read_from_agents_csv_file: True}",
        "move_rules: {ChildrenAvoidHazards: True}",
    )
    people: Any = rows(folder.load(), "populations", place="alpha")
    assert {row["class"]: row["best"] for row in people} == {"avoiders": 2.0, "others": 1.0}
    folder.write("agents.csv", "location,shoe", "Alpha,20")
    assert any("column age: is missing" in text for text in folder.problems())


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (None, "is missing"),
        (("age,Default", "x,1"), "is not an age"),
        (("age,Default", "5,x"), "is not a weight"),
        (("age,Default", "5,-1"), "is not a weight"),
        (("age,Default", "5,0"), "weights are all zero"),
        (("age,Alpha", "5,1"), "has no column Default"),
        (("years,Default", "5,1"), "first column must be age"),
        (("age,Default,Alhpa", "5,1,1"), "unknown location 'Alhpa'"),
        (("",), "holds no header"),
    ],
)
def test_weights_that_say_nothing_are_named(
    folder: FleeFolder, lines: tuple[str, ...] | None, said: str
) -> None:
    if lines is not None:
        folder.write("demographics_age.csv", *lines)
    folder.settings("move_rules", ElderlyAvoidHazards=True)
    text = "\n".join(folder.problems())
    assert said in text
    assert "demographics_age.csv" in text


def test_files_of_other_attributes_are_noted(folder: FleeFolder) -> None:
    folder.write(*AGES)
    folder.write("demographics_farmer.csv", "farmer,Default", "yes,1")
    folder.settings("move_rules", ElderlyAvoidHazards=True)
    notes = "\n".join(folder.load().notes)
    assert "demographics_farmer.csv is ignored" in notes
    assert "demographics_age.csv is ignored" not in notes


def test_more_sorts_of_people_than_fit_are_refused(folder: FleeFolder) -> None:
    folder.write("demographics_ethnicity.csv", "ethnicity,Default", *(f"e{n},1" for n in range(63)))
    folder.settings("move_rules", MatchTownEthnicity=True)
    assert any("63 sorts of people" in text for text in folder.problems())


@pytest.mark.shared
@pytest.mark.skipif(not IDP.is_dir(), reason="../shared/cases is not there")
def test_flees_own_case_has_people_of_its_ethnicities_and_religions(tmp_path: Path) -> None:
    shutil.copytree(IDP, tmp_path / "idp", copy_function=shutil.copyfile)
    case = tmp_path / "idp/input_csv"
    case.chmod(0o755)
    # Its registrations end ten years before its period begins: let them begin together.
    (case / "sim_period.csv").write_text("StartDate,2010-01-01\nLength,10\n", encoding="utf-8")
    found = import_flee(case, case / "refugee_data", name="idp")
    assert any("stop Flee as soon as" in text for text in found.notes)
    scenario = scenario_of(found)
    classes = list(scenario["classes"].rows())
    # Flee's own test: the religions are three; no ethnicity B where the Default column rules.
    assert {row["religion"] for row in classes} == {"christian", "muslim", "other-religion"}
    assert {row["ethnicity"] for row in classes} == {"ethntypea", "ethntypeb"}
    world = compile_scenario(scenario).world
    places = scenario["places"]["place"].tolist()
    weight = {(row["ethnicity"], row["religion"]): n for n, row in enumerate(classes)}
    at_b = world.demographics.shares[places.index("b")]
    assert at_b[weight["ethntypeb", "muslim"]] == pytest.approx(0.25)
    at_camp = world.demographics.shares[places.index("d")]
    assert at_camp[weight["ethntypea", "muslim"]] == pytest.approx(0.2)
    result = run(scenario, members=40)
    fled = result.arrays["fled"].sum(axis=(0, 1))
    assert fled.sum() > 10_000
    assert fled[[places.index(name) for name in "cdef"]].sum() == 0
    for name in "ab":
        own = fled[places.index(name)]
        wanted = world.demographics.shares[places.index(name)]
        error = np.sqrt(wanted * (1 - wanted) / own.sum())
        assert np.all(np.abs(own / own.sum() - wanted) < 5 * error + 1e-12)
    # Camps have no population in Flee: matching makes them unattractive, so that towns fill.
    displaced = result.arrays["displaced"][:, -1].sum(axis=(0, 2))
    came = [displaced[places.index(name)] for name in "def"]
    initial = world.places["charged"].sum() * 40
    assert sum(came) <= initial + 40
