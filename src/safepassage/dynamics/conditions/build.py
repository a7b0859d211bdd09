"""Food, floods and harvests → arrays by day: what a day is like at a place."""

from __future__ import annotations

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.compiled.changes import TargetIndices
from safepassage.dynamics.conditions.arrays import Conditions
from safepassage.dynamics.flood_forecast.build import build_foreseen
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.table import Table


def build_conditions(scenario: Scenario, targets: TargetIndices) -> Conditions:
    """Read the conditions of each day.

    Args:
        scenario: Declared world.
        targets: Index of names.

    Returns:
        Arrays of D days and P places; floods go on for as many days as a forecast looks ahead.
    """
    rules, table = scenario.rules, scenario["conditions"]
    months = harvest_months(scenario)
    harvest = np.isin(months, rules.harvest_months or ()).astype(np.int64)
    flood = _by_day(scenario, table, targets, "flood", rules.flood_forecast_days)
    return Conditions(
        food=_by_day(scenario, table, targets, "food") / 100.0,
        flood=flood,
        flood_zone=scenario["places"]["flood_zone"].astype(np.int64),
        harvest=harvest if np.any(harvest) else np.zeros(0, dtype=np.int64),
        chances=np.array(rules.flood_movechances or (), dtype=np.float64),
        weights=np.array(rules.flood_weights or (), dtype=np.float64),
        displaced=np.array(rules.flood_displaced or (), dtype=np.float64),
        foreseen=build_foreseen(scenario, flood),
    )


def harvest_months(scenario: Scenario) -> I8:
    """Month by which a day counts as one of harvest, 1..12, shape (D,).

    Flee dates its day one day later when it reports it than when it asks for the month.
    """
    early = np.timedelta64(1 if scenario.rules.set == "flee3" else 0, "D")
    months: I8 = (scenario.dates() - early).astype("M8[M]").astype(np.int64)
    return months % 12 + 1


def _by_day(
    scenario: Scenario, table: Table, targets: TargetIndices, kind: str, beyond: int = 0
) -> F8:
    """Values of a kind, shape (D + ``beyond``, P).

    Food runs straight between its dates, a flood by steps. Before the first date of a place food
    has its first value and a flood is 0.
    """
    rows = np.flatnonzero(table["kind"] == kind)
    places = len(scenario["places"])
    if rows.size == 0:
        return np.zeros((0, 0))
    days = np.arange(scenario.days + beyond)
    values = np.zeros((days.size, places))
    start = np.datetime64(scenario.start, "D")
    known: dict[int, list[tuple[int, float]]] = {}
    for row in rows:
        day = int((table["date"][row].astype("M8[D]") - start).astype(int))
        for place in targets.places[table["place"][row]]:
            known.setdefault(place, []).append((day, float(table["value"][row])))
    for place, points in known.items():
        when, value = np.array(sorted(points)).T
        if kind == "food":
            values[:, place] = np.interp(days, when, value)
        else:
            last = np.searchsorted(when, days, side="right") - 1
            values[:, place] = np.where(last >= 0, value[last], 0.0)
    return values
