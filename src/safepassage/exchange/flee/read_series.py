"""Reads the registrations: ``data_layout.csv``, its series and their corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from safepassage.exchange.flee.case import Series
from safepassage.exchange.flee.files import date, is_comment, read_rows, whole
from safepassage.exchange.flee.findings import Findings
from safepassage.scenario.nearest import unknown_problem

LAYOUT, CORRECTIONS = "data_layout.csv", "registration_corrections.csv"
Points = list[tuple[dt.date, float]]


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
        points: Points = []
        for index, file in enumerate(files):
            table = _read_points(folder, file, number, findings)
            points = table if index == 0 else add_tables(points, table)
        used.update(files)
        if points:
            dates, counts = zip(*points, strict=True)
            series.append(Series(cells[0], dates, counts))
    if not series:
        findings.problem("names no series that can be read", label)
    return series, used


def _read_points(folder: Path, file: str, row: int, findings: Findings) -> Points:
    label = f"{folder.name}/{file}"
    path = folder / file
    inside = path.resolve().is_relative_to(folder.resolve())
    if not inside or not path.is_file():
        what = "is missing" if inside else "lies outside the folder"
        findings.problem(f"file {file[:60]!r} {what}", f"{folder.name}/{LAYOUT}", row)
        return []
    before = len(findings.problems)
    points: Points = []
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
        elif points and day < points[-1][0]:
            findings.problem("dates do not ascend", label, number, "date")
        elif points and day == points[-1][0]:
            if count != points[-1][1]:
                findings.problem("two counts for one date", label, number, "date")
        else:
            points.append((day, float(count)))
    if not points and len(findings.problems) == before:
        findings.problem("holds no count", label)
    return points


def add_tables(first: Sequence[tuple[dt.date, float]], second: Points) -> Points:
    """Sum of two series as Flee's AddCSVTables forms it.

    The second table is carried forward (0 before its first date). At a date that only the second
    has, Flee adds the *next* value of the first. Rows after either table's last date are dropped.
    """
    if not first or not second:
        return list(first)
    total: dict[dt.date, float] = {}
    carried = 0.0
    position = 0
    for day, count in second:
        while position < len(first) and first[position][0] < day:
            total[first[position][0]] = carried + first[position][1]
            position += 1
        if position == len(first):
            break
        total[day] = count + first[position][1]
        carried = count
        # At the first table's last row Flee stays there: nothing later can be added.
        if first[position][0] == day:
            position += 1
            if position == len(first):
                break
    return sorted(total.items())


def read_corrections(
    path: Path, series: Sequence[Series], start: dt.date, findings: Findings
) -> list[Series]:
    """Apply the corrections of level-1 registrations: scale what lies before each date.

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
        if day < start:
            findings.note(f"{CORRECTIONS}: {name} {day} is before the start and ignored")
        elif day not in item.dates[1:]:
            message = f"{name} has no count on {day} with an earlier one before it"
            findings.problem(message, CORRECTIONS, number, "date")
        else:
            index = item.dates.index(day)
            before, after = item.counts[index - 1], item.counts[index]
            if before == 0:
                message = f"the count of {name} before {day} is 0 and cannot be scaled"
                findings.problem(message, CORRECTIONS, number)
                continue
            scaled = tuple(count * (after / before) for count in item.counts[:index])
            corrected[name] = Series(name, item.dates, scaled + item.counts[index:])
    return list(corrected.values())
