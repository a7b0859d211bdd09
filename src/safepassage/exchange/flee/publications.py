"""What a registration series was on each day: as reported, as corrected, as Flee reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

_DAY = dt.timedelta(days=1)


class Report(NamedTuple):
    """One count and the day on which it was published, in the dates of Flee's files."""

    date: dt.date
    people: float
    published: dt.date


def publications(rows: Sequence[Report], corrections: Sequence[dt.date] = ()) -> tuple[Report, ...]:
    """Every publication of a series: nothing that was known earlier is overwritten.

    The counts are published as reported. On the day of a correction of level-1 registrations all
    counts before it are published anew, scaled. Where dates do not ascend, what Flee makes of the
    file is published with the last of its dates.

    Args:
        rows: The counts in the order of the file.
        corrections: Days of the corrections, each of them a date of the rows but not the first,
            in the order of their file.

    Returns:
        Reports by date, then by publication: the last one of a date is what Flee reads.
    """
    found: dict[tuple[dt.date, dt.date], float] = {}
    known: dict[dt.date, float] = {}

    def publish(version: Mapping[dt.date, tuple[float, dt.date]], day: dt.date) -> None:
        for date, (count, reported) in version.items():
            if known.get(date) != count:
                known[date] = count
                found[date, max(reported, day)] = count

    publish({row.date: (row.people, row.published) for row in rows}, dt.date.min)
    reported = {row.date: row.published for row in rows}
    known_on = {day: max(day, reported[day]) for day in corrections}
    for day in sorted(set(known_on.values())):
        counts = scaled(rows, [each for each in corrections if known_on[each] <= day])
        pairs = zip(rows, counts, strict=True)
        publish({row.date: (count, row.published) for row, count in pairs}, day)
    dates = [row.date for row in rows]
    if not _ascend(dates):
        complete = max((*dates, *(row.published for row in rows)))
        points = _as_read(dates, scaled(rows, corrections))
        publish({date: (count, complete) for date, count in points.items()}, complete)
    return tuple(Report(date, count, day) for (date, day), count in sorted(found.items()))


def scaled(rows: Sequence[Report], corrections: Sequence[dt.date]) -> list[float]:
    """Counts after corrections: what stands before each date times the count on it over the last.

    A correction whose scale is no number (the count before it is 0) leaves the counts.
    """
    dates, counts = [row.date for row in rows], [row.people for row in rows]
    for day in corrections:
        index = dates.index(day)
        if index and counts[index - 1]:
            factor = counts[index] / counts[index - 1]
            counts[:index] = [count * factor for count in counts[:index]]
    return counts


def _ascend(dates: Sequence[dt.date]) -> bool:
    return all(early < late for early, late in pairwise(dates))


def _as_read(dates: Sequence[dt.date], counts: Sequence[float]) -> dict[dt.date, float]:
    """Points whose straight lines are Flee's reading of rows in any order.

    Flee takes the first row that is later than the day and draws the line from the row before it
    in the file; after all of them it takes the last row. The line breaks at dates of the rows
    only: where it does, the day before is a point too.
    """
    points: dict[dt.date, float] = {}
    for date in sorted(set(dates)):
        count = _on(date, _next_row(date, dates), dates, counts)
        before = date - _DAY
        row = _next_row(before, dates)
        if _on(date, row, dates, counts) != count:
            points[before] = _on(before, row, dates, counts)
        points[date] = count
    return points


def _next_row(day: dt.date, dates: Sequence[dt.date]) -> int:
    """First row later than the day; the number of rows if there is none."""
    return next((row for row, date in enumerate(dates) if date > day), len(dates))


def _on(day: dt.date, row: int, dates: Sequence[dt.date], counts: Sequence[float]) -> float:
    """Count on a day on the line that ends in a row."""
    if row == 0:
        return counts[0]
    if row == len(dates) or day == dates[row]:
        return counts[min(row, len(dates) - 1)]
    part = (day - dates[row - 1]) / (dates[row] - dates[row - 1])
    return counts[row - 1] + part * (counts[row] - counts[row - 1])
