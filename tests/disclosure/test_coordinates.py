"""No coordinate leaves finer than the policy says: what lies nearer to a place changes nothing."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from safepassage import run
from safepassage.disclosure.export import export
from safepassage.disclosure.policy import Policy, level_of
from safepassage.result.store import save
from safepassage.scenario.scenario import Scenario
from safepassage.workbench.shown.run import shown_run
from tests.disclosure.canary import scenario_of, texts
from tests.disclosure.test_canary import ALL, report

_DIGEST = re.compile(r"\b[0-9a-f]{8,64}\b")


def moved(scenario: Scenario, step: float) -> Scenario:
    """Places moved by a part of what the policy rounds to, from where it rounds them to."""
    decimals = level_of(scenario).decimals
    places = scenario["places"]
    # To and fro: a map shows distances, and moving every place alike changes none of them.
    shift = step * 10.0**-decimals * np.where(np.arange(len(places)) % 2, 1.0, -1.0)
    columns = {name: np.round(places[name], decimals) + shift for name in ("lat", "lon")}
    return scenario.replace(places=places.to_frame().assign(**columns))


def files(scenario: Scenario, folder: Path) -> dict[str, set[str]]:
    """Everything in the finished files, but for what identifies the scenario."""
    folder.mkdir()
    result = run(scenario, members=2)
    report(result, folder, ("en",))
    for form in ALL:
        export(result, folder / form, form=form, writers=ALL)
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): {_DIGEST.sub("", text) for text in texts(path)}
        for path in found
    }


@pytest.mark.parametrize("level", ["low", "moderate", "high"])
def test_finer_coordinates_change_no_file(level: str, tmp_path: Path) -> None:
    one, other = (
        files(moved(scenario_of(0, level), step), tmp_path / f"{step}") for step in (0.3, -0.3)
    )
    assert one.keys() == other.keys()
    assert {name for name in one if one[name] != other[name]} == set()


def test_the_comparison_finds_a_finer_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def finer(self: Policy, scenario: Scenario) -> tuple[object, ...]:
        places = scenario["places"]
        return tuple(np.round(places[name], self.decimals + 1) for name in ("lat", "lon"))

    monkeypatch.setattr(Policy, "coordinates", finer)
    one, other = (
        files(moved(scenario_of(0, "moderate"), step), tmp_path / f"{step}") for step in (0.3, -0.3)
    )
    assert {"en.html", "csv/places.csv"} <= {name for name in one if one[name] != other[name]}


def test_the_map_of_the_workbench_is_no_finer(tmp_path: Path) -> None:
    shown = [
        shown_run(save(run(moved(scenario_of(0, "moderate"), step), members=2), tmp_path / name))
        for step, name in ((0.3, "to"), (-0.3, "fro"))
    ]
    assert shown[0]["map"]["people"]
    assert shown[0]["map"] == shown[1]["map"]
