"""Scenarios that break the rules of `check/conditions.py`."""

from tests.scenario.world import Case, added, first

_RULES = "scenario.toml [rules]"

CASES = [
    Case(
        "food_rules_have_food",
        {"conditions": []},
        _RULES,
        None,
        "avoid_food_deprived",
        "without rows of kind food",
    ),
    Case(
        "food_rules_have_food",
        {"rules": {"avoid_food_deprived": False}},
        "conditions.csv",
        2,
        "kind",
        "no rule looks at food",
    ),
    Case(
        "flood_rules_have_floods",
        {"rules": {"flood_movechances": (0.1, 0.9)}},
        _RULES,
        None,
        "flood_movechances",
        "without rows of kind flood",
    ),
    Case(
        "floods_displace_a_number",
        {"rules": {"displacement": "flood"}},
        _RULES,
        None,
        "flood_displaced",
        "displacement by flood needs it",
    ),
    Case(
        "floods_displace_a_number",
        {"rules": {"flood_displaced": (0, 0.1)}},
        _RULES,
        None,
        "flood_displaced",
        "without displacement = 'flood'",
    ),
    Case(
        "hunger_displaces_with_series",
        {"rules": {"starvation_displacement": True}},
        _RULES,
        None,
        "starvation_displacement",
        "without displacement = 'series'",
    ),
    Case(
        "hunger_displaces_with_series",
        {"rules": {"hazard_displacement_only": False}},
        _RULES,
        None,
        "hazard_displacement_only",
        "nothing else weighs a place",
    ),
    Case(
        "flood_zones_have_weights",
        first("places", flood_zone=True),
        "places.csv",
        2,
        "flood_zone",
        "without the rule flood_weights",
    ),
    Case(
        "months_are_months",
        {"rules": {"harvest_months": (6, 7.5)}},
        _RULES,
        None,
        "harvest_months",
        "7.5 is no month",
    ),
    Case(
        "conditions_stand_once",
        added("conditions", date="2030-03-01", place="oldtown", kind="food", value=1),
        "conditions.csv",
        4,
        "value",
        "stands there twice",
    ),
]
