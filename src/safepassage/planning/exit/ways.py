"""Corridors as timed ways: legs, lengths, hours and open spans."""

from __future__ import annotations

import datetime as dt
import math
from itertools import pairwise

import numpy as np

from safepassage.compiled.network import great_circle_km
from safepassage.compiled.scheduled import suspended_corridors
from safepassage.planning.exit.instance import Passage
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.values import is_true

DETOUR = 1.3
"""Road distance over great-circle distance where no leg or route gives a length (assumption)."""
CONVOY_KMH = 20.0
"""Speed of a convoy where no leg gives one; the default of the dictionary."""
Span = tuple[float, float]


def ways_of(
    scenario: Scenario,
    chosen: tuple[str, ...],
    begin: dt.datetime,
    hours: float,
    *,
    windows: bool,
) -> tuple[Passage, ...]:
    """The chosen corridors with reach, rate and open spans in hours from ``begin``."""
    rows = {row["corridor"]: row for row in scenario["corridors"].rows()}
    return tuple(
        Passage(
            name=name,
            gathers=rows[name]["gathers"],
            path=rows[name]["places"],
            reach=_reach(scenario, rows[name]["places"]),
            km=sum(km_between(scenario, a, b) for a, b in pairwise(rows[name]["places"])),
            rate=_rate(scenario, name, rows[name]["persons_per_hour"], begin),
            spans=_spans(scenario, name, begin, hours) if windows else ((0.0, hours),),
            classes=rows[name]["classes"],
        )
        for name in chosen
    )


def _reach(scenario: Scenario, path: tuple[str, ...]) -> tuple[float, ...]:
    steps = [hours_between(scenario, a, b) for a, b in pairwise(path)]
    return tuple(float(x) for x in np.concatenate([[0.0], np.cumsum(steps)]))


def km_between(scenario: Scenario, start: str, end: str) -> float:
    """Length of a leg, else of the route, else the great circle times ``DETOUR``; 0 if unknown."""
    if start == end:
        return 0.0
    for table in ("legs", "routes"):
        rows = scenario[table]
        for a, b in ((start, end), (end, start)):
            found = np.flatnonzero((rows["from"] == a) & (rows["to"] == b))
            if found.size:
                return float(rows["length_km"][found].min())
    places = scenario["places"]
    index = [int(np.flatnonzero(places["place"] == place)[0]) for place in (start, end)]
    lat, lon = places["lat"][index], places["lon"][index]
    km = float(great_circle_km(lat[:1], lon[:1], lat[1:], lon[1:])[0]) * DETOUR
    return 0.0 if math.isnan(km) else km


def hours_between(scenario: Scenario, start: str, end: str) -> float:
    """Hours of driving between two places that follow each other."""
    legs = scenario["legs"]
    for a, b in ((start, end), (end, start)):
        found = np.flatnonzero((legs["from"] == a) & (legs["to"] == b))
        if found.size:
            return float((legs["length_km"][found] / legs["speed_kmh"][found]).min())
    return km_between(scenario, start, end) / CONVOY_KMH


def _rate(scenario: Scenario, name: str, declared: float, begin: dt.datetime) -> float:
    """People an hour when the plan begins: the last throughput event before it counts."""
    rate = float(declared)
    for row in sorted(scenario["events"].rows(), key=lambda row: row["date"]):
        is_rate = row["kind"] == "route" and row["attribute"] == "throughput"
        if is_rate and row["target"] == name and row["date"] <= begin:
            rate = float(row["value"])
    return rate


def _spans(scenario: Scenario, name: str, begin: dt.datetime, hours: float) -> tuple[Span, ...]:
    """Open spans; a corridor for which nothing is declared is taken as open throughout."""
    if name in suspended_corridors(scenario):
        return ()
    hour = dt.timedelta(hours=1)

    def clip(moment: dt.datetime) -> float:
        return min(max((moment - begin) / hour, 0.0), hours)

    rows = [row for row in scenario["windows"].rows() if row["corridor"] == name]
    switches = [
        row
        for row in scenario["events"].rows()
        if row["kind"] == "route" and row["attribute"] == "open" and row["target"] == name
    ]
    if not rows and not switches:
        return ((0.0, hours),)
    spans = merged([(clip(row["start"]), clip(row["end"])) for row in rows])
    for row in sorted(switches, key=lambda row: row["date"]):
        at = clip(row["date"])
        spans = [(start, min(end, at)) for start, end in spans if start < at]
        if is_true(row["value"]):
            spans = merged([*spans, (at, hours)])
    return tuple(spans)


def merged(spans: list[Span]) -> list[Span]:
    """Disjoint spans in order, empty ones left out."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > start:
            found.append((start, end))
    return found
