"""Scenarios that break the rules of `dynamics/clearance/check.py`."""

from tests.scenario.world import Case, added, changed, first

CASES = [
    Case(
        "contaminated_places_have_teams",
        {"clearance_teams": []},
        "contamination.csv",
        2,
        "place",
        "no team clears 'harbour'",
    ),
    Case(
        "contaminated_places_have_teams",
        added("contamination", place="riverton", area_ha=3),
        "contamination.csv",
        4,
        "place",
        "no team clears 'riverton'",
    ),
    Case(
        "teams_have_work",
        first("clearance_teams", area="riverton"),
        "clearance_teams.csv",
        2,
        "area",
        "nothing in 'riverton' is contaminated",
    ),
    Case(
        "teams_end_after_they_start",
        changed("clearance_teams", 1, end="2030-03-20"),
        "clearance_teams.csv",
        3,
        "end",
        "before start 2030-03-22",
    ),
    Case(
        "devices_are_counted",
        first("contamination", devices=""),
        "contamination.csv",
        2,
        "devices",
        "count devices in 'harbour'",
    ),
]
