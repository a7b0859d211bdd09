"""Scenarios that break the rules of `check/network.py`."""

from tests.scenario.world import Case, added, first, without

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
