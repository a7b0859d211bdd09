"""Food at places: stocks, pipeline, deliveries and the ration → arrays in whole grams.

N rows of stocks, K rows of the pipeline, F foods in the order of ``rations``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from safepassage.arrays import F8, I8
from safepassage.compiled.services import receiving_places
from safepassage.compiled.stable_keys import stable_keys
from safepassage.compiled.stores import last_stock_rows, ration_of
from safepassage.native import by_reference
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.standards import standards_of

GRAMS = 1e6
"""Grams in a tonne."""

STOCKS_DTYPE = np.dtype(
    [("day", "i8"), ("place", "i8"), ("food", "i8"), ("first", "i8"),
     ("low", "f8"), ("best", "f8"), ("high", "f8"), ("key", "u8")]
)  # fmt: skip
"""Grams declared on a morning; ``first``: the first row of its place and day, which clears it."""
PIPELINE_DTYPE = np.dtype(
    [("place", "i8"), ("food", "i8"), ("ordered", "i8"), ("repeat", "i8"),
     ("lead_low", "f8"), ("lead", "f8"), ("lead_high", "f8"),
     ("low", "f8"), ("best", "f8"), ("high", "f8"), ("key", "u8")]
)  # fmt: skip
"""Days from the start, lead times in days, grams a day of arrival."""
DELIVERIES_DTYPE = np.dtype(
    [("day", "i8"), ("depot", "i8"), ("place", "i8"), ("food", "i8"), ("grams", "i8")]
)
"""``food`` -1: whatever the depot has, in the order of the foods."""


@by_reference
class Aid(NamedTuple):
    """What the phase ``aid`` needs; empty arrays where it is not in the day."""

    ration_kcal: F8  # (1,) kcal a person and day
    kcal_per_kg: F8  # (F,)
    eats: I8  # (P,) whether people there live on what is stored there
    stocks: npt.NDArray[Any]  # (N,) STOCKS_DTYPE, by day
    pipeline: npt.NDArray[Any]  # (K,) PIPELINE_DTYPE
    deliveries: npt.NDArray[Any]  # DELIVERIES_DTYPE, by day


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
