"""Days from Python: the numbers of a run, states that are handed over, phases that are timed."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

import safepassage
from safepassage import RunError, ScenarioError, StoreError, days, run, save
from safepassage.engine.phases import PHASES
from safepassage.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return safepassage.read_scenario("tiny")


def test_days_are_those_of_a_run(tiny: Scenario) -> None:
    result = run(tiny, members=3, seed=4)
    for day in days(tiny, seed=4, member=2):
        assert day.date == tiny.start + (result.dates[day.number] - result.dates[0]).item()
        for name in ("residents", "displaced", "moving", "arrivals"):
            np.testing.assert_array_equal(getattr(day, name), result.arrays[name][2, day.number])
    assert day.number == tiny.days - 1
    assert day.seconds == {}


@pytest.mark.parametrize("name", ["tiny", "karabakh-2023"])
@pytest.mark.parametrize("taken", [0, 3])
def test_a_state_that_is_handed_over_gives_the_uninterrupted_run(name: str, taken: int) -> None:
    scenario = safepassage.read_scenario(name)
    whole = run(scenario, members=2, seed=1)
    moments = [day.moment() for day in days(scenario, seed=1, member=1) if day.number in {taken, 5}]
    moment = pickle.loads(pickle.dumps(moments[0]))
    again = run(scenario, members=1, first=1, seed=1, start=moment)
    for array, counts in again.arrays.items():
        np.testing.assert_array_equal(counts[0], whole.arrays[array][1], err_msg=array)
    np.testing.assert_array_equal(again.inputs[0], whole.inputs[1])
    later = [day.displaced for day in days(scenario, seed=1, member=1, start=moment)]
    np.testing.assert_array_equal(later, whole.arrays["displaced"][1, taken + 1 :])


def test_other_members_share_the_past_and_not_the_future() -> None:
    scenario = safepassage.read_scenario("karabakh-2023")  # people flee after the first day too
    moment = next(days(scenario)).moment()
    futures = run(scenario, members=5, seed=9, start=moment)
    displaced = futures.arrays["displaced"]
    assert (displaced[:, 0] == displaced[0, 0]).all()
    assert (displaced[:, -1] != displaced[0, -1]).any()
    assert (futures.inputs == moment.inputs).all()


def test_a_moment_does_not_change_when_it_is_gone_on_with(tiny: Scenario) -> None:
    moment = next(days(tiny)).moment()
    first, second = (run(tiny, members=2, start=moment).digest for _ in range(2))
    assert first == second


def test_a_moment_that_has_passed_cannot_be_taken(tiny: Scenario) -> None:
    walk = days(tiny)
    day = next(walk)
    next(walk)
    with pytest.raises(RunError, match="day 0 has passed"):
        day.moment()


def test_a_moment_of_something_else_is_refused(tiny: Scenario) -> None:
    *_, last = days(tiny)
    with pytest.raises(ScenarioError, match="end of the last day"):
        run(tiny, members=1, start=last.moment())
    moment = next(days(tiny)).moment()
    with pytest.raises(ScenarioError, match="another scenario"):
        run(tiny.replace(rules={"flight_rate": 0.9}), members=1, start=moment)
    with pytest.raises(ScenarioError, match="another kernel"):
        run(tiny, members=1, start=replace(moment, kernel="of last week"))
    with pytest.raises(ScenarioError, match="out of range"):
        days(tiny, seed=-1)


def test_each_phase_is_timed(tiny: Scenario) -> None:
    plain = [day.displaced for day in days(tiny)]
    timed = list(days(tiny, timed=True))
    np.testing.assert_array_equal(plain, [day.displaced for day in timed])
    assert list(timed[0].seconds) == [phase.name for phase in PHASES]
    assert all(seconds > 0 for day in timed for seconds in day.seconds.values())


def test_a_run_folder_says_where_its_members_began(tiny: Scenario, tmp_path: object) -> None:
    moment = next(days(tiny, seed=3, member=7)).moment()
    folder = save(run(tiny, members=2, start=moment), f"{tmp_path}/run")
    assert safepassage.load(folder).start == {"seed": 3, "member": 7, "day": 1}
    with pytest.raises(StoreError, match="goes on from a moment"):
        safepassage.replay(folder)
