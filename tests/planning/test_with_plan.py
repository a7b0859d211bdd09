"""A run executes a plan that was put back."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from safepassage.compiled.compile import compile_scenario
from safepassage.engine.twin.run import simulate_persons
from safepassage.planning.exit.planner import plan_exit
from safepassage.planning.exit.robust import robust_plan
from safepassage.planning.exit.stress import beside, recorded_stoppages, stress
from safepassage.result.quantities import curve
from safepassage.result.run import run
from tests.planning.worlds import scenario

FIXED = [
    {"place": "town", "class": "residents", "best": 5000},
    {"place": "town", "class": "wounded", "best": 100},
]


@pytest.fixture(scope="module")
def fixed():
    return scenario(populations=FIXED)


@pytest.fixture(scope="module")
def plan(fixed):
    return plan_exit(fixed, members=9)


def test_the_run_does_what_the_plan_says(fixed, plan) -> None:
    result = run(fixed.with_plan(plan), members=4, seed=1)
    gone = curve(result, "left_by:north")
    for day in range(fixed.days):
        until = np.datetime64(fixed.start) + np.timedelta64(day + 1, "D")
        planned = sum(row.people for row in plan.departures if np.datetime64(row.time) < until)
        waiting = 5100 - result.arrays["staying"].sum(axis=(1, 2))
        spare = sum(row.seats - row.people for row in plan.departures)
        assert np.all(gone[:, day] <= waiting)
        due = np.minimum(planned, waiting)  # in some members more people stay than planned
        assert np.all(np.abs(gone[:, day] - due) <= spare + 200)
    assert np.all(gone[:, -1] >= 0.99 * np.minimum(waiting, plan.people))


def test_without_a_plan_nothing_changes(fixed) -> None:
    again = fixed.replace(departures=[])
    assert run(fixed, members=3, seed=5).digest == run(again, members=3, seed=5).digest


def test_seats_limit_who_boards_and_the_rest_waits(fixed) -> None:
    row = {"corridor": "north", "class": "residents", "vehicle": "bus"}
    rows = [
        row | {"time": "2030-03-03T09:00", "seats": 120},
        row | {"time": "2030-03-04T09:00", "seats": 30},
    ]
    result = run(fixed.replace(departures=rows), members=2, seed=1)
    assert curve(result, "left_by:north")[0, 2:5].tolist() == [120, 150, 150]
    assert curve(result, "left_by:north@wounded").max() == 0


def test_convoys_queue_where_the_checkpoint_is_slow(fixed) -> None:
    row = {"corridor": "north", "class": "residents", "vehicle": "bus"}
    rows = [row | {"time": "2030-03-03T08:00", "seats": 3000}]
    gone = curve(run(fixed.replace(departures=rows), members=2, seed=1), "left_by:north")
    assert gone[0, 2:5].tolist() == [2400, 3000, 3000]


def test_the_twin_executes_the_same_plan() -> None:
    people = [{"place": "town", "class": "residents", "best": 300}]
    small = scenario(populations=people, classes=[{"class": "residents"}, {"class": "wounded"}])
    row = {"corridor": "north", "class": "residents"}
    rows = [row | {"time": f"2030-03-0{day}T09:00", "seats": 70 + day} for day in (3, 4, 5)]
    planned = small.replace(departures=rows)
    compiled = compile_scenario(planned)
    twin = simulate_persons(compiled, compiled.inputs.member(np.zeros(0)), 1, 0)
    result = run(planned, members=1, seed=1)
    assert np.array_equal(twin.left_by, result.arrays["left_by"][0])


def test_stress_is_common_luck_and_stoppages_delay(fixed, plan) -> None:
    calm = stress(fixed, plan, members=40, stoppages=[])
    again = stress(fixed, plan, members=40, stoppages=[])
    assert np.array_equal(calm.finish, again.finish)
    stop = [(dt.datetime(2030, 3, 3, 9), dt.datetime(2030, 3, 5, 9))]  # noqa: DTZ001
    late = stress(fixed, plan, members=40, stoppages=stop)
    assert np.all(late.finish >= calm.finish)
    assert calm.chance_by(plan.start) == 0
    assert list(calm.chances().values())[-1] > 0.9
    naive = stress(fixed, beside(plan), members=40, stoppages=[])
    assert naive.finish.shape == calm.finish.shape
    assert np.array_equal(naive.people, calm.people)


def test_a_robust_plan_takes_more_people_and_slower_checkpoints() -> None:
    table = [
        {"corridor": "north", "gathers": "town", "places": "town>gate>camp"}
        | {"persons_per_hour_low": 100, "persons_per_hour": 200, "persons_per_hour_high": 250}
    ]
    world = scenario(corridors=table)
    usual = plan_exit(world, members=40)
    careful = robust_plan(world, quantile=0.9, members=40)
    assert careful.people > usual.people
    assert careful.makespan_hours > usual.makespan_hours


def test_recorded_stoppages_are_the_gaps_between_windows() -> None:
    (gap,) = recorded_stoppages(scenario(), "north")
    assert gap == (dt.datetime(2030, 3, 3, 20), dt.datetime(2030, 3, 4, 8))  # noqa: DTZ001
