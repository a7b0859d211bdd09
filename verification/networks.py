"""Random small scenarios: every option, lengths that tie, capacities near their limits.

All choices are picks from short lists. For the twin they come from a plain seeded generator (each
seed another network); for cheap properties from hypothesis, which also shrinks what fails.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

from safepassage.scenario.scenario import Scenario
from verification.make import Row, date, make

DAYS = 6
SPEED = 40.0
LENGTHS = (0.5, 5, 10, 10, 15, 20, 20, 30, 39.999, 40, 40.001, 50, 79, 80, 81, 100)
"""Kilometres around what a day of 40 km reaches; equal ones make ties."""
CHANCES = (0.0, 0.1, 0.3, 0.7, 1.0)
SHARES = (0.0, 0.3, 0.6, 1.0)

_T = TypeVar("_T")
Pick = Callable[[Sequence[Any]], Any]
"""Takes one of several values."""

OPTIONS: dict[str, tuple[Any, ...]] = {
    "flee_documented": (True,),
    "foreign_weight": (0.0, 0.5, 3.0),
    "site_weight": (0.2, 4.0),
    "conflict_weight": (0.0, 0.5, 2.0),
    "softening": (0.0, 100.0),
    "distance_power": (0.0, 2.0),
    "weight_softening": (1.0,),
    "weight_power": (0.0, 2.0),
    "capacity_buffer": (0.0, 0.5, 1.0),
    "capacity_scaling": (0.5, 2.0),
    "movechance_pop_scale_factor": (0.3, 1.0),
    "movechance_pop_base": (100.0,),
    "use_pop_for_loc_weight": (True,),
    "pop_power_for_loc_weight": (0.4,),
    "stay_close_to_home": (True,),
    "home_distance_power": (1.0, 2.0),
    "use_economic_pull": (True,),
    "pruning_threshold": (1.3, 3.7),
    "fixed_routes": (True,),
    "site_sinks": (True,),
    "arrival_batches": (2, 3),
    "observed_sites_start": ("subtract", "none"),
    "first_day_double": (True,),
    "flight_rate": (0.5, 2.0),
    "conflict_mode": ("poisson", "pop_ratio"),
    "take_from_population": (True,),
    "spawn_decay": ((1.0, 0.5), (2.0, 0.1, 0.0)),
    "spawn_decay_interval": (1, 2),
}
"""Rules that are switched on once in a while, with the values that they may take."""
FLEE3_OPTIONS: dict[str, tuple[Any, ...]] = {
    "start_on_foot": (True,),
    "avoid_short_stints": (True,),
}


def by_seed(seed: int, rule_set: str) -> Scenario:
    """The network of a seed."""
    luck = random.Random(f"{rule_set}/{seed}")
    return random_network(luck.choice, rule_set)


@st.composite
def networks(draw: st.DrawFn, rule_set: str) -> Scenario:
    """Networks for hypothesis."""
    return random_network(lambda values: draw(st.sampled_from(values)), rule_set)


def random_network(pick: Pick, rule_set: str, *, homes: bool = False) -> Scenario:
    """A scenario of 2 to 6 places and some dozens of people; with homes, or once in a while."""
    names = [f"p{number}" for number in range(pick((2, 3, 4, 4, 5, 5, 6)))]
    classes = _classes(pick)
    places = _places(pick, names)
    routes = _routes(pick, names, classes, rule_set)
    rules = _rules(pick, rule_set)
    stay = [name for name in names if places[name]["kind"] != "waypoint"]
    tables: dict[str, list[Row]] = {"sites": _sites(pick, places), "more_events": []}
    tables["uncertain"] = _uncertain(pick, stay, classes)
    if rules["displacement"] == "series":
        tables["series"] = _series(pick, places, rules)
    if rules["displacement"] != "none":
        event = {"date": date(0), "kind": "hazard", "attribute": "intensity"}
        event |= {"target": stay[0], "value": pick(("1", "0.5"))}
        tables["more_events"].append(event)
    tables["more_events"] += _events(pick, names, places, routes, classes)
    _corridor(pick, stay, names, classes, tables)
    people = _people(pick, stay, classes)
    if homes or pick((False, False, True)):
        _homes(pick, names, places, classes, tables, people)
    _conditions(pick, names, places, rules, tables)
    _demographics(pick, names, classes, rules, tables)
    _actors(pick, names, rules, tables)
    _forecasts(pick, classes, rules)
    _major_routes(pick, places, routes, rules, tables)
    tables["more_events"] = _without_contradictions(tables["more_events"])
    return make(
        places=places,
        routes=routes,
        rules=rules,
        days=DAYS,
        classes=classes,
        populations=people,
        home_country="home",
        **tables,
    )


def _maybe(pick: Pick, row: Row, options: dict[str, tuple[Any, ...]], odds: int) -> None:
    """Give the row values for some of the keys, each once in some times."""
    for key, values in options.items():
        if pick(range(odds)) == odds - 1:  # rare picks last: hypothesis shrinks to the first
            row[key] = pick(values)


def _classes(pick: Pick) -> list[Row]:
    classes: list[Row] = [{"class": name} for name in pick(("a", "ab"))]
    for row in classes:
        _maybe(pick, row, {"staying": (0.2, 0.5, 1.0), "flight": (0.0, 0.5, 3.0)}, 4)
        row |= {f"staying_{end}": row["staying"] for end in ("low", "high") if "staying" in row}
    return classes


def _places(pick: Pick, names: list[str]) -> dict[str, Row]:
    kinds = ("settlement", "settlement", "site", "site", "crossing", "waypoint")
    places: dict[str, Row] = {}
    for number, name in enumerate(names):
        row: Row = {
            "kind": "settlement",
            "lat": 0.1 * pick(range(6)),
            "lon": 0.1 * number,
            "country": "home",
            "population": pick((0, 50, 3000)),
        }
        if number:
            row["kind"] = pick(kinds if number > 1 else kinds[1:3])
            row["country"] = pick(("home", "home", "away"))
        _maybe(pick, row, {"move_chance": CHANCES, "attraction": (0.0, 0.5, 3.0)}, 6)
        _maybe(pick, row, {"hdi": (0.5, 1.0), "trade_volume": (1.0, 2.0)}, 3)
        _maybe(pick, row, {"deactivation": (0.1, 0.5)}, 2)
        places[name] = row
    return places


def _routes(
    pick: Pick, names: list[str], classes: list[Row], rule_set: str
) -> list[tuple[str, str, float, Row]]:
    pairs = [(names[pick(range(n))], names[n]) for n in range(1, len(names))]
    for _ in range(pick(range(5))):
        start, end = pick(names), pick(names)
        if start != end:
            pairs.append((start, end))
    options: dict[str, tuple[Any, ...]] = {
        "oneway": (True,),
        "open": (False,),
        "mode": ("foot",),
        "max_speed": (20.0, 30.0, 55.0, 80.0),
        "classes": tuple((entry["class"],) for entry in classes),
    }
    routes = []
    for number, (start, end) in enumerate(pairs):
        row: Row = {"route": f"r{number}"}
        _maybe(pick, row, options, 9)
        if rule_set == "flee3":
            _maybe(pick, row, {"walk_share": (0.3, 1.0)}, 6)
        routes.append((start, end, pick(LENGTHS), row))
    return routes


def _rules(pick: Pick, rule_set: str) -> Row:
    rules: Row = {
        "set": rule_set,
        "max_move_speed": SPEED,
        "max_walk_speed": pick((10.0, 20.0, 50.0)),
        "default_movechance": pick(CHANCES[1:]),
        "site_movechance": pick((0.0, 0.05, 0.3)),
        "crossing_movechance": pick((0.5, 1.0)),
        "conflict_movechance": pick((0.5, 1.0)),
        "awareness_level": pick((1, 2, 2, 3)),
        "displacement": pick(("hazard", "hazard", "series", "conflict", "none")),
    }
    _maybe(pick, rules, OPTIONS, 5)
    if rule_set == "flee3":
        _maybe(pick, rules, FLEE3_OPTIONS, 4)
    rules["conflict_displaced"] = 5.0 if rules.get("conflict_mode") != "pop_ratio" else 0.05
    return rules


def _sites(pick: Pick, places: dict[str, Row]) -> list[Row]:
    rows = []
    for name, place in places.items():
        if place["kind"] not in {"site", "settlement"} or pick(range(3)) == 0:
            continue
        row: Row = {"place": name}
        if place["kind"] == "site":
            _maybe(pick, row, {"open": (False,)}, 8)
        if pick((False, True)):
            row["capacity"] = pick((0, 1, 8, 20, 30, 100))
            _maybe(pick, row, {"capacity_per_day": (-3, 2, 10)}, 3)
        rows.append(row)
    return rows


def _people(pick: Pick, stay: list[str], classes: list[Row]) -> list[Row]:
    rows = []
    for number, entry in enumerate(classes):
        for status in ("resident", "displaced"):
            where = sorted({stay[0], pick(stay)}) if number == 0 else [stay[-1]]
            for place in where:
                row = {"place": place, "class": entry["class"], "status": status}
                rows.append({**row, "best": pick((10, 25, 40))})
    return rows


def _series(pick: Pick, places: dict[str, Row], rules: Row) -> list[Row]:
    sites = [name for name, row in places.items() if row["kind"] == "site"]
    if not sites:
        rules["series_from"] = "total"
    quantities = [f"present:{name}" for name in sites] + ["displaced_from:all"]
    return [
        {"quantity": quantity, "date": date(day)[:10], "value": pick((0, 7, 20, 45))}
        for quantity in quantities
        for day in (0, 2, DAYS - 1)
    ]


def _events(
    pick: Pick,
    names: list[str],
    places: dict[str, Row],
    routes: list[tuple[str, str, float, Row]],
    classes: list[Row],
) -> list[Row]:
    """Some dated changes."""
    receiving = [name for name in names if places[name]["kind"] in {"site", "settlement"}]
    every_route = [row["route"] for *_, row in routes]
    kinds: tuple[tuple[str, str, Sequence[str], tuple[str, ...]], ...] = (
        ("hazard", "intensity", names, ("0", "0.4", "1")),
        ("hazard", "standing_intensity", names, ("0", "1")),
        ("access", "leave", names, tuple(map(str, SHARES))),
        ("access", "enter", names, tuple(map(str, SHARES))),
        ("route", "open", every_route, ("true", "false")),
        ("route", "open", every_route, ("true", "false")),
        ("site", "open", receiving, ("true", "false")),
        ("site", "capacity", receiving, ("0", "5", "20", "60")),
        ("site", "move_chance", receiving, ("0", "0.5", "1")),
        ("site", "kind", receiving, ("site", "settlement")),
    )
    events: list[Row] = []
    for _ in range(pick(range(8))):
        kind, attribute, targets, values = pick(kinds)
        event: Row = {"date": date(pick(range(DAYS))), "kind": kind, "attribute": attribute}
        event |= {"target": pick(targets), "value": pick(values)}
        if kind == "access":
            _maybe(pick, event, {"class": tuple(entry["class"] for entry in classes)}, 2)
        events.append(event)
    return events


def _corridor(
    pick: Pick,
    stay: list[str],
    names: list[str],
    classes: list[Row],
    tables: dict[str, list[Row]],
) -> None:
    """Perhaps an agreed exit, from a place or from everywhere."""
    if len(stay) < 2 or pick((False, False, True)) is False:
        return
    start = pick(stay)
    end = pick([name for name in stay if name != start])
    corridor: Row = {"corridor": "exit", "places": f"{start}>{end}", "gathers": start}
    corridor["persons_per_hour"] = pick((0.3, 1.3, 50.0))
    if pick((False, True)):
        corridor["gathers"] = "everywhere"
        tables["areas"] = [{"area": "everywhere", "place": name} for name in names]
    of_class = {"class": tuple(entry["class"] for entry in classes)}
    _maybe(pick, corridor, {"classes": tuple((name,) for name in of_class["class"])}, 4)
    tables["corridors"] = [corridor]
    if pick((False, False, True)):
        tables["departures"] = []
        for day in pick(((1, 0), (2, 1, 4))):
            row = {"corridor": "exit", "time": date(day, 9), "seats": pick((3, 15, 60))}
            _maybe(pick, row, {"class": corridor.get("classes", of_class["class"])}, 2)
            tables["departures"].append(row)
    if pick((False, False, True)):
        _expected_opening(pick, names, tables)
        return
    tables["windows"] = [{"corridor": "exit", "start": date(0, 6), "end": date(1, 18.5)}]
    event = {"kind": "route", "target": "exit"}
    tables["more_events"] += [
        {"date": date(2, 12), "attribute": "open", "value": "true", **event},
        {"date": date(4), "attribute": "throughput", "value": "0.7", **event},
        {"date": date(4, 6), "attribute": "open", "value": "false", **event},
    ]


def _homes(
    pick: Pick,
    names: list[str],
    places: dict[str, Row],
    classes: list[Row],
    tables: dict[str, list[Row]],
    people: list[Row],
) -> None:
    """People return: to one place or two, cleared or not, with houses or without."""
    lived_in = [name for name in names if places[name]["kind"] == "settlement"]
    for entry in classes:
        _maybe(pick, entry, {"party_size": (3, 5)}, 2)
    rows: list[Row] = []
    for name in sorted({lived_in[0], pick(lived_in)}):
        row: Row = {"place": name, "willing": pick((0.3, 0.8, 1.0))}
        options = {"wish": (0.0, 0.5), "safe_hazard": (0.4, 1.0), "cleared": (0.0, 0.6)}
        _maybe(pick, row, options, 3)
        _maybe(pick, row, {"class": tuple(entry["class"] for entry in classes)}, 3)
        rows.append(row)
    tables["homes"] = rows
    if pick((False, True)):
        row = {"place": pick(lived_in), "class": classes[0]["class"], "status": "displaced"}
        people.append(row | {"best": pick((10, 25)), "home": rows[-1]["place"]})
    if pick((False, True, True)):
        peace = {"kind": "hazard", "attribute": "intensity", "value": "0", "date": date(2)}
        tables["more_events"] += [peace | {"target": row["place"]} for row in rows]
    if pick((False, True)):
        tables["contamination"] = [
            {"place": row["place"], "area_ha": pick((0, 1, 4)), "devices": 7, "priority": number}
            for number, row in enumerate(rows, 1)
        ]
        team = {"team": "a", "area": lived_in[0], "start": date(pick((0, 1)))[:10]}
        team |= {"per_day": pick((0, 0.7, 3)), "unit": pick(("ha", "devices"))}
        other = team | {"team": "b", "area": rows[-1]["place"], "number": 2, "most_hazard": 1}
        tables["clearance_teams"] = [team, other] if len(rows) > 1 else [other]
    if pick((False, True)):
        tables["housing"] = [_housing(pick, row["place"]) for row in rows]


def _housing(pick: Pick, place: str) -> Row:
    row: Row = {"place": place, "units": pick((0, 4, 9)), "persons_per_unit": pick((1, 2.5, 5))}
    options = {
        "damaged": (0.3, 1.0),
        "repaired_per_day": (0.6, 2),
        "held_by_others": (1, 3),
        "vacated_per_day": (0.4,),
        "guests_share": (0.5, 1.0),
    }
    _maybe(pick, row, options, 3)
    row["held_by_others"] = min(row.get("held_by_others", 0), row["units"])
    return row


def _conditions(
    pick: Pick,
    names: list[str],
    places: dict[str, Row],
    rules: Row,
    tables: dict[str, list[Row]],
) -> None:
    """Once in a while hunger, a flood or a harvest."""
    if pick((False, False, False, True)) is False:
        return
    flood: Row = {}
    _maybe(pick, flood, {"flood_movechances": ((0, 0.9, 0.2),), "flood_weights": ((1, 0.3),)}, 2)
    if pick((False, True)):
        flood |= {"displacement": "flood", "flood_displaced": (0, 0.01, 0.03)}
        flood["flood_mode"] = pick(("pop_ratio", "poisson", "constant"))
        if flood["flood_mode"] != "pop_ratio":
            flood["flood_displaced"] = (0, 3, 8)
        tables.pop("series", None)
    rows: list[Row] = []
    if flood:
        where = pick(names)
        rows += [
            {"date": date(day)[:10], "place": where, "kind": "flood", "value": value}
            for day, value in ((1, pick((1, 1.5))), (3, 2), (4, 0))
        ]
    if "flood_weights" in flood:
        places[names[-1]]["flood_zone"] = True
    rules |= flood
    food: Row = {}
    options = {"flee_when_starving": (True,), "avoid_food_deprived": (True,)}
    if rules["displacement"] == "series":
        options["starvation_displacement"] = (True,)
    _maybe(pick, food, options, 2)
    if food.get("starvation_displacement"):
        food["hazard_displacement_only"] = pick((True, False))
    if food:
        hungry = pick(names)
        rows += [
            {"date": date(day)[:10], "place": hungry, "kind": "food", "value": value}
            for day, value in ((0, 80), (3, pick((0, 100))))
        ]
    rules |= food
    _maybe(pick, rules, {"harvest_months": ((1,), (2, 3))}, 6)
    if rows:
        tables["conditions"] = rows


def _demographics(
    pick: Pick, names: list[str], classes: list[Row], rules: Row, tables: dict[str, list[Row]]
) -> None:
    """Once in a while classes see places in their own way, and divide those who appear."""
    if pick((False, False, False, True)) is False:
        return
    for row in classes:
        _maybe(pick, row, {"hazard_power": (0, 2, 4)}, 2)
    on = [f"match_{where}_ethnicity" for where in ("camp", "conflict", "town")]
    if pick((False, True)):
        rules |= {name: pick((True, False)) for name in on}
        if any(rules[name] for name in on):
            classes[0]["ethnicity"] = "north"
            classes[-1]["ethnicity"] = pick(("north", "south", ""))
            if len(classes) == 1:
                classes[0]["ethnicity"] = "north"
    if pick((False, True)):
        rules |= {"match_camp_religion": True, "average_religion_fraction": pick((0.25, 0.5))}
        classes[-1]["religion"] = "old"
    if rules["displacement"] not in {"none", "hazard"} and pick((True, False)):
        tables["class_shares"] = [
            {"place": place, "class": row["class"], "weight": pick((1, 3))}
            for place in ("", names[0])
            for row in classes
        ]


def _forecasts(pick: Pick, classes: list[Row], rules: Row) -> None:
    """Where floods weigh, people may know of them before."""
    if "flood_weights" not in rules or pick((False, True)) is False:
        return
    rules |= {"flood_forecast_days": pick((2, 3)), "flood_forecast_end": pick((2, 20000))}
    rules["flood_forecast_weights"] = pick(((), (1.0, 0.5, 2.0, 0.0, 1.0, 1.0, 1.0, 1.0)))
    for row in classes:
        _maybe(pick, row, {"flood_awareness": (0.0, 0.5)}, 2)


def _major_routes(
    pick: Pick,
    places: dict[str, Row],
    routes: list[tuple[str, str, float, Row]],
    rules: Row,
    tables: dict[str, list[Row]],
) -> None:
    """Once in a while everybody knows of a way along two to four places."""
    if pick((False, False, False, True)) is False:
        return
    steps = [pair for a, b, *_ in routes for pair in ((a, b), (b, a))]
    path = list(pick(steps))
    for _ in range(pick((0, 1, 2))):
        onward = [there for here, there in steps if here == path[-1] and there not in path]
        path += [pick(onward)] if onward else []
    if all(places[name]["kind"] != "waypoint" for name in (path[0], path[-1])):
        rules["fixed_routes"] = True
        tables["major_routes"] = [{"places": ">".join(path)}]


def _expected_opening(pick: Pick, names: list[str], tables: dict[str, list[Row]]) -> None:
    """The exit has no window; it is expected to open, and something follows."""
    tables["uncertain"] += [
        {"name": "when", "input": "opening:exit", **pick((_between(0, 2), _between(1, 4)))},
        {"name": "hours", "input": "open_hours:exit", **_between(2, 20)},
    ]
    event = pick(
        (
            {"kind": "hazard", "attribute": "intensity", "value": "1"},
            {"kind": "hazard", "attribute": "intensity", "value": "0"},
            {"kind": "access", "attribute": "leave", "value": "0.3"},
        )
    )
    row = {"corridor": "exit", "days": pick((0, 1)), "target": pick(names)}
    tables["expected"] = [row | event]


def _between(low: float, high: float) -> Row:
    return {"distribution": "uniform", "low": low, "high": high}


def _uncertain(pick: Pick, stay: list[str], classes: list[Row]) -> list[Row]:
    """Some uncertain inputs; all members of a comparison have the same draw."""
    inputs = (
        ("rules.site_movechance", 0.0, 0.6),
        ("rules.softening", 1.0, 40.0),
        ("rules.flight_rate", 0.1, 2.0),
        (f"populations:{stay[0]}", 0.5, 1.5),
        (f"staying:{classes[0]['class']}", 0.0, 0.6),
        (f"attraction:{stay[-1]}", 0.1, 5.0),
        (f"hazard:{stay[0]}", 0.2, 2.5),
    )
    return [
        {"name": f"input-{number}", "input": name, **_between(low, high)}
        for number, (name, low, high) in enumerate(inputs)
        if pick(range(6)) == 5
    ]


def _without_contradictions(events: list[Row]) -> list[Row]:
    """One value for a thing at a moment: the first."""
    parts = ("date", "kind", "target", "class", "attribute")
    unique: dict[tuple[Any, ...], Row] = {}
    for event in events:
        unique.setdefault(tuple(event.get(part, "") for part in parts), event)
    return list(unique.values())


def _actors(pick: Pick, names: list[str], rules: Row, tables: dict[str, list[Row]]) -> None:
    """Armed groups side by side once in a while; drawn last, so that all else stays as it was."""
    if pick((False, False, False, True)):
        rules["actors"] = True
        some = names[: pick((1, 2, 3))]
        tables["areas"] = [*tables.get("areas", []), *({"area": "g", "place": n} for n in some)]
        row = {"area": "g", "groups": pick((2, 3, 8)), "record_start": "2029-01-01"}
        tables["presence"] = [row | {"population": pick((None, 5, 50)), "clash_hazard": 0.7}]
        tables["clashes"] = [
            {"area": "g", "date": f"2029-{month:02}-10", "days": 3} for month in range(1, 13)
        ]
