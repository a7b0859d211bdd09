"""Scenarios that break the rules of `check/rules.py`."""

from tests.scenario.world import Case, changed, without

CASES = [
    Case("name_is_safe", {"name": "../etc"}, "", None, "", "file name"),
    Case("name_is_safe", {"name": ".."}, "", None, "", "file name"),
    Case("name_is_safe", {"name": "a\tb"}, "", None, "", "file name"),
    Case("name_is_safe", {"name": "C:\\x"}, "", None, "", "file name"),
    Case("name_is_safe", {"name": ""}, "", None, "", "file name"),
    Case(
        "period_is_possible",
        {"start": "9999-12-01", "days": 60},
        "scenario.toml",
        None,
        "days",
        "9999",
    ),
    Case(
        "coordinates_suffice",
        changed("places", 2, lat=None, lon=None) | {"rules": {"stay_close_to_home": True}},
        "places.csv",
        4,
        "lat",
        "stay_close_to_home",
    ),
    Case("somebody_is_present", {"populations": []}, "populations.csv", None, "", "nobody"),
    Case(
        "somebody_can_flee",
        without("events", lambda row: row["kind"] == "hazard" and row["value"] != "0")
        | {"rules": {"displacement": "conflict"}},
        "events.csv",
        None,
        "",
        "hazard",
    ),
]
