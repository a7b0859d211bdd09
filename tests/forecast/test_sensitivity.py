"""Sobol indices over people, behaviour and reception, never over violence."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from safepassage.errors import ScenarioError
from safepassage.forecast.sensitivity import sensitivity
from safepassage.forecast.unknowns import DIVISION
from safepassage.scenario.read import read_scenario
from safepassage.scenario.template import new_scenario

PRIORS = [
    {"name": "people", "input": "populations:homes", "low": 0.5, "high": 2},
    {"name": "pull", "input": "attraction:camp-b", "low": 0.9, "high": 1.1},
    {"name": "idle", "input": "rules.site_weight", "low": 0.5, "high": 2},
    {"name": "violence", "input": "hazard:home", "low": 0.5, "high": 1},
    {"name": "fight", "input": "rules.conflict_displaced", "low": 0.5, "high": 1},
]


def test_people_matter_and_violence_is_never_varied() -> None:
    scenario = read_scenario("tiny").replace(uncertain=PRIORS)
    found = sensitivity(scenario, quantity="present:camp-b", members=64, workers=2)
    by_name = {index.name: index for index in found.indices}
    assert set(by_name) == {"people", "pull", "idle"}
    assert found.indices[0].name == "people"
    assert by_name["people"].total > 0.8
    assert by_name["people"].first == pytest.approx(by_name["people"].total, abs=0.3)
    assert by_name["idle"].total < 0.02
    assert found.find_out_first == "people"
    assert {name for name, _ in found.left_out} == {"violence", "fight"}
    assert found.runs == 64 * 5
    assert found.date == dt.date(2020, 1, 10)
    assert json.loads(json.dumps(found.to_json()))["indices"][0]["first_error"] > 0
    assert found.rows()[0]["name"] == "people"
    again = sensitivity(scenario, quantity="present:camp-b", members=64, workers=1)
    assert again == found


def test_rows_of_populations_vary_as_one_group() -> None:
    found = sensitivity(
        new_scenario("example"), quantity="displaced_from:pocket", members=8, workers=2
    )
    by_name = {index.name: index for index in found.indices}
    assert by_name[DIVISION].inputs == 3
    assert "pocket-hazard" not in by_name


def test_what_cannot_vary_has_no_index() -> None:
    scenario = read_scenario("tiny")
    found = sensitivity(scenario, quantity="staying:homes", members=8, workers=2)
    assert found.deviation == 0
    assert found.find_out_first == ""


def test_bad_questions_get_clear_answers() -> None:
    scenario = read_scenario("tiny")
    with pytest.raises(ScenarioError, match="is outside"):
        sensitivity(scenario, quantity="present:town", date=dt.date(2021, 1, 1))
    with pytest.raises(ScenarioError, match="unknown place"):
        sensitivity(scenario, quantity="present:twon")
    with pytest.raises(ScenarioError, match="nothing uncertain"):
        sensitivity(scenario.replace(uncertain=PRIORS[3:]), quantity="present:town")
    with pytest.raises(ScenarioError, match="out of range"):
        sensitivity(scenario, quantity="present:town", members=1)
