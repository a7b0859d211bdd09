"""Random small scenarios: every option, lengths that tie, capacities near their limits."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from safepassage.scenario.scenario import Scenario
from verification.make import Row, date, make

DAYS = 6
SPEED = 40.0
LENGTHS = (0.5, 5, 10, 10, 15, 20, 20, 30, 39.999, 40, 40.001, 50, 79, 80, 81, 100)
"""Kilometres around what a day of 40 km reaches; equal ones make ties."""
CHANCES = (0.0, 0.1, 0.3, 0.7, 1.0)
SHARES = (0.0, 0.3, 0.6, 1.0)


def _maybe(draw: st.DrawFn, row: Row, key: str, values: tuple[Any, ...], odds: int = 4) -> None:
    """Give the row a value for the key, once in some times."""
    if draw(st.integers(1, odds)) == 1:
        row[key] = draw(st.sampled_from(values))


@st.composite
def networks(draw: st.DrawFn, rule_set: str) -> Scenario:
    """A scenario of 2 to 6 places and some dozens of people."""
    names = [f"p{number}" for number in range(draw(st.integers(2, 6)))]
    classes = _classes(draw)
    places = _places(draw, names)
    routes = _routes(draw, names, classes, rule_set)
    rules = _rules(draw, rule_set)
    stay = [name for name in names if places[name]["kind"] != "waypoint"]
    tables: dict[str, list[Row]] = {"sites": _sites(draw, places), "more_events": []}
    people = _people(draw, stay, classes, rules)
    if rules["displacement"] == "series":
        tables["series"] = _series(draw, places, rules)
    if rules["displacement"] != "none":
        hazard = {"kind": "hazard", "attribute": "intensity", "value": draw(st.sampled_from("1 0.5".split()))}
        tables["more_events"].append({"date": date(0), "target": draw(st.sampled_from(stay)), **hazard})
    tables["more_events"] += _events(draw, names, places, routes, classes)
    _corridor(draw, names, stay, routes, classes, tables)
    seen = set()
    unique = []
    for event in tables["more_events"]:
        key = tuple(event.get(part, "") for part in ("date", "kind", "target", "class", "attribute"))
        if key not in seen:
            seen.add(key)
            unique.append(event)
    tables["more_events"] = unique
    return make(
        places=places,
        routes=routes,
        rules=rules,
        days=DAYS,
        classes=classes,
        populations=people,
        **tables,
    )


def _classes(draw: st.DrawFn) -> list[Row]:
    classes: list[Row] = [{"class": name} for name in "ab"[: draw(st.integers(1, 2))]]
    for row in classes:
        _maybe(draw, row, "staying", (0.2, 0.5, 1.0), 3)
        row |= {f"staying_{end}": row["staying"] for end in ("low", "high") if "staying" in row}
        _maybe(draw, row, "flight", (0.0, 0.5, 3.0), 3)
    return classes


def _places(draw: st.DrawFn, names: list[str]) -> dict[str, Row]:
    kinds = ("settlement", "settlement", "site", "site", "crossing", "waypoint")
    places: dict[str, Row] = {}
    for number, name in enumerate(names):
        row: Row = {
            "kind": draw(st.sampled_from(kinds)) if number else "settlement",
            "lat": 0.1 * draw(st.integers(0, 5)),
            "lon": 0.1 * number,
            "country": draw(st.sampled_from(("home", "home", "away"))) if number else "home",
            "population": draw(st.sampled_from((0, 50, 3000))),
        }
        if number == 1:
            row["kind"] = draw(st.sampled_from(("settlement", "site")))
        _maybe(draw, row, "move_chance", CHANCES)
        _maybe(draw, row, "attraction", (0.0, 0.5, 3.0))
        _maybe(draw, row, "deactivation", (0.1, 0.5), 2)
        _maybe(draw, row, "hdi", (0.5, 1.0))
        _maybe(draw, row, "trade_volume", (1.0, 2.0))
        places[name] = row
    return places


def _routes(
    draw: st.DrawFn, names: list[str], classes: list[Row], rule_set: str
) -> list[tuple[str, str, float, Row]]:
    pairs = [(names[draw(st.integers(0, n - 1))], names[n]) for n in range(1, len(names))]
    for _ in range(draw(st.integers(0, 4))):
        start, end = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        if start != end:
            pairs.append((start, end))
    routes = []
    for number, (start, end) in enumerate(pairs):
        row: Row = {"route": f"r{number}"}
        _maybe(draw, row, "oneway", (True,))
        _maybe(draw, row, "open", (False,), 8)
        _maybe(draw, row, "mode", ("foot",), 6)
        _maybe(draw, row, "max_speed", (20.0, 30.0, 55.0, 80.0), 6)
        _maybe(draw, row, "classes", tuple((entry["class"],) for entry in classes), 8)
        if rule_set == "flee3":
            _maybe(draw, row, "walk_share", (0.3, 1.0), 5)
        routes.append((start, end, draw(st.sampled_from(LENGTHS)), row))
    return routes


def _rules(draw: st.DrawFn, rule_set: str) -> Row:
    rules: Row = {
        "set": rule_set,
        "max_move_speed": SPEED,
        "max_walk_speed": draw(st.sampled_from((10.0, 20.0, 50.0))),
        "default_movechance": draw(st.sampled_from(CHANCES[1:])),
        "site_movechance": draw(st.sampled_from((0.0, 0.05, 0.3))),
        "crossing_movechance": draw(st.sampled_from((0.5, 1.0))),
        "conflict_movechance": draw(st.sampled_from((0.5, 1.0))),
        "awareness_level": draw(st.sampled_from((1, 1, 2, 2, 3))),
        "displacement": draw(st.sampled_from(("hazard", "hazard", "series", "conflict", "none"))),
    }
    options: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("flee_documented", (True,)),
        ("foreign_weight", (0.0, 0.5, 3.0)),
        ("site_weight", (0.2, 4.0)),
        ("conflict_weight", (0.0, 0.5, 2.0)),
        ("softening", (0.0, 100.0)),
        ("distance_power", (0.0, 2.0)),
        ("weight_softening", (1.0,)),
        ("weight_power", (0.0, 2.0)),
        ("capacity_buffer", (0.0, 0.5, 1.0)),
        ("capacity_scaling", (0.5, 2.0)),
        ("movechance_pop_scale_factor", (0.3, 1.0)),
        ("movechance_pop_base", (100.0,)),
        ("use_pop_for_loc_weight", (True,)),
        ("pop_power_for_loc_weight", (0.4,)),
        ("stay_close_to_home", (True,)),
        ("home_distance_power", (1.0, 2.0)),
        ("use_economic_pull", (True,)),
        ("pruning_threshold", (1.3, 3.7)),
        ("fixed_routes", (True,)),
        ("site_sinks", (True,)),
        ("arrival_batches", (2, 3)),
        ("observed_sites_start", ("subtract", "none")),
        ("first_day_double", (True,)),
        ("flight_rate", (0.5, 2.0)),
        ("conflict_mode", ("poisson", "pop_ratio")),
        ("take_from_population", (True,)),
        ("spawn_decay", ((1.0, 0.5), (2.0, 0.1, 0.0))),
        ("spawn_decay_interval", (1, 2)),
    )
    for key, values in options:
        _maybe(draw, rules, key, values)
    if rule_set == "flee3":
        _maybe(draw, rules, "start_on_foot", (True,))
        _maybe(draw, rules, "avoid_short_stints", (True,))
    rules["conflict_displaced"] = 5.0 if rules.get("conflict_mode") != "pop_ratio" else 0.05
    return rules


def _sites(draw: st.DrawFn, places: dict[str, Row]) -> list[Row]:
    rows = []
    for name, place in places.items():
        if place["kind"] not in {"site", "settlement"} or draw(st.integers(1, 3)) == 1:
            continue
        row: Row = {"place": name}
        if place["kind"] == "site":
            _maybe(draw, row, "open", (False,), 6)
        if draw(st.booleans()):
            row["capacity"] = draw(st.sampled_from((0, 1, 8, 20, 30, 100)))
            _maybe(draw, row, "capacity_per_day", (-3, 2, 10))
        rows.append(row)
    return rows


def _people(draw: st.DrawFn, stay: list[str], classes: list[Row], rules: Row) -> list[Row]:
    rows = []
    at_home = rules["displacement"] == "hazard"
    for number, entry in enumerate(classes):
        for status in ("resident", "displaced"):
            for place in {stay[0], draw(st.sampled_from(stay))} if number == 0 else {stay[-1]}:
                people = draw(st.sampled_from((10, 25, 40 if at_home else 5)))
                row = {"place": place, "class": entry["class"], "best": people, "status": status}
                rows.append(row)
    return rows


def _series(draw: st.DrawFn, places: dict[str, Row], rules: Row) -> list[Row]:
    sites = [name for name, row in places.items() if row["kind"] == "site"]
    if not sites:
        rules["series_from"] = "total"
    quantities = [f"present:{name}" for name in sites] + ["displaced_from:all"]
    rows = []
    for quantity in quantities:
        for day in (0, 2, DAYS - 1):
            value = draw(st.sampled_from((0, 7, 20, 45)))
            rows.append({"quantity": quantity, "date": date(day)[:10], "value": value})
    return rows


def _events(
    draw: st.DrawFn,
    names: list[str],
    places: dict[str, Row],
    routes: list[tuple[str, str, float, Row]],
    classes: list[Row],
) -> list[Row]:
    """Some dated changes."""
    receiving = [name for name in names if places[name]["kind"] in {"site", "settlement"}]
    events: list[Row] = []
    kinds = ("intensity", "intensity", "standing_intensity", "leave", "enter", "route", "route",
             "open", "open", "capacity", "move_chance", "kind")  # fmt: skip
    for _ in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(kinds))
        event: Row = {"date": date(draw(st.integers(0, DAYS - 1))), "attribute": kind}
        if kind == "route":
            target = draw(st.sampled_from(routes))[3]["route"]
            event |= {"kind": "route", "target": target, "attribute": "open"}
            event["value"] = draw(st.sampled_from(("true", "false")))
        elif kind in {"intensity", "standing_intensity"}:
            event |= {"kind": "hazard", "target": draw(st.sampled_from(names))}
            event["value"] = draw(st.sampled_from(("0", "0", "0.4", "1")))
        elif kind in {"leave", "enter"}:
            event |= {"kind": "access", "target": draw(st.sampled_from(names))}
            event["value"] = str(draw(st.sampled_from(SHARES)))
            _maybe(draw, event, "class", tuple(entry["class"] for entry in classes), 2)
        else:
            event |= {"kind": "site", "target": draw(st.sampled_from(receiving))}
            values: dict[str, tuple[str, ...]] = {
                "open": ("true", "false"),
                "capacity": ("0", "5", "20", "60"),
                "move_chance": ("0", "0.5", "1"),
                "kind": ("site", "settlement"),
            }
            event["value"] = draw(st.sampled_from(values[kind]))
        events.append(event)
    return events


def _corridor(
    draw: st.DrawFn,
    names: list[str],
    stay: list[str],
    routes: list[tuple[str, str, float, Row]],
    classes: list[Row],
    tables: dict[str, list[Row]],
) -> None:
    """Perhaps an agreed exit, from a place or from everywhere."""
    if draw(st.integers(1, 3)) != 1:
        return
    start = draw(st.sampled_from(stay))
    end = draw(st.sampled_from([name for name in stay if name != start] or [None]))
    if end is None:
        return
    corridor: Row = {"corridor": "exit", "places": f"{start}>{end}", "gathers": start}
    corridor["persons_per_hour"] = draw(st.sampled_from((0.3, 1.3, 50.0)))
    if draw(st.booleans()):
        corridor["gathers"] = "everywhere"
        tables["areas"] = [{"area": "everywhere", "place": name} for name in names]
    _maybe(draw, corridor, "classes", tuple((entry["class"],) for entry in classes))
    tables["corridors"] = [corridor]
    tables["windows"] = [{"corridor": "exit", "start": date(0, 6), "end": date(1, 18.5)}]
    event = {"kind": "route", "target": "exit"}
    tables["more_events"] += [
        {"date": date(2, 12), "attribute": "open", "value": "true", **event},
        {"date": date(4), "attribute": "throughput", "value": "0.7", **event},
        {"date": date(4, 6), "attribute": "open", "value": "false", **event},
    ]
