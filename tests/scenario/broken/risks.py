"""Scenarios that break the rules of `check/risks.py`."""

from tests.scenario.world import Case, added

CASES = [
    Case(
        "clashes_are_where_groups_are",
        added("clashes", area="meadow", date="2029-05-01"),
        "clashes.csv",
        4,
        "area",
        "has no row in presence.csv",
    ),
    Case(
        "presence_is_declared_once",
        added("presence", area="riverton", groups=4, record_start="2029-01-01"),
        "presence.csv",
        3,
        "area",
        "stands there twice",
    ),
]
