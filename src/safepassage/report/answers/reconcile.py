"""The answer of ``reconcile``."""

from __future__ import annotations

from safepassage.evidence.verdict import CONTRADICTED, MISSED, SUPPORTED, UNCONFIRMED
from safepassage.forecast.reconciliation import JudgedClaim, Reconciliation
from safepassage.report.answers.answer import Answer, Table
from safepassage.result.names import Names, about, day_text, short_source
from safepassage.scenario.scenario import Scenario
from safepassage.spread import Spread

_MARK = {
    SUPPORTED: "",
    CONTRADICTED: "another report disagrees",
    MISSED: "the model is probably wrong",
    UNCONFIRMED: "far from it, unconfirmed",
}
_SHOWN = 3
"""Sources of which it is said what they change."""
_CHANGES = 0.05
"""A source that changes the estimate by less is not mentioned."""


def reconcile_answer(found: Reconciliation, scenario: Scenario) -> Answer:
    """One estimate, how much the reports narrow it, and which of them lie far from it."""
    names, last = Names(scenario), found.last
    what = names.quantity(found.quantity)
    now = Spread(last.p05, last.median, last.p95)
    before = Spread(last.prior_p05, last.prior_median, last.prior_p95)
    own = [claim for claim in found.claims if claim.quantity == found.quantity]
    far = [claim for claim in own if not claim.supported]
    return Answer(
        opening=(
            f"{what}, on {day_text(last.date)}: about {about(now)}, in nine of ten simulations.",
            _narrowed(now, before),
        ),
        tables=(
            Table(
                "What was reported, beside the estimate from all other sources",
                ("about", "source", "reported", "estimate", ""),
                [_claim(names, claim) for claim in own],
            ),
            Table(
                "The estimate on the days of these reports",
                ("day", "with the reports", "by the model alone"),
                _days(found, own),
            ),
        ),
        remarks=(*_far(far, len(own)), *_misses(names, found), *_shifts(found), *_unused(found)),
    )


def _narrowed(now: Spread, before: Spread) -> str:
    wide, narrow = before.high - before.low, now.high - now.low
    alone = f"Without any report the model alone says {about(before)}"
    if wide <= 0 or narrow >= wide:
        return f"{alone}: the reports do not narrow it."
    return f"{alone}: the reports narrow the range by {1 - narrow / wide:.0%}."


def _claim(names: Names, claim: JudgedClaim) -> tuple[str, ...]:
    estimate = about(Spread(claim.p05, claim.median, claim.p95))
    return (
        day_text(claim.date, year=False),
        names.source(claim.source_id),
        claim.said,
        estimate,
        _MARK[claim.verdict],
    )


def _days(found: Reconciliation, own: list[JudgedClaim]) -> list[tuple[str, ...]]:
    reported = {claim.date for claim in own}
    shown = [each for each in found.estimates if each.date in reported or each is found.last]
    return [
        (
            day_text(each.date, year=False),
            about(Spread(each.p05, each.median, each.p95)),
            about(Spread(each.prior_p05, each.prior_median, each.prior_p95)),
        )
        for each in shown
    ]


def _far(far: list[JudgedClaim], count: int) -> list[str]:
    if not count:
        return ["Nobody reported this quantity; reports about others weigh here too."]
    if not far:
        return [f"None of the {count} reports lies far from the estimate."]
    contradicted = sum(claim.verdict == CONTRADICTED for claim in far)
    said = (
        f"{len(far)} of the {count} reports lie far from what all other sources and the model say: "
        f"a fair report would do so less than once in twenty. Another report disagrees with "
        f"{contradicted} of them."
    )
    return [said]


def _misses(names: Names, found: Reconciliation) -> list[str]:
    """Good observations about any quantity that no report contradicts and the model misses."""
    return [
        f"The model is probably wrong here: {names.quantity(claim.quantity)}, "
        f"{day_text(claim.date)}: {claim.said} ({names.source(claim.source_id)})."
        for claim in found.known_misses
    ]


def _shifts(found: Reconciliation) -> list[str]:
    said = []
    for source in found.sources[:_SHOWN]:
        if abs(source.shift) < _CHANGES:
            continue
        way = "raise" if source.shift > 0 else "lower"
        plural = "reports" if source.claims > 1 else "report"
        verb = way if source.claims > 1 else f"{way}s"
        rough = " (roughly)" if source.rough else ""
        said.append(
            f"{short_source(source.name)} (reliability {source.reliability}): {source.claims} "
            f"{plural} {verb} the estimate by {abs(source.shift):.0%}{rough}."
        )
    return said


def _unused(found: Reconciliation) -> list[str]:
    if not found.unused:
        return []
    return [f"{len(found.unused)} known reports are not weighed; --json says which and why."]
