"""The error model of claims: how far a report may lie from the truth, and why.

On the scale of a claim (logarithm for counts, logit for shares)::

    reading = truth + bias of the organisation + spread of the organisation x error of the claim

Sources of one organisation share its bias: a situation report that errs once errs in the next one.
A claim that passes on another one belongs to that one's organisation, and the two count once.
The tables below are judgement, fixed before the first scored run and the same for all scenarios.
Codes are those of the Admiralty system (NATO STANAG 2511).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8, Flags
from safepassage.evidence.claims import Claim, Source
from safepassage.evidence.rounding import rounding_error
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
"""Spread on the log scale of the factor that an organisation's claims teach about its spread."""
REPEAT_DAYS = 7.0
"""Like claims of an organisation resemble each other over this many days (e-folding)."""
SMALLEST_COUNT = 0.5
"""Counts below it are read as half a person: zero has no logarithm."""
SMALLEST_SHARE = 0.03
"""Shares are kept that far from 0 and 1: nobody reads a map more closely."""


@dataclass(frozen=True)
class ErrorModel:
    """Errors of N claims of G organisations on their scales.

    Attributes:
        claims: The claims.
        sources: The source of each, N of them.
        groups: Organisations; a source that declares none is its own.
        group: Number of each claim's organisation, shape (N,).
        low: Lower end of the reading, -inf if none, shape (N,).
        high: Upper end, inf if none; equal to low for a single value, shape (N,).
        spread: Standard deviation of each claim's own error, shape (N,).
        rounding: Standard deviation of what rounding took away, shape (N,).
        outlier: Chance that it has nothing to do with the quantity, shape (N,).
        weight: Effective number of independent claims that each stands for, 0..1, shape (N,).
        bias_mean: Expected bias of each claim's source (declared coverage), shape (N,).
        bias_spread: Standard deviation of that bias, shape (N,); within an organisation all err
            in one direction, each by its own measure.
        is_share: Whether a claim is about a share, shape (N,).
    """

    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    groups: tuple[str, ...]
    group: I8
    low: F8
    high: F8
    spread: F8
    rounding: F8
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
    own = tuple(sources[claim.source_id] for claim in claims)
    first = _firsts(claims)
    said_by = [own[number].speaks_for for number in first]
    groups = tuple(dict.fromkeys(said_by))
    bias = [_bias(source) for source in own]
    is_share = np.array([claim.is_share for claim in claims], dtype=bool)
    ends = [_ends(claim) for claim in claims]
    spread = [_spread(claim) for claim in claims]
    return ErrorModel(
        claims=tuple(claims),
        sources=own,
        groups=groups,
        group=np.array([groups.index(name) for name in said_by], dtype=np.int64),
        low=np.array([low for low, _ in ends], dtype=np.float64),
        high=np.array([high for _, high in ends], dtype=np.float64),
        spread=np.array(spread, dtype=np.float64),
        rounding=np.array([_rounding(claim) for claim in claims], dtype=np.float64),
        outlier=np.array([OUTLIER[claim.credibility] for claim in claims], dtype=np.float64),
        weight=_independence(claims, first, said_by),
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


def _rounding(claim: Claim) -> float:
    """Of a single value; a range says itself how much it leaves open."""
    low, high = claim.ends
    return rounding_error(low, is_share=claim.is_share) if low == high else 0.0


def _ends(claim: Claim) -> tuple[float, float]:
    """Ends of the reading on its scale; a zero count means fewer than one person."""
    scale = to_logit if claim.is_share else to_log
    least, most = claim.ends
    low = -np.inf if np.isnan(least) else float(scale(np.array(least)))
    high = np.inf if np.isnan(most) else float(scale(np.array(most)))
    if not claim.is_share and least == 0:
        low = -np.inf
        high = max(high, 0.0)
    return low, high


def _firsts(claims: Sequence[Claim]) -> list[int]:
    """Number of the claim that stands for each: itself, or the one that it passes on.

    Where that one is not among the claims, the first published of those that pass it on stands.
    """
    named = {claim.claim: number for number, claim in enumerate(claims)}
    order = sorted(range(len(claims)), key=lambda n: (claims[n].published, claims[n].claim))
    stands: dict[str, int] = {}
    found = list(range(len(claims)))
    for number in order:
        if not claims[number].origin:
            continue
        claim, passed = claims[number], set[str]()
        while claim.origin in named and claim.origin not in passed:
            passed.add(claim.origin)
            claim = claims[named[claim.origin]]
        known = named[claim.claim]
        found[number] = stands.setdefault(claim.origin, known) if claim.origin else known
    return found


def _independence(claims: Sequence[Claim], first: Sequence[int], said_by: Sequence[str]) -> F8:
    """1 / sum over like claims of exp(-days between / REPEAT_DAYS): n on one day count as one.

    Like claims are those of one organisation about one quantity; what passes on another one
    counts nothing.
    """
    weight = np.zeros(len(claims))
    counted = [number for number in range(len(claims)) if first[number] == number]
    for number in counted:
        like = [
            abs((claims[other].date - claims[number].date).days)
            for other in counted
            if said_by[other] == said_by[number]
            and claims[other].quantity == claims[number].quantity
        ]
        weight[number] = 1.0 / np.exp(-np.array(like) / REPEAT_DAYS).sum()
    return weight
