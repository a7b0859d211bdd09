"""Scenarios that break the rules of `check/people.py`."""

from tests.scenario.world import Case, claim, first, prior, rows

CASES = [
    Case(
        "ranges_are_ordered", first("populations", low=30000), "populations.csv", 2, "low", "best"
    ),
    Case(
        "ranges_are_ordered",
        first("populations", high=20000),
        "populations.csv",
        2,
        "best",
        "high",
    ),
    Case("ranges_are_ordered", first("classes", staying=0.9), "classes.csv", 2, "staying", "high"),
    Case(
        "ranges_are_ordered",
        first("classes", staying_low=0.1, staying=0.05, staying_high=0.0),
        "classes.csv",
        2,
        "staying_low",
        "above staying 0.05",
    ),
    Case(
        "ranges_are_ordered",
        first("corridors", persons_per_hour_low=200),
        "corridors.csv",
        2,
        "persons_per_hour_low",
        "<=",
    ),
    Case("ranges_are_ordered", claim(low=5, high=4), "claims.csv", 5, "low", "above high 4"),
    Case(
        "ranges_are_ordered",
        prior(low=0.3),
        "scenario.toml [[uncertain]]",
        3,
        "low",
        "above high 0.2",
    ),
    Case(
        "ranges_have_both_ends",
        first("sources", coverage_low=0.5),
        "sources.csv",
        2,
        "coverage_high",
        "coverage_low is given",
    ),
    Case(
        "ranges_have_both_ends",
        first("populations", low=None),
        "populations.csv",
        2,
        "low",
        "neither",
    ),
    Case(
        "total_is_countable",
        {"populations": [row | {"high": 9e10} for row in rows("populations")][:3]},
        "populations.csv",
        None,
        "high",
        "1e+11",
    ),
    Case("people_have_classes", {"classes": []}, "classes.csv", None, "", "no classes"),
    Case(
        "nobody_lives_at_waypoints",
        first("populations", place="junction"),
        "populations.csv",
        2,
        "place",
        "waypoint",
    ),
    Case("sites_receive", first("sites", place="gate"), "sites.csv", 2, "place", "crossing"),
]
