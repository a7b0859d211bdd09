"""Broken rules about what an exit plan is made from."""

from __future__ import annotations

from tests.scenario.world import Case, added, first

CASES = [
    Case(
        "nobody_stays_twice",
        first("assembly", staying=5000),
        "assembly.csv",
        2,
        "staying",
        "people stay",
    ),
    Case(
        "vehicles_take_somebody",
        first("vehicles", seats=0),
        "vehicles.csv",
        2,
        "seats",
        "no place for anybody",
    ),
    Case(
        "fleets_are_available_some_time",
        first("fleets", available_from="2030-03-05", available_until="2030-03-04"),
        "fleets.csv",
        2,
        "available_until",
        "not after available_from",
    ),
    Case(
        "fleets_have_a_range",
        first("fleets", low=9, number=7, high=0),
        "fleets.csv",
        2,
        "number",
        "is not between low 9 and high 0",
    ),
    Case(
        "checkpoints_let_pass",
        first("checkpoints", persons_per_hour=0),
        "checkpoints.csv",
        2,
        "persons_per_hour",
        "nothing can ever pass",
    ),
    Case(
        "legs_belong_to_corridors",
        first("legs", to="harbour", **{"from": "riverton"}),
        "legs.csv",
        2,
        "to",
        "no corridor goes from",
    ),
    Case(
        "destinations_end_corridors",
        first("destinations", place="junction"),
        "destinations.csv",
        2,
        "place",
        "no corridor ends at",
    ),
    Case(
        "exchanges_can_begin",
        added(
            "exchanges",
            corridor="east-exit",
            people=1,
            after_corridor="west-exit",
            after_people=1,
        ),
        "exchanges.csv",
        2,
        "after_corridor",
        "waits in the end for itself",
    ),
    Case(
        "departures_fit_their_corridor",
        first("departures", vehicle="train"),
        "departures.csv",
        2,
        "vehicle",
        "not in vehicles.csv",
    ),
]
