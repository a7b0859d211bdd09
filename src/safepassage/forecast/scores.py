"""Scores of probabilistic forecasts: CRPS, weighted interval score, coverage and PIT.

Sources: Gneiting and Raftery (2007), JASA 102, for the CRPS of an ensemble; Bracher et al. (2021),
PLoS Computational Biology 17, for the weighted interval score. Checked against ``scoringrules``
in the tests; written out here because importing that package takes seconds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from safepassage.arrays import F8

LEVELS = (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Alpha of the intervals of the weighted interval score."""


def crps(members: F8, observed: F8) -> F8:
    """Continuous ranked probability score of an ensemble with equal weights.

    Args:
        members: Forecast members, shape (..., M).
        observed: What happened, shape (...).

    Returns:
        E|X - y| - E|X - X'| / 2, shape (...), in the unit of the members.
    """
    ordered = np.sort(members, axis=-1)
    count = ordered.shape[-1]
    rank = 2 * np.arange(count) - count + 1
    apart = np.abs(ordered - observed[..., None]).mean(axis=-1)
    score: F8 = apart - (ordered * rank).sum(axis=-1) / count**2
    return score


def fair_crps(members: F8, observed: F8 | float) -> F8:
    """CRPS that does not favour large ensembles: pairs of different members only.

    An ensemble of five drawn from the right distribution scores, on average, as one of 200
    (Ferro 2014, QJRMS 140, 1917-1923). One member scores its absolute error.

    Args:
        members: Forecast members, shape (..., M).
        observed: What happened, shape (...).

    Returns:
        E|X - y| - Σ|Xi - Xj| / (2 M (M - 1)), shape (...); it may be below zero.
    """
    ordered = np.sort(members, axis=-1)
    count = ordered.shape[-1]
    rank = 2 * np.arange(count) - count + 1
    apart = np.abs(ordered - np.asarray(observed)[..., None]).mean(axis=-1)
    pairs = max(1, count * (count - 1))
    return np.asarray(apart - (ordered * rank).sum(axis=-1) / pairs)


def weighted_interval_score(members: F8, observed: F8, levels: Sequence[float] = LEVELS) -> F8:
    """Weighted interval score of central intervals and the median.

    Args:
        members: Forecast members, shape (..., M).
        observed: What happened, shape (...).
        levels: Alpha of each interval; an interval covers 1 - alpha.

    Returns:
        Shape (...), in the unit of the members.
    """
    score = 0.5 * np.abs(observed - np.median(members, axis=-1))
    for alpha in levels:
        low, high = np.quantile(members, [alpha / 2, 1 - alpha / 2], axis=-1)
        outside = np.maximum(low - observed, 0.0) + np.maximum(observed - high, 0.0)
        score = score + alpha / 2 * ((high - low) + 2 / alpha * outside)
    return np.asarray(score / (len(levels) + 0.5))


def covered(members: F8, observed: F8, share: float = 0.9) -> F8:
    """1 where the central interval holds what happened, else 0, shape (...).

    Args:
        members: Forecast members, shape (..., M).
        observed: What happened, shape (...).
        share: Probability of the interval.
    """
    tail = (1 - share) / 2
    low, high = np.quantile(members, [tail, 1 - tail], axis=-1)
    return np.asarray((low <= observed) & (observed <= high), dtype=np.float64)


def pit(members: F8, observed: F8) -> F8:
    """Probability integral transform, shape (...), 0..1; ties count half.

    Args:
        members: Forecast members, shape (..., M).
        observed: What happened, shape (...).
    """
    below = (members < observed[..., None]).mean(axis=-1)
    tied = (members == observed[..., None]).mean(axis=-1)
    value: F8 = below + tied / 2
    return value
