"""What a comparison of two runs may never ask: what if people were shut in (DESIGN, Protection).

Roads, sites and corridors are levers of plans, but closing them can be a siege by another name.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from safepassage.arrays import Flags
from safepassage.errors import Problem
from safepassage.result.geography import Geography
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import Timeline, timeline

_REMEDY = "a plan opens ways out: give the run with more of them second"


def blockades(first: Scenario, second: Scenario) -> Iterator[Problem]:
    """Ways in which the second scenario shuts people in who were not in the first.

    These are: a place that becomes enclosed on some day; an enclosed part of the network that loses
    its last road out on some day; and one of which some class loses its last corridor. A corridor
    counts if it lets a person through at some time of the period: its windows may move.

    Args:
        first: In canonical order, of the same places, routes and period as the second.
        second: The option.
    """
    one, two = timeline(first), timeline(second)
    shut = two.enclosed & ~one.enclosed
    names = Geography(first).names
    for place in np.flatnonzero(shut.any(axis=0)).tolist():
        day = first.start + dt.timedelta(days=int(np.argmax(shut[:, place])))
        name = names[one.names.place_ids[place]]
        yield Problem(f"the second run encloses {name} from {day}", "events.csv", remedy=_REMEDY)
    for part in _parts(one):
        name = names[one.names.place_ids[int(np.flatnonzero(part)[0])]]
        where = f"the enclosed part around {name}"
        lost = _ways_out(one, part) & ~_ways_out(two, part)
        if lost.any():
            day = first.start + dt.timedelta(days=int(np.argmax(lost)))
            yield Problem(
                f"the second run closes every road out of {where} from {day}", "events.csv",
                remedy=_REMEDY,
            )  # fmt: skip
        if left := sorted(_who_exits(one, part) - _who_exits(two, part)):
            yield Problem(
                f"the second run closes every corridor out of {where} to {', '.join(left)}",
                "windows.csv", remedy=_REMEDY,
            )  # fmt: skip


def _parts(known: Timeline) -> Iterator[Flags]:
    """Places that are enclosed on some day, by connected part of the network, shape (P,)."""
    from scipy.sparse import coo_matrix  # slow to import
    from scipy.sparse.csgraph import connected_components

    enclosed, ends = known.ever_enclosed, known.names.ends
    inside = ends[enclosed[ends].all(axis=1)]
    links = (np.ones(len(inside), dtype=bool), (inside[:, 0], inside[:, 1]))
    graph = coo_matrix(links, shape=(enclosed.size, enclosed.size)).tocsr()
    number = connected_components(graph, directed=False)[1]
    for part in np.unique(number[enclosed]).tolist():
        yield np.asarray(enclosed & (number == part))


def _ways_out(known: Timeline, part: Flags) -> Flags:
    """Days on which a road is open out of a part, in the direction that leads out, shape (D,)."""
    inside = part[known.names.ends]
    out = inside & ~inside[:, ::-1]  # there if it begins in the part, back if it ends there
    return np.asarray((known.directions.by_day() & out).any(axis=(1, 2)))


def _who_exits(known: Timeline, part: Flags) -> set[str]:
    """Classes of which somebody may leave a part by a corridor, at some time of the period."""
    found: set[str] = set()
    for row in known.scenario["corridors"].rows():
        inside = part[list(known.names.places[row["gathers"]])].any()
        if inside and _people_let_through(known, row) >= 1:
            found.update(row["classes"] or known.classes)
    return found


def _people_let_through(known: Timeline, row: Mapping[str, Any]) -> float:
    """People whom a corridor lets through; in a day, if its opening is drawn."""
    corridor, scenario = row["corridor"], known.scenario
    start = dt.datetime.combine(scenario.start, dt.time())
    end = start + dt.timedelta(days=scenario.days)
    spans = known.spans(corridor)
    if corridor not in known.scheduled:
        spans = ((start, start + dt.timedelta(days=1)),)
    usual = max(row["persons_per_hour"], _number(row["persons_per_hour_high"]))
    changes = [event.moment for event in known.of(("route", "throughput"))]
    narrow = [
        _number(gate["persons_per_hour"], blank=math.inf)
        for gate in scenario["checkpoints"].rows()
        if gate["place"] in row["places"]
    ]
    people = 0.0
    for first, last in spans:
        edges = sorted({max(first, start), *(one for one in changes if first < one < last)})
        for here, there in pairwise([*edges, min(last, end)]):
            declared = known.throughput(corridor, here)
            rate = min([usual if declared is None else declared, *narrow])
            people += rate * max((there - here).total_seconds(), 0) / 3600
    return people


def _number(value: float | None, blank: float = 0.0) -> float:
    return blank if value is None or math.isnan(value) else float(value)


def worse_by_opening(first: Scenario, second: Scenario) -> Flags | None:
    """Places with violence, where the second scenario opens roads that the first keeps closed.

    People flee to a place near by, even if there is violence too: an open road may therefore raise
    the number of people in danger.

    Returns:
        The places with hazard on the last day, shape (P,); None where the second opens no road.
    """
    one, two = timeline(first), timeline(second)
    danger = np.asarray(two.hazard.on(second.days - 1) > 0)
    if not (two.open_routes & ~one.open_routes).any() or not danger.any():
        return None
    return danger
