"""Scenarios that break the rules of `dynamics/fixed_routes/check.py`."""

from typing import Any

from tests.scenario.world import Case

_ON = {"rules": {"fixed_routes": True}}


def _along(*paths: str) -> dict[str, Any]:
    return {**_ON, "major_routes": [{"places": path} for path in paths]}


def _problem(rule: str, changes: dict[str, Any], row: int, text: str) -> Case:
    return Case(rule, changes, "major_routes.csv", row, "places", text)


CASES = [
    _problem(
        "major_routes_act",
        {"major_routes": [{"places": "oldtown>junction>gate"}]},
        2,
        "without the rule fixed_routes",
    ),
    _problem(
        "major_routes_follow_routes",
        _along("oldtown>junction>gate", "oldtown>gate"),
        3,
        "no route joins 'oldtown' and 'gate'",
    ),
    _problem(
        "major_routes_lead_to_places",
        _along("oldtown>junction>harbour>oldtown"),
        2,
        "leads back",
    ),
    _problem(
        "major_routes_lead_to_places",
        _along("oldtown>junction>gate", "gate>junction"),
        3,
        "'junction' is a waypoint",
    ),
]
