"""The error model of claims: how far a report may lie from the truth, and why.

On the scale of a claim (logarithm for counts, logit for shares)::

    reading = truth + bias of the source + spread of the source x error of the claim

The tables below are judgement, fixed before the first scored run and the same for all scenarios.
Codes are those of the Admiralty system (NATO STANAG 2511).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8, Flags
from safepassage.evidence.claims import Claim, Source
from safepassage.normal import Z95

BIAS = {"A": 0.05, "B": 0.15, "C": 0.30, "D": 0.60, "E": 0.90, "F": 0.60}
"""Standard deviation of a source's common bias by reliability; F is unknown, not bad."""
SPREAD = {1: 0.08, 2: 0.15, 3: 0.25, 4: 0.45, 5: 0.70, 6: 0.45}
"""Standard deviation of a claim's own error by credibility."""
STATUS = {"observation": 1.0, "estimate": 1.25, "claim": 1.5, "derived": 1.25}
"""Factor on the spread by status."""
OUTLIER = {1: 0.01, 2: 0.03, 3: 0.07, 4: 0.15, 5: 0.40, 6: 0.20}
"""Chance by credibility that a claim has nothing to do with the quantity."""
OUTLIER_WIDTH = 6.0
"""Such a claim lies anywhere within this many units of the scale (a factor of 400 for counts)."""
DISCREPANCY = 0.20
"""Error of the simulation itself, and of the day that a report is about; added to the spread."""
LEARNING = 0.35
"""Spread on the log scale of the factor that a source's own claims teach about its spread."""
REPEAT_DAYS = 7.0
"""Claims of a source about one quantity resemble each other over this many days (e-folding)."""
SMALLEST_COUNT = 0.5
"""Counts below it are read as half a person: zero has no logarithm."""
SMALLEST_SHARE = 0.03
"""Shares are kept that far from 0 and 1: nobody reads a map more closely."""


@dataclass(frozen=True)
class ErrorModel:
    """Errors of N claims of S sources on their scales.

    Attributes:
        claims: The claims.
        sources: Their sources.
        source: Number of each claim's source, shape (N,).
        low: Lower end of the reading, -inf if none, shape (N,).
        high: Upper end, inf if none; equal to low for a single value, shape (N,).
        spread: Standard deviation of each claim's own error, shape (N,).
        outlier: Chance that it has nothing to do with the quantity, shape (N,).
        weight: Effective number of independent claims that each stands for, 0..1, shape (N,).
        bias_mean: Expected bias of each source (declared coverage), shape (S,).
        bias_spread: Standard deviation of that bias, shape (S,).
        is_share: Whether a claim is about a share, shape (N,).
    """

    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    source: I8
    low: F8
    high: F8
    spread: F8
    outlier: F8
    weight: F8
    bias_mean: F8
    bias_spread: F8
    is_share: Flags

    def scaled(self, values: F8) -> F8:
        """Values of the quantities, shape (..., N), on the claims' scales."""
        return np.where(self.is_share, to_logit(values), to_log(values))

    def unscaled(self, values: F8) -> F8:
        """Back to people and fractions."""
        return np.where(
            self.is_share, 1.0 / (1.0 + np.exp(-values)), np.exp(np.minimum(values, 50))
        )


def to_log(values: F8) -> F8:
    """Logarithm of counts, zero read as half a person."""
    return np.asarray(np.log(np.maximum(values, SMALLEST_COUNT)))


def to_logit(values: F8) -> F8:
    """Logit of shares, kept away from 0 and 1."""
    inside = np.clip(values, SMALLEST_SHARE, 1 - SMALLEST_SHARE)
    return np.asarray(np.log(inside / (1 - inside)))


def build_error_model(claims: Sequence[Claim], sources: dict[str, Source]) -> ErrorModel:
    """Error model of claims from their codes and their sources' codes and coverage."""
    ids = list(dict.fromkeys(claim.source_id for claim in claims))
    own = tuple(sources[name] for name in ids)
    bias = [_bias(source) for source in own]
    is_share = np.array([claim.is_share for claim in claims], dtype=bool)
    ends = [_ends(claim) for claim in claims]
    spread = [_spread(claim) for claim in claims]
    return ErrorModel(
        claims=tuple(claims),
        sources=own,
        source=np.array([ids.index(claim.source_id) for claim in claims], dtype=np.int64),
        low=np.array([low for low, _ in ends], dtype=np.float64),
        high=np.array([high for _, high in ends], dtype=np.float64),
        spread=np.array(spread, dtype=np.float64),
        outlier=np.array([OUTLIER[claim.credibility] for claim in claims], dtype=np.float64),
        weight=_independence(claims),
        bias_mean=np.array([mean for mean, _ in bias], dtype=np.float64),
        bias_spread=np.array([width for _, width in bias], dtype=np.float64),
        is_share=is_share,
    )


def coverage_of(source: Source) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm of a source's declared coverage (0, 0: none)."""
    if source.coverage is None:
        return 0.0, 0.0
    low, high = np.log(source.coverage)
    return float(low + high) / 2, float(high - low) / (2 * Z95)


def _bias(source: Source) -> tuple[float, float]:
    mean, width = coverage_of(source)
    return mean, float(np.hypot(BIAS[source.reliability], width))


def _spread(claim: Claim) -> float:
    return float(np.hypot(SPREAD[claim.credibility] * STATUS.get(claim.status, 1.5), DISCREPANCY))


def _ends(claim: Claim) -> tuple[float, float]:
    """Ends of the reading on its scale; a zero count means fewer than one person."""
    scale = to_logit if claim.is_share else to_log
    low = -np.inf if np.isnan(claim.low) else float(scale(np.array(claim.low)))
    high = np.inf if np.isnan(claim.high) else float(scale(np.array(claim.high)))
    if not claim.is_share and claim.low == 0:
        low = -np.inf
        high = max(high, 0.0)
    return low, high


def _independence(claims: Sequence[Claim]) -> F8:
    """1 / sum over like claims of exp(-days between / REPEAT_DAYS): n on one day count as one."""
    weight = np.ones(len(claims))
    for number, claim in enumerate(claims):
        like = [
            abs((other.date - claim.date).days)
            for other in claims
            if (other.source_id, other.quantity) == (claim.source_id, claim.quantity)
        ]
        weight[number] = 1.0 / np.exp(-np.array(like) / REPEAT_DAYS).sum()
    return weight
