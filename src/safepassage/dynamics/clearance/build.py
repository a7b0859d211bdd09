"""Contamination and teams → arrays."""

from __future__ import annotations

import numpy as np

from safepassage.compiled.changes import TargetIndices
from safepassage.compiled.stable_keys import stable_keys
from safepassage.dynamics.clearance.arrays import (
    TEAMS_DTYPE,
    ZONES_DTYPE,
    ClearanceDraw,
    Clearing,
)
from safepassage.scenario.latest import latest
from safepassage.scenario.scenario import Scenario


def build_clearing(scenario: Scenario, targets: TargetIndices) -> Clearing:
    """Zones, teams and the order of their work: by priority, then as in the table."""
    table = scenario["contamination"]
    chosen = latest(table)
    zones = np.zeros(chosen.size, ZONES_DTYPE)
    zones["place"] = [targets.places[place][0] for place in table["place"][chosen]]
    zones["devices"] = table["devices"][chosen]
    order = np.argsort(table["priority"][chosen], kind="stable").tolist()
    rows = list(scenario["clearance_teams"].rows())
    kept = latest(scenario["clearance_teams"]).tolist()
    teams = np.zeros(len(kept), TEAMS_DTYPE)
    keys = stable_keys([str(rows[index]["team"]) for index in kept])
    work: list[int] = []
    for number, index in enumerate(kept):
        row = rows[index]
        inside = set(targets.places[row["area"]])
        start = len(work)
        work += [zone for zone in order if int(zones["place"][zone]) in inside]
        teams[number] = (
            (row["start"] - scenario.start).days,
            scenario.days - 1 if row["end"] is None else (row["end"] - scenario.start).days,
            start,
            len(work),
            row["unit"] == "devices",
            row["number"],
            row["most_hazard"],
            row["day_spread"],
            keys[number],
        )
    return Clearing(zones, teams, np.array(work, dtype=np.int64))


def best_clearance(scenario: Scenario) -> ClearanceDraw:
    """Best values of what members draw."""
    contamination, teams = scenario["contamination"], scenario["clearance_teams"]
    return ClearanceDraw(
        area=contamination["area_ha"][latest(contamination)].astype(np.float64),
        rate=teams["per_day"][latest(teams)].astype(np.float64),
    )
