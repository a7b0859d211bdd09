"""Ranges of arguments are refused in one way, and defaults stand in one place."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import safepassage
from safepassage.errors import Problem
from safepassage.forecast.backtest import Asked
from safepassage.forecast.changes import changes
from safepassage.forecast.forecast import forecast
from safepassage.forecast.reconcile import reconcile
from safepassage.limits import DEFAULT_MEMBERS, range_problem, range_problems


@pytest.mark.parametrize(
    ("value", "low", "high", "remedy"),
    [
        (0, 1, 10**6, "1 to 1,000,000"),
        (1.5, 0.5, 0.99, "0.5 to 0.99"),
        (float("nan"), 0, 1, "0 to 1"),
    ],
)
def test_what_is_out_of_range_is_named_with_its_range(
    value: float, low: float, high: float, remedy: str
) -> None:
    expected = Problem(f"{value} is out of range", column="x", remedy=remedy)
    assert range_problem("x", value, low, high) == expected
    assert range_problems(("y", low, low, high), ("x", value, low, high)) == [expected]


def test_both_ends_are_in_range() -> None:
    assert range_problem("x", 1, 1, 3) is None
    assert range_problem("x", 3, 1, 3) is None
    problem = range_problem("step", 4, 1, 3, unit="minutes")
    assert problem is not None
    assert problem.remedy == "1 to 3 minutes"


def test_no_module_writes_the_sentence_itself() -> None:
    root = Path(safepassage.__file__).parent
    own = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "} is out of range" in path.read_text(encoding="utf-8")
    }
    assert own == {"limits.py", "engine/executors.py"}  # workers may also be a text


@pytest.mark.parametrize("function", [Asked, changes, forecast, reconcile])
def test_ensembles_have_as_many_members_by_default(function: object) -> None:
    assert callable(function)
    assert inspect.signature(function).parameters["members"].default == DEFAULT_MEMBERS
