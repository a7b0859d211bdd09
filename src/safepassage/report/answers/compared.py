"""The answer of ``compare``."""

from __future__ import annotations

from collections.abc import Sequence

from safepassage.report.answers.answer import Answer, Table
from safepassage.result.compare import Difference
from safepassage.result.names import MOVEMENTS, Names, day_text
from safepassage.scenario.scenario import Scenario
from safepassage.spread import Spread

_SAME = 0.01
"""A change of less than one in a hundred of the first run is none."""
_LISTED = 5
"""Quantities without a change that are named; more of them are counted."""


def compare_answer(
    found: Sequence[Difference], scenario: Scenario, warned: Sequence[str] = ()
) -> Answer:
    """What differs most, and each quantity with its change member by member.

    Args:
        found: Quantities of both runs, on the last day.
        scenario: Whose names are used.
        warned: What to know before it is read.
    """
    names = Names(scenario)
    ranked = sorted(found, key=lambda row: -_weight(row))
    moved = [row for row in ranked if _moved(row)]
    same = [row for row in ranked if not _moved(row)]
    remarks = [*warned]
    if same and len(same) <= _LISTED:
        listed = "; ".join(names.brief(row.quantity) for row in same)
        remarks.append(f"The same in both, or nearly: {listed}.")
    elif same:
        remarks.append(f"{len(same)} more quantities are the same in both, or nearly.")
    if any(row.quantity.startswith(("arrived:", "left_by:")) for row in moved):
        remarks.append(MOVEMENTS)
    return Answer(
        opening=(_most(names, moved), _how()),
        tables=(
            Table(
                f"On {day_text(found[0].date)}: median and change" if found else "",
                ("what", "first run", "second run", "change (5 % to 95 %)"),
                [_row(names, row) for row in moved],
            ),
        ),
        remarks=tuple(remarks),
    )


def _weight(row: Difference) -> float:
    return abs(row.change.median) / max(abs(row.first.median), abs(row.second.median), 1.0)


def _moved(row: Difference) -> bool:
    largest = max(abs(value) for value in row.change)
    return largest > _SAME * max(abs(row.first.median), abs(row.second.median), 1.0)


def _most(names: Names, moved: list[Difference]) -> str:
    if not moved:
        return "The two runs end alike."
    first = moved[0]
    change = first.change.known()
    way = "more" if change.median > 0 else "less"
    if not change.median:
        return f"What differs most is “{names.brief(first.quantity)}”, in some simulations only."
    ends = f" (from {_signed(change.low)} to {_signed(change.high)})"
    return (
        f"What differs most is “{names.brief(first.quantity)}”: {abs(change.median):,.0f} {way} in "
        f"the second run{ends if change.low < change.high else ''}."
    )


def _how() -> str:
    return "Both runs meet the same chances, so that a change is due to what differs between them."


def _row(names: Names, row: Difference) -> tuple[str, ...]:
    return (names.brief(row.quantity), _middle(row.first), _middle(row.second), _change(row.change))


def _middle(spread: Spread) -> str:
    return f"{spread.known().median:,.0f}"


def _change(change: Spread) -> str:
    known = change.known()
    if known.low == known.high:
        return _signed(known.median)
    return f"{_signed(known.median)} ({_signed(known.low)} to {_signed(known.high)})"


def _signed(number: float) -> str:
    return f"{number:+,.0f}" if number else "0"
