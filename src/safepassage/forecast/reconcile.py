"""One defensible estimate out of contradictory claims, and which of them it does not support."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from safepassage.arguments import checked
from safepassage.arrays import F8
from safepassage.engine.ensemble import Progress
from safepassage.engine.executors import Workers
from safepassage.evidence.collect import check_quantity
from safepassage.forecast.judging import judge, shifts
from safepassage.forecast.reconciliation import Estimate, Reconciliation
from safepassage.forecast.weighing import Posterior, weigh
from safepassage.limits import DEFAULT_MEMBERS
from safepassage.result.quantities import curve
from safepassage.scenario.as_of import known_by
from safepassage.scenario.dates import Date, as_date
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario
from safepassage.spread import weighted_quantiles


@checked
def reconcile(
    scenario: Scenario | str | Path,
    *,
    quantity: str,
    as_of: Date | None = None,
    members: int = DEFAULT_MEMBERS,
    seed: int = 1,
    workers: Workers = None,
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
        workers: As of ``run``; the numbers do not depend on it.
        progress: Told about finished members.

    Raises:
        ScenarioError: If no run produces the quantity, or claims are faulty or absent.

    Examples:
        >>> import safepassage
        >>> scenario = safepassage.new_scenario("example")
        >>> found = safepassage.reconcile(
        ...     scenario, quantity="present:oldtown", as_of="2030-03-10", members=16
        ... )
        >>> found.quantity
        'present:oldtown'
    """
    scenario = as_scenario(scenario)
    check_quantity(scenario, quantity)
    day = as_date(as_of) if as_of is not None else scenario.as_of or scenario.end
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
        sources=shifts(posterior, own[:, last]),
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
