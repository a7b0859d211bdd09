"""Demographic groups → arrays by class, and how the newly displaced divide among classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.compiled.changes import TargetIndices
from safepassage.dynamics.demographics.arrays import Demographics
from safepassage.scenario.scenario import Scenario

MATCHES = (
    "match_camp_ethnicity",
    "match_camp_religion",
    "match_conflict_ethnicity",
    "match_town_ethnicity",
)
"""Rules by which people of a group go where others of it are."""


def build_demographics(scenario: Scenario, targets: TargetIndices, places: int) -> Demographics:
    """Read the groups.

    Args:
        scenario: Declared world.
        targets: Index of names.
        places: P.

    Returns:
        Arrays of C classes and P places.
    """
    classes = scenario["classes"]
    count = max(1, len(classes))
    declared = len(classes) > 0
    return Demographics(
        power=classes["hazard_power"].astype(np.float64) if declared else np.ones(count),
        ethnicity=_numbers(classes["ethnicity"].tolist() if declared else [""]),
        religion=_numbers(classes["religion"].tolist() if declared else [""]),
        awareness=classes["flood_awareness"].astype(np.float64) if declared else np.ones(count),
        shares=_shares(scenario, targets, places, count),
    )


def is_demographic(scenario: Scenario) -> bool:
    """Whether classes differ in how they see a place, be it in what they make of a forecast."""
    differs = np.any(scenario["classes"]["hazard_power"] != 1.0)
    foresees = scenario.rules.flood_forecast_days > 0
    return bool(differs or foresees or any(scenario.rules[name] for name in MATCHES))


def divide(people: F8, shares: F8) -> I8:
    """People of each place by class, in whole numbers by largest remainder.

    Args:
        people: Of each place, shape (P,).
        shares: Shape (P, C), or no rows: everybody is of the first class.

    Returns:
        Shape (P, C) with C of ``shares``; rows sum up to ``people``.
    """
    whole = people.astype(np.int64)
    if shares.shape[0] == 0:
        return whole[:, np.newaxis]
    exact = whole[:, np.newaxis] * shares
    parts = np.floor(exact).astype(np.int64)
    order = np.argsort(parts - exact, axis=1, kind="stable")
    missing = whole - parts.sum(axis=1)
    rank = np.argsort(order, axis=1, kind="stable")
    return np.asarray(parts + (rank < missing[:, np.newaxis]), dtype=np.int64)


def _numbers(names: Sequence[str]) -> I8:
    """Number of each name, -1 for a blank."""
    known = sorted({name for name in names if name})
    return np.array([known.index(name) if name else -1 for name in names], dtype=np.int64)


def _shares(scenario: Scenario, targets: TargetIndices, places: int, classes: int) -> F8:
    """Rows of a place stand instead of those without a place; each place's shares sum up to 1."""
    table = scenario["class_shares"]
    if len(table) == 0:
        return np.zeros((0, classes))
    usual = np.zeros(classes)
    own: dict[int, F8] = {}
    rows = zip(table["place"], table["class"], table["weight"], strict=True)
    for place, class_, weight in rows:
        number = targets.classes[class_]
        if not place:
            usual[number] += weight
            continue
        for found in targets.places[place]:
            own.setdefault(found, np.zeros(classes))[number] += weight
    weights = np.tile(usual, (places, 1))
    for number, values in own.items():
        weights[number] = values
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
