"""The order of clearance equals exhaustive search for one team, and saves waiting in a run."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage import curve, run
from safepassage.errors import ScenarioError
from safepassage.planning.clearance.order import by_people_per_day, waiting
from safepassage.planning.clearance.plan import plan_clearance
from safepassage.result.result import Result
from safepassage.scenario.scenario import Scenario, make_scenario
from tests.spoken import english


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.integers(1, 4))
def test_it_equals_exhaustive_search_for_one_team(seed: int, zones: int, members: int) -> None:
    rng = np.random.default_rng(seed)
    people = np.tile(rng.integers(0, 500, zones).astype(float), (members, 1))
    days = np.tile(rng.integers(1, 30, zones).astype(float), (members, 1))
    days *= rng.uniform(0.3, 3, (members, 1))  # how fast the team is, unknown
    threshold = rng.choice([0.0, 0.5, 1.0], zones)
    weight = rng.dirichlet(np.ones(members))
    order = by_people_per_day(people, days, weight)
    best = min(
        float(weight @ waiting(people, days, np.array(other), threshold))
        for other in itertools.permutations(range(zones))
    )
    assert float(weight @ waiting(people, days, order, threshold)) == pytest.approx(best)


def world(**changes: Any) -> Scenario:
    """A large quarter where few lived, and a small one where many did; both are contaminated."""
    tables: dict[str, Any] = {
        "places": [{"place": name, "kind": "settlement"} for name in ("large", "small", "refuge")],
        "routes": [
            {"from": name, "to": "refuge", "length_km": 3} for name in ("large", "small")
        ],
        "classes": [{"class": "people"}],
        "populations": [
            {"place": "large", "class": "people", "best": 300},
            {"place": "small", "class": "people", "best": 3000},
        ],
        "areas": [{"area": "town", "place": name} for name in ("large", "small")],
        "events": [
            {"date": f"2030-01-0{day}", "kind": "hazard", "target": "town",
             "attribute": "intensity", "value": str(2 - day)}
            for day in (1, 2)
        ],
        "homes": [{"place": "town", "willing": 0.5}],
        "contamination": [
            {"place": "large", "area_ha": 20},
            {"place": "small", "area_ha": 10},
        ],
        "clearance_teams": [
            {"team": "a", "area": "town", "per_day_low": 1, "per_day": 2, "per_day_high": 4,
             "start": "2030-01-03"}
        ],
    }  # fmt: skip
    settings = {"title": "t", "start": "2030-01-01", "days": 30}
    return make_scenario("t", settings, {"flight_rate": 100}, tables | changes)


def made(scenario: Scenario) -> Result:
    return run(scenario, members=20, seed=3, workers=1)


def test_many_people_and_little_work_come_first_and_people_are_home_sooner() -> None:
    before = made(world())
    plan = plan_clearance(before)
    assert plan.places == ("small", "large")
    assert plan.waiting[1] < plan.declared[1]
    assert plan.days[0] < plan.days[1]
    assert plan.to_json()["order"][0]["place"] == "small"
    assert len(plan.lines) == 2
    assert "voluntary" in english(plan.sentences())[-1]
    after = made(before.scenario.with_plan(plan))
    assert curve(after, "returned:town").sum() > 1.2 * curve(before, "returned:town").sum()
    same = curve(after, "cleared:town") == pytest.approx(curve(before, "cleared:town"), abs=0.03)
    assert same


def test_where_nobody_can_work_yet_comes_last() -> None:
    event = {"date": "2030-01-02", "kind": "hazard", "target": "small",
             "attribute": "intensity", "value": "0.4", "published": "2030-01-03"}  # fmt: skip
    scenario = world()
    plan = plan_clearance(made(scenario.replace(events=[*scenario["events"].rows(), event])))
    assert (plan.places, plan.last) == (("large",), ("small",))
    assert any("small" in sentence for sentence in english(plan.sentences()))


@pytest.mark.parametrize(
    ("changes", "start", "text"),
    [
        ({"contamination": [], "clearance_teams": []}, None, "nothing is contaminated"),
        ({}, "2031-01-01", "is no day of the run"),
        ({}, "soon", "soon"),
    ],
)
def test_what_cannot_be_planned_is_said(
    changes: dict[str, Any], start: str | None, text: str
) -> None:
    with pytest.raises(ScenarioError, match=text):
        plan_clearance(made(world(**changes)), start=start)
