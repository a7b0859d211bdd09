"""Scenarios that break the rules of `dynamics/departure/check.py`."""

from typing import Any

from tests.scenario.world import Case


def _idle(name: str, value: Any) -> Case:
    return Case(
        "departures_have_residents",
        {"rules": {"displacement": "none", name: value}},
        "scenario.toml [rules]",
        None,
        name,
        "has no effect with displacement = 'none'",
    )


CASES = [
    _idle("departure", "rayleigh"),
    _idle("departure_begins", "opening"),
    _idle("departure_waits", "home"),
    _idle("departure_goes_on", value=True),
]
