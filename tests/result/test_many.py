"""Designs: each variant equals a run of its own, whatever was compiled together."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from safepassage import ScenarioError, import_flee, read_scenario, run, run_many
from safepassage.forecast.sobol import sobol
from safepassage.result import design
from safepassage.result.quantities import curve
from safepassage.result.result import Result
from safepassage.scenario.scenario import Scenario

CASES = Path(__file__).parents[3] / "shared" / "cases"
TABLE = {
    "rules.default_movechance": [0.1, 0.6, 0.6, 0.9],
    "rules.max_move_speed": [40.0, 40.0, 15.0, 40.0],
    "rules.awareness_level": [1, 1, 2, 1],
    "rules.softening": [10.0, 0.5, 0.5, 3.0],
}


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return read_scenario("tiny")


def total(result: Result) -> np.ndarray:
    """A measure of one number a member."""
    return result.arrays["arrivals"].sum(axis=(1, 2, 3)).astype(float)


def fled(result: Result) -> np.ndarray:
    """A measure by day."""
    return curve(result, "displaced_from:all")


def test_each_variant_equals_a_run(tiny: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[Scenario] = []
    plain = design.compile_scenario
    monkeypatch.setattr(design, "compile_scenario", lambda one: compiled.append(one) or plain(one))
    measures = {"total": total, "fled": fled}
    found = run_many(tiny, pd.DataFrame(TABLE), members=5, seed=7, measures=measures)
    assert len(compiled) == 2  # worlds of one speed and awareness
    for number in range(4):
        rules = {name.removeprefix("rules."): values[number] for name, values in TABLE.items()}
        alone = run(tiny.replace(rules=rules), members=5, seed=7)
        variant = found.isel(variant=number)
        np.testing.assert_array_equal(variant.headline, alone.dataset.headline)
        np.testing.assert_array_equal(variant.total, total(alone))
        np.testing.assert_array_equal(variant.fled, fled(alone))
    assert found.fled.dims == ("variant", "member", "day")
    for name, values in TABLE.items():
        assert found[name].to_numpy().tolist() == values


def test_a_parameter_takes_the_place_of_a_declared_range(tiny: Scenario) -> None:
    prior = {
        "name": "chance", "input": "rules.default_movechance", "distribution": "uniform",
        "low": 0.1, "best": 0.2, "high": 0.3,
    }  # fmt: skip
    declared = tiny.replace(uncertain=[prior])
    set_ = run_many(declared, {"rules.default_movechance": [0.9]}, members=3)
    alone = run(tiny.replace(uncertain=[], rules={"default_movechance": 0.9}), members=3)
    np.testing.assert_array_equal(set_.headline[0], alone.dataset.headline)


def test_several_scenarios(tiny: Scenario) -> None:
    other = tiny.replace(name="other", rules={"default_movechance": 0.9})
    found = run_many([tiny, other], members=3)
    assert found.scenario.to_numpy().tolist() == ["tiny", "other"]
    for number, one in enumerate((tiny, other)):
        np.testing.assert_array_equal(found.headline[number], run(one, members=3).dataset.headline)


@pytest.mark.parametrize(
    ("parameters", "text"),
    [
        ({"rules.conflict_displaced": [0.1]}, "a rule about conflict"),
        ({"hazard:homes": [0.1]}, "is about violence or a siege"),
        ({"rules.default_movechanc": [0.1]}, "did you mean 'rules.default_movechance'?"),
        ({"rules.default_movechance": [0.1, 1.5]}, "'1.5' is above 1"),
        ({"rules.default_movechance": []}, "has no rows"),
        ({"rules.default_movechance": [0.1, float("nan")]}, "nan is not a number"),
        ({"rules.default_movechance": ["much"]}, "'much' is not a number"),
        (5, "a DataFrame or a mapping"),
    ],
)
def test_what_may_not_be_varied_is_refused(tiny: Scenario, parameters: object, text: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(text)):
        run_many(tiny, parameters, members=1)  # type: ignore[arg-type]


def test_a_hundred_variants_take_a_small_part_of_the_time_of_runs(tiny: Scenario) -> None:
    """Runs one by one keep what was compiled too: four times less where nothing else runs."""
    chances = np.linspace(0.1, 0.9, 100)

    def alone() -> None:
        for chance in chances:
            run(tiny.replace(rules={"default_movechance": float(chance)}), members=10)

    def together() -> None:
        run_many(tiny, {"rules.default_movechance": chances}, members=10)

    def spent(work: Callable[[], None]) -> float:
        began = time.process_time()
        work()
        return time.process_time() - began

    together()  # imports
    assert min(spent(together) for _ in range(2)) < spent(alone) / 2


def test_indices_of_a_function_that_is_known(tiny: Scenario) -> None:
    """All that varies is one chance; the other has no place where it acts."""
    ranges = {"rules.default_movechance": (0.05, 0.95), "rules.foreign_weight": (1.0, 3.0)}
    found = sobol(tiny, ranges=ranges, of=fled_far, samples=16, members=8)
    assert found.loc["rules.foreign_weight", "total"] == pytest.approx(0, abs=1e-9)
    assert found.loc["rules.default_movechance", "first"] > 0.7
    days = sobol(tiny, ranges=ranges, of=lambda each: fled(each)[:, 2:5], samples=4, members=2)
    assert days.shape == (6, 4)


def fled_far(result: Result) -> np.ndarray:
    return result.arrays["flow"].sum(axis=(1, 2)).astype(float)


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.skipif(not CASES.is_dir(), reason="needs ../shared")
def test_a_sweep_of_an_imported_case() -> None:
    case = CASES / "mali2012"
    scenario = import_flee(case / "input_csv", case / "source_data", name="mali").scenario("mali")
    table = {"rules.default_movechance": np.linspace(0.1, 0.5, 200)}
    found = run_many(scenario, table, members=20)
    assert found.headline.sizes["variant"] == 200
