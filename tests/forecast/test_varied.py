"""Designs over ranges: known functions get their known indices, and a group is one."""

from __future__ import annotations

import numpy as np
import pytest

from safepassage import ScenarioError, morris, run, run_many, sobol
from safepassage.result.result import Result

FAST, PULL = "rules.default_movechance", "attraction:camp-a"


def inputs(result: Result) -> np.ndarray:
    """3 times one parameter and the square of the other: no chance in it. The last two inputs."""
    chance, pull = result.inputs[:, -2], result.inputs[:, -1]
    return 3 * chance + pull**2


RANGES = {FAST: (0.0, 1.0), PULL: (0.0, 2.0)}


def test_elementary_effects_of_a_known_function() -> None:
    found = morris("tiny", ranges=RANGES, of=inputs, trajectories=20, members=1)
    assert found.loc[FAST, "mean"] == pytest.approx(3)
    assert found.loc[FAST, "spread"] == pytest.approx(0, abs=1e-9)
    assert found.loc[PULL, "mean"] == pytest.approx(4, rel=0.25)  # from 0 to 4 over the range
    assert found.loc[PULL, "spread"] > 0.5  # it bends


def test_sobol_indices_of_a_known_function() -> None:
    found = sobol("tiny", ranges=RANGES, of=inputs, samples=128, members=1)
    chance, pull = 9 / 12, 16 / 5 - (4 / 3) ** 2  # variances of 3 u and (2 u)²
    for name, own in ((FAST, chance), (PULL, pull)):
        assert found.loc[name, "first"] == pytest.approx(own / (chance + pull), abs=0.12)
        assert found.loc[name, "total"] == pytest.approx(own / (chance + pull), abs=0.12)


def test_a_group_has_one_index() -> None:
    groups = {FAST: "both", PULL: "both"}
    ranges = RANGES | {"rules.max_move_speed": (30, 60)}
    found = sobol("tiny", ranges=ranges, of=inputs, groups=groups, samples=16, members=1)
    assert found.index.tolist() == ["both", "rules.max_move_speed"]
    assert found.loc["both", "total"] == pytest.approx(1, abs=0.1)
    effects = morris("tiny", ranges=ranges, of=inputs, groups=groups, trajectories=4, members=1)
    assert effects.loc["both", "mean_size"] > 0
    assert np.isnan(effects.loc["both", "mean"])
    with pytest.raises(ScenarioError, match="unknown parameter 'rules\\.softening'"):
        sobol("tiny", ranges=ranges, of=inputs, groups={"rules.softening": "x"})


def test_several_quantities_have_an_index_each() -> None:
    camps = ["present:camp-a", "present:camp-b"]
    found = morris("tiny", ranges=RANGES, of=camps, trajectories=4, members=2)
    assert found.index.get_level_values("output").unique().tolist() == camps
    alone = morris("tiny", ranges=RANGES, of=camps[1], trajectories=4, members=2)
    np.testing.assert_array_equal(found.xs(camps[1], level="output"), alone)


def test_an_input_acts_as_a_factor() -> None:
    found = run_many("tiny", {PULL: [1.0, 0.0]}, members=4, quantities=["present:camp-a"])
    people = found.headline.isel(day=-1, quantity=0)
    np.testing.assert_array_equal(
        people.isel(variant=0), run("tiny", members=4).dataset.headline.sel(
            quantity="present:camp-a").isel(day=-1),
    )  # fmt: skip
    assert (people.isel(variant=1) == 0).all()  # nobody goes where nothing attracts


@pytest.mark.parametrize(
    ("name", "values", "text"),
    [
        ("hazard:home", [1, 2], "about violence"),
        ("rules.conflict_displaced", [0.1], "about conflict"),
        ("attraction:camp-z", [1], "unknown target 'camp-z'"),
        ("attraction:camp-a", [-1], "out of range"),
        ("attractoin:camp-a", [1], "unknown parameter"),
        ("population:home", [1], "unknown parameter"),
    ],
)
def test_what_may_not_vary_is_refused(name: str, values: list[float], text: str) -> None:
    with pytest.raises(ScenarioError, match=text):
        run_many("tiny", {name: values}, members=1)


@pytest.mark.parametrize("rule", ["conflict_movechance", "conflict_weight"])
def test_what_civilians_do_near_violence_may_be_uncertain(rule: str) -> None:
    found = run_many("tiny", {f"rules.{rule}": [0.2, 0.8]}, members=2, quantities=[])
    assert found.sizes["variant"] == 2
    effects = morris("tiny", ranges={f"rules.{rule}": (0.1, 0.9)}, of="present:camp-a",
                     trajectories=2, members=2)  # fmt: skip
    assert effects.index.tolist() == [f"rules.{rule}"]
