"""Reads the registrations: ``data_layout.csv``, its series and their corrections."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from safepassage.exchange.flee.case import Series
from safepassage.exchange.flee.files import date, is_comment, read_rows, whole
from safepassage.exchange.flee.findings import Findings, listed
from safepassage.exchange.flee.publications import Report, ascend, scaled
from safepassage.scenario.nearest import unknown_problem

LAYOUT, CORRECTIONS = "data_layout.csv", "registration_corrections.csv"


def read_series(folder: Path, findings: Findings) -> tuple[list[Series], set[str]]:
    """Read every series of the layout, before corrections; the first one is the total.

    Returns:
        The series in layout order, and the names of the files that were read.
    """
    label = f"{folder.name}/{LAYOUT}"
    path = folder / LAYOUT
    if not path.is_file():
        findings.problem("is missing", label, remedy="first row: total,<file of the total>")
        return [], set()
    series: list[Series] = []
    used = {LAYOUT}
    for row in read_rows(path, label, findings):
        number, cells = row
        files = [cell for cell in cells[1:] if cell]
        if is_comment(row) or not files:
            continue
        if cells[0] in {item.name for item in series}:
            findings.problem(f"{cells[0]!r} stands there twice", label, number)
        points: list[Report] = []
        for index, file in enumerate(files):
            table = _read_points(folder, file, number, findings)
            if index and not (ascend(points) and ascend(table)):
                message = "is a sum of tables whose dates do not ascend, which is not supported"
                findings.problem(message, label, number, remedy="sort their rows")
            points = table if index == 0 else add_tables(points, table)
        used.update(files)
        if points:
            series.append(Series(cells[0], tuple(points)))
    if not series:
        findings.problem("names no series that can be read", label)
    return series, used


def _read_points(folder: Path, file: str, row: int, findings: Findings) -> list[Report]:
    label = f"{folder.name}/{file}"
    path = folder / file
    inside = Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
    if not inside or not os.path.isfile(path):  # noqa: PTH113 -- False for a name that is too long
        what = "is missing" if inside else "lies outside the folder"
        findings.problem(f"file {file[:60]!r} {what}", f"{folder.name}/{LAYOUT}", row)
        return []
    before = len(findings.problems)
    points: list[Report] = []
    for index, (number, cells) in enumerate(read_rows(path, label, findings)):
        heading = index == 0 and (not cells[0] or cells[0] in {"Date", "DateTime"})
        if heading or cells[0].startswith("#") or len(cells) < 2 or not cells[1]:
            continue
        day, count = date(cells[0]), whole(cells[1])
        if day is None:
            message = f"{cells[0][:60]!r} is not a date"
            findings.problem(message, label, number, "date", "year-month-day")
        elif count is None or count < 0:
            findings.problem(f"{cells[1][:60]!r} is not a whole count", label, number, "count")
        elif (day, count) in {(point.date, point.people) for point in points[-1:]}:
            continue  # the same count once more
        else:
            points.append(Report(day, float(count), published=day))
    if not points and len(findings.problems) == before:
        findings.problem("holds no count", label)
    if untidy := [late.date for early, late in pairwise(points) if late.date <= early.date]:
        message = f"dates do not ascend: {listed([str(day) for day in untidy])}"
        reading = "on each day the line to the first later row, from the row before that one"
        findings.repair(message, label, column="date", remedy="sort the rows", reading=reading)
    return points


def add_tables(first: Sequence[Report], second: Sequence[Report]) -> list[Report]:
    """Sum of two series as Flee's AddCSVTables forms it.

    The second table is carried forward (0 before its first date). At a date that only the second
    has, Flee adds the *next* value of the first: that sum is known when the next one is published.
    Rows after either table's last date are dropped.
    """
    if not first or not second:
        return list(first)
    total: dict[dt.date, Report] = {}
    carried = 0.0
    position = 0
    for day, count, _ in second:
        while position < len(first) and first[position].date < day:
            own = first[position]
            total[own.date] = own._replace(people=carried + own.people)
            position += 1
        if position == len(first):
            break
        following = first[position]
        total[day] = Report(day, count + following.people, following.published)
        carried = count
        # At the first table's last row Flee stays there: nothing later can be added.
        if following.date == day:
            position += 1
            if position == len(first):
                break
    return [total[day] for day in sorted(total)]


def read_corrections(
    path: Path, series: Sequence[Series], start: dt.date, findings: Findings
) -> list[Series]:
    """Note the corrections of level-1 registrations: they scale what lies before each date.

    The scale is the count on the date over the count before it. A date before the start is
    ignored, as in Flee; a date that the series has not is a problem, for Flee stops there.
    """
    corrected = {item.name: item for item in series}
    for row in read_rows(path, CORRECTIONS, findings):
        number, cells = row
        if is_comment(row):
            continue
        name, day = cells[0], date(cells[1] if len(cells) > 1 else "")
        if name not in corrected:
            findings.unknown(unknown_problem("series", name, corrected, CORRECTIONS, number))
            continue
        if day is None:
            findings.problem("needs a name and a date", CORRECTIONS, number)
            continue
        item = corrected[name]
        dates = [report.date for report in item.rows]
        if day < start:
            findings.note(f"{CORRECTIONS}: {name} {day} is before the start and ignored")
        elif day not in dates[1:]:
            message = f"{name} has no count on {day} with an earlier one before it"
            findings.problem(message, CORRECTIONS, number, "date")
        elif scaled(item.rows, item.corrections)[dates.index(day) - 1] == 0:
            message = f"the count of {name} before {day} is 0 and cannot be scaled"
            findings.problem(message, CORRECTIONS, number)
        else:
            corrected[name] = replace(item, corrections=(*item.corrections, day))
    return list(corrected.values())
