"""Scenarios that break the rules of `dynamics/demographics/check.py`."""

from tests.scenario.world import Case, first

_RULES = "scenario.toml [rules]"
_ALL = {"class": "residents", "weight": 1}
_OWN = {"place": "oldtown", "class": "residents", "weight": 1}
_CONFLICT = {"displacement": "conflict"}

CASES = [
    Case(
        "groups_and_matches_go_together",
        {"rules": {"match_camp_religion": True}},
        _RULES,
        None,
        "match_camp_religion",
        "without the column religion",
    ),
    Case(
        "groups_and_matches_go_together",
        first("classes", ethnicity="north"),
        "classes.csv",
        2,
        "ethnicity",
        "no rule looks at ethnicity",
    ),
    Case(
        "religion_fraction_acts",
        {"rules": {"average_religion_fraction": 0.5}},
        _RULES,
        None,
        "average_religion_fraction",
        "without match_camp_religion",
    ),
    Case(
        "connections_act",
        {"rules": {"average_connections": 2.0}},
        _RULES,
        None,
        "average_connections",
        "without two_systems",
    ),
    Case(
        "shares_have_somebody_to_divide",
        {"class_shares": [_ALL]},
        "class_shares.csv",
        None,
        "",
        "no effect with displacement = 'hazard'",
    ),
    Case(
        "shares_stand_once",
        {"rules": _CONFLICT, "class_shares": [_ALL, _ALL]},
        "class_shares.csv",
        3,
        "place",
        "stands there twice",
    ),
    Case(
        "shares_weigh_something",
        {"rules": _CONFLICT, "class_shares": [_OWN]},
        "class_shares.csv",
        None,
        "place",
        "no weights for the places without rows",
    ),
    Case(
        "shares_weigh_something",
        {"rules": _CONFLICT, "class_shares": [{**_ALL, "weight": 0}]},
        "class_shares.csv",
        2,
        "weight",
        "are all zero",
    ),
]
