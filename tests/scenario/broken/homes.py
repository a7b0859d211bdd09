"""Scenarios that break the rules of `dynamics/homes/check.py`."""

from tests.scenario.world import Case, added, changed, first

CASES = [
    Case(
        "knowledge_is_dated",
        added("housing", place="oldtown", units=3, persons_per_unit=5, published="2030-03-19"),
        "housing.csv",
        4,
        "place",
        "first in row 2",
    ),
    Case(
        "homes_are_declared_once",
        added("homes", place="harbour", willing=0.1),
        "homes.csv",
        4,
        "place",
        "'harbour' is declared twice for 'residents'",
    ),
    Case(
        "people_live_at_homes",
        first("homes", place="meadow"),
        "homes.csv",
        2,
        "place",
        "'meadow' is a site",
    ),
    Case(
        "held_houses_stand",
        first("housing", held_by_others=6000),
        "housing.csv",
        2,
        "held_by_others",
        "of 5200 in all",
    ),
    Case(
        "homes_of_the_displaced_are_declared",
        changed("populations", 3, home="riverton"),
        "populations.csv",
        5,
        "home",
        "nobody may return to 'riverton'",
    ),
    Case(
        "homes_of_the_displaced_are_declared",
        first("populations", home="harbour"),
        "populations.csv",
        2,
        "home",
        "who live at home",
    ),
    Case(
        "ranges_are_ordered",
        first("housing", damaged_high=0.3),
        "housing.csv",
        2,
        "damaged",
        "above damaged_high",
    ),
    Case(
        "ranges_have_both_ends",
        first("homes", willing_high=""),
        "homes.csv",
        2,
        "willing_high",
        "willing_low is given",
    ),
    Case(
        "references_resolve",
        first("homes", place="harbor"),
        "homes.csv",
        2,
        "place",
        "did you mean 'harbour'",
    ),
]
