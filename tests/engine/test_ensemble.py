"""The ensemble: the same numbers however the work is divided, and clean ends."""

from __future__ import annotations

import numpy as np
import pytest

from safepassage import RunError, ScenarioError, make_scenario, read_scenario, run
from safepassage.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return read_scenario("tiny")


def test_workers_do_not_change_a_bit(tiny: Scenario) -> None:
    one, two = (run(tiny, members=12, workers=workers) for workers in (1, 2))
    assert one.digest == two.digest
    for name, counts in one.arrays.items():
        np.testing.assert_array_equal(counts, two.arrays[name])


def test_any_split_of_members_gives_the_same_members(tiny: Scenario) -> None:
    whole = run(tiny, members=11, seed=5)
    parts = [run(tiny, members=count, first=first, seed=5) for first, count in ((0, 4), (4, 7))]
    for name, counts in whole.arrays.items():
        joined = np.concatenate([part.arrays[name] for part in parts])
        np.testing.assert_array_equal(counts, joined)
    np.testing.assert_array_equal(whole.inputs, np.concatenate([part.inputs for part in parts]))


def test_seeds_differ(tiny: Scenario) -> None:
    assert run(tiny, members=3, seed=1).digest != run(tiny, members=3, seed=2).digest


def test_people_without_a_source_are_an_error_that_names_the_phase() -> None:
    scenario = make_scenario(
        "no-source",
        {"title": "registrations before any hazard", "start": "2020-01-01", "days": 6},
        {"set": "flee3", "displacement": "series"},
        {
            "places": [
                {"place": "home", "kind": "settlement", "population": 100},
                {"place": "camp", "kind": "site"},
            ],
            "routes": [{"from": "home", "to": "camp", "length_km": 10}],
            "sites": [{"place": "camp"}],
            "events": [
                {
                    "date": "2020-01-05",
                    "kind": "hazard",
                    "target": "home",
                    "attribute": "intensity",
                    "value": "1",
                }
            ],
            "series": [
                {"quantity": "present:camp", "date": "2020-01-01", "value": 0},
                {"quantity": "present:camp", "date": "2020-01-06", "value": 500},
            ],
        },
    )
    with pytest.raises(RunError, match=r"phase flight: .* no place to come from"):
        run(scenario, members=2)


@pytest.mark.parametrize(
    "options", [{"members": 0}, {"members": 10**7}, {"seed": -1}, {"workers": 0}, {"first": -1}]
)
def test_numbers_out_of_range_are_refused(tiny: Scenario, options: dict[str, int]) -> None:
    with pytest.raises(ScenarioError, match=next(iter(options))):
        run(tiny, **{"members": 2, **options})


def test_an_interrupt_stops_all_threads(tiny: Scenario) -> None:
    seen = []

    def interrupt(done: int, total: int) -> None:
        seen.append((done, total))
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(tiny, members=500, workers=2, progress=interrupt)
    assert len(seen) < 500


def test_progress_counts_every_member(tiny: Scenario) -> None:
    seen = []
    run(tiny, members=7, workers=2, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(number, 7) for number in range(1, 8)]
