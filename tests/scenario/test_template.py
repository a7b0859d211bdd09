"""The example has a row in every table, says that it is an example, and can be renamed."""

from __future__ import annotations

from pathlib import Path

import pytest

from safepassage.errors import ScenarioError
from safepassage.scenario.bundled import bundled_names
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.explain import explain_text
from safepassage.scenario.read import read_scenario
from safepassage.scenario.template import new_scenario
from safepassage.scenario.write import write
from tests.scenario.world import EXAMPLE


def test_every_table_has_rows_and_is_marked() -> None:
    for name, table in EXAMPLE.tables.items():
        if name in {"class_shares", "major_routes"}:  # no rule of the example looks at them
            continue
        assert len(table) > 0, name
        if "note" in dictionary()[name]:
            assert "EXAMPLE" in table["note"][0], name
    assert "EXAMPLE" in EXAMPLE.title
    assert "invented" in EXAMPLE.settings["note"]
    assert all("EXAMPLE" in name for name in EXAMPLE["sources"]["name"])


def test_the_example_takes_a_name_and_can_be_written(tmp_path: Path) -> None:
    scenario = new_scenario("my-crisis")
    assert scenario.name == "my-crisis"
    assert read_scenario(write(scenario, tmp_path / scenario.name)).name == "my-crisis"


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "C:\\x", "a\nb", "x" * 200])
def test_names_that_are_paths_are_refused(name: str) -> None:
    with pytest.raises(ScenarioError, match="cannot be a file name"):
        new_scenario(name)


@pytest.mark.parametrize("name", bundled_names())
def test_bundled_scenarios_are_sound_and_can_be_explained(name: str, tmp_path: Path) -> None:
    scenario = read_scenario(name)
    assert explain_text(scenario)
    assert read_scenario(write(scenario, tmp_path / name)) == scenario
