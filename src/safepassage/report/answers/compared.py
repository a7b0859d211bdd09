"""The answer of ``compare``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from safepassage.report.answers.answer import Answer, Table
from safepassage.report.answers.quantities import movements
from safepassage.result.compare import Difference
from safepassage.said import Brief, Change, Every, Said, Signed, said

_SAME = 0.01
"""A change of less than one in a hundred of the first run is none."""
_LISTED = 5
"""Quantities without a change that are named; more of them are counted."""


def compare_answer(found: Sequence[Difference], warned: Sequence[Said] = ()) -> Answer:
    """What differs most, and each quantity with its change member by member.

    Args:
        found: Quantities of both runs, on the last day.
        warned: What to know before it is read.
    """
    if not found:
        return Answer((said("compare.alike"),), ())
    ranked = sorted(found, key=lambda row: -_weight(row))
    moved = [row for row in ranked if _moved(row)]
    same = [row for row in ranked if not _moved(row)]
    remarks = [*warned]
    if same and len(same) <= _LISTED:
        listed = Every(tuple(Brief(row.quantity) for row in same))
        remarks.append(said("compare.same", quantities=listed))
    elif same:
        remarks.append(said("compare.more_same", count=len(same)))
    return Answer(
        opening=(_most(moved), said("compare.how")),
        tables=(
            Table(
                said("compare.title", date=dt.date.fromisoformat(found[0].date)),
                ("what", "first_run", "second_run", "change"),
                [_row(row) for row in moved],
            ),
        ),
        remarks=(*remarks, *movements(row.quantity for row in moved)),
    )


def _weight(row: Difference) -> float:
    return abs(row.change.median) / max(abs(row.first.median), abs(row.second.median), 1.0)


def _moved(row: Difference) -> bool:
    largest = max(abs(value) for value in row.change)
    return largest > _SAME * max(abs(row.first.median), abs(row.second.median), 1.0)


def _most(moved: list[Difference]) -> Said:
    if not moved:
        return said("compare.alike")
    first = moved[0]
    change, what = first.change.known(), Brief(first.quantity)
    if not change.median:
        return said("compare.most_some", what=what)
    way = "more" if change.median > 0 else "less"
    ends = None
    if change.low < change.high:
        ends = said("compare.ends", low=Signed(change.low), high=Signed(change.high))
    return said(f"compare.most_{way}", what=what, number=abs(change.median), ends=ends)


def _row(row: Difference) -> tuple[object, ...]:
    middles = (spread.known().median for spread in (row.first, row.second))
    return (Brief(row.quantity), *middles, Change(*row.change.known()))
