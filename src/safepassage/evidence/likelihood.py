"""Probability of claims given members: bias and spread of organisations are integrated out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr, logsumexp, ndtr

from safepassage.arrays import F8
from safepassage.evidence.errors import LEARNING, OUTLIER_WIDTH, ErrorModel
from safepassage.streams.named import named_generator

_BIAS_NODES = 31
_SPREAD_NODES = 5
_NARROW = 1e-6
_HALF_LOG_2PI = 0.9189385332046727


@dataclass(frozen=True)
class Learnt:
    """What an organisation's own claims say about it.

    Attributes:
        organisation: The organisation.
        claims: Number of its claims.
        effective: Effective number of independent ones.
        bias: Factor by which it reads too high (median of the posterior, counts; the mean over
            its claims where its sources differ).
        spread: Factor on the spread expected from its codes (posterior mean of the logarithm).
    """

    organisation: str
    claims: int
    effective: float
    bias: float
    spread: float


def log_likelihood(model: ErrorModel, values: F8) -> F8:
    """Log-likelihood of each organisation's claims, shape (M, G).

    Args:
        model: Errors of N claims of G organisations.
        values: Value of each claim's quantity in each member, shape (M, N), in its own unit.

    Returns:
        Log of the integral over its bias and spread (Gauss-Hermite nodes) of the product over its
        claims, each to the power of its independence. Points count by their density,
        ranges by the probability of the range over its width, open ends by their probability.
    """
    columns = [
        logsumexp(_by_node(model, values, number), axis=(1, 2))
        for number in range(len(model.groups))
    ]
    return np.stack(columns, axis=1)


def learn(model: ErrorModel, values: F8, weight: F8) -> tuple[Learnt, ...]:
    """Posterior of each organisation's bias and spread, averaged over members of weight (M,)."""
    found = []
    for number, organisation in enumerate(model.groups):
        nodes = _by_node(model, values, number)
        chance = np.exp(nodes - logsumexp(nodes, axis=(1, 2), keepdims=True))
        chance = np.tensordot(weight, chance, axes=1)
        node, _ = _nodes(_BIAS_NODES)
        factor, _ = _spread_nodes()
        middle = float(np.interp(0.5, np.cumsum(chance.sum(axis=1)), node))
        own = model.group == number
        found.append(
            Learnt(
                organisation=organisation,
                claims=int(own.sum()),
                effective=float(model.weight[own].sum()),
                bias=float(np.exp((model.bias_mean + model.bias_spread * middle)[own].mean())),
                spread=float(np.exp(chance.sum(axis=0) @ np.log(factor))),
            )
        )
    return tuple(found)


def draw_readings(model: ErrorModel, values: F8, seed: int) -> F8:
    """One reading of each claim's quantity for each member, shape (M, N), in its own unit.

    An organisation's bias and spread are drawn once a member: its claims err together. Draws go by
    the names of organisations and claims, so that one claim more changes no other reading. How
    round a reading will be is not known before.
    """
    members = values.shape[0]

    def normal(what: str, names: Iterable[str]) -> F8:
        columns = [named_generator(seed, what, name).standard_normal(members) for name in names]
        return np.column_stack(columns) if columns else np.zeros((members, 0))

    direction = normal("bias of a source", model.groups)[:, model.group]
    bias = model.bias_mean + model.bias_spread * direction
    factor = np.exp(LEARNING * normal("spread of a source", model.groups))
    own = normal("error of a claim", [claim.claim for claim in model.claims])
    error = model.spread * factor[:, model.group] * own
    return model.unscaled(model.scaled(values) + bias + error)


def _by_node(model: ErrorModel, values: F8, number: int) -> F8:
    """Log of weight times likelihood at each node of bias and spread, shape (M, B, K)."""
    own = np.flatnonzero((model.group == number) & (model.weight > 0))
    node, bias_weight = _nodes(_BIAS_NODES)
    factor, factor_weight = _spread_nodes()
    total = np.zeros((values.shape[0], node.size, factor.size))
    total += bias_weight[:, None] + factor_weight
    truth = model.scaled(values)  # (M, N)
    for claim in own.tolist():
        bias = model.bias_mean[claim] + model.bias_spread[claim] * node
        middle = truth[:, claim, None, None] + bias[:, None]
        spread = np.hypot(model.spread[claim] * factor, model.rounding[claim])
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


def _nodes(count: int) -> tuple[F8, F8]:
    """Nodes of a standard normal variable, and the logarithm of their weights."""
    nodes, weight = np.polynomial.hermite_e.hermegauss(count)
    return nodes, np.log(weight / weight.sum())


def _spread_nodes() -> tuple[F8, F8]:
    nodes, weight = _nodes(_SPREAD_NODES)
    return np.exp(LEARNING * nodes), weight
