"""Food at places: stocks, pipeline, deliveries and the ration → arrays in whole grams.

N rows of stocks, K rows of the pipeline, F foods in the order of ``rations``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from safepassage.arrays import I8
from safepassage.compiled.services import receiving_places
from safepassage.compiled.stable_keys import stable_keys
from safepassage.compiled.stores import last_stock_rows, ration_of
from safepassage.dynamics.aid.arrays import DELIVERIES_DTYPE, PIPELINE_DTYPE, STOCKS_DTYPE, Aid
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.standards import standards_of

GRAMS = 1e6
"""Grams in a tonne."""


def feeds(scenario: Scenario) -> bool:
    """Whether aid is in the day: a stock or something on its way is declared."""
    return bool(len(scenario["stocks"]) or len(scenario["pipeline"]))


def build_aid(scenario: Scenario) -> Aid:
    """Arrays of a scenario; empty where aid is not in its day.

    Raises:
        ScenarioError: If the ration has 0 kcal or the energy standard is missing.
    """
    if not feeds(scenario):
        return _aid(0.0, [], np.zeros(0, np.int64), [], [], [])
    ration = ration_of(scenario, standards_of(scenario))
    foods = list(ration.kcal_per_kg)
    ids = scenario["places"]["place"].tolist()
    index = {place: number for number, place in enumerate(ids)}
    receiving = set(receiving_places(scenario))
    eats = np.array([place in receiving for place in ids], dtype=np.int64)
    energies = [ration.kcal_per_kg[food] for food in foods]
    return _aid(
        ration.kcal,
        energies,
        eats,
        _stocks(scenario, index, foods),
        _pipeline(scenario, index, foods),
        _deliveries(scenario, index, foods),
    )


def _aid(
    kcal: float, energies: list[float], eats: I8, stocks: list[Any], pipeline: list[Any],
    deliveries: list[Any],
) -> Aid:  # fmt: skip
    return Aid(
        np.array([kcal]),
        np.array(energies, dtype=np.float64),
        eats,
        np.array(stocks, dtype=STOCKS_DTYPE),
        np.array(pipeline, dtype=PIPELINE_DTYPE),
        np.array(deliveries, dtype=DELIVERIES_DTYPE),
    )


def _spread(row: dict[str, Any], name: str, scale: float) -> tuple[float, float, float]:
    """Low, best and high of a column; blanks are the best."""
    best = row[name]
    ends = (row[f"{name}_low"], best, row[f"{name}_high"])
    low, middle, high = (scale * (best if np.isnan(end) else end) for end in ends)
    return low, middle, high


def _stocks(scenario: Scenario, index: dict[str, int], foods: list[str]) -> list[Any]:
    found = []
    for row in last_stock_rows(scenario):
        day = max((row["date"] - scenario.start).days, 0)
        if day < scenario.days:
            found.append((day, index[row["place"]], foods.index(row["commodity"]), row))
    found.sort(key=lambda one: one[:2])
    keys = _keys([(row["place"], row["commodity"], str(row["date"])) for *_, row in found])
    rows, seen = [], set()
    for key, (day, place, food, row) in zip(keys, found, strict=True):
        first = (day, place) not in seen
        seen.add((day, place))
        rows.append((day, place, food, first, *_spread(row, "tonnes", GRAMS), key))
    return rows


def _keys(names: list[tuple[str, ...]]) -> list[int]:
    """Identity of each row for random streams; of rows alike each has one of its own."""
    seen: dict[tuple[str, ...], int] = {}
    texts = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        texts.append("\x1f".join((*name, str(seen[name]))))
    return [int(key) for key in stable_keys(texts)]


def _pipeline(scenario: Scenario, index: dict[str, int], foods: list[str]) -> list[Any]:
    rows = list(scenario["pipeline"].rows())
    keys = _keys([(row["place"], row["commodity"], str(row["ordered"])) for row in rows])
    return [
        (
            index[row["place"]],
            foods.index(row["commodity"]),
            (row["ordered"] - scenario.start).days,
            row["repeat_days"],
            *_spread(row, "lead_days", 1.0),
            *_spread(row, "tonnes", GRAMS),
            key,
        )
        for key, row in zip(keys, rows, strict=True)
    ]


def _deliveries(scenario: Scenario, index: dict[str, int], foods: list[str]) -> list[Any]:
    found = []
    for row in scenario["deliveries"].rows():
        day = (row["date"] - scenario.start).days
        if 0 <= day < scenario.days:
            food = foods.index(row["commodity"]) if row["commodity"] else -1
            grams = round(row["tonnes"] * GRAMS)
            found.append((day, index[row["depot"]], index[row["place"]], food, grams))
    return sorted(found, key=lambda one: one[0])
