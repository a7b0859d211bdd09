"""Scenarios that break the rules of `dynamics/roads/check.py`."""

from typing import Any

from tests.scenario.world import Case, changed, first

_FILL = {"rules": {"roads_fill": True}}
_RATE = changed("routes", 2, persons_per_hour=50)


def _road(column: str, text: str, **cells: Any) -> Case:
    rule = {"target": "hours_are_of_roads", "opens": "hours_act", "cut": "hours_act"}
    return Case(
        rule.get(column, "hours_are_of_roads"),
        first("road_hours", **cells),
        "road_hours.csv",
        2,
        column,
        text,
    )


CASES = [
    Case(
        "roads_that_fill_act", _FILL, "scenario.toml [rules]", None, "roads_fill",
        "no road has a capacity",
    ),
    Case(
        "roads_that_fill_act", _RATE | {"rules": {"roads_fill": True, "set": "flee3"}},
        "scenario.toml [rules]", None, "roads_fill", "acts only under budget",
    ),
    Case(
        "roads_that_fill_act", _RATE | {"rules": {"roads_fill": True, "harvest_months": (7.0,)}},
        "scenario.toml [rules]", None, "roads_fill", "does not go together with harvest_months",
    ),
    _road("target", "'est-road' is no route, border or crossing", target="est-road"),
    _road("end", "is before start", end="2030-03-01"),
    _road("closes", "is not after the hour", opens=9, closes=8),
    _road("opens", "acts only with rules.roads_fill", cut=False, opens=7),
    Case(
        "hours_act", {"rules": {"flee_documented": True}}, "road_hours.csv", 2, "cut",
        "does not go together with flee_documented",
    ),
]  # fmt: skip
