"""Ranges of arguments, and how many members an ensemble has if nobody says."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

from safepassage.errors import Problem

DEFAULT_MEMBERS = 200
"""Members of an ensemble by default."""
MAX_MEMBERS = 1_000_000
"""Members of an ensemble at most."""
MAX_SEED = 2**63 - 1


def range_problem(
    name: str, value: object, low: float, high: float, unit: str = ""
) -> Problem | None:
    """What is wrong with a number that does not lie in ``low`` to ``high``, else None.

    Args:
        name: Argument or key.
        value: What was given; NaN lies in no range.
        low: Least.
        high: Most.
        unit: Such as ``minutes``, for the remedy.
    """
    remedy = f"{_text(low)} to {_text(high)} {unit}".rstrip()
    number: Any = value
    if not isinstance(value, Real):
        return Problem(f"is of type {type(value).__name__}, no number", column=name, remedy=remedy)
    if low <= number <= high:
        return None
    return Problem(f"{value} is out of range", column=name, remedy=remedy)


def range_problems(*ranges: tuple[str, object, float, float]) -> list[Problem]:
    """What is wrong with several numbers, each as ``(name, value, low, high)``."""
    found = (range_problem(*each) for each in ranges)
    return [problem for problem in found if problem is not None]


def whole_problems(*ranges: tuple[str, object, int, int]) -> list[Problem]:
    """As :func:`range_problems`, of numbers that must be whole: ``int`` or those of NumPy."""
    found = range_problems(*ranges)
    wrong = {problem.column for problem in found}
    found += [
        Problem(f"{value} is not a whole number", column=name, remedy=f"such as {max(low, 1)}")
        for name, value, low, _ in ranges
        if name not in wrong and not isinstance(value, Integral)
    ]
    return found


def _text(limit: float) -> str:
    return f"{limit:,}" if isinstance(limit, int) else f"{limit:g}"
