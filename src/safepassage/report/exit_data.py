"""What the figure of an exit plan shows: rows by time, and the corridors as places and legs."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from safepassage.planning.exit.departures import Departure
from safepassage.planning.exit.plan import ExitPlan
from safepassage.planning.exit.rules.fleet import under_way
from safepassage.report.answers.answer import Answer, Table, speak
from safepassage.report.answers.exits import limits, waits
from safepassage.report.brief.language import language
from safepassage.report.names import called
from safepassage.report.texts import clean
from safepassage.result.names import Names
from safepassage.said import Class, Corridor, Vehicle, said
from safepassage.scenario.scenario import Scenario

Rows = list[dict[str, Any]]
MAX_BARS = 240
"""Bars of a lane; longer plans are drawn in coarser steps."""
MAX_CLASSES = 4
OTHERS = "other classes"
ON_FOOT = "on foot or by own means"
KM = 111.2
"""Kilometres of a degree of latitude."""


@dataclass(frozen=True)
class Lane:
    """Departures by one corridor in one type of vehicle: ``rows`` of bars by class."""

    corridor: str
    title: str
    rows: Rows


@dataclass(frozen=True)
class Way:
    """Places and legs of the corridors for a map, in km from the first place."""

    places: Rows
    legs: Rows
    drawn_to_scale: bool


def milliseconds(moment: dt.datetime) -> int:
    """Local time as milliseconds for an axis in UTC."""
    return int(moment.replace(tzinfo=dt.UTC).timestamp() * 1000)


def classes_of(plan: ExitPlan) -> list[str]:
    """Classes that are distinguished, those with priority first."""
    priority = {group.class_: group.priority for group in plan.instance.groups}
    names = sorted({row.class_ for row in plan.departures}, key=lambda name: (priority[name], name))
    return names if len(names) <= MAX_CLASSES + 1 else [*names[:MAX_CLASSES], OTHERS]


def bar_minutes(plan: ExitPlan) -> int:
    """Minutes of a bar: the plan's step, or as many as keep the number of bars small."""
    step = round(plan.instance.step * 60)
    return step * max(1, math.ceil(60 * plan.makespan_hours / step / MAX_BARS))


