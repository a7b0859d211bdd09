"""Cold starts: what they see, what they score, and the rules beside them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from typer.testing import CliRunner

from safepassage.cli.app import app
from safepassage.errors import ScenarioError
from safepassage.forecast.cold import cold as module
from safepassage.forecast.cold.cold import (
    Cold,
    backtest_cold,
    best_shares,
    coverage,
    drawn_shares,
    error,
    flee_shares,
)
from safepassage.forecast.cold.rulers import RULERS, by_ruler
from safepassage.forecast.cold.world import cold_start
from safepassage.scenario.behaviour import fingerprint, fitted
from safepassage.scenario.write import write
from tests.forecast.small import rising, rows, world

CASES = Path(__file__).parents[3] / "shared" / "cases"
FEW = Cold(members=12, workers=1)


def test_the_error_is_the_summed_difference_of_shares_averaged_over_days() -> None:
    counted = np.array([[0.5, 0.5], [1.0, 0.0], [np.nan, np.nan]])
    assert error(np.array([0.5, 0.5]), counted) == pytest.approx((0 + 1) / 2)
    assert error(np.array([0.0, 0.0]), counted) == pytest.approx(1.0)  # nobody has arrived yet
    assert error(np.array([0.0, 1.0]), counted) == pytest.approx((1 + 2) / 2)


def test_coverage_counts_days_and_sites_with_people() -> None:
    drawn = np.linspace(0.2, 0.4, 21)[:, None, None] * np.ones((1, 2, 2))
    counted = np.array([[0.3, 0.7], [0.39, 0.0]])
    assert coverage(drawn, counted) == pytest.approx(2 / 3)
    assert coverage(drawn, np.array([[0.401, 0.199], [0.0, 0.0]])) == 0


def test_registrations_by_site_and_capacities_reach_no_forecast() -> None:
    """The same total by day, divided otherwise, and other capacities: the same forecast."""
    total = {when: float(40 * when) for when in range(0, 200, 10)}
    divided = [
        world(
            rows(
                north={when: value * part for when, value in total.items()},
                south={when: value * (1 - part) for when, value in total.items()},
            )
        )
        for part in (0.25, 0.75)
    ]
    small = np.array([1.0, 2.0])
    divided[1] = divided[1].replace(
        sites=[
            {**row, "capacity": capacity}
            for row, capacity in zip(divided[1]["sites"].rows(), small, strict=True)
        ]
    )
    starts = [cold_start(scenario) for scenario in divided]
    assert (starts[0].people != starts[1].people).any()
    behaviour = fitted().pooled
    for made in (
        [flee_shares(start, FEW) for start in starts],
        [best_shares(start, behaviour, FEW) for start in starts],
        [drawn_shares(start, behaviour, FEW) for start in starts],
        [np.array(list(by_ruler(start).values())) for start in starts],
    ):
        np.testing.assert_array_equal(made[0], made[1])


def test_rules_with_a_ruler_by_hand() -> None:
    found = by_ruler(cold_start(world()))
    assert set(found) == set(RULERS)
    expected = {
        "equal": 0.5,
        "inverse_distance": (1 / 60) / (1 / 60 + 1 / 90),
        "inverse_square": (1 / 60**2) / (1 / 60**2 + 1 / 90**2),
        "nearest": 1.0,
        "gravity": (1 / 60**2) / (1 / 60**2 + 1 / 90**2),
    }
    assert {name: share[0] for name, share in found.items()} == pytest.approx(expected)


def test_gravity_draws_more_from_places_that_are_near_to_a_site() -> None:
    far = {"place": "far", "kind": "settlement", "population": 100_000}
    places = [*world()["places"].rows(), far]
    roads = [*world()["routes"].rows(), {"from": "far", "to": "south", "length_km": 10}]
    keep = ("place", "kind", "population")
    scenario = world(
        places=[{key: row[key] for key in keep if row[key] == row[key]} for row in places],
        routes=[{key: row[key] for key in ("from", "to", "length_km")} for row in roads],
        events=[
            {"date": "2020-01-01", "kind": "hazard", "target": place, "attribute": "intensity"}
            | {"value": "1"}
            for place in ("town", "far")
        ],
    )
    found = by_ruler(cold_start(scenario))
    to_north, to_south = 60**-2 + 160**-2, 90**-2 + 10**-2
    assert found["gravity"][1] == pytest.approx(to_south / (to_north + to_south))
    each = (90**-2 / (60**-2 + 90**-2) + 10**-2 / (10**-2 + 160**-2)) / 2
    assert found["inverse_square"][1] == pytest.approx(each)


def test_a_conflict_of_the_fit_is_forecast_by_the_fit_without_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scenario = world()
    own = replace(fitted().pooled, distance_power=3.0)
    known = replace(fitted(), left_out=MappingProxyType({fingerprint(scenario): own}))
    assert known.without(scenario.replace(name="other name")) == (own, True)
    assert fitted().without(scenario) == (fitted().pooled, False)
    plain = backtest_cold([scenario], members=12, workers=1)["cases"]["small"]
    monkeypatch.setattr(module, "fitted", lambda: known)
    without = backtest_cold([scenario], members=12, workers=1)["cases"]["small"]
    assert (plain["left_out"], without["left_out"]) == (False, True)
    assert plain["error"] != without["error"]
    assert plain["rules"] == without["rules"]


def test_nothing_registered_is_an_error_that_says_so() -> None:
    with pytest.raises(ScenarioError, match="no registrations of two sites"):
        cold_start(world(rows(north=rising(40))))


def test_the_command_prints_a_table_or_json(tmp_path: Path) -> None:
    write(world(), tmp_path / "small")
    command = ["backtest", "--cold", str(tmp_path / "small"), "--members", "12"]
    done = CliRunner().invoke(app, [*command, "--json"])
    answer = json.loads(done.stdout)
    case = answer["cases"]["small"]
    assert set(case["rules"]) == {*RULERS, "flee"}
    assert answer["geometric_mean"] == pytest.approx(case["error"])
    assert 0 <= case["coverage_90"] <= 1
    assert "inverse_square" in CliRunner().invoke(app, command).stdout


@pytest.mark.shared
@pytest.mark.skipif(not CASES.is_dir(), reason="needs ../shared/cases")
def test_a_published_conflict_scores_as_the_table_of_constants_says() -> None:
    done = CliRunner().invoke(
        app, ["backtest", "--cold", str(CASES / "burundi"), "--members", "40", "--json"]
    )
    case = json.loads(done.stdout)["cases"]["burundi"]
    assert case["left_out"]
    assert case["error"] < min(case["rules"].values())
    assert case["error"] < 0.4
