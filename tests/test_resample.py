"""Members picked as often as their weights say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.resample import systematic


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.lists(st.floats(0.0, 1.0), min_size=1, max_size=30).filter(lambda parts: sum(parts) > 0.1),
    st.integers(1, 60),
    st.floats(0.0, 0.999),
)
def test_copies_are_within_one_of_what_the_weights_ask(
    parts: list[float], count: int, offset: float
) -> None:
    weight = np.array(parts) / sum(parts)
    copies = np.bincount(systematic(weight, count, offset), minlength=weight.size)
    assert copies.sum() == count
    assert np.all(np.abs(copies - count * weight) < 1 + 1e-9)


@pytest.mark.parametrize("offset", [0.0, 0.5])
def test_a_member_without_weight_is_never_picked(offset: float) -> None:
    weight = np.array([0.0, 0.5, 0.0, 0.25, 0.25])
    assert systematic(weight, 4, offset).tolist() == [1, 1, 3, 4]
