"""Chances of clashes by area, and that a place where people are received becomes unsafe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.evidence.clash_record import clashes_in, origin_of, record_in
from safepassage.forecast.clashes.rates import chance_within, rolling_scores
from safepassage.result.quantities import places_of
from safepassage.result.result import Result
from safepassage.scenario.presence import people_of_area
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline

Chances = dict[str, dict[int, float]]
AHEAD = (30, 60, 90)
"""Days ahead for which the chance of a clash is given."""
DRAWS = 4000


def clash_chances(
    result: Result, *, ahead: tuple[int, ...] = AHEAD, seed: int = 1
) -> tuple[Chances, Chances]:
    """Area → days ahead → chance of a serious clash; and the same under a constant rate.

    Args:
        result: A run.
        ahead: Days ahead.
        seed: Of the draws of parameters.
    """
    scenario = result.scenario
    clashes: Chances = {}
    constant: Chances = {}
    for row in scenario["presence"].rows():
        area = row["area"]
        record = record_in(scenario, area, row["record_start"])
        crowding = _crowding(result, row)
        monthly = record.chance(seed=seed, draws=DRAWS, area=area)
        even = record.chance(seed=seed, draws=DRAWS, half_life=1e9, area=area)
        clashes[area] = {
            days: _mean(chance_within(monthly, days, crowding, seed=seed)) for days in ahead
        }
        constant[area] = {days: _mean(chance_within(even, days, 1.0, seed=seed)) for days in ahead}
    return clashes, constant


def clash_scores(scenario: Scenario) -> dict[str, dict[str, dict[str, float]]]:
    """Area → model and constant rate → Brier and log score, month after month to the origin."""
    origin = origin_of(scenario)
    return {row["area"]: _scores(scenario, row, origin) for row in scenario["presence"].rows()}


def unsafe_chances(
    result: Result, clashes: Chances, places: Sequence[str], days: int
) -> dict[str, float]:
    """Chance that a place becomes unsafe: hazard from the origin on, or a clash of its area at it.

    A clash is at one place of its area, each equally likely.

    Args:
        result: A run.
        clashes: Area → days ahead → chance.
        places: Places in question.
        days: Which of the days ahead.
    """
    declared = declared_unsafe(result, places)
    inside = {
        area: {result.places[number] for number in places_of(result, area)} for area in clashes
    }
    found = {}
    for place in places:
        safe = 0.0 if place in declared else 1.0
        for area, chances in clashes.items():
            if place in inside[area]:
                safe *= 1.0 - chances[days] / len(inside[area])
        found[place] = 1.0 - safe
    return found


def declared_unsafe(result: Result, places: Sequence[str]) -> frozenset[str]:
    """Those of some places where the scenario declares violence from the origin on."""
    scenario = result.scenario
    known = timeline(scenario)
    from_origin = known.hazard.since(known.day_of(origin_of(scenario))).max(axis=0)
    hazard = dict(zip(known.names.place_ids, from_origin.tolist(), strict=True))
    return frozenset(place for place in places if hazard.get(place, 0.0) > 0)


def _scores(
    scenario: Scenario, row: dict[str, Any], origin: dt.date
) -> dict[str, dict[str, float]]:
    found = clashes_in(scenario, row["area"])
    last = max([day for day, _ in found], default=origin) if scenario.as_of is None else origin
    if (last - row["record_start"]).days < 240:
        return {}
    return rolling_scores(found, row["record_start"], last)


def _crowding(result: Result, row: dict[str, Any]) -> float:
    """1 + newcomers of the run's end / people who lived there, 1 where nobody says how many."""
    people, _ = people_of_area(result.scenario, row)
    if not people > 0:
        return 1.0
    places = places_of(result, row["area"])
    there = result.arrays["displaced"][:, -1][:, places].sum(axis=(1, 2))
    return 1.0 + float(np.sum(there * result.weight)) / people


def _mean(values: F8) -> float:
    return float(values.mean())
