"""Claims and sources against what the others say."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from safepassage.arrays import F8
from safepassage.evidence.claims import Claim
from safepassage.evidence.errors import ErrorModel, coverage_of, to_log, to_logit
from safepassage.evidence.likelihood import learn
from safepassage.forecast.reconciliation import CRITERION, JudgedClaim, SourceShift
from safepassage.forecast.smc import effective_size, softmax
from safepassage.forecast.weighing import Posterior
from safepassage.spread import weighted_quantiles

FAIR_SPREAD = 0.25
"""Error that a fair report is allowed (log or logit), whoever makes it: 5 to 95 % is a third."""
FEW = 20.0
"""Below this effective sample size a figure found by reweighting is marked as rough."""


def weight_without(posterior: Posterior, source: int) -> F8:
    """Weights as if a source had said nothing: w / L of the source (importance weights)."""
    with np.errstate(divide="ignore"):
        log_weight = np.log(posterior.result.weight) - posterior.by_source[:, source]
    return softmax(log_weight)


def judge(posterior: Posterior, first: str) -> tuple[JudgedClaim, ...]:
    """Every claim beside what the other sources say, those about ``first`` in front."""
    model = posterior.model
    without = [weight_without(posterior, number) for number in range(len(model.sources))]
    judged = [
        _judge(model, number, posterior.values[:, number], without[model.source[number]])
        for number in range(len(model.claims))
    ]
    return tuple(sorted(judged, key=lambda claim: (claim.quantity != first, claim.date)))


def _judge(model: ErrorModel, number: int, values: F8, weight: F8) -> JudgedClaim:
    claim: Claim = model.claims[number]
    p_value = predictive_p(model, number, values, weight)
    low, median, high = weighted_quantiles(values, weight).tolist()
    return JudgedClaim(
        claim=claim.claim,
        quantity=claim.quantity,
        date=claim.date,
        published=claim.published,
        source_id=claim.source_id,
        said=claim.text,
        low=None if np.isnan(claim.low) else claim.low,
        high=None if np.isnan(claim.high) else claim.high,
        p05=low,
        median=median,
        p95=high,
        p_value=p_value,
        supported=p_value >= CRITERION,
        rough=effective_size(weight) < FEW,
    )


def predictive_p(model: ErrorModel, number: int, values: F8, weight: F8) -> float:
    """Posterior predictive p-value of a claim against a fair report of the same quantity.

    A fair report has the declared coverage of the source and an error of ``FAIR_SPREAD``, but no
    excuse for unreliability. Two-sided for values and ranges, one-sided for open ends.
    """
    mean, width = coverage_of(model.sources[model.source[number]])
    truth = to_logit(values) if model.is_share[number] else to_log(values)
    spread = float(np.hypot(FAIR_SPREAD, width))
    below = float(weight @ ndtr((model.high[number] - truth - mean) / spread))
    above = float(weight @ ndtr((truth + mean - model.low[number]) / spread))
    if np.isinf(model.low[number]):
        return below
    if np.isinf(model.high[number]):
        return above
    return min(1.0, 2.0 * min(below, above))


def shifts(posterior: Posterior, own: F8) -> tuple[SourceShift, ...]:
    """What each source does to the estimate ``own``, shape (M,); the strongest first."""
    model, weight = posterior.model, posterior.result.weight
    median = float(weighted_quantiles(own, weight, (0.5,))[0])
    learnt = learn(model, posterior.values, weight)
    found = []
    for number, source in enumerate(model.sources):
        other = weight_without(posterior, number)
        without = float(weighted_quantiles(own, other, (0.5,))[0])
        ess = effective_size(other)
        found.append(
            SourceShift(
                source_id=source.source_id,
                name=source.name,
                reliability=source.reliability,
                claims=learnt[number].claims,
                effective=learnt[number].effective,
                median_without=without,
                shift=median / without - 1.0 if without > 0 else float("nan"),
                bias=learnt[number].bias,
                spread=learnt[number].spread,
                ess=ess,
                rough=ess < FEW,
            )
        )
    return tuple(sorted(found, key=lambda shift: -abs(np.nan_to_num(shift.shift))))
