"""Reads ``conflicts.csv``, ``sim_period.csv`` and ``agents.csv``."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

from safepassage.exchange.flee.files import Row, date, decimal, is_comment, read_rows, whole
from safepassage.exchange.flee.findings import Findings, listed
from safepassage.scenario.nearest import unknown_problem

CONFLICTS, PERIOD, AGENTS = "conflicts.csv", "sim_period.csv", "agents.csv"
MINUTE = 1e-6
"""Values up to this are no conflict."""


def read_conflicts(
    path: Path, names: Collection[str], days: int, findings: Findings
) -> dict[str, tuple[float, ...]]:
    """Read intensities by location and row; row 0 is day 0 whatever its first cell says.

    Flee takes any intensity from 0 on; above 1 they are divided later (see ``scaled``).

    Args:
        path: The file.
        names: Known locations; columns of others do nothing.
        days: Length of the simulation.
        findings: Collects problems and notes.
    """
    rows = read_rows(path, CONFLICTS, findings)
    if not rows:
        if path.is_file():
            findings.problem("holds no header", CONFLICTS)
        return {}
    header = rows[0][1][1:]
    if not any(header) and rows[0][1][0].lower() not in {"day", "#day"}:
        findings.problem("holds no header", CONFLICTS, rows[0][0], remedy="#Day,<location>,…")
    for name in sorted({name for name in header if name and header.count(name) > 1}):
        findings.problem(f"column {name!r} stands there twice", CONFLICTS, rows[0][0])
    columns = _columns(rows, header, findings)
    if any(whole(row[1][0]) != day for day, row in enumerate(rows[1:])):
        findings.note(f"{CONFLICTS}: days are counted by row, as in Flee, not by the first column")
    if len(rows) - 1 < days:
        findings.note(
            f"{CONFLICTS} covers {len(rows) - 1} of {days} days; its last values stay after them"
        )
    return _known(columns, names, rows[0][0], findings)


def _columns(rows: list[Row], header: list[str], findings: Findings) -> dict[str, list[float]]:
    """Intensities by the name of their column; blanks at the end of a row are passed over."""
    columns: dict[str, list[float]] = {name: [] for name in header if name}
    over: set[str] = set()
    for number, cells in rows[1:]:
        for name, text in zip(header, cells[1:], strict=False):
            if not name and not text:
                continue
            value = decimal(text)
            if not name or value is None or value < 0:
                message = f"{text[:60]!r} is not an intensity from 0 to 1"
                findings.problem(message, CONFLICTS, number, name or "without name")
            else:
                columns[name].append(value)
                if value > 1:
                    over.add(name)
        if len(cells) <= len(columns) or any(cells[len(header) + 1 :]):
            message = f"has {len(cells)} cells, the header {len(header) + 1}"
            findings.problem(message, CONFLICTS, number)
    for name in sorted(over):
        message = "holds more than 1; all are divided by the strongest, which changes nothing"
        reading = "it is a stronger conflict"
        findings.repair(message, CONFLICTS, column=name, reading=reading)
    return columns


def _known(
    columns: Mapping[str, list[float]], names: Collection[str], row: int, findings: Findings
) -> dict[str, tuple[float, ...]]:
    idle = []
    for name, values in columns.items():
        if name not in names:
            if max(values, default=0.0) > MINUTE:
                unknown = unknown_problem("location", name, names, CONFLICTS, row, name)
                findings.ignored(unknown)
            else:
                idle.append(name)
    if idle:
        findings.note(
            f"{CONFLICTS}: columns of no location, all zero, are left out: {listed(idle)}"
        )
    return {name: tuple(values) for name, values in columns.items() if name in names}


def read_period(path: Path, findings: Findings) -> tuple[dt.date, int]:
    """Read ``StartDate`` and ``Length`` in days."""
    start: dt.date | None = None
    days: int | None = None
    for number, cells in (row for row in read_rows(path, PERIOD, findings) if not is_comment(row)):
        key, text = cells[0].lower(), cells[1] if len(cells) > 1 else ""
        if key == "startdate":
            start = date(text)
            if start is None:
                findings.problem(f"{text[:60]!r} is not a date", PERIOD, number, "StartDate")
        elif key == "length":
            days = whole(text)
            if days is None or not 1 <= days <= 20000:
                message = f"{text[:60]!r} is not a number of days from 1 to 20000"
                findings.problem(message, PERIOD, number, "Length")
        else:
            known = ("StartDate", "Length")
            findings.unknown(unknown_problem("key", cells[0], known, PERIOD, number))
    if path.is_file():
        for key, value in (("StartDate", start), ("Length", days)):
            if value is None:
                findings.problem(f"{key} is missing", PERIOD, remedy="StartDate,2012-02-29")
    return start or dt.date(2000, 1, 1), days or 1


def read_agents(path: Path, names: Collection[str], findings: Findings) -> dict[str, int]:
    """Count the people of ``agents.csv`` by location; its first row is the header."""
    rows = read_rows(path, AGENTS, findings)
    if rows and is_comment(rows[0]):
        findings.problem(
            "the first row is the header and must not begin with #", AGENTS, rows[0][0]
        )
    counts: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    for row in rows[1:]:
        if not is_comment(row):
            (counts if row[1][0] in names else unknown)[row[1][0]] += 1
    if unknown:
        findings.note(
            f"{AGENTS}: {sum(unknown.values())} people at unknown places are left out, as in Flee: "
            + listed(list(unknown))
        )
    findings.note(f"{AGENTS}: the place of each person is used, and what a rule looks at")
    return dict(counts)
