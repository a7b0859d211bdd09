"""Values that go into sentences."""

from __future__ import annotations

import pytest

from safepassage.said import Fixed, percentage


@pytest.mark.parametrize(
    ("share", "percent"),
    [
        (0.0, Fixed(0, 0)),
        (1.0, Fixed(100, 0)),
        (1 - 1e-12, Fixed(100, 0)),
        (0.375, Fixed(38, 0)),
        (0.996, Fixed(99.6)),
        (0.99996, Fixed(99.9)),
        (0.003, Fixed(0.3)),
        (1e-5, Fixed(0.1)),
        (-0.003, Fixed(-0.3)),
        (1.0004, Fixed(100.1)),
    ],
)
def test_nearly_all_is_not_all_and_nearly_none_is_something(share: float, percent: Fixed) -> None:
    found = percentage(share)
    assert found.digits == percent.digits
    assert found.value == pytest.approx(percent.value)
