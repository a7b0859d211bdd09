"""Scenarios that break the rules of `check/ids.py`."""

from tests.scenario.world import Case, Row, added, claim, first, prior, rows


def many_classes() -> list[Row]:
    return [{"class": f"c{number}"} for number in range(63)] + rows("classes")


CASES = [
    Case("there_are_places", {"places": []}, "places.csv", None, "", "no rows"),
    Case(
        "rows_are_unique",
        added("places", place="gate", kind="crossing"),
        "places.csv",
        8,
        "place",
        "first in row 5",
    ),
    Case(
        "rows_are_unique",
        added("classes", **{"class": "wounded"}),
        "classes.csv",
        4,
        "class",
        "twice",
    ),
    Case(
        "rows_are_unique",
        added("sources", source_id="radio", name="x"),
        "sources.csv",
        6,
        "source_id",
        "twice",
    ),
    Case("rows_are_unique", claim(claim="radio-fled"), "claims.csv", 5, "claim", "row 3"),
    Case(
        "rows_are_unique",
        {"corridors": rows("corridors") * 2},
        "corridors.csv",
        4,
        "corridor",
        "twice",
    ),
    Case(
        "rows_are_unique",
        added("areas", area="pocket", place="harbour"),
        "areas.csv",
        4,
        "area",
        "twice",
    ),
    Case(
        "rows_are_unique",
        added("populations", place="oldtown", best=1, **{"class": "wounded"}),
        "populations.csv",
        6,
        "place",
        "'oldtown wounded resident'",
    ),
    Case("rows_are_unique", added("sites", place="meadow"), "sites.csv", 4, "place", "twice"),
    Case(
        "rows_are_unique", {"windows": rows("windows") * 2}, "windows.csv", 5, "corridor", "row 2"
    ),
    Case(
        "rows_are_unique",
        prior(name="flight-rate"),
        "scenario.toml [[uncertain]]",
        3,
        "name",
        "first in row 1",
    ),
    Case(
        "routes_are_unique",
        added("routes", **{"from": "oldtown", "to": "harbour", "length_km": 7}),
        "routes.csv",
        8,
        "route",
        "'oldtown--harbour'",
    ),
    Case(
        "routes_are_unique", first("routes", route="east-road"), "routes.csv", 5, "route", "row 2"
    ),
    Case(
        "names_are_unambiguous",
        added("areas", area="gate", place="harbour"),
        "areas.csv",
        4,
        "area",
        "also a place",
    ),
    Case(
        "names_are_unambiguous",
        first("routes", route="meadow"),
        "routes.csv",
        2,
        "route",
        "also a place",
    ),
    Case(
        "names_are_unambiguous",
        first("routes", route="east-exit"),
        "corridors.csv",
        2,
        "corridor",
        "also a route",
    ),
    Case(
        "names_are_not_reserved",
        added("areas", area="all", place="harbour"),
        "areas.csv",
        4,
        "area",
        "every place",
    ),
    Case(
        "names_are_not_reserved",
        added("areas", area="enclosed", place="harbour"),
        "areas.csv",
        4,
        "area",
        "enclosed places together",
    ),
    Case("classes_are_few", {"classes": many_classes()}, "classes.csv", None, "", "at most 62"),
]
