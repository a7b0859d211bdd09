"""Scenarios that break the rules of `dynamics/destinations/check.py`."""

from tests.scenario.world import Case

CASES = [
    Case(
        "destinations_go_with_routes",
        {"rules": {"fixed_routes": True, "destinations": "sites"}},
        "scenario.toml [rules]",
        None,
        "fixed_routes",
        "no meaning together with destinations",
    ),
]
