"""Planned departures → rows by corridor and time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.arrays import I8, Rows
from safepassage.compiled.changes import TargetIndices
from safepassage.dynamics.corridor.arrays import DEPARTURES_DTYPE
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline


@dataclass(frozen=True)
class Departures:
    """Rows of all corridors; those of corridor x are ``rows[start[x]:start[x + 1]]``."""

    rows: Rows
    start: I8


def build_departures(scenario: Scenario, targets: TargetIndices) -> Departures:
    """Departures within the period; of two at one time the earlier row goes first."""
    first = np.datetime64(scenario.start, "D")
    found: list[tuple[int, np.datetime64, int, int, int]] = []
    off = timeline(scenario).suspended
    for row in scenario["departures"].rows():
        if row["corridor"] in off:
            continue
        moment = np.datetime64(row["time"], "m")
        day = int((moment.astype("M8[D]") - first).astype(int))
        if 0 <= day < scenario.days:
            class_ = targets.classes.get(row["class"], -1)
            found.append((targets.corridors[row["corridor"]], moment, day, class_, row["seats"]))
    found.sort(key=lambda row: row[:2])
    rows = np.zeros(len(found), DEPARTURES_DTYPE)
    for number, name in enumerate(("day", "class_", "seats"), start=2):
        rows[name] = [row[number] for row in found]
    corridors = np.array([row[0] for row in found], dtype=np.int64)
    start = np.searchsorted(corridors, np.arange(len(targets.corridors) + 1))
    return Departures(rows, start.astype(np.int64))
