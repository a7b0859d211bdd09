"""Scenarios that break the rules of `dynamics/actors/check.py`."""

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
        "rows_are_unique",
        added("presence", area="riverton", groups=4, record_start="2029-01-01"),
        "presence.csv",
        3,
        "area",
        "stands twice",
    ),
    Case(
        "relations_name_sides",
        added("relations", sponsor="overseas", supported="southrn", kind="cover"),
        "relations.csv",
        4,
        "supported",
        "no side, place or area",
    ),
    Case(
        "relations_name_sides",
        added("relations", sponsor="south", supported="northern", kind="cover"),
        "relations.csv",
        4,
        "sponsor",
        "may be an armed group",
    ),
    Case(
        "relations_end_after_they_begin",
        added(
            "relations",
            sponsor="overseas",
            supported="pocket",
            kind="cover",
            start="2030-03-02",
            end="2030-03-01",
        ),
        "relations.csv",
        4,
        "end",
        "before the start",
    ),
    Case(
        "relations_are_told_once",
        added(
            "relations",
            sponsor="overseas",
            supported="southern",
            kind="supply",
            start="2029-05-01",
            published="2030-03-06",
        ),
        "relations.csv",
        4,
        "published",
        "published twice",
    ),
    Case(
        "actors_have_a_presence",
        {"presence": [], "clashes": [], "rules": {"actors": True}},
        "presence.csv",
        None,
        "",
        "there is no row",
    ),
]
