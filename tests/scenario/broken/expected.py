"""Scenarios that break the rule of `check/expected.py`."""

from typing import Any

from tests.scenario.world import Case, Row


def expected(**cells: object) -> dict[str, list[Row]]:
    """Change of the example: another expected event."""
    usual: dict[str, Any] = {
        "corridor": "east-exit",
        "kind": "access",
        "target": "pocket",
        "attribute": "leave",
        "value": "1",
    }
    return {"expected": [usual | cells]}


CASES = [
    Case(
        "expected_events_can_happen",
        expected(target="pockt"),
        "expected.csv",
        2,
        "target",
        "did you mean 'pocket'?",
    ),
    Case(
        "expected_events_can_happen",
        expected(value="2"),
        "expected.csv",
        2,
        "value",
        "leave is",
    ),
]
