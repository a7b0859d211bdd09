"""What a stress test draws: vehicles in their range, and who waits by the claims."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from safepassage import plan_exit, read_scenario
from safepassage.errors import ScenarioError
from safepassage.planning.exit.draws import draw
from safepassage.planning.exit.options import ExitOptions
from safepassage.planning.exit.people import median
from safepassage.planning.exit.stress import beside, stress, stress_both, stress_under
from safepassage.planning.exit.who_waits import weigh_who_waits
from tests.planning.worlds import scenario

PEOPLE = [{"place": "town", "class": "residents", "best": 5000}]
OPEN = [{"corridor": "north", "start": "2030-03-02T00:00", "end": "2030-03-13T00:00"}]


def world(**fleet: Any) -> Any:
    return scenario(
        populations=PEOPLE,
        windows=OPEN,
        fleets=[{"vehicle": "bus", "number": 12} | fleet],
        corridors=[
            {"corridor": "north", "gathers": "town", "places": "town>gate>camp"}
            | {"persons_per_hour": 2000}
        ],
        classes=[{"class": "residents", "staying_low": 0.0, "staying": 0.1, "staying_high": 0.2}],
        evacuees=[],
    )


@pytest.fixture(scope="module")
def ranged() -> Any:
    return world(low=6, high=20)


def test_vehicles_are_drawn_in_their_range(ranged: Any) -> None:
    plan = plan_exit(ranged, members=5)
    drawn = draw(ranged, plan.instance, 800, 1).fleet * 12
    assert np.array_equal(drawn, np.round(drawn))
    # 5, 50 and 95 % points; a share of 800 has a standard error of 0.008 to 0.018.
    for number, share in ((6, 0.05), (12, 0.5), (20, 0.95)):
        assert np.mean(drawn < number - 0.5) < share + 0.05
        assert np.mean(drawn < number + 0.5) > share - 0.05


def test_without_a_range_every_draw_has_the_vehicles_planned(ranged: Any) -> None:
    fixed = world()
    assert np.all(draw(fixed, plan_exit(fixed, members=5).instance, 9, 1).fleet == 1)


def test_fewer_vehicles_take_longer_and_draws_are_common(ranged: Any) -> None:
    plan = plan_exit(ranged, members=5)
    draws = draw(ranged, plan.instance, 60, 1)
    people = np.broadcast_to(draws.people[:1], draws.people.shape)
    alike = replace(draws, people=people, breakdown=(0.0,))
    found = stress_under(plan, alike)
    order = np.argsort(alike.fleet[:, 0], kind="stable")
    assert np.all(np.diff(found.finish[order]) <= 1e-9)
    assert found.finish[order[0]] > 1.5 * found.finish[order[-1]]
    naive = stress_under(beside(plan), alike)
    more = plan_exit(ranged, members=5, fleet={"bus": 24})
    assert np.array_equal(draw(ranged, more.instance, 60, 1).fleet, draws.fleet)
    assert np.array_equal(naive.people, found.people)


def test_both_plans_meet_the_same_draws(ranged: Any) -> None:
    plan = plan_exit(ranged, members=5)
    own, naive = stress_both(ranged, plan, members=30, seed=3)
    assert np.array_equal(own.finish, stress(ranged, plan, members=30, seed=3).finish)
    assert np.array_equal(own.people, naive.people)
    with pytest.raises(ScenarioError, match="out of range"):
        stress(ranged, plan, members=0)


def test_a_weighted_median_is_that_of_repeated_values() -> None:
    values = np.array([5.0, 1.0, 9.0, 3.0])
    weight = np.array([0.15, 0.2, 0.4, 0.25])
    assert median(values, weight) == np.median(np.repeat(values, [3, 4, 8, 5])) == 5.0
    assert median(values, np.full(4, 0.25)) == 4.0


def test_claims_known_by_the_evening_before_say_who_waits() -> None:
    known = read_scenario("aleppo-2016", as_of="2016-12-14")
    weighed = weigh_who_waits(known, ExitOptions(start="2016-12-15T14:00"), members=30)
    assert weighed.members.size == 30
    assert str(weighed.scenario.as_of) == "2016-12-14"
    plan = plan_exit(known, start="2016-12-15T14:00", result=weighed)
    own, prior = (
        draw(known, plan.instance, 30, 1, result).people.sum(axis=1) for result in (weighed, None)
    )
    # Claims about those who had fled narrow who was there.
    spread = [np.quantile(found, 0.95) / np.quantile(found, 0.05) for found in (own, prior)]
    assert spread[0] < spread[1]
