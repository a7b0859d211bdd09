"""Small exits that a hand can compute."""

from __future__ import annotations

import datetime as dt
from typing import Any

from safepassage.planning.exit.instance import Fleet, Group, Instance, Passage
from safepassage.scenario.scenario import Scenario, make_scenario

STAY = {"staying_low": 0.05, "staying": 0.1, "staying_high": 0.2}
START = dt.datetime(2030, 3, 1)  # noqa: DTZ001


def passage(name: str = "road", rate: float = 300.0, transit: float = 1.5, **kw: Any) -> Passage:
    usual: dict[str, Any] = {
        "gathers": "town",
        "path": ("town", name + "-end"),
        "reach": (0.0, transit),
        "km": 20.0 * transit,
        "spans": ((0.0, 1000.0),),
    }
    return Passage(name=name, rate=rate, **(usual | kw))


def group(people: int = 1000, class_: str = "residents", **kw: Any) -> Group:
    return Group("town", class_, people, kw.pop("staying", 0), **kw)


def fleet(number: int, seats: int = 50, corridors: tuple[str, ...] = ("road",), **kw: Any) -> Fleet:
    kind = kw.pop("vehicle", "bus")
    return Fleet(kind, number, kw.pop("places", (seats, 0, 0)), corridors=corridors, **kw)


def instance(*parts: Any, hours: float = 200.0, step: float = 1.0) -> Instance:
    """Groups, passages, fleets and facts of rules in any order."""

    def of(kind: type) -> tuple[Any, ...]:
        return tuple(part for part in parts if isinstance(part, kind))

    facts = tuple(part for part in parts if not isinstance(part, (Group, Passage, Fleet)))
    return Instance(START, hours, step, of(Group), of(Passage), of(Fleet), facts)


def scenario(**tables: list[dict[str, Any]]) -> Scenario:
    usual: dict[str, list[dict[str, Any]]] = {
        "places": [
            {"place": "town", "kind": "settlement", "lat": 10, "lon": 20},
            {"place": "gate", "kind": "crossing", "lat": 10.1, "lon": 20},
            {"place": "camp", "kind": "site", "lat": 10.2, "lon": 20},
        ],
        "routes": [
            {"from": "town", "to": "gate", "length_km": 10},
            {"from": "gate", "to": "camp", "length_km": 10},
        ],
        "classes": [
            {"class": "residents", "party_size": 5} | STAY,
            {"class": "wounded"} | STAY,
        ],
        "populations": [
            {"place": "town", "class": "residents", "low": 4000, "best": 5000, "high": 6000},
            {"place": "town", "class": "wounded", "best": 100},
        ],
        "corridors": [
            {
                "corridor": "north",
                "gathers": "town",
                "places": "town>gate>camp",
                "persons_per_hour": 200,
            }
        ],
        "windows": [
            {"corridor": "north", "start": "2030-03-03T08:00", "end": "2030-03-03T20:00"},
            {"corridor": "north", "start": "2030-03-04T08:00", "end": "2030-03-06T20:00"},
        ],
        "evacuees": [{"class": "wounded", "priority": 1, "needs": "stretcher"}],
        "vehicles": [
            {"vehicle": "bus", "seats": 50, "loading_hours": 0.5, "unloading_hours": 0.5},
            {"vehicle": "ambulance", "stretchers": 2},
        ],
        "fleets": [
            {"vehicle": "bus", "number": 12},
            {"vehicle": "ambulance", "number": 4},
        ],
    }
    settings = {"title": "An exit", "start": "2030-03-01", "days": 12}
    rules = {"default_movechance": 0, "site_movechance": 0, "displacement": "none"}
    return make_scenario("exit", settings, rules, usual | tables)
