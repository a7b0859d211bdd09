"""Scenarios that break the rules of `check/network.py`."""

from tests.scenario.world import Case, added, first, rows, without

CASES = [
    Case(
        "routes_lead_somewhere",
        first("routes", to="oldtown"),
        "routes.csv",
        2,
        "to",
        "begins and ends",
    ),
    Case("coordinates_are_pairs", first("places", lon=None), "places.csv", 2, "lon", "neither"),
    Case(
        "home_is_a_country",
        {"home_country": "Nowhere"},
        "scenario.toml",
        None,
        "home_country",
        "no place lies in 'Nowhere'",
    ),
    Case(
        "home_is_a_country",
        {"rules": {"foreign_weight": 2.0}}
        | {"places": [row | {"country": "AB"[n % 2]} for n, row in enumerate(rows("places"))]},
        "scenario.toml",
        None,
        "home_country",
        "2 countries",
    ),
    Case(
        "places_are_connected",
        added("places", place="island", kind="settlement"),
        "places.csv",
        8,
        "place",
        "island is not joined",
    ),
    Case(
        "places_are_connected",
        without("routes", lambda row: row["to"] in {"riverton"}),
        "places.csv",
        7,
        "place",
        "riverton is not joined",
    ),
]