def lanes_of(names: Names, plan: ExitPlan) -> list[Lane]:
    """One lane for each corridor and type of vehicle, in order of the first departure."""
    minutes, classes = bar_minutes(plan), classes_of(plan)
    loads: dict[tuple[str, str], dict[tuple[int, str], int]] = {}
    convoys: dict[tuple[str, str], dict[dt.datetime, int]] = defaultdict(dict)
    for row in plan.departures:
        lane = (row.corridor, row.vehicle)
        bar = int((row.time - plan.start).total_seconds() // 60) // minutes
        class_ = row.class_ if row.class_ in classes else OTHERS
        own = loads.setdefault(lane, defaultdict(int))
        own[bar, class_] += row.people
        convoys[lane][row.time] = row.vehicles
    found = []
    for (corridor, vehicle), own in loads.items():
        trips = sum(convoys[corridor, vehicle].values())
        kind = f"{names.vehicle(vehicle)}, {trips:,} departures" if vehicle else ON_FOOT
        title = f"{names.corridor(corridor)}: {kind}, {sum(own.values()):,} people"
        found.append(Lane(corridor, clean(title), _bars(names, plan, own, classes, minutes)))
    return found


def _bars(
    names: Names, plan: ExitPlan, own: dict[tuple[int, str], int], classes: list[str], minutes: int
) -> Rows:
    rows: Rows = []
    tops: dict[int, int] = defaultdict(int)
    for bar, class_ in sorted(own, key=lambda key: (key[0], classes.index(key[1]))):
        start = plan.start + dt.timedelta(minutes=bar * minutes)
        low = tops[bar]
        tops[bar] += own[bar, class_]
        rows.append(
            {
                "from": milliseconds(start),
                "to": milliseconds(start + dt.timedelta(minutes=minutes)),
                "class": clean(names.class_(class_)),
                "low": low,
                "high": tops[bar],
                "people": f"{own[bar, class_]:,}",
                "leave": f"{start:%d %b %H:%M}",
            }
        )
    return rows


def closed_rows(plan: ExitPlan, corridor: str) -> Rows:
    """Spans in which a corridor is closed before the plan ends."""
    ends = plan.makespan_hours
    (passage,) = (way for way in plan.instance.passages if way.name == corridor)
    edges = [(0.0, 0.0), *passage.spans, (ends, ends)]
    gaps = [(a[1], min(b[0], ends)) for a, b in pairwise(edges)]
    return [
        {
            "from": milliseconds(plan.instance.moment(low)),
            "to": milliseconds(plan.instance.moment(high)),
        }
        for low, high in gaps
        if high > low
    ]


def fleet_rows(plan: ExitPlan, number: int) -> Rows:
    """Vehicles of a fleet under way by step; a row where the number changes."""
    counts = under_way(plan.proven.grid, plan.proven.schedule, number)
    last = min(len(counts), math.ceil(plan.makespan_hours / plan.instance.step) + 1)
    return [
        {"from": milliseconds(plan.instance.moment(t * plan.instance.step)), "vehicles": counts[t]}
        for t in range(last)
        if t in {0, last - 1} or counts[t] != counts[t - 1]
    ]


def arrived_rows(departures: Sequence[Departure], plan: ExitPlan, name: str) -> Rows:
    """People who have arrived, cumulative, by the minute of arrival."""
    by: dict[dt.datetime, int] = defaultdict(int)
    for row in departures:
        by[row.arrives] += row.people
    times = sorted(by)
    total = np.cumsum([by[time] for time in times]).tolist() if times else []
    start = {"from": milliseconds(plan.start), "people": 0, "plan": name}
    pairs = zip(times, total, strict=True)
    return [
        start,
        *({"from": milliseconds(time), "people": int(n), "plan": name} for time, n in pairs),
    ]


def way_of(scenario: Scenario, plan: ExitPlan) -> Way:
    """Places and legs of the planned corridors with what passes and what binds."""
    spots, scaled = _spots(scenario, plan)
    names = dict(zip(scenario["places"]["place"], scenario["places"]["name"], strict=True))
    people: dict[str, int] = {passage.name: 0 for passage in plan.instance.passages}
    for row in plan.departures:
        people[row.corridor] += row.people
    binding = {row.constraint: row for row in plan.binding}
    legs: dict[tuple[str, str], int] = defaultdict(int)
    full: set[tuple[str, str]] = set()
    for passage in plan.instance.passages:
        for leg in pairwise(passage.path):
            legs[leg] += people[passage.name]
            if f"throughput:{passage.name}" in binding:
                full.add(leg)
    places = [_place(place, names.get(place) or place, spot, plan) for place, spot in spots.items()]
    return Way(places, [_leg(leg, spots, n, full) for leg, n in legs.items()], scaled)


def _place(place: str, name: str, spot: tuple[float, float], plan: ExitPlan) -> dict[str, Any]:
    passages = plan.instance.passages
    kind, count, words = "checkpoint or junction", 0, "pass"
    if any(place == way.path[0] for way in passages):
        kind, words = "assembly point", "leave"
        count = sum(row.people for row in plan.departures if row.from_ == place)
    elif any(place == way.path[-1] for way in passages):
        kind, words = "destination", "arrive"
        count = sum(row.people for row in plan.departures if row.to == place)
    else:
        via = {way.name for way in passages if place in way.path}
        count = sum(row.people for row in plan.departures if row.corridor in via)
    own = (f"checkpoint:{place}", f"destination:{place}")
    holds = sum(row.hours for row in plan.binding if row.constraint in own)
    lines = [clean(name), f"{count:,} {words}"] + ([f"full for {holds:.0f} h"] if holds else [])
    return {"x": spot[0], "y": spot[1], "kind": kind, "label": lines, "binds": bool(holds)}


def _leg(
    leg: tuple[str, str], spots: dict[str, tuple[float, float]], people: int,
    full: set[tuple[str, str]],
) -> dict[str, Any]:  # fmt: skip
    (x, y), (x2, y2) = spots[leg[0]], spots[leg[1]]
    state = "full while people wait" if leg in full else "has room" if people else "not used"
    return {"x": x, "y": y, "x2": x2, "y2": y2, "people": people, "leg": state}


def _spots(scenario: Scenario, plan: ExitPlan) -> tuple[dict[str, tuple[float, float]], bool]:
    """Places in km east and north of the first; without coordinates a line for each corridor."""
    names = list(dict.fromkeys(place for way in plan.instance.passages for place in way.path))
    table = scenario["places"]
    rows = {row["place"]: row for row in table.rows()}
    where = {name: (rows[name]["lat"], rows[name]["lon"]) for name in names if name in rows}
    known = [name for name in names if name in where and not any(map(math.isnan, where[name]))]
    if len(known) == len(names) and len({where[name] for name in names}) > 1:
        lat0, lon0 = where[names[0]]
        wide = math.cos(math.radians(lat0))
        return {
            name: ((where[name][1] - lon0) * KM * wide, (where[name][0] - lat0) * KM)
            for name in names
        }, True
    found: dict[str, tuple[float, float]] = {}
    for k, way in enumerate(plan.instance.passages):
        for place, reach in zip(way.path, way.reach, strict=True):
            found.setdefault(place, (10 * reach / max(way.transit, 1e-9), -3.0 * k))
    return found, False


def plan_tables(scenario: Scenario, plan: ExitPlan) -> list[dict[str, Any]]:
    """Tables of the page: what limits it, who leaves by what, hours of waiting and travel."""
    by: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in plan.departures:
        by[row.class_, row.corridor, row.vehicle] += row.people
    leave = Table(
        said("exit.who_leaves"),
        ("who", "by_corridor", "vehicle", "people"),
        [
            (Class(who), Corridor(way), Vehicle(what) if what else said("exit.on_foot"), people)
            for (who, way, what), people in sorted(by.items())
        ],
    )
    english = language("en")
    answer = Answer((), (leave, limits(plan), waits(plan)))
    return [
        {
            "title": table.title,
            "header": list(table.header),
            "rows": [[clean(cell) for cell in row] for row in table.rows],
            "numbers": [
                at
                for at in range(len(table.header))
                if all(row[at][:1].isdigit() for row in table.rows)
            ],
        }
        for table in speak(answer, english, called(scenario, english)).tables
    ]
