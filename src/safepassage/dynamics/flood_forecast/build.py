"""Flood forecasts → what people make of the days ahead, by day and place.

As Flee executes it (``flee3``): the sum over the next T days, of those that will be flooded, of
the factor on the attraction by flood level times the weight *of that day of the run*. By T it
multiplies the chance to move on, by T and once more by the sum the attraction, and both by the
awareness: where no flood is forecast nobody moves on, and nobody is drawn there or to a flood
zone. Under ``budget``, and with ``flee_documented``, the weights are those of the days ahead as
Flee's documentation has it, and a day that will be dry changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from safepassage.arrays import F8, Rows
from safepassage.dynamics.conditions.arrays import FORESEEN_DTYPE
from safepassage.scenario.scenario import Scenario


def build_foreseen(scenario: Scenario, flood: F8) -> Rows:
    """What a forecast changes.

    Args:
        scenario: Declared world.
        flood: Level by day and place, as many days beyond the run as a forecast looks ahead.

    Returns:
        Shape (D, P); no rows without forecasts.
    """
    rules = scenario.rules
    ahead = rules.flood_forecast_days
    if ahead == 0 or flood.shape[0] == 0:
        return np.zeros((0, 0), FORESEEN_DTYPE)
    found = np.zeros((scenario.days, flood.shape[1]), FORESEEN_DTYPE)
    found["kept"] = 1.0
    executed = rules.set == "flee3" and not rules.flee_documented
    end = rules.flood_forecast_end
    for day in range(scenario.days):
        if executed and ahead > 1 and day <= end:
            days = [min(day + step, end) for step in range(1, min(ahead, max(end - day, 1)) + 1)]
            _as_executed(scenario, found[day], flood[days], np.array(days))
        elif not executed and day < end:
            days = list(range(day + 1, min(day + ahead, end) + 1))
            _as_documented(scenario, found[day], flood[days])
    return found


def _as_executed(scenario: Scenario, found: Rows, flood: F8, days: np.ndarray) -> None:
    """Write what Flee makes of the next days; ``flood`` and ``days`` are theirs."""
    ahead = scenario.rules.flood_forecast_days
    weight = _importance(scenario, days)[:, np.newaxis]
    attraction = _of_level(scenario.rules.flood_weights)(flood)
    total = np.sum(np.where(flood > 0, weight * attraction, 0.0), axis=0)
    found["kept"] = 0.0
    found["chance"] = total / ahead
    # Of a flood zone Flee asks for a forecast that nobody writes, and takes it for 0.
    zone = scenario["places"]["flood_zone"]
    found["score"] = np.where(zone, 0.0, total * (total / ahead))


def _as_documented(scenario: Scenario, found: Rows, flood: F8) -> None:
    """Write the mean over the next days, the more important the heavier."""
    weight = _importance(scenario, np.arange(1, flood.shape[0] + 1))[:, np.newaxis]
    if weight.sum() <= 0:
        return
    weight = weight / weight.sum()
    wet = flood > 0
    chances, weights = scenario.rules.flood_movechances, scenario.rules.flood_weights
    if chances:
        found["chance"] = -np.sum(weight * wet, axis=0)
        found["added"] = np.sum(weight * np.where(wet, _of_level(chances)(flood), 0.0), axis=0)
    if weights:
        attraction = np.where(wet, _of_level(weights)(flood), 1.0)
        found["score"] = np.sum(weight * attraction, axis=0) - 1.0


def _importance(scenario: Scenario, numbers: np.ndarray) -> F8:
    """Weight of each number of the list; 0 beyond its end, and 1 without a list."""
    given = np.array(scenario.rules.flood_forecast_weights or (), dtype=np.float64)
    if given.size == 0:
        return np.ones(numbers.size)
    return np.where(numbers < given.size, given[np.minimum(numbers, given.size - 1)], 0.0)


def _of_level(values: tuple[float, ...] | None) -> Callable[[F8], F8]:
    """Value at a flood level: straight between whole levels, the last one beyond."""
    known = np.array(values or (1.0,), dtype=np.float64)

    def value(level: F8) -> F8:
        return np.interp(level, np.arange(known.size), known)

    return value
