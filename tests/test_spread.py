"""Quantiles by weight, and the three that are shown."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.spread import Spread, weighted_quantiles


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


def test_quantiles_are_those_of_numpy_where_no_rounding_decides() -> None:
    draws = np.random.default_rng(1)
    values, weight = draws.normal(size=(37, 5)), draws.dirichlet(np.ones(37))
    at = (0.05, 0.31, 0.5, 0.95)
    expected = np.quantile(values, at, axis=0, weights=weight, method="inverted_cdf")
    np.testing.assert_array_equal(weighted_quantiles(values, weight, at), expected)


def test_rounding_of_the_weights_decides_nothing() -> None:
    """The weights of the first 10 of 200 members sum to 5 %, whichever way the sum rounds."""
    for members in (20, 40, 200, 1000):
        weight = np.full(members, 1 / members)
        found = weighted_quantiles(np.arange(members, dtype=float), weight, (0.05,))
        assert found.tolist() == [members // 20 - 1]


def test_a_spread_has_a_text_and_names() -> None:
    spread = Spread.of(np.array([1000, 3000, 2000]), np.full(3, 1 / 3))
    assert spread == (1000.0, 2000.0, 3000.0)
    assert spread.text() == "2,000 (1,000 to 3,000)"
    assert Spread(0.14, 0.25, 0.36).rounded(1).as_dict() == {"p05": 0.1, "p50": 0.2, "p95": 0.4}
