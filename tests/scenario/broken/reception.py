"""Scenarios that break the rules of `dynamics/reception/check.py`."""

from tests.scenario.world import Case, added, first

CASES = [
    Case(
        "people_are_received_where_they_can_stay",
        first("reception", place="junction"),
        "reception.csv",
        2,
        "place",
        "is a waypoint",
    ),
    Case(
        "rows_of_a_class_are_about_the_class",
        added("reception", **{"place": "meadow", "class": "wounded", "stay_days": 3}),
        "reception.csv",
        4,
        "stay_days",
        "does not act in the row of one class",
    ),
    Case(
        "deliveries_leave_depots",
        first("deliveries", depot="meadow"),
        "deliveries.csv",
        2,
        "depot",
        "not a depot",
    ),
    Case(
        "deliveries_leave_depots",
        first("deliveries", commodity="flour"),
        "deliveries.csv",
        2,
        "commodity",
        "in no ration",
    ),
]
