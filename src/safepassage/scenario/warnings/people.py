"""Warnings that need a sum: how many people leave home, and how many the roads let through."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.errors import Problem
from safepassage.scenario.facts import Facts
from safepassage.scenario.quantity import parse_quantity
from safepassage.scenario.reach import reachable
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline

FAR = 3.0
"""Reports and departures that differ by more than this factor are far from each other."""
_WEEK = dt.timedelta(days=7)
_LOG_19 = math.log(19.0)
Row = Mapping[str, Any]


def first_reports_are_near(scenario: Scenario, facts: Facts) -> Iterator[Problem]:
    """Reports of the first week that all lie far above, or all far below, those who leave home.

    Of arrivals only where all sites that roads lead to are in the report; otherwise more cannot
    have arrived anywhere than have left. Best values count; nothing is said where people wait for
    a way out, or leave by corridors.
    """
    rules = scenario.rules
    waits = rules.departure_begins != "onset" or rules.departure_waits != "gate"
    if rules.displacement != "hazard" or waits or len(scenario["corridors"]):
        return
    by_quantity: dict[str, list[tuple[int, Row]]] = {}
    for index, row in _first_reports(scenario):
        by_quantity.setdefault(row["quantity"], []).append((index, row))
    gone = _gone(scenario) if by_quantity else np.zeros((0, 0))
    for rows in by_quantity.values():
        sides = [_side(scenario, gone, row) for _, row in rows]
        if len({side for side, _ in sides}) == 1 and sides[0][0]:
            index, row = rows[0]
            message = f"says {sides[0][0]}: about {sides[0][1]:,.0f} leave home by {row['date']}"
            remedy = "check hazard, access and the pace of flight, and give them ranges"
            yield facts.at("claims", index, "low", message, remedy)


def _first_reports(scenario: Scenario) -> list[tuple[int, Row]]:
    """Rows of claims on people who fled or arrived, within a week of the first of them."""
    last = scenario.start + dt.timedelta(days=scenario.days - 1)
    found = []
    for index, row in enumerate(scenario["claims"].rows()):
        quantity = parse_quantity(row["quantity"])
        asked = quantity.word in {"displaced_from", "arrived"} and not quantity.class_
        if asked and scenario.start <= row["date"] <= last:
            found.append((index, row))
    first = min((row["date"] for _, row in found), default=last)
    return [(index, row) for index, row in found if row["date"] < first + _WEEK]


def _side(scenario: Scenario, gone: F8, row: Row) -> tuple[str, float]:
    """On which side of those who have left home a report is far; empty where it is near."""
    names, quantity = timeline(scenario).names, parse_quantity(row["quantity"])
    day = timeline(scenario).day_of(row["date"])
    where = quantity.parts[0]
    of = np.array(names.places.get(where, range(len(names.place_ids))), dtype=np.int64)
    fled = quantity.word == "displaced_from"
    people = float(gone[day, of].sum() if fled else gone[day].sum())
    low = 0.0 if math.isnan(row["low"]) else row["low"]
    high = math.inf if math.isnan(row["high"]) else row["high"]
    if people * FAR < low:
        return "far more", people
    if people > FAR * high and (fled or _reached(scenario, gone[day] > 0, day) <= set(of.tolist())):
        return "far fewer", people
    return "", people


def _gone(scenario: Scenario) -> F8:
    """Residents who have left home, in expectation at the best values, shape (D, P)."""
    days, rules = timeline(scenario), scenario.rules
    hazard, leave = days.hazard.by_day(), days.access("leave").by_day()
    classes = {row["class"]: row for row in scenario["classes"].rows()}
    rows = [row for row in scenario["populations"].rows() if row["status"] == "resident"]
    place = np.array([days.names.places[row["place"]][0] for row in rows], dtype=np.int64)
    class_ = np.array([days.classes.index(row["class"]) for row in rows], dtype=np.int64)
    of = [classes.get(row["class"], {}) for row in rows]
    flight = np.array([own.get("flight", 1.0) for own in of])
    stays = np.array([own.get("staying", 0.0) for own in of])
    people = np.array([row["best"] for row in rows]) * (1.0 - stays)
    urges = np.array([_urge(rules, age) for age in range(len(hazard))])
    gone = np.zeros(hazard.shape)
    left, age = np.ones(len(rows)), np.zeros(len(rows), dtype=np.int64)
    for day, by_place in enumerate(hazard):
        level = by_place[place]
        goes = 1.0 - np.exp(-urges[age] * level * flight)
        age = np.where(level > 0, age + 1, 0)
        left *= 1.0 - goes * leave[day, place, class_]
        np.add.at(gone[day], place, people * (1.0 - left))
    return gone


def _urge(rules: Any, age: int) -> float:
    """Urge to leave of one day at hazard 1, as in ``dynamics.departure``."""
    if rules.departure == "exponential":
        return float(rules.flight_rate)
    median = rules.departure_median
    if rules.departure == "rayleigh":
        return float(math.log(2.0) * (2 * age + 1) / median**2)
    ends = []
    for day in (age, age + 1):
        days_to_95 = (rules.departure_early if day < median else 0.0) or rules.departure_spread
        ends.append(np.logaddexp(0.0, _LOG_19 * (day - median) / days_to_95))
    return float(ends[1] - ends[0])


def _reached(scenario: Scenario, sources: F8, day: int) -> set[int]:
    """Open sites that open roads lead to from any of some places."""
    days = timeline(scenario)
    ends, open_ = days.names.ends, days.directions.on(day)
    onward: dict[int, list[int]] = {}
    for start, end in [*ends[open_[:, 0]].tolist(), *ends[open_[:, 1], ::-1].tolist()]:
        onward.setdefault(start, []).append(end)
    found = reachable(onward, np.flatnonzero(sources).tolist())
    sites = np.flatnonzero((days.kinds.on(day) == "site") & days.open_sites.on(day))
    return found & set(sites.tolist())


def roads_carry_their_people(scenario: Scenario, facts: Facts) -> Iterator[Problem]:
    """Roads that fill and let fewer people through to sites in all their hours than may leave."""
    rate = scenario["routes"]["persons_per_hour"]
    if not scenario.rules.roads_fill or bool(np.isnan(rate).all()):
        return
    days = timeline(scenario)
    sites = np.flatnonzero((days.kinds.by_day() == "site").any(axis=0))
    people = _may_leave(scenario)
    hours = (days.directions.by_day() * days.road_hours[:, :, None]).sum(axis=0)
    room = np.where(np.isnan(rate)[:, None], (hours > 0) * people.sum(), rate[:, None] * hours)
    through = _let_through(days.names.ends, room, people, sites)
    if sites.size and through < people.sum():
        message = f"lets {through:,} of {people.sum():,} people who may leave through to sites"
        remedy = "check persons_per_hour, hours, and which roads are open in the period"
        index = int(np.nanargmin(np.where(np.isnan(rate), np.nan, room.max(axis=1))))
        yield facts.at("routes", index, "persons_per_hour", message, remedy)


def _may_leave(scenario: Scenario) -> I8:
    """Residents of each place who are free to leave at the best values, shape (P,)."""
    names = timeline(scenario).names
    staying = {row["class"]: row["staying"] for row in scenario["classes"].rows()}
    people = np.zeros(len(names.place_ids), dtype=np.int64)
    for row in scenario["populations"].rows():
        if row["status"] == "resident":
            free = row["best"] * (1.0 - staying.get(row["class"], 0.0))
            people[list(names.places[row["place"]])] += round(free)
    return people


def _let_through(ends: I8, room: F8, people: I8, sites: I8) -> int:
    """People who can come to sites at all: a maximum flow (Ford and Fulkerson 1956).

    Args:
        ends: Places that each route joins, shape (R, 2).
        room: People whom each route lets in there and back, shape (R, 2).
        people: Who leaves each place, shape (P,).
        sites: Places where they may come to rest.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import maximum_flow

    source, sink, total = people.size, people.size + 1, int(people.sum())
    starts = [ends[:, 0], ends[:, 1], np.full(people.size, source), sites]
    stops = [ends[:, 1], ends[:, 0], np.arange(people.size), np.full(sites.size, sink)]
    values = [room[:, 0].astype(np.int64), room[:, 1].astype(np.int64), people]
    data = np.concatenate([*values, np.full(sites.size, total)])
    where = np.concatenate(starts), np.concatenate(stops)
    graph = coo_array((data, where), shape=(sink + 1, sink + 1)).tocsr()
    graph.data = np.minimum(graph.data, total).astype(np.int32)
    return int(maximum_flow(graph, source, sink).flow_value)


def relocations_have_departures(scenario: Scenario, facts: Facts) -> Iterator[Problem]:
    """A relocation without departures moves nobody: it takes people by a plan only."""
    planned = set(scenario["departures"]["corridor"].tolist())
    for index, row in enumerate(scenario["corridors"].rows()):
        if row["purpose"] == "relocation" and not {row["corridor"]} <= planned:
            message = "moves nobody before its departures are planned"
            remedy = "safepassage plan relocation SCENARIO --scenario-out COPY, and run the copy"
            yield facts.at("corridors", index, "purpose", message, remedy)
