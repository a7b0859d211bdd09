"""The answer of ``changes``."""

from __future__ import annotations

from safepassage.forecast.moved import Changes, Moved
from safepassage.report.answers.answer import Answer, Table
from safepassage.result.names import MOVEMENTS, Names, about, day_text
from safepassage.scenario.scenario import Scenario

_SAME = 0.01
"""A change of less than one in a hundred is none."""


def changes_answer(found: Changes, scenario: Scenario) -> Answer:
    """Which estimates moved between two days, by how much, and what moved them."""
    names = Names(scenario)
    moved = sorted(found.moved, key=lambda each: -abs(each.change or 0.0))
    claims, events = len(found.new_claims), found.new_events
    became = (
        f"Between {day_text(found.from_)} and {day_text(found.to)}, {_count(claims, 'report')} "
        f"and {_count(events, 'event')} became known."
    )
    day = day_text(found.moved[0].date) if found.moved else ""
    return Answer(
        opening=(became, _most(names, moved)),
        tables=(
            Table(
                f"Estimates for {day}: as they were known before, and now",
                ("what", "before", "now", "change", "because of"),
                [_row(names, each) for each in moved],
            ),
        ),
        remarks=_because(names, found, moved),
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _most(names: Names, moved: list[Moved]) -> str:
    if not moved or abs(moved[0].change or 0.0) < _SAME:
        return "No estimate moved."
    first = moved[0]
    return (
        f"What moved most is “{names.brief(first.quantity)}”: from about "
        f"{first.before.known().median:,.0f} to {first.after.known().median:,.0f}."
    )


def _row(names: Names, each: Moved) -> tuple[str, ...]:
    change = "" if each.change is None else f"{each.change:+.0%}"
    return (
        names.brief(each.quantity),
        about(each.before),
        about(each.after),
        change,
        _cause(each),
    )


def _cause(each: Moved) -> str:
    """Whether events or reports moved it more."""
    events, claims = abs(each.by_events or 0.0), abs(each.by_claims or 0.0)
    if max(events, claims) < _SAME:
        return ""
    return "events" if events >= claims else "reports"


def _because(names: Names, found: Changes, moved: list[Moved]) -> tuple[str, ...]:
    """The new report that did most to each estimate which reports moved more than events."""
    said = []
    for each in moved:
        if _cause(each) != "reports" or not each.movers:
            continue
        mover = each.movers[0]
        said.append(
            f"{names.brief(each.quantity)}: most by {names.source(mover.source_id)}, published "
            f"on {day_text(mover.published)}: {mover.said} for “{names.brief(mover.quantity)}”."
        )
    if any(each.quantity.startswith(("arrived:", "left_by:")) for each in moved):
        said.append(MOVEMENTS)
    if found.ess < 20:
        said.append("Few simulations carry these estimates; more --members make them steadier.")
    return tuple(said)
