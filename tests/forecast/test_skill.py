"""Intervals of skills and independent outcomes."""

import numpy as np
import pytest

from safepassage.forecast.pooled import pooled
from safepassage.forecast.skill import disjoint, mean_skill, skill
from safepassage.forecast.tally import Outcome, Said, Tally

RNG = np.random.default_rng(3)


def test_a_constant_ratio_has_no_spread_and_a_rival_without_loss_no_skill() -> None:
    theirs = RNG.gamma(2, 3, 20)
    found = skill(0.8 * theirs, theirs, 3)
    assert found is not None
    assert found.value == pytest.approx(0.2)
    assert found.interval == pytest.approx((0.2, 0.2))
    assert skill(theirs, np.zeros(20), 3) is None
    alone = skill(theirs[:1], theirs[:1], 3)
    assert alone is not None
    assert alone.interval is None


def test_the_interval_holds_the_truth_of_dependent_losses_about_nine_times_in_ten() -> None:
    held = 0
    for _ in range(200):
        shock = np.repeat(RNG.normal(0, 1, 40), 4)  # four neighbouring origins share their fate
        ours, theirs = 10 + shock + RNG.normal(0, 0.3, 160), np.full(160, 10.0)
        found = skill(ours, theirs, 5)
        assert found is not None
        low, high = found.interval or (1.0, 1.0)
        held += low <= 0 <= high
    assert 160 <= held <= 195
    narrow = skill(ours, theirs, 1)
    assert narrow is not None
    assert np.ptp(narrow.interval or (0, 0)) < 0.8 * (high - low)


def test_overlapping_windows_count_once() -> None:
    begin = np.array([0, 30, 60, 90])
    assert disjoint(begin, begin + 30) == 4
    assert disjoint(begin, begin + 90) == 2
    assert disjoint(begin[:1], begin[:1] + 9) == 1


def outcome(origin: int, observed: float, middle: float, site: str = "a") -> Outcome:
    members = middle + np.linspace(-10, 10, 41)
    rival = Said("naive", members + 20, middle + 20)
    return Outcome(origin, origin + 30, site, observed, observed, members, {"counts": rival})


def tally(*outcomes: Outcome) -> Tally:
    made = Tally(30, 30)
    for one in outcomes:
        made.add(one)
    return made


def test_a_summary_by_hand() -> None:
    summary = tally(outcome(0, 100, 100), outcome(30, 120, 100), outcome(60, 80, 100)).summary()
    assert summary is not None
    told = summary.as_dict()
    assert (told["targets"], told["independent"]) == (3, {"periods": 3, "by_site": 3})
    assert (told["missed_below"], told["missed_above"]) == pytest.approx((1 / 3, 1 / 3))
    assert told["absolute_error"] == pytest.approx(40 / 300)
    assert told["absolute_error_ratio"] == pytest.approx(40 / (20 + 0 + 40))
    assert told["best"] == told["best_point"] == "counts"
    assert told["skill_by_family"]["classical"] is None
    assert tally().summary() is None
    assert tally(outcome(0, 0, 0)).summary() is None


def test_cases_are_pooled_with_their_independent_outcomes() -> None:
    good = tally(outcome(0, 100, 100), outcome(30, 100, 100)).summary()
    origins = range(0, 240, 30)  # blocks enough for an interval
    bad = tally(*(outcome(origin, 120, 100) for origin in origins)).summary()
    told = pooled({"good": good, "bad": bad, "none": None})
    assert told is not None
    assert good is not None
    assert bad is not None
    skills = [one.skill() for one in (good, bad)]
    assert told["mean_skill"] == pytest.approx(np.mean([s.value for s in skills if s]))
    assert (told["worst"], told["below_zero"], told["cases"]) == ("bad", ["bad"], 2)
    assert told["independent"] == {"periods": 10, "by_site": 10}
    assert told["coverage_90"] == pytest.approx(0.2)
    assert pooled({"none": None}) is None
    assert mean_skill([]) is None
