"""How much is published: thresholds, rounding, precision of places, and the label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from safepassage.errors import Problem, ScenarioError
from safepassage.limits import range_problems
from safepassage.scenario.scenario import Scenario

Precision = Literal["place", "admin2", "admin1", "none"]
PRECISIONS: tuple[Precision, ...] = ("place", "admin2", "admin1", "none")

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "low": "Low or no sensitivity: may be published",
        "moderate": "Moderate sensitivity: for the organisations of the response",
        "high": "High sensitivity: for named people who need it",
        "severe": "Severe sensitivity: do not pass on",
    }
)
"""Levels of the IASC Operational Guidance on Data Responsibility in Humanitarian Action (2023)."""


@dataclass(frozen=True)
class Policy:
    """Rules for everything that leaves.

    Attributes:
        sensitivity: Level, a key of :data:`LABELS`.
        threshold: Counts from 1 to below this are suppressed.
        base: Counts are rounded to multiples of this.
        places: ``place``, ``admin2``, ``admin1`` (sums by P-code) or ``none`` (totals only).
        decimals: Decimals of published coordinates in degrees; 2 is about 1 km.
    """

    sensitivity: str = "moderate"
    threshold: int = 10
    base: int = 5
    places: Precision = "place"
    decimals: int = 2

    def __post_init__(self) -> None:
        """Refuse rules that would protect nobody."""
        problems = range_problems(
            ("threshold", self.threshold, 3, 10_000),
            ("base", self.base, 1, 10_000),
            ("decimals", self.decimals, 0, 6),
        )
        if self.sensitivity not in LABELS:
            remedy = f"one of {', '.join(LABELS)}"
            problems.append(Problem(f"{self.sensitivity!r} is no level", column="sensitivity",
                                    remedy=remedy))  # fmt: skip
        if self.places not in PRECISIONS:
            problems.append(Problem(f"{self.places!r} is no precision", column="places",
                                    remedy=f"one of {', '.join(PRECISIONS)}"))  # fmt: skip
        if problems:
            raise ScenarioError(problems)

    @property
    def label(self) -> str:
        """The sensitivity in words, printed on every export."""
        return LABELS[self.sensitivity]

    @property
    def notice(self) -> str:
        """What was done, in a sentence, printed on every export."""
        rounded = f"rounded to {self.base}" if self.base > 1 else "not rounded"
        return (
            f"{self.label}. Counts of people, never persons; from 1 to {self.threshold - 1} "
            f"suppressed, with what would reveal them, others {rounded}; enclosed places only "
            "together."
        )


_BY_LEVEL: Mapping[str, Policy] = MappingProxyType(
    {
        "low": Policy("low", threshold=5, decimals=3),
        "moderate": Policy("moderate"),
        "high": Policy("high", threshold=20, base=10, places="admin2", decimals=1),
        "severe": Policy("severe", threshold=50, base=50, places="none", decimals=0),
    }
)


def policy_of(scenario: Scenario, **changes: object) -> Policy:
    """Policy that goes with a scenario's sensitivity, perhaps with changes.

    Args:
        scenario: Whose ``sensitivity`` counts.
        **changes: Attributes of :class:`Policy` to set otherwise; None leaves one as it is.

    Raises:
        ScenarioError: If a value is out of range.
    """
    from dataclasses import asdict

    base = _BY_LEVEL.get(str(scenario.settings["sensitivity"]), _BY_LEVEL["moderate"])
    given = {key: value for key, value in changes.items() if value is not None}
    return Policy(**{**asdict(base), **given})
