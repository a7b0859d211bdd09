"""Corridors as timed ways: legs, lengths, hours and open spans."""

from __future__ import annotations

import datetime as dt
import math
from itertools import pairwise

import numpy as np

from safepassage.compiled.network import great_circle_km
from safepassage.planning.exit.instance import Passage
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.spans import merged_spans
from safepassage.scenario.timeline.timeline import timeline

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
    changed = timeline(scenario).throughput(name, begin)
    return float(declared) if changed is None else changed


def _spans(scenario: Scenario, name: str, begin: dt.datetime, hours: float) -> tuple[Span, ...]:
    """Open spans; a corridor for which nothing is declared is taken as open throughout."""
    if name not in timeline(scenario).scheduled:
        return ((0.0, hours),)

    def clip(moment: dt.datetime) -> float:
        return min(max((moment - begin) / dt.timedelta(hours=1), 0.0), hours)

    spans = timeline(scenario).spans(name)
    return tuple(merged_spans((clip(start), clip(end)) for start, end in spans))
