"""Uncertain inputs: quantiles, draws and what they act on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from safepassage.compiled.compile import Compiled
from safepassage.compiled.prior_range import range_of
from safepassage.compiled.priors import Prior, draw, to_values
from safepassage.compiled.world import PARAMS
from safepassage.scenario.inputs import uncertain_rules
from verification.make import Row, compiled, date

U = np.array([0.05, 0.5, 0.95])
DISTRIBUTIONS = ("uniform", "triangular", "normal", "lognormal", "loguniform")


def prior(distribution: str, low: float, best: float, high: float, **more: Any) -> Prior:
    return Prior("p", "rules.softening", distribution, low, best, high, **more)


@pytest.mark.parametrize("distribution", ["normal", "lognormal"])
def test_low_best_and_high_are_the_5_50_and_95_percent_values(distribution: str) -> None:
    assert prior(distribution, 10, 15, 40).quantile(U) == pytest.approx([10, 15, 40])


def test_bounded_distributions() -> None:
    ends = np.array([0.0, 0.5, 1.0])
    assert prior("uniform", 10, 0, 40).quantile(ends) == pytest.approx([10, 25, 40])
    assert prior("loguniform", 10, 0, 40).quantile(ends) == pytest.approx([10, 20, 40])
    u = np.linspace(0.01, 0.99, 99)
    expected = stats.triang.ppf(u, (15 - 10) / 30, 10, 30)
    assert prior("triangular", 10, 15, 40).quantile(u) == pytest.approx(expected)


def test_quantiles_are_met_at_the_middles_of_equal_shares() -> None:
    """Four values stand at 1/8, 3/8, 5/8 and 7/8; between them straight lines, beyond the ends."""
    given = prior("quantiles", 0, 0, 0, values=(1.0, 2.0, 4.0, 8.0))
    at = np.array([0.0, 0.125, 0.25, 0.375, 0.625, 0.875, 1.0])
    assert given.quantile(at) == pytest.approx([1, 1, 1.5, 2, 4, 8, 8])
    assert prior("quantiles", 0, 0, 0, values=(1.0, 3.0), floor=2.0).quantile(at).min() >= 2
    row = {"low": np.nan, "best": np.nan, "high": np.nan, "distribution": "quantiles"}
    assert range_of(row | {"values": tuple(range(101))}) == pytest.approx((5, 50, 95))
    log = {"low": 4.0, "best": np.nan, "high": 9.0, "distribution": "lognormal", "values": ()}
    assert range_of(log) == (4, 6, 9)


@pytest.mark.parametrize("best", [10.0, 40.0])
def test_a_triangle_may_lean(best: float) -> None:
    u = np.linspace(0.01, 0.99, 99)
    expected = stats.triang.ppf(u, (best - 10) / 30, 10, 30)
    assert prior("triangular", 10, best, 40).quantile(u) == pytest.approx(expected)


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_a_floor_cuts_the_distribution(distribution: str) -> None:
    u = np.linspace(0.001, 0.999, 999)
    whole = prior(distribution, 10, 15, 40).quantile(u)
    cut = prior(distribution, 10, 15, 40, floor=20.0).quantile(u)
    assert cut.min() >= 20
    above = whole[whole >= 20]
    assert np.quantile(cut, 0.5) == pytest.approx(np.quantile(above, 0.5), rel=0.01)


def test_a_draw_is_the_same_alone_and_among_others() -> None:
    priors = (prior("normal", 1, 2, 3), replace(prior("lognormal", 1, 2, 9), name="q"))
    all_of_them = draw(priors, seed=5, first=0, count=16)
    for number in (0, 3, 7, 15):
        alone = draw(priors, seed=5, first=number, count=1)
        np.testing.assert_array_equal(alone[0], all_of_them[number])
    assert not np.array_equal(all_of_them, draw(priors, seed=6, first=0, count=16))


def test_a_draw_is_the_same_whatever_stands_beside_it() -> None:
    one = prior("normal", 1, 2, 3)
    other = replace(prior("lognormal", 1, 2, 9, partner=one, correlation=0.7), name="q")
    third = replace(prior("uniform", 0, 0, 1), name="r")
    whole = draw((one, other, third), seed=5, first=0, count=16)
    np.testing.assert_array_equal(draw((third, other, one), 5, 0, 16), whole[:, ::-1])
    np.testing.assert_array_equal(draw((third,), 5, 0, 16), whole[:, 2:])
    # what it is correlated with has become known
    np.testing.assert_array_equal(draw((other,), 5, 0, 16), whole[:, 1:2])


def test_draws_are_spread_evenly() -> None:
    priors = tuple(replace(prior("uniform", 0, 0, 1), name=name) for name in "abc")
    values = draw(priors, seed=1, first=0, count=256)
    for column in values.T:
        assert np.bincount((column * 256).astype(int), minlength=256).max() == 1


def test_correlated_inputs_move_together_and_keep_their_distribution() -> None:
    one = prior("normal", -1.6448536269514722, 0, 1.6448536269514722)
    other = prior("uniform", 0, 0, 1, partner=one, correlation=-0.8)
    other = replace(other, name="q")
    points = np.random.default_rng(1).random((20_000, 2))
    values = to_values((one, other), points)
    normal = stats.norm.ppf(values[:, 1])
    assert np.corrcoef(values[:, 0], normal)[0, 1] == pytest.approx(-0.8, abs=0.01)
    assert stats.kstest(values[:, 1], "uniform").pvalue > 1e-6


def world(*uncertain: Row, **parts: Any) -> Compiled:
    given: dict[str, Any] = {
        "places": {"a": "settlement", "b": {"kind": "settlement", "attraction": 2}, "c": "site"},
        "routes": [("a", "b", 1, {}), ("b", "c", 1, {})],
        "areas": [{"area": "north", "place": "a"}, {"area": "north", "place": "b"}],
        "classes": [
            {"class": "x", "flight": 0.5},
            {"class": "y", "staying_low": 0.1, "staying": 0.2, "staying_high": 0.3},
        ],
        "populations": [
            {"place": "a", "class": "x", "best": 100},
            {"place": "a", "class": "y", "low": 50, "best": 60, "high": 90},
            {"place": "b", "class": "x", "best": 10, "status": "displaced"},
        ],
        "corridors": [
            {
                "corridor": "exit",
                "gathers": "a",
                "places": "a>c",
                "persons_per_hour_low": 1,
                "persons_per_hour": 2,
                "persons_per_hour_high": 5,
            }
        ],
        "windows": [{"corridor": "exit", "start": date(0), "end": date(1)}],
        "uncertain": list(uncertain),
    }
    return compiled(**given | parts)


def test_low_and_high_values_imply_priors() -> None:
    made = world()
    found = {p.input if p.input != "population" else f"row {p.row}": p for p in made.inputs.priors}
    assert set(found) == {"row 1", "staying:y", "throughput:exit"}
    assert [found["row 1"].low, found["row 1"].best, found["row 1"].high] == [50, 60, 90]


def test_a_declared_prior_stands_before_an_implied_one() -> None:
    row = {"name": "t", "input": "throughput:exit", "low": 3, "high": 4}
    made = world(row)
    names = [p.name for p in made.inputs.priors if p.input == "throughput:exit"]
    assert names == ["t"]


def act(input_: str, value: float) -> tuple[Any, Any]:
    """The base member, and the one in which one input has a value."""
    low = {"name": "n", "input": input_, "low": 0.1, "high": 0.2, "distribution": "uniform"}
    made = world(
        low,
        populations=[
            {"place": "a", "class": "x", "best": 100},
            {"place": "b", "class": "x", "best": 10, "status": "displaced"},
        ],
        classes=[{"class": "x"}, {"class": "y"}],
        corridors=[{"corridor": "exit", "gathers": "a", "places": "a>c", "persons_per_hour": 2}],
    )
    assert len(made.inputs.priors) == 1
    return made.inputs.base, made.inputs.member(np.array([value]))


def test_what_an_input_acts_on() -> None:
    base, member = act("rules.softening", 0.15)
    assert (base.params[0]["softening"], member.params[0]["softening"]) == (10, 0.15)
    _, member = act("populations:north", 1.55)
    assert member.residents.tolist() == [[155, 0], [0, 0], [0, 0]]
    assert member.displaced.tolist() == [[0, 0], [16, 0], [0, 0]]
    _, member = act("staying:y", 0.4)
    assert member.staying_share.tolist() == [0, 0.4]
    _, member = act("throughput:exit", 7.0)
    assert member.throughput.tolist() == [7]
    base, member = act("attraction:north", 3.0)
    assert (base.attraction.tolist(), member.attraction.tolist()) == ([1, 2, 1], [3, 6, 1])
    _, member = act("hazard:b", 0.5)
    assert member.hazard_factor.tolist() == [1, 0.5, 1]


def test_values_out_of_range_are_brought_back() -> None:
    assert act("staying:y", 1.4)[1].staying_share.tolist() == [0, 1]
    assert act("staying:y", -0.4)[1].staying_share.tolist() == [0, 0]
    assert act("populations:north", -2.0)[1].residents.sum() == 0
    assert act("throughput:exit", -1.0)[1].throughput.tolist() == [0]


def test_members_do_not_share_arrays() -> None:
    made = world()
    values = draw(made.inputs.priors, 1, 0, 2)
    one, other = (made.inputs.member(row) for row in values)
    for name in ("params", "residents", "displaced", "staying_share", "throughput", "attraction"):
        assert not np.shares_memory(getattr(one, name), getattr(other, name)), name


def test_every_rule_that_may_be_uncertain_reaches_the_kernel() -> None:
    assert set(uncertain_rules()) == set(PARAMS)
