"""Food in energy: rations, stocks and what is on its way, by place and day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from safepassage.arrays import F8
from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.standards import Standards, standard

Lead = Literal["low", "best", "high"]


@dataclass(frozen=True)
class Ration:
    """What one person is given a day.

    Attributes:
        name: Identifier.
        kg: Weight, kg a person and day.
        kcal: Energy, kcal a person and day.
        kcal_per_kg: Energy of every known food, kcal/kg.
    """

    name: str
    kg: float
    kcal: float
    kcal_per_kg: Mapping[str, float]


@dataclass(frozen=True)
class Store:
    """Food that stands at or comes to places.

    Attributes:
        reset: Declared stock on the morning of a day, NaN where none is declared, shape (D, S).
        inflow: What arrives on a day, shape (D, S).
    """

    reset: F8
    inflow: F8


def ration_of(scenario: Scenario, standards: Standards, name: str | None = None) -> Ration:
    """The ration to plan with: the one named, else that of the scenario, else the only one.

    Without a table it is the energy standard at 3,500 kcal/kg, as of dry food.

    Raises:
        ScenarioError: If it is unknown, or has 0 kcal.
    """
    table = scenario["rations"]
    names = sorted(table["ration"].tolist())
    name = name or scenario.settings["ration"] or None
    energy = dict(zip(table["commodity"].tolist(), table["kcal_per_kg"].tolist(), strict=True))
    if not names and name is None:
        kcal = standard(standards, "energy").value
        return Ration("energy standard", kcal / 3500.0, kcal, energy)
    chosen = names[0] if name is None else name
    rows = table["ration"] == chosen
    kg = float(table["kg_per_person_day"][rows].sum())
    kcal = float((table["kg_per_person_day"] * table["kcal_per_kg"])[rows].sum())
    if not kcal > 0:
        message = (
            f"the ration {chosen!r} has 0 kcal a day" if rows.any() else f"no ration {chosen!r}"
        )
        remedy = f"known: {', '.join(dict.fromkeys(names))}"
        raise ScenarioError([Problem(message, file_of("rations"), remedy=remedy)])
    return Ration(chosen, kg, kcal, energy)


def store(
    scenario: Scenario,
    places: Sequence[str],
    worth: Mapping[str, float],
    lead: Lead = "best",
    column: str = "tonnes",
) -> Store:
    """Declared stocks and arrivals by day.

    Args:
        scenario: Whose tables ``stocks`` and ``pipeline`` are read.
        places: Identifiers of S places.
        worth: What a kilogram of each food counts (kcal, or 1 for weight).
        lead: Which lead time of the pipeline; a blank one is the best.
        column: ``tonnes``, ``tonnes_low`` or ``tonnes_high`` (blank: the best).

    Returns:
        In units of ``worth`` a kilogram.
    """
    days, row = scenario.days, {place: number for number, place in enumerate(places)}
    reset = np.full((days, len(places)), np.nan)
    inflow = np.zeros((days, len(places)))
    for place, day, food, tonnes in _stock_rows(scenario, column):
        if place in row and day < days:
            here = max(day, 0), row[place]
            reset[here] = np.nan_to_num(reset[here]) + tonnes * 1000.0 * worth[food]
    for entry in scenario["pipeline"].rows():
        days_on = entry[f"lead_days_{lead}"] if lead != "best" else entry["lead_days"]
        days_on = entry["lead_days"] if np.isnan(days_on) else days_on
        first = (entry["ordered"] - scenario.start).days + int(np.ceil(days_on))
        if entry["place"] in row:
            span = slice(max(first, 0), max(first + entry["repeat_days"], 0))
            amount = entry["tonnes"] * 1000.0 * worth[entry["commodity"]]
            inflow[span, row[entry["place"]]] += amount
    return Store(reset, inflow)


def _stock_rows(scenario: Scenario, column: str) -> list[tuple[str, int, str, float]]:
    """Rows of stocks as place, day, food and tonnes."""
    found = []
    for entry in last_stock_rows(scenario):
        tonnes = entry["tonnes"] if np.isnan(entry[column]) else entry[column]
        day = (entry["date"] - scenario.start).days
        found.append((entry["place"], day, entry["commodity"], tonnes))
    return found


def last_stock_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """Rows of stocks; of those before the first day only the last date of a place counts."""
    rows = list(scenario["stocks"].rows())
    last: dict[str, int] = {}
    for entry in rows:
        day = (entry["date"] - scenario.start).days
        if day <= 0:
            last[entry["place"]] = max(last.get(entry["place"], day), day)
    days = [(entry["date"] - scenario.start).days for entry in rows]
    return [
        row for row, day in zip(rows, days, strict=True) if day > 0 or day == last[row["place"]]
    ]


def consume(people: F8, stored: Store, kcal: float) -> tuple[F8, F8]:
    """Eat a ration a day while the food lasts.

    Args:
        people: Shape (M, D, S).
        stored: In kcal, shape (D, S) each.
        kcal: Ration a person and day.

    Returns:
        kcal left at the end of the day (NaN before a stock or delivery is known) and kcal eaten,
        shape (M, D, S) each. What is left and eaten equals what was there and came.
    """
    left = np.full(people.shape, np.nan)
    eaten = np.zeros(people.shape)
    hand = np.full((people.shape[0], people.shape[2]), np.nan)
    for day in range(people.shape[1]):
        declared = np.isfinite(stored.reset[day])
        hand[:, declared] = stored.reset[day, declared]
        fresh = stored.inflow[day] > 0
        hand[:, fresh] = np.nan_to_num(hand[:, fresh]) + stored.inflow[day, fresh]
        eaten[:, day] = np.minimum(np.nan_to_num(hand), people[:, day] * kcal)
        hand = hand - eaten[:, day]
        left[:, day] = hand
    return left, eaten
