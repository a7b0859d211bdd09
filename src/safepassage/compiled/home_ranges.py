"""Ranges in the tables of clearance, return and housing: each implies an uncertain input."""

from __future__ import annotations

from safepassage.scenario.latest import latest
from safepassage.scenario.scenario import Scenario

RANGES = (
    ("contamination", "area_ha", "area_ha_low", "area_ha", "area_ha_high"),
    ("clearance_teams", "team_rate", "per_day_low", "per_day", "per_day_high"),
    ("housing", "damaged", "damaged_low", "damaged", "damaged_high"),
    ("homes", "home_willing", "willing_low", "willing", "willing_high"),
)
"""(table, input, low, best, high): a range in a row implies an uncertain input of that row."""


def implied_ranges(scenario: Scenario) -> list[tuple[str, str, float, float, float, int]]:
    """(name, input, low, best, high, row) of each row that counts and gives a range."""
    found: list[tuple[str, str, float, float, float, int]] = []
    for table, input_, low, best, high in RANGES:
        rows = scenario[table]
        counting = range(len(rows)) if table == "homes" else latest(rows).tolist()
        for number, index in enumerate(counting):
            least, usual, most = (float(rows[column][index]) for column in (low, best, high))
            if least < most and usual > 0:
                about = rows["team" if table == "clearance_teams" else "place"][index]
                name = f"{input_.replace('_', '-')}:{about}"
                if table == "homes":
                    name += f":{rows['class'][index] or 'all'}"
                found.append((name, input_, least, usual, most, number))
    return found
