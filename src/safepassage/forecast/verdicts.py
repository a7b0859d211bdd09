"""What follows from a claim that lies outside the estimate: for the claim, or for the model.

A misfit is the model's until another claim says otherwise.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
from scipy.special import ndtr

from safepassage.arrays import F8
from safepassage.evidence.claims import Claim
from safepassage.evidence.errors import ErrorModel, coverage_of
from safepassage.evidence.verdict import CONTRADICTED, MISSED, SUPPORTED, UNCONFIRMED
from safepassage.forecast.reconciliation import CRITERION
from safepassage.result.quantities import CUMULATIVE
from safepassage.scenario.quantity import parse_quantity

FAIR_SPREAD = 0.25
"""Error that a fair report is allowed (log or logit), whoever makes it: 5 to 95 % is a third."""
NEAR_DAYS = 1
"""Days of a report may be off by one: so far apart, reports are still about one day."""
GOOD_STATUS = frozenset({"observation", "estimate"})
GOOD_RELIABILITY = frozenset("AB")
GOOD_CREDIBILITY = 3
"""An observation or estimate by a source and of a credibility that good shows a fault of the
model, unless another claim contradicts it."""


def verdicts(
    model: ErrorModel, p_values: F8, start: dt.date
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Verdict on each claim, and the claims that contradict it.

    ``supported``: the estimate without its organisation does not exclude it. Else ``contradicted``
    if another claim does, of another organisation, which the estimate supports and whose error is
    not expected to be larger: if that claim were right, a fair report would hardly lie as far out.
    Else ``missed`` if it is a good observation: the model is probably wrong here. Else
    ``unconfirmed``: a weak claim outside the estimate that nothing speaks against or for.

    Args:
        model: Errors of N claims.
        p_values: Chance of each that a fair report lies as far out, shape (N,).
        start: First day of the scenario, from which cumulative quantities count.
    """
    error = np.hypot(model.bias_spread, model.spread)
    found: list[tuple[str, tuple[str, ...]]] = []
    for number in range(p_values.size):
        if p_values[number] >= CRITERION:
            found.append((SUPPORTED, ()))
            continue
        against = tuple(
            model.claims[other].claim
            for other in range(p_values.size)
            if model.group[other] != model.group[number]
            and p_values[other] >= CRITERION
            and error[other] <= error[number]
            and p_if_right(model, number, other, start) < CRITERION
        )
        if against:
            found.append((CONTRADICTED, against))
        else:
            good = is_good(model, number)
            found.append((MISSED if good else UNCONFIRMED, ()))
    return tuple(found)


def is_good(model: ErrorModel, number: int) -> bool:
    """Whether a claim is an observation or estimate that is hardly to be doubted."""
    claim = model.claims[number]
    return (
        claim.status in GOOD_STATUS
        and claim.credibility <= GOOD_CREDIBILITY
        and model.sources[number].reliability in GOOD_RELIABILITY
    )


def fair_error(model: ErrorModel, number: int) -> float:
    """Standard deviation of a fair report: its error, coverage of its source, and rounding."""
    _, width = coverage_of(model.sources[number])
    return float(np.sqrt(FAIR_SPREAD**2 + width**2 + model.rounding[number] ** 2))


def p_if_right(model: ErrorModel, number: int, other: int, start: dt.date) -> float:
    """Chance that a fair report lies as far out as a claim does if another claim is right.

    1 where the two are not about the same thing, or could both be right.
    """
    least, most = bounds(model, number, other, start)
    shift = coverage_of(model.sources[number])[0] - coverage_of(model.sources[other])[0]
    gap = max(model.low[number] - most - shift, least + shift - model.high[number])
    if gap <= 0:
        return 1.0
    width = coverage_of(model.sources[other])[1]
    error = float(np.hypot(fair_error(model, number), np.hypot(width, model.rounding[other])))
    ends = (model.low[number], model.high[number], least, most)
    sides = 1.0 if np.isinf(ends).any() else 2.0
    return float(min(1.0, sides * ndtr(-gap / error)))


def bounds(model: ErrorModel, number: int, other: int, start: dt.date) -> tuple[float, float]:
    """What another claim says about the quantity, day and period of a claim, on its scale.

    A cumulative count over a longer period is an upper bound, over a shorter one a lower bound.
    Infinite ends where it says nothing.
    """
    one, two = model.claims[number], model.claims[other]
    nothing = (-np.inf, np.inf)
    least, most = float(model.low[other]), float(model.high[other])
    if one.quantity != two.quantity:
        return nothing
    ends = (two.date - one.date).days
    if parse_quantity(one.quantity).word not in CUMULATIVE:
        return (least, most) if abs(ends) <= NEAR_DAYS else nothing
    begins = (_begin(two, start) - _begin(one, start)).days
    longer = begins <= NEAR_DAYS and ends >= -NEAR_DAYS
    shorter = begins >= -NEAR_DAYS and ends <= NEAR_DAYS
    return (least if shorter else -np.inf, most if longer else np.inf)


def _begin(claim: Claim, start: dt.date) -> dt.date:
    return max(claim.date_start or start, start)
