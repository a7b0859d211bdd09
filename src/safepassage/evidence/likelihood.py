"""Probability of claims given members: bias and spread of each source are integrated out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr, logsumexp, ndtr

from safepassage.arrays import F8
from safepassage.evidence.errors import LEARNING, OUTLIER_WIDTH, ErrorModel

_BIAS_NODES = 31
_SPREAD_NODES = 5
_NARROW = 1e-6
_HALF_LOG_2PI = 0.9189385332046727


@dataclass(frozen=True)
class Learnt:
    """What a source's own claims say about it.

    Attributes:
        source_id: The source.
        claims: Number of its claims.
        effective: Effective number of independent ones.
        bias: Factor by which it reads too high (median of the posterior, counts).
        spread: Factor on the spread expected from its codes (posterior mean of the logarithm).
    """

    source_id: str
    claims: int
    effective: float
    bias: float
    spread: float


def log_likelihood(model: ErrorModel, values: F8) -> F8:
    """Log-likelihood of each source's claims, shape (M, S).

    Args:
        model: Errors of N claims of S sources.
        values: Value of each claim's quantity in each member, shape (M, N), in its own unit.

    Returns:
        Log of the integral over the source's bias and spread (Gauss-Hermite nodes) of the product
        over its claims, each to the power of its independence. Points count by their density,
        ranges by the probability of the range over its width, open ends by their probability.
    """
    columns = [
        logsumexp(_by_node(model, values, number), axis=(1, 2))
        for number in range(len(model.sources))
    ]
    return np.stack(columns, axis=1)


def learn(model: ErrorModel, values: F8, weight: F8) -> tuple[Learnt, ...]:
    """Posterior of each source's bias and spread, averaged over weighted members, shape (M,)."""
    found = []
    for number, source in enumerate(model.sources):
        nodes = _by_node(model, values, number)
        chance = np.exp(nodes - logsumexp(nodes, axis=(1, 2), keepdims=True))
        chance = np.tensordot(weight, chance, axes=1)
        bias, _ = _bias_nodes(model, number)
        factor, _ = _spread_nodes()
        cumulative = np.cumsum(chance.sum(axis=1))
        own = model.source == number
        found.append(
            Learnt(
                source_id=source.source_id,
                claims=int(own.sum()),
                effective=float(model.weight[own].sum()),
                bias=float(np.exp(np.interp(0.5, cumulative, bias))),
                spread=float(np.exp(chance.sum(axis=0) @ np.log(factor))),
            )
        )
    return tuple(found)


def draw_readings(model: ErrorModel, values: F8, rng: np.random.Generator) -> F8:
    """One reading of each claim's quantity for each member, shape (M, N), in its own unit.

    A source's bias and spread are drawn once a member: its claims err together.
    """
    members, count = values.shape
    sources = len(model.sources)
    bias = model.bias_mean + model.bias_spread * rng.standard_normal((members, sources))
    factor = np.exp(LEARNING * rng.standard_normal((members, sources)))
    error = model.spread * factor[:, model.source] * rng.standard_normal((members, count))
    return model.unscaled(model.scaled(values) + bias[:, model.source] + error)


def _by_node(model: ErrorModel, values: F8, number: int) -> F8:
    """Log of weight times likelihood at each node of bias and spread, shape (M, B, K)."""
    own = np.flatnonzero(model.source == number)
    bias, bias_weight = _bias_nodes(model, number)
    factor, factor_weight = _spread_nodes()
    total = np.zeros((values.shape[0], bias.size, factor.size))
    total += bias_weight[:, None] + factor_weight
    truth = model.scaled(values)  # (M, N)
    for claim in own.tolist():
        middle = truth[:, claim, None, None] + bias[:, None]
        spread = model.spread[claim] * factor
        fair, foul = _log_density(model.low[claim], model.high[claim], middle, spread)
        chance = model.outlier[claim]
        mixed = fair
        if chance > 0:
            mixed = np.logaddexp(np.log1p(-chance) + fair, np.log(chance) + foul)
        total += model.weight[claim] * mixed
    return total


def _log_density(low: float, high: float, middle: F8, spread: F8) -> tuple[F8, float]:
    """Log density or probability of a reading, and that of an unrelated one."""
    if high - low < _NARROW:
        z = (low - middle) / spread
        return -0.5 * z * z - np.log(spread) - _HALF_LOG_2PI, -float(np.log(OUTLIER_WIDTH))
    below, above = (low - middle) / spread, (high - middle) / spread
    if np.isinf(high):
        return np.asarray(log_ndtr(-below)), float(np.log(0.5))
    if np.isinf(low):
        return np.asarray(log_ndtr(above)), float(np.log(0.5))
    # In the upper tail both ends are close to 1: use the mirrored ends there.
    flip = below > 0
    first, last = np.where(flip, -above, below), np.where(flip, -below, above)
    inside = np.maximum(ndtr(last) - ndtr(first), 0.0)
    tail = log_ndtr(last) + np.log1p(-np.exp(np.minimum(log_ndtr(first) - log_ndtr(last), -1e-12)))
    with np.errstate(divide="ignore"):
        chance = np.where(inside > 1e-12, np.log(inside), tail)
    return chance - np.log(high - low), -float(np.log(max(OUTLIER_WIDTH, high - low)))


def _bias_nodes(model: ErrorModel, number: int) -> tuple[F8, F8]:
    nodes, weight = np.polynomial.hermite_e.hermegauss(_BIAS_NODES)
    bias = model.bias_mean[number] + model.bias_spread[number] * nodes
    return bias, np.log(weight / weight.sum())


def _spread_nodes() -> tuple[F8, F8]:
    nodes, weight = np.polynomial.hermite_e.hermegauss(_SPREAD_NODES)
    return np.exp(LEARNING * nodes), np.log(weight / weight.sum())
