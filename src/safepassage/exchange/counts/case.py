"""Rows of counts → a case that can be forecast, or every reason why not."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from safepassage.arguments import checked
from safepassage.compiled.registrations import TOTAL
from safepassage.errors import Problem, ScenarioError
from safepassage.exchange.counts.rows import Count, read_rows
from safepassage.exchange.imported import Imported, shortened
from safepassage.forecast.case import Case
from safepassage.forecast.history import History

_WHOLE = frozenset({"total", "all", "displaced_from:all", "registered:all"})
"""Names (in lower case) of the sum of the other places."""
_WHOLE_SHARE = 100.0
_PRESENT = "present:"
AHEAD = 366
"""Days after the last report that an origin may lie."""


@checked
def read_counts(
    path: str | Path, *, cumulative: bool = False, today: dt.date | None = None
) -> Case:
    """Read a file of counts.

    Revisions are rows with the same day and place: the one published last counts, and before its
    publication the one before. Without a day of publication a row is taken as published on the
    day that it is about.

    Args:
        path: CSV or xlsx file.
        cumulative: Whether values count everybody who ever came, so that they cannot fall.
        today: Dates after it are refused; by default the present day.

    Raises:
        ScenarioError: Everything that is wrong: file, row, column and what to do.

    Examples:
        >>> import pandas as pd
        >>> import safepassage
        >>> days = pd.date_range("2023-01-01", periods=9, freq="10D")
        >>> table = pd.DataFrame({"date": days, "place": "camp", "value": range(100, 1000, 100)})
        >>> table.to_csv("counts.csv", index=False)
        >>> counts = safepassage.read_counts("counts.csv")
        >>> found = safepassage.forecast_registrations(counts, origin="2023-03-22", members=20)
        >>> found.sites
        ('camp',)
    """
    path = Path(path)
    found = Imported()
    rows = read_rows(path, found)
    if not found.problems:
        found.problems += _problems(rows, path.name, cumulative=cumulative, today=today)
    if found.problems:
        raise ScenarioError(shortened(found.problems))
    return Case(path.stem, _history(rows, cumulative=_is_cumulative(rows, cumulative=cumulative)))


def _problems(
    rows: Sequence[Count], file: str, *, cumulative: bool, today: dt.date | None
) -> list[Problem]:
    problems = _future(rows, file, today or dt.datetime.now(tz=dt.UTC).date())
    problems += _twice(rows, file)
    problems += _mixed(rows, file)
    if _is_cumulative(rows, cumulative=cumulative) and not problems:
        problems += _falling(rows, file)
    if len(rows) == 1:
        remedy = "give at least two days of a place"
        problems.append(Problem("holds one row: nothing can be seen to change", file, rows[0].row,
                                remedy=remedy))  # fmt: skip
    elif (
        rows
        and all(row.value <= _WHOLE_SHARE for row in rows)
        and any(row.value % 1 for row in rows)
    ):
        remedy = "give numbers of people, which are whole"
        problems.append(Problem("holds fractions up to 100: percentages or shares?", file,
                                column="value", remedy=remedy))  # fmt: skip
    elif rows and all(row.value == 0 for row in rows):
        remedy = "a forecast begins at the first count above zero"
        problems.append(Problem("holds zeros only", file, column="value", remedy=remedy))
    return problems


def _future(rows: Sequence[Count], file: str, today: dt.date) -> list[Problem]:
    return [
        Problem(f"{late} lies in the future", file, row.row, column, f"today is {today}")
        for row in rows
        for column, late in (("date", row.date), ("published", row.published))
        if late is not None and late > today
    ]


def _twice(rows: Sequence[Count], file: str) -> list[Problem]:
    """Two values of one day and place of which nobody can say which came first."""
    seen: dict[tuple[dt.date, str, dt.date], Count] = {}
    problems = []
    for row in rows:
        key = (row.date, row.place, row.published or row.date)
        before = seen.setdefault(key, row)
        if before is not row and before.value != row.value:
            message = (
                f"{row.place} has {row.value:,.0f} on {row.date}, and {before.value:,.0f} in row "
                f"{before.row}, with nothing to say which came later"
            )
            remedy = "give each its day in the column published, or delete one"
            problems.append(Problem(message, file, row.row, "published", remedy))
    return problems


def _mixed(rows: Sequence[Count], file: str) -> list[Problem]:
    """Places counted as a stock in one row and as a cumulative flow in another."""
    measures: dict[str, str] = {}
    problems = []
    for row in rows:
        before = measures.setdefault("", row.measure)
        if row.measure != before:
            told = f"{row.measure or 'nothing'!r} here and {before or 'nothing'!r} before"
            remedy = "stocks and cumulative counts go into files of their own"
            problems.append(
                Problem(f"measures are mixed: {told}", file, row.row, "measure", remedy)
            )
    return problems


def _falling(rows: Sequence[Count], file: str) -> list[Problem]:
    """Cumulative values that fall from one day to a later one in what was known on a day."""
    last: dict[str, Count] = {}
    problems = []
    for row in sorted(rows, key=lambda row: (row.date, row.published or row.date)):
        before = last.get(row.place)
        if before is not None and before.date < row.date and row.value < before.value:
            message = (
                f"{row.place} falls from {before.value:,.0f} (row {before.row}) to "
                f"{row.value:,.0f}, which a cumulative count cannot"
            )
            remedy = "revise the earlier days with their day of publication, or call it a stock"
            problems.append(Problem(message, file, row.row, "value", remedy))
        last[row.place] = row
    return problems


def _is_cumulative(rows: Sequence[Count], *, cumulative: bool) -> bool:
    return cumulative or any(row.measure == "cumulative" for row in rows)


def _history(rows: Sequence[Count], *, cumulative: bool) -> History:
    start = min(row.date for row in rows)
    by_place: dict[str, list[Count]] = defaultdict(list)
    for row in rows:
        by_place[row.place.removeprefix(_PRESENT)].append(row)
    made = {}
    for place, own in by_place.items():
        day = np.array([(row.date - start).days for row in own], dtype=np.int64)
        known = np.array([((row.published or row.date) - start).days for row in own], dtype="i8")
        made[_PRESENT + place] = day, known, np.array([row.value for row in own])
    latest = max(max(row.date, row.published or row.date) for row in rows)
    totals = frozenset(place for place in by_place if place.lower() in _WHOLE)
    if len(totals) == len(by_place):  # nothing to be the sum of
        totals = frozenset()
    if len(totals) == 1:
        made[TOTAL] = made[_PRESENT + next(iter(totals))]
    days = (latest - start).days + AHEAD
    return History(start, days, tuple(by_place), made, totals, cumulative)
