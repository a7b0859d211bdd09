"""Reads ``flood_level.csv`` and ``region_attributes_IPC.csv``."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from safepassage.exchange.flee.files import decimal, read_rows, whole
from safepassage.exchange.flee.findings import Findings, listed
from safepassage.scenario.nearest import unknown_problem

FLOODS, HUNGER = "flood_level.csv", "region_attributes_IPC.csv"


def read_floods(
    path: Path, names: Collection[str], findings: Findings
) -> dict[str, tuple[float, ...]]:
    """Read flood levels (cut to whole numbers, as in Flee) by location and row; row 0 is day 0."""
    header, rows = _table(path, FLOODS, findings)
    levels: dict[str, list[float]] = {name: [] for name in header if name}
    for number, cells in rows:
        for name, text in zip(header, cells[1:], strict=False):
            value = decimal(text)
            if not name and not text:
                continue
            if not name or value is None or value < 0:
                message = f"{text[:60]!r} is not a flood level"
                findings.problem(message, FLOODS, number, name or "without name")
            else:
                levels[name].append(float(int(value)))
    for name in levels:
        if name not in names:
            findings.unknown(unknown_problem("location", name, names, FLOODS, column=name))
    return {name: tuple(values) for name, values in levels.items() if name in names}


def read_hunger(
    path: Path, regions: Collection[str], findings: Findings
) -> dict[str, tuple[tuple[int, float], ...]]:
    """Read per cent of people in crisis by region: (day, value), straight between the days."""
    header, rows = _table(path, HUNGER, findings)
    found: dict[str, list[tuple[int, float]]] = {name: [] for name in header if name}
    for number, cells in rows:
        day = whole(cells[0])
        if day is None:
            findings.problem(f"{cells[0][:60]!r} is not a day", HUNGER, number, "#Day")
            continue
        for name, text in zip(header, cells[1:], strict=False):
            value = decimal(text)
            if not name or value is None or not 0 <= value <= 100:
                message = f"{text[:60]!r} is not a number of per cent"
                findings.problem(message, HUNGER, number, name or "without name")
            else:
                found[name].append((day, value))
    missing = sorted(set(regions) - set(found)) if header else []
    if missing:
        message = f"regions of locations.csv without a column: {listed(missing)}"
        findings.problem(message, HUNGER, remedy="add them; Flee stops without")
    return {name: tuple(points) for name, points in found.items() if name in regions}


def _table(
    path: Path, file: str, findings: Findings
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    rows = read_rows(path, file, findings)
    if not rows:
        if path.is_file():
            findings.problem("holds no header", file)
        return [], []
    return rows[0][1][1:], rows[1:]
