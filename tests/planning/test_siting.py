"""Siting equals full enumeration, and the ensemble's plan is never worse than the mean's."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from safepassage.errors import ScenarioError
from safepassage.planning.risk.clashes import clash_chances
from safepassage.planning.siting.demand import Demand, demand
from safepassage.planning.siting.plan import HORIZON, cvar, plan_sites
from safepassage.planning.siting.program import solve
from safepassage.report.answers.plans import sites_answer
from safepassage.scenario.template import new_scenario
from tests.planning.made import made
from tests.spoken import english

EXAMPLE = new_scenario("example")


def result(**changes: Any) -> Any:
    scenario = EXAMPLE.replace(events=[], sieges=[], **changes)  # nobody is enclosed
    people = {
        "riverton": np.linspace(2000, 9000, 20)[:, None],
        "oldtown": np.linspace(500, 4000, 20)[:, None],
        "meadow": 7000,
    }
    return made(scenario, people, members=20)


@st.composite
def asked(draw: st.DrawFn) -> Demand:
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    options, groups, members = (draw(st.integers(1, n)) for n in (5, 3, 6))
    return Demand(
        people=rng.integers(0, 500, (members, groups)).astype(float),
        serves=rng.random((options, groups)) < 0.6,
        places=tuple(f"p{n}" for n in rng.integers(0, 4, options)),
        options=tuple(f"o{n}" for n in range(options)),
        capacity=rng.integers(1, 600, options).astype(float),
        usd=rng.integers(0, 100, options).astype(float),
        enclosed=0,
    )


def goal(problem: Demand, picked: Any, weight: Any, worst: float) -> float:
    unmet = problem.unmet(picked)
    return (1 - worst) * float(weight @ unmet) + worst * cvar(unmet, weight)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(asked(), st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([None, 60.0]))
def test_it_equals_full_enumeration(problem: Demand, worst: float, budget: float | None) -> None:
    rng = np.random.default_rng(1)
    weight = rng.random(problem.people.shape[0])
    weight /= weight.sum()
    picked, proven = solve(problem, problem.people, weight, budget, worst)
    allowed = []
    for bits in itertools.product([False, True], repeat=len(problem.places)):
        choice = np.array(bits)
        chosen = [place for place, bit in zip(problem.places, bits, strict=True) if bit]
        spent = problem.usd[choice].sum()
        if len(set(chosen)) == len(chosen) and (budget is None or spent <= budget):
            allowed.append((goal(problem, choice, weight, worst), spent))
    least = min(value for value, _ in allowed)
    cheapest = min(spent for value, spent in allowed if value <= least + 1e-3)
    assert proven
    assert goal(problem, picked, weight, worst) == pytest.approx(least, abs=1e-2)
    assert problem.usd[picked].sum() == pytest.approx(cheapest, abs=1e-6)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(asked())
def test_unmet_is_what_the_best_sharing_leaves(problem: Demand) -> None:
    picked = np.arange(len(problem.places)) % 2 == 0
    members, groups = problem.people.shape
    for member in range(members):
        pairs = [
            (k, g) for k in np.flatnonzero(picked) for g in range(groups) if problem.serves[k, g]
        ]
        if not pairs:
            served = 0.0
        else:
            rows = [[float(k == other) for other, _ in pairs] for k in np.flatnonzero(picked)]
            rows += [[float(g == other) for _, other in pairs] for g in range(groups)]
            right = [*problem.capacity[picked], *problem.people[member]]
            served = -linprog(-np.ones(len(pairs)), A_ub=rows, b_ub=right).fun
        left = problem.people[member].sum() - served
        assert problem.unmet(picked)[member] == pytest.approx(left, abs=1e-6)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(asked(), st.sampled_from([0.0, 0.5]))
def test_with_risk_it_equals_full_enumeration(problem: Demand, worst: float) -> None:
    rng = np.random.default_rng(2)
    price = rng.choice([0.0, 0.1, 0.4, 1.0], len(problem.places))
    weight = np.full(problem.people.shape[0], 1 / problem.people.shape[0])
    picked, proven = solve(problem, problem.people, weight, None, worst, price)

    def burdened(choice: Any) -> float:
        burden = problem.burden(choice, price)
        return (1 - worst) * float(weight @ burden) + worst * cvar(burden, weight)

    allowed = []
    for bits in itertools.product([False, True], repeat=len(problem.places)):
        chosen = [place for place, bit in zip(problem.places, bits, strict=True) if bit]
        if len(set(chosen)) == len(chosen):
            allowed.append(burdened(np.array(bits)))
    assert proven
    assert burdened(picked) == pytest.approx(min(allowed), abs=1e-2)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(asked())
def test_the_burden_is_what_the_best_sharing_leaves(problem: Demand) -> None:
    """Against a linear program of its own: a person placed saves one less the price."""
    rng = np.random.default_rng(3)
    price = rng.random(len(problem.places))
    picked = rng.random(len(problem.places)) < 0.7
    members, groups = problem.people.shape
    pairs = [(k, g) for k in np.flatnonzero(picked) for g in range(groups) if problem.serves[k, g]]
    for member in range(members):
        saved = 0.0
        if pairs:
            rows = [[float(k == other) for other, _ in pairs] for k in np.flatnonzero(picked)]
            rows += [[float(g == other) for _, other in pairs] for g in range(groups)]
            right = [*problem.capacity[picked], *problem.people[member]]
            saved = -linprog([price[k] - 1 for k, _ in pairs], A_ub=rows, b_ub=right).fun
        left = problem.people[member].sum() - saved
        assert problem.burden(picked, price)[member] == pytest.approx(left, abs=1e-6)


def two_sites(unsafe: float) -> tuple[Demand, Any]:
    """1,000 people; a cheap site that may become unsafe and a dear one that is safe."""
    problem = Demand(
        people=np.array([[1000.0]]),
        serves=np.ones((2, 1), dtype=bool),
        places=("near", "far"),
        options=("tents", "school"),
        capacity=np.array([1000.0, 600.0]),
        usd=np.array([10.0, 50.0]),
        enclosed=0,
    )
    return problem, np.array([unsafe, 0.0])


def test_risk_by_hand() -> None:
    """Both open: 600 go to the safe one, 400 to the other: 160 count. Near alone: 400."""
    problem, price = two_sites(0.4)
    one = np.ones(1)
    assert solve(problem, problem.people, one, None, 0.5)[0].tolist() == [True, False]
    assert solve(problem, problem.people, one, None, 0.5, price)[0].tolist() == [True, True]
    assert problem.burden(np.array([True, True]), price).tolist() == [160]
    assert problem.burden(np.array([True, False]), price).tolist() == [400]
    within = solve(problem, problem.people, one, 20.0, 0.5, price)[0]
    assert within.tolist() == [True, False]  # rather there than nowhere
    certain = solve(problem, problem.people, one, None, 0.5, two_sites(1.0)[1])[0]
    assert certain.tolist() == [False, True]  # it would count as no place at all


def test_a_plan_weighs_the_chance_of_the_run() -> None:
    off, on = plan_sites(result()), plan_sites(result(), risk_weight=1.0)
    chance = clash_chances(result(), ahead=(HORIZON,))[0]["riverton"][HORIZON]
    assert {site.place: site.unsafe for site in on.chosen.sites}["riverton"] == pytest.approx(
        chance
    )
    assert on.chosen.expected_in_unsafe > 0
    assert "expected_in_unsafe" in on.to_json()["ensemble"]
    rows = 2 if on.chosen.sites == on.by_mean.sites else 3  # the same choice is shown once
    assert len(on.choices) == rows
    assert "becomes unsafe counts as 1" in " ".join(english(on.sentences()))
    assert off.to_json().keys() == on.to_json().keys() - {"risk_weight"}
    assert "expected_in_unsafe" not in off.to_json()["ensemble"]
    assert len(sites_answer(off).tables[0].header) + 1 == len(sites_answer(on).tables[0].header)


def test_a_site_with_hazard_is_not_opened() -> None:
    hazard = {"date": "2030-03-01", "kind": "hazard", "target": "riverton"}
    events = [hazard | {"attribute": "intensity", "value": "0.5"}]
    roads = [row | {"open": True} for row in EXAMPLE["routes"].rows()]  # nobody is cut off
    scenario = EXAMPLE.replace(events=events, routes=roads)
    run = made(scenario, {"riverton": 9000, "meadow": 7000})
    assert {site.place for site in plan_sites(run).chosen.sites} == {"riverton"}
    assert plan_sites(run, risk_weight=1.0).chosen.sites == ()


def test_the_ensemble_and_its_mean() -> None:
    plan = plan_sites(result())
    assert plan.chosen.proven
    assert plan.chosen.expected_unmet <= plan.by_mean.expected_unmet + 1e-9
    assert plan.chosen.worst_decile_unmet <= plan.nothing.worst_decile_unmet
    assert {site.option for site in plan.chosen.sites} == {"school-and-mill", "warehouse"}
    found = plan.to_json()
    assert found["ensemble"]["usd"] == 180000
    assert found["open_none"]["sites"] == []
    rows = 2 if plan.chosen.sites == plan.by_mean.sites else 3
    assert len(plan.choices) == rows
    assert all(english(plan.sentences()))


def test_the_budget_binds() -> None:
    plan = plan_sites(result(), budget_usd=100_000)
    assert plan.chosen.usd <= 100_000
    assert {site.option for site in plan.chosen.sites} == {"school", "warehouse"}


def test_nothing_is_opened_for_nobody() -> None:
    plan = plan_sites(made(EXAMPLE.replace(events=[]), {}))
    assert plan.chosen.sites == ()
    assert plan.chosen.usd == 0


def test_demand_is_what_the_sites_cannot_shelter() -> None:
    found = demand(result(), need_share=1.0, start=None, end=None)
    # riverton shelters 3,000 itself; the pocket's people have no site
    assert found.people.max() == 6000
    with_share = demand(result(), need_share=0.5, start=None, end=None)
    assert with_share.people.max() == 2000


def test_people_of_an_enclosed_place_are_left_out() -> None:
    plan = plan_sites(made(EXAMPLE, {"oldtown": 4000}))
    assert plan.enclosed_left_out == 2
    assert plan.demand == (0, 0, 0)


def test_the_worst_tenth() -> None:
    values, weight = np.arange(20.0), np.full(20, 0.05)
    assert cvar(values, weight) == pytest.approx(18.5)
    assert cvar(np.array([1.0, 5.0]), np.array([0.95, 0.05])) == pytest.approx(3.0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"budget_usd": -1.0}, "negative"),
        ({"worst_weight": 2.0}, "out of range"),
        ({"need_share": -0.1}, "out of range"),
        ({"risk_weight": 1.5}, "out of range"),
        ({"start": "2031-01-01"}, "no day of the run"),
        ({"start": "2030-03-09", "end": "2030-03-02"}, "before the start"),
    ],
)
def test_bad_input(change: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        plan_sites(result(), **change)


def test_without_candidates() -> None:
    with pytest.raises(ScenarioError, match="no candidates"):
        plan_sites(result(candidate_sites=[]))
