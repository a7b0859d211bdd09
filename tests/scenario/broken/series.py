"""Scenarios that break the rules of `check/series.py`."""

from tests.scenario.world import Case, added, rows

CASES = [
    Case(
        "series_quantities_are_known",
        added("series", quantity="arrived:meadow", date="2030-03-02", value=1),
        "series.csv",
        4,
        "quantity",
        "present:PLACE",
    ),
    Case(
        "series_quantities_are_known",
        added("series", quantity="present:pocket", date="2030-03-02", value=1),
        "series.csv",
        4,
        "quantity",
        "unknown place",
    ),
    Case(
        "registrations_are_unique",
        {"series": [*rows("series"), rows("series")[1]]},
        "series.csv",
        4,
        "date",
        "first in row 3",
    ),
    Case(
        "registrations_are_published_after",
        added(
            "series", quantity="present:meadow", date="2030-03-02", value=1, published="2030-03-01"
        ),
        "series.csv",
        4,
        "published",
        "before",
    ),
    Case(
        "series_can_drive",
        {"series": [], "rules": {"displacement": "series"}},
        "series.csv",
        None,
        "",
        "present:PLACE",
    ),
    Case(
        "series_can_drive",
        {"rules": {"displacement": "series", "series_from": "total"}},
        "series.csv",
        None,
        "",
        "displaced_from:all",
    ),
]
