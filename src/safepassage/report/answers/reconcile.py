"""The answer of ``reconcile``."""

from __future__ import annotations

from collections.abc import Mapping

from safepassage.evidence.verdict import CONTRADICTED, SUPPORTED
from safepassage.forecast.reconciliation import JudgedClaim, Reconciliation
from safepassage.report.answers.answer import Answer, Table
from safepassage.report.answers.quantities import reported
from safepassage.said import Quantity, Range, Reported, Said, Share, Source, said
from safepassage.scenario.scenario import Scenario
from safepassage.spread import Spread

_SHOWN = 3
"""Sources of which it is said what they change."""
_CHANGES = 0.05
"""A source that changes the estimate by less is not mentioned."""


def reconcile_answer(found: Reconciliation, scenario: Scenario) -> Answer:
    """One estimate, how much the reports narrow it, and which of them lie far from it."""
    last, values = found.last, reported(scenario)
    now = Spread(last.p05, last.median, last.p95)
    before = Spread(last.prior_p05, last.prior_median, last.prior_p95)
    own = [claim for claim in found.claims if claim.quantity == found.quantity]
    far = [claim for claim in own if not claim.supported]
    estimate = said(
        "reconcile.estimate", what=Quantity(found.quantity), date=last.date,
        number=Range.of(now),
    )  # fmt: skip
    return Answer(
        opening=(estimate, _narrowed(now, before)),
        tables=(
            Table(
                said("reconcile.reports"),
                ("day", "source", "reported", "estimate", ""),
                [_claim(claim, values) for claim in own],
            ),
            Table(
                said("reconcile.days"), ("day", "with_reports", "model_alone"), _days(found, own)
            ),
        ),
        remarks=(*_far(far, len(own)), *_misses(found, values), *_shifts(found), *_unused(found)),
    )


def _narrowed(now: Spread, before: Spread) -> Said:
    wide, narrow = before.high - before.low, now.high - now.low
    alone = Range.of(before)
    if wide <= 0 or narrow >= wide:
        return said("reconcile.not_narrowed", alone=alone)
    return said("reconcile.narrowed", alone=alone, share=Share(1 - narrow / wide))


def _claim(claim: JudgedClaim, values: Mapping[str, Reported]) -> tuple[object, ...]:
    estimate = Range.of(Spread(claim.p05, claim.median, claim.p95))
    mark = "" if claim.verdict == SUPPORTED else said(f"reconcile.{claim.verdict}")
    return (
        claim.date,
        Source(claim.source_id),
        values.get(claim.claim, claim.said),
        estimate,
        mark,
    )


def _days(found: Reconciliation, own: list[JudgedClaim]) -> list[tuple[object, ...]]:
    days = {claim.date for claim in own}
    return [
        (
            each.date,
            Range.of(Spread(each.p05, each.median, each.p95)),
            Range.of(Spread(each.prior_p05, each.prior_median, each.prior_p95)),
        )
        for each in found.estimates
        if each.date in days or each is found.last
    ]


def _far(far: list[JudgedClaim], count: int) -> tuple[Said, ...]:
    if not count:
        return (said("reconcile.nobody"),)
    if not far:
        return (said("reconcile.none_far", count=count),)
    contradicted = sum(claim.verdict == CONTRADICTED for claim in far)
    return (said("reconcile.far", count=len(far), all=count, contradicted=contradicted),)


def _misses(found: Reconciliation, values: Mapping[str, Reported]) -> list[Said]:
    """Good observations about any quantity that no report contradicts and the model misses."""
    return [
        said(
            "reconcile.wrong_here", what=Quantity(claim.quantity), date=claim.date,
            value=values.get(claim.claim, claim.said), source=Source(claim.source_id),
        )
        for claim in found.known_misses
    ]  # fmt: skip


def _shifts(found: Reconciliation) -> list[Said]:
    return [
        said(
            "reconcile.raise" if source.shift > 0 else "reconcile.lower",
            source=source.name.partition(",")[0].strip(), reliability=source.reliability,
            count=source.claims, share=Share(abs(source.shift)),
            rough=said("reconcile.rough") if source.rough else None,
        )
        for source in found.sources[:_SHOWN]
        if abs(source.shift) >= _CHANGES
    ]  # fmt: skip


def _unused(found: Reconciliation) -> tuple[Said, ...]:
    return (said("reconcile.unused", count=len(found.unused)),) if found.unused else ()
