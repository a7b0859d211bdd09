"""What later reports will say, forecast as of a date, and scored once they are published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8
from safepassage.engine.ensemble import Progress
from safepassage.engine.executors import Workers
from safepassage.errors import Problem, ScenarioError
from safepassage.evidence.claims import Claim
from safepassage.evidence.collect import check_quantity, collect_evidence
from safepassage.evidence.errors import build_error_model
from safepassage.evidence.likelihood import draw_readings
from safepassage.forecast.carried import Carried, carry_forward
from safepassage.forecast.scored_claims import (
    LEVELS,
    ClaimsForecast,
    ExitTotal,
    ScoredClaim,
    interval_score,
)
from safepassage.forecast.weighing import Posterior, claim_values, weigh
from safepassage.limits import DEFAULT_MEMBERS
from safepassage.result.quantities import curve
from safepassage.scenario.as_of import known_by
from safepassage.scenario.dates import Date, as_date
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario
from safepassage.spread import weighted_quantiles

RELIABLE = "AB"
"""Admiralty codes of the sources that forecasts are scored against."""


@checked
def forecast_claims(
    scenario: Scenario | str | Path,
    *,
    as_of: Date,
    quantities: Sequence[str] | None = None,
    members: int = DEFAULT_MEMBERS,
    seed: int = 1,
    workers: Workers = None,
    reliable: str = RELIABLE,
    progress: Progress | None = None,
) -> ClaimsForecast:
    """Forecast reports about days after ``as_of`` and score them against those published.

    Args:
        scenario: Read in full; what was published after ``as_of`` is used for scoring only.
        as_of: Origin of the forecast.
        quantities: Score only these; a word such as ``arrived`` stands for all of its kind.
        members: Number of members.
        seed: Seed.
        workers: As of ``run``; the numbers do not depend on it.
        reliable: Admiralty codes of the sources scored against.
        progress: Told about finished members.

    Raises:
        ScenarioError: If claims are faulty, none was known by then or none came later.

    Examples:
        >>> import safepassage
        >>> scenario = safepassage.new_scenario("example")
        >>> found = safepassage.forecast_claims(
        ...     scenario,
        ...     as_of="2030-03-05",
        ...     quantities=["displaced_from"],
        ...     members=16,
        ...     reliable="ABCD",
        ... )
        >>> found.scenario
        'example'
    """
    scenario, origin = as_scenario(scenario), as_date(as_of)
    for text in quantities or ():
        if ":" in text:
            check_quantity(scenario, text)
    everything = collect_evidence(scenario)
    later = [
        claim
        for claim in everything.claims
        if claim.published > origin
        and claim.date > origin
        and not claim.is_share
        and everything.sources[claim.source_id].reliability in reliable
        and _is_asked(claim.quantity, quantities)
    ]
    if not later:
        message = f"no later claim of a reliable source ({reliable}) to score against"
        remedy = "choose an earlier as-of date or other quantities"
        raise ScenarioError([Problem(message, "claims.csv", remedy=remedy)])
    known = known_by(scenario, origin)
    posterior = weigh(known, members=members, seed=seed, workers=workers, progress=progress)
    quantiles = _forecast(posterior, later, seed)
    carried = carry_forward(posterior.evidence.claims)
    scored = tuple(
        _score(claim, quantiles[:, number], carried) for number, claim in enumerate(later)
    )
    return _summary(scenario, origin, posterior, seed, scored, carried)


def _is_asked(quantity: str, asked: Sequence[str] | None) -> bool:
    return asked is None or quantity in asked or quantity.partition(":")[0] in asked


def _forecast(posterior: Posterior, later: Sequence[Claim], seed: int) -> F8:
    """Quantiles of the reports at LEVELS, shape (5, N): truth by member, read with errors."""
    model = build_error_model(later, posterior.evidence.sources)
    values = claim_values(posterior.result, later)
    readings = draw_readings(model, values, seed)
    readings = np.where(values <= 0, 0.0, readings)  # nobody is no matter of error
    return weighted_quantiles(readings, posterior.result.weight, LEVELS)


def _score(claim: Claim, quantiles: F8, carried: Carried) -> ScoredClaim:
    low, high = claim.ends
    low, high = (0.0 if np.isnan(low) else low), (np.inf if np.isnan(high) else high)
    base = carried.quantiles(claim.quantity, LEVELS)
    bottom, top = float(quantiles[0]), float(quantiles[-1])
    return ScoredClaim(
        claim=claim.claim,
        quantity=claim.quantity,
        date=claim.date,
        source_id=claim.source_id,
        said=claim.text,
        p05=bottom,
        median=float(quantiles[2]),
        p95=top,
        inside=bottom <= high and top >= low,
        ratio=top / bottom if bottom > 0 else None,
        wis=interval_score(quantiles, low, high),
        carried=None if base is None else float(base[2]),
        carried_wis=None if base is None else interval_score(base, low, high),
    )


def _summary(
    scenario: Scenario,
    as_of: dt.date,
    posterior: Posterior,
    seed: int,
    scored: tuple[ScoredClaim, ...],
    carried: Carried,
) -> ClaimsForecast:
    pairs = [(one.wis, one.carried_wis) for one in scored if one.carried_wis is not None]
    ratios = [np.inf if one.ratio is None else one.ratio for one in scored]
    widest = max(ratios)
    return ClaimsForecast(
        scenario=scenario.name,
        as_of=as_of,
        members=int(posterior.result.members.size),
        seed=seed,
        ess=posterior.tempered.ess,
        claims=scored,
        exits=_exits(posterior),
        coverage=float(np.mean([one.inside for one in scored])),
        widest=None if np.isinf(widest) else widest,
        narrow=float(np.mean([ratio <= 4 for ratio in ratios])),
        wis=float(np.mean([own for own, _ in pairs])) if pairs else None,
        carried_wis=float(np.mean([other for _, other in pairs])) if pairs else None,
        compared=len(pairs),
        carried_spread=carried.spread,
        carried_pairs=carried.pairs,
    )


def _exits(posterior: Posterior) -> tuple[ExitTotal, ...]:
    found = []
    for corridor in posterior.result.corridors:
        total = curve(posterior.result, f"left_by:{corridor}")[:, -1]
        weight = np.where(total > 0, posterior.result.weight, 0.0)
        chance = float(weight.sum())
        given = weighted_quantiles(total, weight / chance).tolist() if chance > 0 else [0.0] * 3
        found.append(ExitTotal(corridor, chance, *given))
    return tuple(found)
