"""What a comparison of two runs may never ask: what if people were shut in (DESIGN, Protection).

Roads, sites and corridors are levers of plans, but closing them can be a siege by another name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

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
    its last road out on some day; and one that loses its last corridor. A corridor counts if it is
    open at some time of the period: its windows may move.

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
        out = part[one.names.ends].sum(axis=1) == 1
        lost = one.open_routes[:, out].any(axis=1) & ~two.open_routes[:, out].any(axis=1)
        if lost.any():
            day = first.start + dt.timedelta(days=int(np.argmax(lost)))
            yield Problem(
                f"the second run closes every road out of {where} from {day}", "events.csv",
                remedy=_REMEDY,
            )  # fmt: skip
        if _exits(one, part) and not _exits(two, part):
            yield Problem(
                f"the second run closes every corridor out of {where}", "windows.csv",
                remedy=_REMEDY,
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


def _exits(known: Timeline, part: Flags) -> bool:
    """Whether a corridor by which people of a part may leave is open on some day."""
    scenario = known.scenario
    start = dt.datetime.combine(scenario.start, dt.time())
    end = start + dt.timedelta(days=scenario.days)
    for row in scenario["corridors"].rows():
        corridor = row["corridor"]
        if not part[list(known.names.places[row["gathers"]])].any():
            continue
        spans = known.spans(corridor)
        always = corridor not in known.scheduled
        if always or any(first < end and last > start for first, last in spans):
            return True
    return False


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
