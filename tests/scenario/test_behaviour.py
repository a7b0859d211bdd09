"""Constants of behaviour: where they come from, and what begins with them."""

from __future__ import annotations

import numpy as np
import pytest

from safepassage.scenario.behaviour import fingerprint, fitted, with_behaviour
from safepassage.scenario.read import read_scenario
from safepassage.scenario.template import new_scenario


def test_the_table_names_its_conflicts_and_their_scores() -> None:
    found = fitted()
    assert len(found.cases) == len(found.left_out) == 7
    assert found.pooled.distance_power_low < found.pooled.distance_power
    assert found.pooled.distance_power < found.pooled.distance_power_high
    assert found.pooled.attraction > 1


def test_a_new_scenario_begins_with_them() -> None:
    scenario = new_scenario("new")
    rules = fitted().pooled.rules()
    assert {name: scenario.rules[name] for name in rules} == rules
    ranges = {row["input"] for row in scenario["uncertain"].rows()}
    sites = set(scenario["sites"]["place"].tolist())
    assert {"rules.distance_power", *(f"attraction:{site}" for site in sites)} <= ranges


def test_what_a_scenario_declares_itself_stays() -> None:
    scenario = new_scenario("new")
    own = {"name": "mine", "input": "rules.distance_power", "low": 1.0, "best": 1.1, "high": 1.2}
    found = with_behaviour(scenario.replace(uncertain=[own]))
    rows = [r for r in found["uncertain"].rows() if r["input"] == "rules.distance_power"]
    assert [row["best"] for row in rows] == [1.1]
    assert with_behaviour(found) == found


def test_bundled_scenarios_keep_their_rules() -> None:
    for name in ("tiny", "aleppo-2016", "karabakh-2023"):
        assert read_scenario(name).rules.destinations == "within_sight"


@pytest.mark.parametrize("name", ["tiny", "karabakh-2023"])
def test_a_conflict_is_known_whatever_its_name_and_the_order_of_its_rows(name: str) -> None:
    scenario = read_scenario(name)
    places = list(scenario["places"].rows())[::-1]
    kept = [{key: v for key, v in row.items() if v == v} for row in places]  # noqa: PLR0124
    assert fingerprint(scenario) == fingerprint(scenario.replace(name="x", places=kept))
    moved = [{**row, "lat": float(np.nan_to_num(row.get("lat", 0.0))) + 1} for row in kept]
    assert fingerprint(scenario) != fingerprint(scenario.replace(places=moved))
