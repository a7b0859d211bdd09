"""How much is published: thresholds, rounding, precision of places, and the label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Literal

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8
from safepassage.errors import Problem, ScenarioError
from safepassage.limits import range_problems
from safepassage.scenario.read import as_scenario
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

    def coordinates(self, scenario: Scenario) -> tuple[F8, F8]:
        """Latitude and longitude of each place as they may leave, shape (P,): the one way to them.

        Everything that is drawn or written for others takes them from here.
        """
        places = scenario["places"]
        lat, lon = (places[name].astype(np.float64) for name in ("lat", "lon"))
        # A zero has no sign: it would say on which side of it the place lies.
        return np.round(lat, self.decimals) + 0.0, np.round(lon, self.decimals) + 0.0

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


@checked
def policy_of(scenario: Scenario, **changes: object) -> Policy:
    """Policy that goes with a scenario's sensitivity, perhaps made stricter.

    A higher threshold brings coarser rounding with it: two rounded numbers give their difference to
    within twice the base, so half the threshold is the least base.

    Args:
        scenario: Its ``sensitivity`` counts.
        **changes: Attributes of :class:`Policy` to set otherwise; None leaves one as it is.

    Raises:
        ScenarioError: If a value is out of range or looser than the sensitivity asks for.

    Examples:
        >>> import safepassage
        >>> policy = safepassage.policy_of(safepassage.new_scenario("example"), threshold=20)
        >>> policy.threshold, policy.base
        (20, 10)
    """
    scenario = as_scenario(scenario)
    given = {key: value for key, value in changes.items() if value is not None}
    found = Policy(**{**asdict(level_of(scenario)), **given})
    if "base" not in given:
        found = replace(found, base=max(found.base, -(-found.threshold // 2)))
    refuse_looser(scenario, found)
    return found


def level_of(scenario: Scenario) -> Policy:
    """What the scenario's sensitivity asks for at least."""
    return _BY_LEVEL.get(str(scenario.settings["sensitivity"]), _BY_LEVEL["moderate"])


def refuse_looser(scenario: Scenario, policy: Policy) -> None:
    """Refuse rules that publish more than the scenario's sensitivity allows.

    Raises:
        ScenarioError: With every attribute that is looser.
    """
    floor = level_of(scenario)
    least = max(floor.base, -(-policy.threshold // 2))
    looser = {
        "sensitivity": (
            list(LABELS).index(policy.sensitivity) < list(LABELS).index(floor.sensitivity),
            floor.sensitivity,
        ),
        "threshold": (policy.threshold < floor.threshold, f"{floor.threshold} or more"),
        "base": (policy.base < least, f"{least} or more"),
        "places": (
            PRECISIONS.index(policy.places) < PRECISIONS.index(floor.places),
            " or ".join(PRECISIONS[PRECISIONS.index(floor.places) :]),
        ),
        "decimals": (policy.decimals > floor.decimals, f"{floor.decimals} or fewer"),
    }
    problems = [
        Problem(
            f"{getattr(policy, key)} is finer than {floor.sensitivity} sensitivity allows",
            column=key,
            remedy=f"{allowed}; or --raw, which is private and logged",
        )
        for key, (wrong, allowed) in looser.items()
        if wrong
    ]
    if problems:
        raise ScenarioError(problems)
