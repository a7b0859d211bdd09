"""Armed groups side by side: who lives there, and what a scenario says of it, as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from safepassage.scenario.naming import places_by_area
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.sentences import Names


def people_of_area(scenario: Scenario, row: dict[str, Any]) -> tuple[float, str]:
    """People who lived in an area before the newcomers, and where the number comes from.

    Args:
        scenario: Declared world.
        row: Its row of ``presence``.

    Returns:
        The declared population; else the residents of its places in ``populations``; else the
        population of its places; else 0 and an empty text: crowding is unknown.
    """
    declared = float(row["population"])
    if declared > 0:
        return declared, "presence.csv"
    inside = places_by_area(scenario).get(row["area"], [row["area"]])
    table = scenario["populations"]
    resident = (table["status"] == "resident") & np.isin(table["place"], inside)
    people = float(table["best"][resident].sum())
    if people > 0:
        return people, "populations.csv"
    places = scenario["places"]
    people = float(np.nansum(places["population"][np.isin(places["place"], inside)]))
    return people, "places.csv" if people > 0 else ""


def group_range(row: dict[str, Any]) -> tuple[float, float, float]:
    """Number of armed groups of a row of ``presence``: low, best, high."""
    low, best, high = (float(row[name]) for name in ("groups_low", "groups", "groups_high"))
    return best if np.isnan(low) else low, best, best if np.isnan(high) else high


def presence_sentences(scenario: Scenario) -> Iterator[str]:
    """What the rule ``actors`` puts into the day; nothing without it."""
    if not scenario.rules.actors:
        return
    names = Names(scenario)
    for row in scenario["presence"].rows():
        where = names.target(row["area"])
        people, source = people_of_area(scenario, row)
        crowd = f"crowding is 1 + displaced people there / {people:,.0f} ({source})"
        if not source:
            crowd = "nobody says how many people live there, so crowding stays 1"
        yield (
            f"Armed groups in {where}: about {row['groups']:,}. From the day after what is known "
            f"they may clash, which raises hazard at one of its places; {crowd}"
        )
