"""One defensible estimate out of contradictory claims, and which of them it does not support."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr

from safepassage.compiled.world import F8
from safepassage.engine.ensemble import Progress
from safepassage.evidence.claims import Claim, check_quantity
from safepassage.evidence.errors import ErrorModel, coverage_of
from safepassage.evidence.likelihood import learn
from safepassage.forecast.smc import effective_size, softmax
from safepassage.forecast.weighing import Posterior, weigh
from safepassage.result.quantities import curve, weighted_quantiles
from safepassage.scenario.as_of import known_by
from safepassage.scenario.scenario import Scenario

CRITERION = 0.05
"""A claim is not supported if its posterior predictive p-value is below this."""
FAIR_SPREAD = 0.25
"""Error that a fair report is allowed (log or logit), whoever makes it: 5 to 95 % is a third."""
FEW = 20.0
"""Below this effective sample size a figure found by reweighting is marked as rough."""


@dataclass(frozen=True)
class JudgedClaim:
    """A claim beside the estimate that the other sources give.

    Attributes:
        claim: Identifier.
        quantity: What it is about.
        date: Day that it is about.
        published: Day on which it became known.
        source_id: Who says it.
        said: The value in words.
        low: Low value, None if only "at most".
        high: High value, None if only "at least".
        p05: Estimate without this source, 5 %.
        median: 50 %.
        p95: 95 %.
        p_value: Chance that a fair report lies as far out.
        supported: Whether the p-value reaches the criterion.
        rough: Whether too few members carry the estimate without this source.
    """

    claim: str
    quantity: str
    date: dt.date
    published: dt.date
    source_id: str
    said: str
    low: float | None
    high: float | None
    p05: float
    median: float
    p95: float
    p_value: float
    supported: bool
    rough: bool


@dataclass(frozen=True)
class SourceShift:
    """What a source does to the estimate on the last day.

    Attributes:
        source_id: Identifier.
        name: As people write it.
        reliability: Admiralty code.
        claims: Number of its claims used.
        effective: Effective number of independent ones.
        median_without: Estimate without the source.
        shift: Estimate with it over that without it, less 1.
        bias: Factor by which it reads too high, learnt.
        spread: Factor on the spread expected from its codes, learnt.
        ess: Effective sample size without the source.
        rough: Whether that is too small to trust the shift.
    """

    source_id: str
    name: str
    reliability: str
    claims: int
    effective: float
    median_without: float
    shift: float
    bias: float
    spread: float
    ess: float
    rough: bool


@dataclass(frozen=True)
class Estimate:
    """Quantiles of a quantity on a day, with and without claims."""

    date: dt.date
    p05: float
    median: float
    p95: float
    prior_p05: float
    prior_median: float
    prior_p95: float


@dataclass(frozen=True)
class Reconciliation:
    """The reconciled estimate.

    Attributes:
        scenario: Its name.
        quantity: What is estimated.
        as_of: Last day whose publications are known.
        members: Number of members.
        seed: Seed.
        ess: Effective sample size of the posterior.
        prior_ess: What weighing without moves would have left.
        stages: Temperatures passed.
        moves: Rounds of resample-move.
        accepted: Share of moves accepted.
        digest: Identifies the posterior members.
        estimates: By day, from the start to the as-of date.
        claims: Every claim used, about this quantity first.
        sources: What each source does.
        unused: (claim, reason) of those known that did not weigh.
        criterion: P-value below which a claim is not supported.
    """

    scenario: str
    quantity: str
    as_of: dt.date
    members: int
    seed: int
    ess: float
    prior_ess: float
    stages: int
    moves: int
    accepted: float
    digest: str
    estimates: tuple[Estimate, ...]
    claims: tuple[JudgedClaim, ...]
    sources: tuple[SourceShift, ...]
    unused: tuple[tuple[str, str], ...]
    criterion: float = CRITERION

    @property
    def last(self) -> Estimate:
        """Estimate on the as-of date (or the last day of the period)."""
        return self.estimates[-1]

    @property
    def contradicted(self) -> tuple[JudgedClaim, ...]:
        """Claims about this quantity that the evidence does not support."""
        own = (claim for claim in self.claims if claim.quantity == self.quantity)
        return tuple(claim for claim in own if not claim.supported)

    def to_json(self) -> dict[str, Any]:
        """Plain values; dates are ISO texts."""
        plain: dict[str, Any] = jsonable(asdict(self))
        plain["contradicted"] = [claim.claim for claim in self.contradicted]
        return plain

    def rows(self) -> list[dict[str, Any]]:
        """One row a day, for a table."""
        return [jsonable(asdict(estimate)) for estimate in self.estimates]

    def claim_rows(self) -> list[dict[str, Any]]:
        """One row a claim about this quantity."""
        own = [claim for claim in self.claims if claim.quantity == self.quantity]
        return [jsonable(asdict(claim)) for claim in own]

    def source_rows(self) -> list[dict[str, Any]]:
        """One row a source."""
        return [jsonable(asdict(source)) for source in self.sources]


def jsonable(value: Any) -> Any:
    """Dates as texts, tuples as lists, NaN as None, throughout."""
    if isinstance(value, dict):
        return {key: jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        return None if np.isnan(value) else float(f"{value:.6g}")
    return value


def reconcile(
    scenario: Scenario,
    *,
    quantity: str,
    as_of: dt.date | None = None,
    members: int = 200,
    seed: int = 1,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Reconciliation:
    """Estimate a quantity by day from all claims known by a date.

    Args:
        scenario: What is declared.
        quantity: Such as ``displaced_from:east-aleppo``.
        as_of: Last day whose publications are known; the scenario's own as-of date by default,
            or its last day.
        members: Number of members.
        seed: Seed.
        workers: Threads; the numbers do not depend on it.
        progress: Told about finished members.

    Raises:
        ScenarioError: If no run produces the quantity, or claims are faulty or absent.
    """
    check_quantity(scenario, quantity)
    day = as_of or scenario.as_of or scenario.end
    known = known_by(scenario, day)
    posterior = weigh(known, members=members, seed=seed, workers=workers, progress=progress)
    tempered, result = posterior.tempered, posterior.result
    last = min(max((day - scenario.start).days, 0), scenario.days - 1)
    own = curve(result, quantity)
    return Reconciliation(
        scenario=scenario.name,
        quantity=quantity,
        as_of=day,
        members=members,
        seed=seed,
        ess=tempered.ess,
        prior_ess=tempered.prior_ess,
        stages=len(tempered.temperatures),
        moves=tempered.moves,
        accepted=tempered.accepted,
        digest=result.digest,
        estimates=_estimates(posterior, own, quantity, last),
        claims=judge(posterior, quantity),
        sources=_shifts(posterior, own[:, last]),
        unused=tuple((claim.claim, why) for claim, why in posterior.evidence.unused),
    )


def _estimates(posterior: Posterior, own: F8, quantity: str, last: int) -> tuple[Estimate, ...]:
    after = weighted_quantiles(own, posterior.result.weight)
    before = weighted_quantiles(curve(posterior.prior, quantity), posterior.prior.weight)
    start = posterior.result.scenario.start
    return tuple(
        Estimate(start + dt.timedelta(days=day), *after[:, day].tolist(), *before[:, day].tolist())
        for day in range(last + 1)
    )


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
    truth = np.where(model.is_share[number], model.scaled(values[:, None])[:, number], 0.0)
    if not model.is_share[number]:
        truth = np.log(np.maximum(values, 0.5))
    spread = float(np.hypot(FAIR_SPREAD, width))
    below = float(weight @ ndtr((model.high[number] - truth - mean) / spread))
    above = float(weight @ ndtr((truth + mean - model.low[number]) / spread))
    if np.isinf(model.low[number]):
        return below
    if np.isinf(model.high[number]):
        return above
    return min(1.0, 2.0 * min(below, above))


def _shifts(posterior: Posterior, own: F8) -> tuple[SourceShift, ...]:
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
