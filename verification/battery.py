"""What every mechanism must bring to the standing battery.

A mechanism is a module of `dynamics`. It gives three scenarios on one little network: one in which
it *acts*, one in which it is there but *idle* (its parameter at the end where it does nothing), and
one in which it is *absent*. The battery (`test_battery.py`) runs all of them under both rule sets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from verification.make import Row, date

Parts = dict[str, Any]
"""Arguments of :func:`verification.make.make`."""
Change = Callable[[Parts], None]


@dataclass(frozen=True)
class Mechanism:
    """A module of `dynamics` and how to see it work.

    Attributes:
        module: Its file, without the ending; its folder where that is named so and it is `kernel`.
        phases: The phases of the day that it implements.
        acts: Makes it act.
        idle: Makes it be there and do nothing.
        absent: Takes it out; None where a day cannot be without it.
        draws: Whether chance enters.
        sets: Rule sets under which it can be in the day.
        same_luck: Whether a day without it has the same luck; one that divides people into more
            types gives them other numbers of the same distribution.
    """

    module: str
    phases: tuple[str, ...]
    acts: Change
    idle: Change
    absent: Change | None = None
    draws: bool = True
    sets: tuple[str, ...] = ("flee3", "budget")
    same_luck: bool = True


INFRASTRUCTURE = {"balance", "fetch", "queue", "state"}
"""Modules that hold or count data of the mechanisms and decide nothing: they draw no numbers."""


def parts(rule_set: str) -> Parts:
    """The network: a home, a town, a camp; and apart from them, two places far away."""
    rules: Row = {
        "set": rule_set,
        "max_move_speed": 40.0,
        "default_movechance": 0.4,
        "site_movechance": 0.1,
        "awareness_level": 2,
        "flight_rate": 0.5,
    }
    return {
        "places": {
            "home": {"kind": "settlement", "population": 60},
            "town": {"kind": "settlement", "population": 30},
            "camp": {"kind": "site", "deactivation": 0.3},
            "far": {"kind": "settlement", "population": 50},
            "far-camp": "site",
        },
        "routes": [
            ("home", "town", 15, {}),
            ("town", "camp", 20, {}),
            ("home", "camp", 60, {"route": "track"}),
            ("home", "far", 1, {"open": False, "route": "wall"}),
            ("far", "far-camp", 25, {}),
        ],
        "residents": {"home": 50, "far": 40},
        "displaced": {"home": 20, "town": 15, "far": 20},
        "events": [(0, "hazard", "far", "intensity", 0.5)],
        "days": 5,
        "rules": rules,
    }


def nothing(given: Parts) -> None:
    """Leave the network as it is."""


def rule(**changes: Any) -> Change:
    """Change rules."""
    return lambda given: given["rules"].update(changes)


def event(day: int, kind: str, target: str, attribute: str, value: object) -> Change:
    """Add an event."""
    return lambda given: given["events"].append((day, kind, target, attribute, value))


def place(name: str, **changes: Any) -> Change:
    """Change columns of a place."""

    def change(given: Parts) -> None:
        row = given["places"][name]
        given["places"][name] = {**({"kind": row} if isinstance(row, str) else row), **changes}

    return change


def both(*changes: Change) -> Change:
    """One change after the other."""

    def change(given: Parts) -> None:
        for one in changes:
            one(given)

    return change


def stays(share: float) -> Change:
    """Share of people who stay: at home, since the far side must not change it is a new class."""
    row = {"class": "rooted", "staying_low": share, "staying": share, "staying_high": share}

    def change(given: Parts) -> None:
        given["classes"] = [{"class": "people"}, row]
        given["populations"] = [{"place": "home", "class": "rooted", "best": 40}]

    return change


def exit_corridor(per_hour: float) -> Change:
    """An agreed exit from home to the camp."""

    def change(given: Parts) -> None:
        row = {"corridor": "exit", "gathers": "home", "places": "home>camp"}
        given["corridors"] = [row | {"persons_per_hour": 0.7}]
        given["windows"] = [{"corridor": "exit", "start": date(1, 7), "end": date(3, 17.5)}]
        given["events"].append((0, "route", "exit", "throughput", per_hour))

    return change


def beds(capacity: float | None, **columns: Any) -> Change:
    """Reception at the camp, and host families in the town."""

    def change(given: Parts) -> None:
        given["sites"] = [{"place": "camp"} | ({} if capacity is None else {"capacity": capacity})]
        given["reception"] = [{"place": "camp", **columns}]
        if columns:
            row = {"place": "town", "host_share": 0.4, "host_capacity": 9, "onward": 0.3}
            given["reception"].append(row)

    return change


def calm(given: Parts) -> None:
    """Hazard at home ends on the second day."""
    given["events"].append((1, "hazard", "home", "intensity", 0.0))


def returns(willing: float = 0.4) -> Change:
    """Some flee from home on the first day; it is safe on the second."""
    base = both(stays(0.2), event(0, "hazard", "home", "intensity", 0.8), calm)

    def change(given: Parts) -> None:
        base(given)
        given["classes"][0]["party_size"] = 3
        given["homes"] = [{"place": "home", "willing": willing, "wish": 0.8}]

    return change


def stay_long(*, town: float, camp: float) -> Change:
    """Most who come to rest in the town and the camp stay for a number of days on average."""
    return both(
        place("town", settles=0.6, settled_days=town), place("camp", settles=0.6, settled_days=camp)
    )


def filling(per_hour: float) -> Change:
    """The lane from home to the town and the road on to the camp let in few people an hour."""

    def change(given: Parts) -> None:
        given["rules"]["roads_fill"] = True
        for number in (0, 1):
            start, end, km, columns = given["routes"][number]
            given["routes"][number] = start, end, km, columns | {"persons_per_hour": per_hour}

    return change


def food(tonnes: float) -> Change:
    """A stock in the town and a pipeline to the camp, both uncertain."""

    def change(given: Parts) -> None:
        given["rations"] = [
            {"ration": "r", "commodity": "oil", "kg_per_person_day": 0.1, "kcal_per_kg": 8800},
            {"ration": "r", "commodity": "rice", "kg_per_person_day": 0.4, "kcal_per_kg": 3500},
        ]
        day = date(0)[:10]
        stock = {"place": "town", "commodity": "rice", "date": day}
        ends = {"tonnes_low": 0.5 * tonnes, "tonnes": tonnes, "tonnes_high": 2 * tonnes}
        lead = {"lead_days_low": 1, "lead_days": 2, "lead_days_high": 3}
        row = {"place": "camp", "commodity": "oil", "ordered": day, **lead, **ends}
        given["stocks"], given["pipeline"] = [{**stock, **ends}], [row]

    return change


def contaminated(hectares: float) -> Change:
    """Home is contaminated; a team clears 2 ha a day."""

    def change(given: Parts) -> None:
        given["contamination"] = [{"place": "home", "area_ha": hectares}]
        team = {"team": "a", "area": "home", "per_day": 2, "start": date(0)[:10]}
        team |= {"day_spread": 0.5}
        given["clearance_teams"] = [team | {"most_hazard": 1}]

    return change


def houses(units: int) -> Change:
    """Houses at home: some are damaged and repaired, some are held by others."""

    def change(given: Parts) -> None:
        row = {"place": "home", "units": units, "persons_per_unit": 5.0, "damaged": 0.1}
        given["housing"] = [row | {"repaired_per_day": 0.5, "held_by_others": 1}]

    return change


def shut(closed: str) -> Change:
    """The roads home are closed on the second day, when all who fled are away."""
    value = "false" if closed == "true" else "true"
    routes = ("home--town", "track")
    return both(*(event(1, "route", route, "open", value) for route in routes))


def hungry(percent: float) -> Change:
    """Food crisis at home and in the town makes people move on and keeps others away."""

    def change(given: Parts) -> None:
        given["rules"] |= {"flee_when_starving": True, "avoid_food_deprived": True}
        given["conditions"] = [
            {"date": date(day)[:10], "place": name, "kind": "food", "value": value}
            for name in ("home", "town")
            for day, value in ((0, percent), (4, percent / 2))
        ]

    return change


def forecast(awareness: float | None) -> Change:
    """Floods near home come and go, and people know of them two days ahead, or not at all."""

    def change(given: Parts) -> None:
        given["rules"] |= {"flood_weights": (1, 0.2), "flood_movechances": (0, 0.9)}
        given["rules"] |= {"flee_documented": True}
        given["conditions"] = [
            {"date": date(day)[:10], "place": name, "kind": "flood", "value": level}
            for name in ("home", "town")
            for day, level in ((1, 1), (2, 0), (4, 1))
        ]
        if awareness is not None:
            given["rules"] |= {"flood_forecast_days": 2}
            given["classes"] = [{"class": "people", "flood_awareness": awareness}]

    return change


def major(*paths: str) -> Change:
    """Of what is a road away the best way, and major routes; the track is closed."""
    fixed = rule(fixed_routes=True, awareness_level=1)
    base = both(fixed, event(0, "route", "track", "open", "false"))

    def change(given: Parts) -> None:
        base(given)
        given["major_routes"] = [{"places": path} for path in paths]

    return change


violent_home = event(0, "hazard", "home", "intensity", 0.6)


def besieged_home(given: Parts) -> None:
    """People who are ready wait at home until the roads open on the third day."""
    given["routes"][0] = ("home", "town", 15, {"route": "lane"})
    for road in ("track", "lane"):
        event(0, "route", road, "open", "false")(given)
        event(2, "route", road, "open", "true")(given)
    both(violent_home, rule(departure_waits="home"))(given)


def no_sites(destinations: str) -> Change:
    """The camp is a settlement, so that nobody on the near side finds a site."""
    return both(
        rule(destinations=destinations, awareness_level=1), place("camp", kind="settlement")
    )


def tied(mean: float | None) -> Change:
    """It has been violent at home for so long that who knows others sets out for certain."""

    def change(given: Parts) -> None:
        given["rules"] |= {"flee_documented": True, "conflict_movechance": 0.3}
        given["events"].append((0, "hazard", "home", "intensity", 0.8))
        given["days"] = 14
        if mean is not None:
            given["rules"] |= {"two_systems": True, "average_connections": mean}

    return change


def looks(power: float) -> Change:
    """People look hard at what a place offers; the camp offers more than the town."""

    def change(given: Parts) -> None:
        place("camp", attraction=3.0)(given)
        given["classes"] = [{"class": "people", "hazard_power": power}]

    return change


def armed(groups: int) -> Change:
    """Armed groups side by side on the near side, with a record of a serious clash each month."""

    def change(given: Parts) -> None:
        given["rules"]["actors"] = True
        given["areas"] = [{"area": "near", "place": name} for name in ("home", "town", "camp")]
        row = {"area": "near", "groups": groups, "record_start": "2029-01-01", "population": 30}
        given["presence"] = [row]
        given["clashes"] = [
            {"area": "near", "date": f"2029-{month:02}-10", "days": 3} for month in range(1, 13)
        ]

    return change


BATTERY = (
    Mechanism(
        module="actors",
        phases=("actors",),
        acts=armed(6),
        idle=armed(1),
        absent=nothing,
    ),
    Mechanism(
        module="conditions",
        phases=(),
        acts=hungry(60),
        idle=hungry(0),
        absent=nothing,
    ),
    Mechanism(
        module="demographics",
        phases=("class_attraction",),
        acts=looks(2.0),
        idle=looks(1.0),
        absent=place("camp", attraction=3.0),
    ),
    Mechanism(
        module="departure",
        phases=(),
        acts=besieged_home,
        idle=both(violent_home, rule(departure_waits="home")),
        absent=violent_home,
        draws=False,
    ),
    Mechanism(
        module="destinations",
        phases=(),
        acts=rule(destinations="sites", awareness_level=1),
        idle=no_sites("sites"),
        absent=no_sites("within_sight"),
        draws=False,
    ),
    Mechanism(
        module="fixed_routes",
        phases=(),
        acts=major("home>town>camp"),
        idle=major("home>camp"),
        absent=major(),
        draws=False,
    ),
    Mechanism(
        module="flood_forecast",
        phases=(),
        acts=forecast(1.0),
        idle=forecast(0.0),
        absent=forecast(None),
        draws=False,
    ),
    Mechanism(
        module="events",
        phases=("events",),
        acts=event(2, "route", "track", "open", "false"),
        idle=event(2, "route", "track", "open", "true"),
        absent=nothing,
        draws=False,
    ),
    Mechanism(
        module="populate",
        phases=(),
        acts=both(stays(0.4), event(0, "hazard", "home", "intensity", 0.8)),
        idle=both(stays(0.0), event(0, "hazard", "home", "intensity", 0.8)),
    ),
    Mechanism(
        module="flight",
        phases=("onset", "flight", "sources"),
        acts=event(1, "hazard", "home", "intensity", 0.8),
        idle=event(1, "hazard", "home", "intensity", 0.0),
        absent=nothing,
    ),
    Mechanism(
        module="decide",
        phases=("decide",),
        acts=nothing,
        idle=both(*(place(name, move_chance=0.0) for name in ("home", "town", "camp"))),
        absent=both(*(event(0, "access", n, "leave", 0.0) for n in ("home", "town", "camp"))),
    ),
    Mechanism(
        module="choice",
        phases=("attraction", "site_growth", "choose"),
        acts=place("camp", attraction=6.0),
        idle=place("camp", attraction=1.0),
        absent=nothing,
    ),
    Mechanism(
        module="travel",
        phases=("choose", "travel", "recent_distance"),
        acts=nothing,
        idle=both(
            event(0, "route", "home--town", "open", "false"),
            event(0, "route", "town--camp", "open", "false"),
            event(0, "route", "track", "open", "false"),
        ),
        absent=both(*(event(0, "access", n, "enter", 0.0) for n in ("home", "town", "camp"))),
    ),
    Mechanism(
        module="corridor",
        phases=("corridor",),
        acts=exit_corridor(0.7),
        idle=exit_corridor(0.0),
        absent=nothing,
        draws=False,
    ),
    Mechanism(
        module="clearance",
        phases=("clearance",),
        acts=both(returns(), contaminated(5.0)),
        idle=both(returns(), contaminated(0.0)),
        absent=returns(),
    ),
    Mechanism(
        module="homes",
        phases=("return",),
        acts=returns(0.4),
        idle=returns(0.0),
        absent=both(stays(0.2), event(0, "hazard", "home", "intensity", 0.8), calm),
    ),
    Mechanism(
        module="homes.houses",
        phases=("return",),
        acts=both(returns(), houses(14)),
        idle=both(returns(), houses(200)),
        absent=returns(),
        draws=False,
    ),
    Mechanism(
        module="homes.ways",
        phases=("return",),
        acts=both(returns(), shut("true")),
        idle=both(returns(), shut("false")),
        absent=both(returns(), shut("false")),
        draws=False,
    ),
    Mechanism(
        module="roads",
        phases=("roads",),
        acts=filling(0.4),
        idle=filling(1e6),
        absent=nothing,
        draws=False,
        sets=("budget",),
    ),
    Mechanism(
        module="settling",
        phases=("settle",),
        acts=stay_long(town=20, camp=20),
        idle=stay_long(town=2.5, camp=10),
        absent=nothing,
        sets=("budget",),
        same_luck=False,
    ),
    Mechanism(
        module="sinks",
        phases=("sinks",),
        acts=rule(site_sinks=True, flee_documented=True),
        idle=both(rule(site_sinks=True, flee_documented=True), place("camp", deactivation=0.0)),
        absent=rule(flee_documented=True),
    ),
    Mechanism(
        module="ties",
        phases=("decide",),
        acts=tied(7.0),
        idle=tied(0.0),
        absent=tied(None),
        sets=("flee3",),
        same_luck=False,
    ),
    Mechanism(
        module="reception",
        phases=("site_review", "reception", "beds"),
        acts=beds(7, host_share=0.3, onward=0.5, stay_days=2),
        idle=beds(None),
        absent=nothing,
        sets=("budget",),
    ),
    Mechanism(
        module="aid",
        phases=("aid",),
        acts=food(0.01),
        idle=food(0.0),
        absent=nothing,
    ),
    Mechanism(
        module="record",
        phases=("record",),
        acts=nothing,
        idle=lambda given: given.update(days=1),
        draws=False,
    ),
)
"""One entry for each mechanism."""
