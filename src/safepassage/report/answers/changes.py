"""The answer of ``changes``."""

from __future__ import annotations

from collections.abc import Mapping

from safepassage.forecast.moved import Changes, Moved
from safepassage.report.answers.answer import Answer, Table
from safepassage.report.answers.quantities import movements, reported
from safepassage.said import Brief, Quantity, Range, Reported, Said, SignedShare, Source, said
from safepassage.scenario.scenario import Scenario

_SAME = 0.01
"""A change of less than one in a hundred is none."""
_FEW = 20
"""Effective number of simulations below which it is said."""


def changes_answer(found: Changes, scenario: Scenario) -> Answer:
    """Which estimates moved between two days, by how much, and what moved them."""
    moved = sorted(found.moved, key=lambda each: -abs(each.change or 0.0))
    known = said(
        "changes.known", first=found.from_, last=found.to,
        reports=said("changes.reports", count=len(found.new_claims)),
        events=said("changes.events", count=found.new_events),
    )  # fmt: skip
    if not moved:
        return Answer((known, said("changes.none")), ())
    return Answer(
        opening=(known, _most(moved)),
        tables=(
            Table(
                said("changes.title", date=moved[0].date),
                ("what", "before", "now", "change_of", "because_of"),
                [_row(each) for each in moved],
            ),
        ),
        remarks=_because(found, moved, reported(scenario)),
    )


def _most(moved: list[Moved]) -> Said:
    first = moved[0]
    if abs(first.change or 0.0) < _SAME:
        return said("changes.none")
    before, now = (spread.known().median for spread in (first.before, first.after))
    return said("changes.most", what=Brief(first.quantity), before=before, now=now)


def _row(each: Moved) -> tuple[object, ...]:
    change = "" if each.change is None else SignedShare(each.change)
    before, now = (Range.of(spread) for spread in (each.before, each.after))
    cause = _cause(each)
    return (Brief(each.quantity), before, now, change, said(f"changes.by_{cause}") if cause else "")


def _cause(each: Moved) -> str:
    """Whether events or reports moved it more."""
    events, claims = abs(each.by_events or 0.0), abs(each.by_claims or 0.0)
    if max(events, claims) < _SAME:
        return ""
    return "events" if events >= claims else "reports"


def _because(
    found: Changes, moved: list[Moved], values: Mapping[str, Reported]
) -> tuple[Said, ...]:
    """The new report that did most to each estimate which reports moved more than events."""
    remarks = []
    for each in moved:
        if _cause(each) != "reports" or not each.movers:
            continue
        mover = each.movers[0]
        remarks.append(
            said(
                "changes.because", what=Brief(each.quantity), source=Source(mover.source_id),
                date=mover.published, value=values.get(mover.claim, mover.said),
                about=Quantity(mover.quantity),
            )
        )  # fmt: skip
    few = (said("changes.few"),) if found.ess < _FEW else ()
    return (*remarks, *movements(each.quantity for each in moved), *few)
