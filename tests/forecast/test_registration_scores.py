"""Scores of a run against what drove it."""

import numpy as np
import pytest

from safepassage.compiled.compile import compile_scenario
from safepassage.forecast.registration_scores import registration_scores
from safepassage.result.run import run
from tests.forecast.small import rows, world


def test_scores_are_means_over_members_and_baselines_are_by_hand() -> None:
    scenario = world(rows(north={0: 300, 199: 300}, south={0: 100, 199: 300})).replace(days=3)
    compiled = compile_scenario(scenario)
    result = run(scenario, members=4, seed=2, workers=1)
    scores = registration_scores(result)
    observed = compiled.registrations.sites.T.astype(float)
    places = compiled.registrations.places
    simulated = result.arrays["displaced"][:, :, places, 0].astype(float)
    by_member = (np.abs(simulated - observed).sum(2) / observed.sum(1)).mean(1)
    assert scores["ard"] == pytest.approx(by_member.mean())
    total = observed.sum(1)
    kept = total[:, None] * np.array([0.75, 0.25])
    first = (np.abs(kept - observed).sum(1) / total).mean()
    assert scores["baselines"]["shares_first"]["ard"] == pytest.approx(first)
    capacity = total[:, None] * np.array([0.75, 0.25])  # 9,000 and 3,000
    share = (np.abs(capacity - observed).sum(1) / total).mean()
    assert scores["baselines"]["shares_capacity"]["ard_rescaled"] == pytest.approx(share)
    assert scores["ard_flee"] is not None


def test_nothing_observed_gives_none() -> None:
    scenario = world([]).replace(days=2)
    scores = registration_scores(run(scenario, members=1, workers=1))
    empty = {"ard": None, "ard_rescaled": None, "ard_flee": None}
    assert scores == {
        **empty,
        "baselines": {"shares_first": empty, "shares_capacity": empty},
    }


def test_weights_count_and_an_undeclared_capacity_leaves_its_baseline_out() -> None:
    scenario = world().replace(sites=[{"place": "north"}, {"place": "south"}], days=40)
    result = run(scenario, members=2, seed=3, workers=1)
    one = registration_scores(result.reweighted(np.array([1.0, 0.0])))
    two = registration_scores(result.reweighted(np.array([0.0, 1.0])))
    both = registration_scores(result)
    assert both["ard"] == pytest.approx((one["ard"] + two["ard"]) / 2)
    assert both["baselines"]["shares_capacity"]["ard"] is None
