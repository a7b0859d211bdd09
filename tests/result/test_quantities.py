"""Named quantities, against sums done by hand."""

from __future__ import annotations

import numpy as np
import pytest

from safepassage import ScenarioError, curve, read_scenario, run
from safepassage.result.result import Result


@pytest.fixture(scope="module")
def aleppo() -> Result:
    return run(read_scenario("aleppo-2016"), members=4)


def test_people_present_everywhere_and_on_the_way_are_all_people(aleppo: Result) -> None:
    people = curve(aleppo, "present:all") + aleppo.arrays["moving"].sum(axis=2)
    np.testing.assert_array_equal(people, np.repeat(people[:, :1], people.shape[1], axis=1))


def test_classes_add_up(aleppo: Result) -> None:
    for name in ("present:east-aleppo", "displaced_from:east-aleppo", "left_by:ramouseh"):
        parts = sum(curve(aleppo, f"{name}@{class_}") for class_ in aleppo.classes)
        np.testing.assert_array_equal(parts, curve(aleppo, name))


def test_flows_never_fall(aleppo: Result) -> None:
    for name in ("displaced_from:east-aleppo", "left_by:ramouseh", "arrived:idleb"):
        assert np.all(np.diff(curve(aleppo, name), axis=1) >= 0)


def test_nobody_who_stays_ever_leaves(aleppo: Result) -> None:
    homes = curve(aleppo, "present:east-aleppo")
    assert np.all(homes >= curve(aleppo, "staying:east-aleppo"))


def test_area_shares_follow_the_reports(aleppo: Result) -> None:
    share = curve(aleppo, "share_held:government:east-aleppo")[0]
    for date, reported in (("2016-11-30", 0.40), ("2016-12-03", 0.60), ("2016-12-12", 0.95)):
        assert abs(share[aleppo.day_of(date)] - reported) <= 0.10


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("present:jibren", "jibreen"),
        ("presents:jibreen", "present"),
        ("left_by:ramusah", "ramouseh"),
        ("present:jibreen@wonded", "wounded"),
    ],
)
def test_unknown_names_are_errors_with_the_nearest(aleppo: Result, text: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        curve(aleppo, text)
