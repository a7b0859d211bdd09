"""What moved in the estimates between two as-of dates, and which claims moved it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8
from safepassage.engine.ensemble import Progress
from safepassage.engine.executors import Workers, opened
from safepassage.errors import Problem, ScenarioError
from safepassage.evidence.claims import Claim
from safepassage.evidence.collect import check_quantity
from safepassage.evidence.errors import build_error_model
from safepassage.evidence.likelihood import log_likelihood
from safepassage.forecast.moved import Changes, Moved, Mover
from safepassage.forecast.smc import effective_size, softmax
from safepassage.forecast.weighing import Posterior, weigh
from safepassage.limits import DEFAULT_MEMBERS
from safepassage.result.quantities import curve
from safepassage.scenario.as_of import known_by
from safepassage.scenario.dates import Date, as_date
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario
from safepassage.spread import Spread, weighted_quantiles


@checked
def changes(
    scenario: Scenario | str | Path,
    *,
    from_: Date,
    to: Date,
    quantities: Sequence[str] | None = None,
    members: int = DEFAULT_MEMBERS,
    seed: int = 1,
    workers: Workers = None,
    progress: Progress | None = None,
) -> Changes:
    """Compare the estimates of one day as known by two dates.

    The estimates are of the later date (or the last day of the period). The change is split in
    two by weighing the later scenario with the earlier claims: what events did, then claims.

    Args:
        scenario: What is declared.
        from_: Earlier as-of date.
        to: Later as-of date.
        quantities: What to compare; by default every count that a claim known by ``to`` is about.
        members: Number of members.
        seed: Seed.
        workers: As of ``run``; the numbers do not depend on it.
        progress: Told about finished members.

    Raises:
        ScenarioError: If the dates are in the wrong order, or as in ``reconcile``.

    Examples:
        >>> import safepassage
        >>> scenario = safepassage.new_scenario("example")
        >>> found = safepassage.changes(scenario, from_="2030-03-04", to="2030-03-10", members=16)
        >>> found.scenario
        'example'
    """
    scenario = as_scenario(scenario)
    earlier, later = as_date(from_, "from"), as_date(to, "to")
    if earlier >= later:
        remedy = "the earlier date first"
        raise ScenarioError(
            [Problem(f"{earlier} is not before {later}", column="from", remedy=remedy)]
        )
    for text in quantities or ():
        check_quantity(scenario, text)
    early, late = known_by(scenario, earlier), known_by(scenario, later)

    def posterior(known: Scenario, *, old_only: bool = False) -> Posterior:
        def keep(claim: Claim) -> bool:
            return not old_only or claim.published <= earlier

        return weigh(
            known, members=members, seed=seed, workers=executor, keep=keep, progress=progress
        )

    with opened(workers) as executor:
        before, after = posterior(early), posterior(late)
        held = posterior(late, old_only=True)
    used = after.model.claims
    asked = quantities or dict.fromkeys(c.quantity for c in used if not c.is_share)
    day = min(max((later - scenario.start).days, 0), scenario.days - 1)
    new = [number for number, claim in enumerate(used) if claim.published > earlier]
    without = [_weight_without(after, number) for number in new]
    return Changes(
        scenario=scenario.name,
        from_=earlier,
        to=later,
        members=members,
        seed=seed,
        ess=after.tempered.ess,
        new_claims=tuple(used[number].claim for number in new),
        new_events=len(late["events"]) - len(early["events"]),
        moved=tuple(
            _moved(text, day, (before, held, after), new, without, scenario) for text in asked
        ),
    )


def _weight_without(posterior: Posterior, number: int) -> F8:
    """Weights as if one claim had not been made: w L(organisations without it) / L(with it).

    Besides its own organisation those of claims that pass it on: one of these then stands for it.
    """
    model = posterior.model
    name = model.claims[number].claim
    own_names = [source.speaks_for for source in model.sources]
    touched = {model.groups[model.group[number]]}
    touched |= {
        who for claim, who in zip(model.claims, own_names, strict=True) if claim.origin == name
    }
    groups = [n for n, organisation in enumerate(model.groups) if organisation in touched]
    kept = [n for n in np.flatnonzero(np.isin(model.group, groups)).tolist() if n != number]
    other = np.zeros(posterior.values.shape[0])
    if kept:
        sources = {source.source_id: source for source in model.sources}
        part = build_error_model([model.claims[n] for n in kept], sources)
        other = log_likelihood(part, posterior.values[:, kept]).sum(axis=1)
    with np.errstate(divide="ignore"):
        own = np.log(posterior.result.weight)
    return softmax(own + other - posterior.by_source[:, groups].sum(axis=1))


def _moved(
    text: str,
    day: int,
    stages: tuple[Posterior, Posterior, Posterior],
    new: Sequence[int],
    without: Sequence[F8],
    scenario: Scenario,
) -> Moved:
    before, held, after = (_spread(posterior, text, day) for posterior in stages)
    values = curve(stages[2].result, text)[:, day]
    movers = []
    for number, weight in zip(new, without, strict=True):
        claim = stages[2].model.claims[number]
        other = float(weighted_quantiles(values, weight, (0.5,))[0])
        movers.append(
            Mover(
                claim=claim.claim,
                quantity=claim.quantity,
                source_id=claim.source_id,
                published=claim.published,
                said=claim.text,
                shift=_ratio(after.median, other) or 0.0,
                ess=effective_size(weight),
            )
        )
    return Moved(
        quantity=text,
        date=scenario.start + dt.timedelta(days=day),
        before=before,
        after=after,
        change=_ratio(after.median, before.median),
        by_events=_ratio(held.median, before.median),
        by_claims=_ratio(after.median, held.median),
        movers=tuple(sorted(movers, key=lambda mover: -abs(mover.shift))),
    )


def _spread(posterior: Posterior, text: str, day: int) -> Spread:
    values = curve(posterior.result, text)[:, day]
    return Spread.of(values, posterior.result.weight)


def _ratio(value: float, base: float) -> float | None:
    return value / base - 1.0 if base > 0 else None
