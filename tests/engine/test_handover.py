"""People handed over between models: nobody is lost, and nobody is taken who is not there."""

from __future__ import annotations

import numpy as np
import pytest

from safepassage import RunError, ScenarioError, days, read_scenario, run
from safepassage.scenario.scenario import Scenario
from tests.scenario.world import EXAMPLE


def everybody(day: object) -> int:
    """People in a model at the end of a day."""
    return int(day.residents.sum() + day.displaced.sum() + day.moving.sum())  # type: ignore[attr-defined]


@pytest.fixture
def tiny() -> Scenario:
    return read_scenario("tiny")


def test_both_models_together_keep_everybody(tiny: Scenario) -> None:
    moved, sizes = 0, []
    for one, two in zip(days(tiny, seed=1), days(tiny, seed=2), strict=True):
        sizes.append((everybody(one), everybody(two), moved))
        place = "camp-a"
        taken = one.take(place, 50)
        assert 0 <= taken <= min(50, int(one.displaced[one.places.index(place)].sum()))
        two.bring(place, taken)
        moved += taken
    assert moved > 100
    assert {left + gone for left, _, gone in sizes} == {sizes[0][0]}
    assert {grown - gone for _, grown, gone in sizes} == {sizes[0][1]}


def test_nothing_handed_over_changes_nothing(tiny: Scenario) -> None:
    plain = [day.displaced for day in days(tiny, seed=3)]
    still = []
    for day in days(tiny, seed=3):
        assert day.take("camp-a", 0) == 0
        day.bring("camp-a", 0)
        still.append(day.displaced)
    assert all(np.array_equal(*pair) for pair in zip(plain, still, strict=True))


def test_who_was_brought_goes_on_as_people_of_the_place_do(tiny: Scenario) -> None:
    """From a moment after the handover, in many futures."""
    for day in days(tiny, seed=1):
        if day.number == 4:
            before = run(tiny, members=60, seed=5, start=day.moment())
            place = day.places[int(np.argmax(day.displaced.sum(axis=1)))]
            here = int(day.displaced[day.places.index(place)].sum())
            day.bring(place, 99 * here)
            after = run(tiny, members=60, seed=5, start=day.moment())
            break
    at = before.places.index(place)
    shares = [
        (one.arrays["displaced"][:, 5, at].sum() + 0.0) / (60 * size)
        for one, size in ((before, here), (after, 100 * here))
    ]
    assert shares[0] == pytest.approx(shares[1], abs=0.15)


def test_what_does_not_fit_is_said(tiny: Scenario) -> None:
    walk = days(tiny)
    first = next(walk)
    with pytest.raises(ScenarioError, match="did you mean 'camp-a'"):
        first.take("camp-aa", 5)
    with pytest.raises(ScenarioError, match="unknown class 'tourists'"):
        first.bring("camp-a", 5, "tourists")
    with pytest.raises(ScenarioError, match="-1 is out of range"):
        first.bring("camp-a", -1)
    next(walk)
    with pytest.raises(RunError, match="hand people over before the next day"):
        first.take("camp-a", 1)
    with pytest.raises(RunError, match="where there is reception"):
        next(days(EXAMPLE)).bring("oldtown", 1)
