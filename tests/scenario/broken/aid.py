"""Scenarios that break the rules of `check/aid.py`."""

from tests.scenario.world import Case, added, changed, first, without

CASES = [
    Case(
        "standards_suffice",
        without("standards", lambda row: row["standard"] == "water"),
        "standards.csv",
        None,
        "standard",
        "'water' is missing",
    ),
    Case(
        "rations_feed",
        {"rations": [{"ration": "r", "commodity": "c", "kg_per_person_day": 1, "kcal_per_kg": 0}]},
        "rations.csv",
        2,
        "kcal_per_kg",
        "0 kcal",
    ),
    Case(
        "foods_agree",
        added("rations", ration="b", commodity="oil", kg_per_person_day=0.1, kcal_per_kg=100),
        "rations.csv",
        6,
        "kcal_per_kg",
        "see row 4",
    ),
    Case(
        "stocks_are_of_known_foods",
        first("stocks", commodity="cereal"),
        "stocks.csv",
        2,
        "commodity",
        "did you mean 'cereals'?",
    ),
    Case(
        "stocks_are_of_known_foods",
        first("pipeline", commodity="flour"),
        "pipeline.csv",
        2,
        "commodity",
        "in no ration",
    ),
    Case("vehicles_have_depots", {"depots": []}, "aid_vehicles.csv", 2, "depot", "not a depot"),
    Case("convoys_can_form", first("aid_vehicles", convoy=7), "aid_vehicles.csv", 2, "convoy", "6"),
    Case(
        "hours_are_ordered",
        changed("site_services", 1, closes=8),
        "site_services.csv",
        3,
        "closes",
        "not after opens 8",
    ),
    Case(
        "nothing_is_kept_at_waypoints",
        first("depots", place="junction"),
        "depots.csv",
        2,
        "place",
        "waypoint",
    ),
    Case(
        "ranges_are_ordered",
        changed("stocks", 2, tonnes_low=7),
        "stocks.csv",
        4,
        "tonnes_low",
        "above tonnes 6",
    ),
    Case("rows_are_unique", added("depots", place="riverton"), "depots.csv", 3, "place", "twice"),
    Case("references_resolve", first("stocks", place="rivertown"), "stocks.csv", 2, "place", "did"),
]
