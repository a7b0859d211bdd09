"""Clearance, houses and return, as sentences; only rows that count are shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from safepassage.scenario.latest import latest
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.sentences import Names, percent


def home_sentences(scenario: Scenario) -> Iterator[str]:
    """What is contaminated, who clears it, which houses stand, and who may go home when."""
    names = Names(scenario)
    zones = scenario["contamination"]
    if len(zones):
        rows = latest(zones)
        area = float(zones["area_ha"][rows].sum())
        yield f"{area:,.6g} ha are contaminated in {_places(rows.size)}"
    teams = list(scenario["clearance_teams"].rows())
    for index in latest(scenario["clearance_teams"]).tolist():
        row = teams[index]
        until = f" to {row['end']}" if row["end"] else ""
        each = f"{row['number']} x " if row["number"] != 1 else ""
        yield (
            f"The teams {row['team']} clear {each}{row['per_day']:g} {row['unit']} a day in "
            f"{names.target(row['area'])} from {row['start']}{until}, where hazard is at most "
            f"{row['most_hazard']:g}{_spread(row)}"
        )
    houses = scenario["housing"]
    if len(houses):
        rows = latest(houses)
        units = houses["units"][rows]
        damaged = int(np.sum(np.rint(units * houses["damaged"][rows])))
        held = int(np.minimum(houses["held_by_others"][rows], units).sum())
        yield (
            f"{units.sum():,} houses stand in {_places(rows.size)}: {damaged:,} of them nobody can "
            f"live in, {held:,} are held by families from elsewhere"
        )
    for row in scenario["homes"].rows():
        who = names.classes.get(row["class"], "Everybody") if row["class"] else "Everybody"
        yield (
            f"{who} who fled from {names.target(row['place'])}: {percent(row['wish'])} want to "
            f"return at all; a party that can does so with a chance of {row['willing']:g} a day, "
            f"while hazard there is at most {row['safe_hazard']:g} and {percent(row['cleared'])} "
            f"is cleared{_batches(row)}"
        )


def _spread(row: dict[str, Any]) -> str:
    """How what teams clear differs, where it does."""
    text = f"; {row['rates']} of their rates are independent" if row["rates"] > 1 else ""
    return text + (
        f"; a day differs by {percent(row['day_spread'])}" if row["day_spread"] > 0 else ""
    )


def _batches(row: dict[str, Any]) -> str:
    """In which batches people go home, where they do."""
    text = f"; they go on one day in {row['batch_days']}" if row["batch_days"] > 1 else ""
    if not np.isnan(row["batch_people"]):
        text += f"{',' if text else '; they go'} at most {row['batch_people']:,.0f} people a day"
    return text


def _places(number: int) -> str:
    return f"{number} place{'s' * (number != 1)}"
