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
from safepassage.planning.siting import cvar, plan_sites
from safepassage.planning.siting_demand import Demand, demand
from safepassage.planning.siting_model import solve
from safepassage.planning.siting_report import COLUMNS
from safepassage.scenario.template import new_scenario
from tests.planning.made import made

EXAMPLE = new_scenario("example")


def result(**changes: Any) -> Any:
    scenario = EXAMPLE.replace(events=[], **changes)
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


def test_the_ensemble_and_its_mean() -> None:
    plan = plan_sites(result())
    assert plan.chosen.proven
    assert plan.chosen.expected_unmet <= plan.by_mean.expected_unmet + 1e-9
    assert plan.chosen.worst_decile_unmet <= plan.nothing.worst_decile_unmet
    assert {site.option for site in plan.chosen.sites} == {"school-and-mill", "warehouse"}
    found = plan.to_json()
    assert found["ensemble"]["usd"] == 180000
    assert found["open_none"]["sites"] == []
    assert [len(row) for row in plan.rows()] == [len(COLUMNS)] * 3
    assert plan.sentences()


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
