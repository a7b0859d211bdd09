"""Ranges of arguments, and how many members an ensemble has if nobody says."""

from __future__ import annotations

from safepassage.errors import Problem

DEFAULT_MEMBERS = 200
"""Members of an ensemble by default."""
MAX_SEED = 2**63 - 1


def range_problem(
    name: str, value: float, low: float, high: float, unit: str = ""
) -> Problem | None:
    """What is wrong with a number that does not lie in ``low`` to ``high``, else None.

    Args:
        name: Argument or key.
        value: What was given; NaN lies in no range.
        low: Least.
        high: Most.
        unit: Such as ``minutes``, for the remedy.
    """
    if low <= value <= high:
        return None
    remedy = f"{_text(low)} to {_text(high)} {unit}".rstrip()
    return Problem(f"{value} is out of range", column=name, remedy=remedy)


def range_problems(*ranges: tuple[str, float, float, float]) -> list[Problem]:
    """What is wrong with several numbers, each as ``(name, value, low, high)``."""
    found = (range_problem(*each) for each in ranges)
    return [problem for problem in found if problem is not None]


def _text(limit: float) -> str:
    return f"{limit:,}" if isinstance(limit, int) else f"{limit:g}"
