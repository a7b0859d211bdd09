"""Scenarios that break the rules of `dynamics/settling/check.py`."""

from tests.scenario.world import Case, changed, first

CASES = [
    Case(
        "stayers_leave_at_a_rate",
        changed("places", 4, settles=0.3),
        "places.csv",
        6,
        "settled_days",
        "is blank",
    ),
    Case(
        "stayers_leave_at_a_rate",
        changed("places", 3, settles=0.3, settled_days=30),
        "places.csv",
        5,
        "settles",
        "nobody stays for long at a crossing",
    ),
    Case(
        "stayers_leave_at_a_rate",
        changed("places", 4, settles=0.3, settled_days=30) | {"rules": {"set": "flee3"}},
        "places.csv",
        6,
        "settles",
        "acts only under budget",
    ),
    Case(
        "ranges_are_ordered",
        first("places", settles_low=0.1, settles=0.3, settles_high=0.2),
        "places.csv",
        2,
        "settles",
        "above settles_high",
    ),
]
