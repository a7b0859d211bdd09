"""Named quantities, against sums done by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage import ScenarioError, curve, read_scenario, run
from safepassage.result.quantities import weighted_quantiles
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


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=40), st.data())
def test_weighted_quantiles_repeat_members_by_their_weight(
    values: list[int], data: st.DataObject
) -> None:
    counts = data.draw(st.lists(st.integers(1, 5), min_size=len(values), max_size=len(values)))
    weight = np.array(counts) / sum(counts)
    repeated = np.repeat(np.array(values, float), counts)
    equal = np.full(repeated.size, 1 / repeated.size)
    np.testing.assert_array_equal(
        weighted_quantiles(np.array(values, float), weight), weighted_quantiles(repeated, equal)
    )
    middle = np.sort(repeated)[(repeated.size - 1) // 2]
    assert weighted_quantiles(repeated, equal, (0.5,))[0] == middle


def test_quantiles_leave_a_single_column_as_it_is() -> None:
    values = np.array([[3.0], [1.0], [2.0]])
    values.setflags(write=False)
    found = weighted_quantiles(values, np.full(3, 1 / 3))
    assert found[:, 0].tolist() == [1.0, 2.0, 3.0]
    assert values[:, 0].tolist() == [3.0, 1.0, 2.0]
