"""Forecasts of later reports beside those reports, as frozen values, and their score."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from safepassage.arrays import F8
from safepassage.forecast.reconciliation import jsonable

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Probabilities of the quantiles that are scored."""


@dataclass(frozen=True)
class ScoredClaim:
    """A later claim beside its forecast.

    Attributes:
        claim: Identifier.
        quantity: What it is about.
        date: Day that it is about.
        source_id: Who says it.
        said: The value in words.
        p05: Forecast of the report, 5 %.
        median: 50 %.
        p95: 95 %.
        inside: Whether 5 to 95 % meets the claim.
        ratio: 95 % over 5 % value, None if the latter is 0.
        wis: Weighted interval score.
        carried: Last claim carried forward: its value, or None if there was none.
        carried_wis: Weighted interval score of that.
    """

    claim: str
    quantity: str
    date: dt.date
    source_id: str
    said: str
    p05: float
    median: float
    p95: float
    inside: bool
    ratio: float | None
    wis: float
    carried: float | None
    carried_wis: float | None


@dataclass(frozen=True)
class ExitTotal:
    """How many leave by a corridor in all, if it opens within the period.

    Attributes:
        corridor: Its identifier.
        chance: Chance that somebody leaves by it within the period.
        p05: Number given that, 5 %.
        median: 50 %.
        p95: 95 %.
    """

    corridor: str
    chance: float
    p05: float
    median: float
    p95: float


@dataclass(frozen=True)
class ClaimsForecast:
    """Forecasts of later claims and their scores.

    Attributes:
        scenario: Its name.
        as_of: Last day whose publications were known.
        members: Number of members.
        seed: Seed.
        ess: Effective sample size of the posterior.
        claims: Later claims of reliable sources.
        exits: Totals by corridor.
        coverage: Share of the claims inside the 90 % interval.
        widest: Largest ratio of the 95 to the 5 % value.
        narrow: Share of the claims whose ratio is at most 4.
        wis: Mean weighted interval score where a claim could be carried forward.
        carried_wis: Mean of the carried claims there.
        compared: Number of claims in these two means.
        carried_spread: Past relative errors (log scale) with which claims were carried.
        carried_pairs: Number of past pairs these rest on.
    """

    scenario: str
    as_of: dt.date
    members: int
    seed: int
    ess: float
    claims: tuple[ScoredClaim, ...]
    exits: tuple[ExitTotal, ...]
    coverage: float
    widest: float | None
    narrow: float
    wis: float | None
    carried_wis: float | None
    compared: int
    carried_spread: float
    carried_pairs: int

    def to_json(self) -> dict[str, Any]:
        """Plain values; dates are ISO texts."""
        plain: dict[str, Any] = jsonable(asdict(self))
        return plain

    def rows(self) -> list[dict[str, Any]]:
        """One row a claim, for a table."""
        return [jsonable(asdict(claim)) for claim in self.claims]


def interval_score(quantiles: F8, low: float, high: float) -> float:
    """Weighted interval score (Bracher et al. 2021) of quantiles at LEVELS, shape (5,).

    A range is met at its point nearest to the median.
    """
    median = float(quantiles[2])
    seen = min(max(median, low), high)
    total = 0.5 * abs(seen - median)
    for level, bottom, top in (
        (0.1, quantiles[0], quantiles[4]),
        (0.5, quantiles[1], quantiles[3]),
    ):
        outside = max(0.0, float(bottom) - seen) + max(0.0, seen - float(top))
        total += level / 2 * (float(top - bottom) + 2 / level * outside)
    return total / 2.5
