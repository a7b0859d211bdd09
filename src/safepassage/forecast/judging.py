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
from safepassage.forecast.verdicts import fair_error, verdicts
from safepassage.forecast.weighing import Posterior
from safepassage.spread import weighted_quantiles

FEW = 20.0
"""Below this effective sample size a figure found by reweighting is marked as rough."""


def weight_without(posterior: Posterior, group: int) -> F8:
    """Weights as if an organisation had said nothing: w / L of its claims (importance weights)."""
    with np.errstate(divide="ignore"):
        log_weight = np.log(posterior.result.weight) - posterior.by_source[:, group]
    return softmax(log_weight)


def judge(posterior: Posterior, first: str) -> tuple[JudgedClaim, ...]:
    """Every claim beside what the others say, those about ``first`` in front."""
    model, values = posterior.model, posterior.values
    without = [weight_without(posterior, number) for number in range(len(model.groups))]
    own = [without[group] for group in model.group.tolist()]
    p_values = np.array(
        [predictive_p(model, n, values[:, n], weight) for n, weight in enumerate(own)]
    )
    found = verdicts(model, p_values, posterior.result.scenario.start)
    judged = [
        _judge(model.claims[n], values[:, n], own[n], float(p_values[n]), *found[n])
        for n in range(len(model.claims))
    ]
    return tuple(sorted(judged, key=lambda claim: (claim.quantity != first, claim.date)))


def _judge(
    claim: Claim, values: F8, weight: F8, p_value: float, verdict: str, against: tuple[str, ...]
) -> JudgedClaim:
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
        verdict=verdict,
        contradicted_by=against,
        rough=effective_size(weight) < FEW,
    )


def predictive_p(model: ErrorModel, number: int, values: F8, weight: F8) -> float:
    """Posterior predictive p-value of a claim against a fair report of the same quantity.

    A fair report has the declared coverage of the source, is rounded as this one is and has an
    error of ``FAIR_SPREAD``, but no excuse for unreliability. Two-sided for values and ranges,
    one-sided for open ends.
    """
    mean, _ = coverage_of(model.sources[number])
    truth = to_logit(values) if model.is_share[number] else to_log(values)
    spread = fair_error(model, number)
    below = float(weight @ ndtr((model.high[number] - truth - mean) / spread))
    above = float(weight @ ndtr((truth + mean - model.low[number]) / spread))
    if np.isinf(model.low[number]):
        return below
    if np.isinf(model.high[number]):
        return above
    return min(1.0, 2.0 * min(below, above))


def shifts(posterior: Posterior, own: F8) -> tuple[SourceShift, ...]:
    """What each organisation does to the estimate ``own``, shape (M,); the strongest first."""
    model, weight = posterior.model, posterior.result.weight
    median = float(weighted_quantiles(own, weight, (0.5,))[0])
    learnt = learn(model, posterior.values, weight)
    found = []
    for number, organisation in enumerate(model.groups):
        speakers = list(
            dict.fromkeys(model.sources[n] for n in np.flatnonzero(model.group == number))
        )
        alone = len(speakers) == 1
        other = weight_without(posterior, number)
        without = float(weighted_quantiles(own, other, (0.5,))[0])
        ess = effective_size(other)
        found.append(
            SourceShift(
                source_id=speakers[0].source_id if alone else organisation,
                name=speakers[0].name if alone else f"{organisation} ({len(speakers)} sources)",
                reliability=" ".join(sorted({source.reliability for source in speakers})),
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
