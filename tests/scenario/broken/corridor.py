"""Scenarios that break the rules of `dynamics/corridor/check.py`."""

from tests.scenario.world import Case, first, without

CASES = [
    Case(
        "windows_open_before_they_close",
        first("windows", opens=17, closes=7),
        "windows.csv",
        2,
        "closes",
        "is not after the hour at which it opens",
    ),
    Case(
        "relocations_are_of_people_who_agreed",
        first("corridors", purpose="relocation"),
        "corridors.csv",
        2,
        "consent",
        "is blank",
    ),
    Case(
        "relocations_are_of_people_who_agreed",
        first("corridors", consent=0.5),
        "corridors.csv",
        2,
        "consent",
        "does not act on an agreed exit",
    ),
    Case(
        "relocations_are_of_people_who_agreed",
        first("corridors", purpose="relocation", consent=0.5, places="oldtown>gate"),
        "corridors.csv",
        2,
        "places",
        "'gate' is a crossing, where nobody stays",
    ),
    Case(
        "corridors_lead_on",
        first("corridors", places="oldtown>gate>oldtown"),
        "corridors.csv",
        2,
        "places",
        "twice",
    ),
    Case(
        "assembly_points_are_reachable",
        first("corridors", places="riverton>gate>meadow")
        | without("routes", lambda row: row["route"] == "north-road"),
        "corridors.csv",
        2,
        "places",
        "no route leads from 'pocket' to 'riverton'",
    ),
    Case(
        "corridors_open_some_time",
        {"windows": []},
        "corridors.csv",
        2,
        "corridor",
        "closed for ever",
    ),
    Case(
        "corridors_let_pass",
        first("corridors", persons_per_hour_low=0, persons_per_hour=0, persons_per_hour_high=0)
        | without("events", lambda row: row["attribute"] == "throughput"),
        "corridors.csv",
        2,
        "persons_per_hour",
        "nobody can ever pass",
    ),
    Case(
        "windows_end_after_they_start",
        first("windows", end="2030-03-12"),
        "windows.csv",
        2,
        "end",
        "00:00",
    ),
    Case(
        "windows_touch_the_period",
        first("windows", start="2031-03-12", end="2031-03-13"),
        "windows.csv",
        2,
        "start",
        "the period is",
    ),
]
