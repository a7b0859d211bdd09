"""Roads and enclosure by day: which roads vehicles can use, how far it is, who is besieged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from safepassage.arrays import F8, Flags
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.values import is_true


def enclosed(scenario: Scenario) -> Flags:
    """Where people cannot leave freely, shape (D, P).

    A place is enclosed while the access ``leave`` of any class is below 1. What is known about it
    is shown as a band and never exported.
    """
    classes = scenario["classes"]["class"].tolist() or [""]
    leave = np.ones((len(classes), len(scenario["places"])))
    found = np.zeros((scenario.days, len(scenario["places"])), dtype=bool)
    for day, events in _by_day(scenario, "access", "leave"):
        for event in events:
            rows = [number for number, name in enumerate(classes) if event["class"] in {"", name}]
            targets = _place_rows(scenario, event["target"])
            leave[np.ix_(rows, targets)] = float(event["value"])
        found[day:] = (leave < 1).any(axis=0)
    return found


def entry_refused(scenario: Scenario) -> Flags:
    """Where nobody may enter (access ``enter`` 0 for all classes), shape (D, P)."""
    shut = np.zeros(len(scenario["places"]), dtype=bool)
    found = np.zeros((scenario.days, shut.size), dtype=bool)
    for day, events in _by_day(scenario, "access", "enter"):
        for event in events:
            if not event["class"]:
                shut[_place_rows(scenario, event["target"])] = float(event["value"]) == 0
        found[day:] = shut
    return found


def open_roads(scenario: Scenario) -> Flags:
    """Roads (mode ``road``) that are open by day, shape (D, R)."""
    routes = scenario["routes"]
    state = routes["open"].copy()
    names = _route_names(scenario)
    found = np.repeat(state[None, :], scenario.days, axis=0)
    for day, events in _by_day(scenario, "route", "open"):
        for event in events:
            state[_route_rows(scenario, names, event["target"])] = is_true(event["value"])
        found[day:] = state
    return np.asarray(found & (routes["mode"] == "road")[None, :])


def road_km(scenario: Scenario, usable: Flags, places: Sequence[int]) -> F8:
    """Shortest way by road between places, km.

    Vehicles come back the way they went, so a one-way route (which is about people on the move)
    counts in both directions.

    Args:
        scenario: Where the routes are.
        usable: Which routes can be used, shape (R,).
        places: Rows of places, N of them.

    Returns:
        Shape (N, N); infinite where no road leads.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import dijkstra

    count = len(scenario["places"])
    row = {place: number for number, place in enumerate(scenario["places"]["place"].tolist())}
    routes = scenario["routes"]
    shortest: dict[tuple[int, int], float] = {}
    for index in np.flatnonzero(usable):
        ends = sorted((row[routes["from"][index]], row[routes["to"][index]]))
        key = (ends[0], ends[1])
        shortest[key] = min(shortest.get(key, np.inf), float(routes["length_km"][index]))
    start = np.array([key[0] for key in shortest], dtype=np.int64)
    end = np.array([key[1] for key in shortest], dtype=np.int64)
    length = np.array(list(shortest.values()), dtype=np.float64)
    graph = coo_matrix((length, (start, end)), shape=(count, count)).tocsr()
    order, inverse = np.unique(np.asarray(places, dtype="i8"), return_inverse=True)
    if not order.size:
        return np.zeros((0, 0))
    found = dijkstra(graph, directed=False, indices=order)[:, order]
    return np.asarray(found[np.ix_(inverse, inverse)], dtype=np.float64)


def _by_day(
    scenario: Scenario, kind: str, attribute: str
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """(day, events of that day) in order; what is dated before the first day counts on it."""
    found: dict[int, list[tuple[Any, dict[str, Any]]]] = {}
    for event in scenario["events"].rows():
        if event["kind"] != kind or event["attribute"] != attribute:
            continue
        moment = np.datetime64(event["date"], "m")
        day = int((moment.astype("M8[D]") - np.datetime64(scenario.start, "D")).astype("i8"))
        published = str(event["published"] or moment.astype("M8[D]"))
        found.setdefault(max(day, 0), []).append(((str(moment), published), event))
    for day in sorted(found):
        if day < scenario.days:
            yield day, [event for _, event in sorted(found[day], key=lambda pair: pair[0])]


def _place_rows(scenario: Scenario, target: str) -> list[int]:
    places = scenario["places"]["place"].tolist()
    if target in places:
        return [places.index(target)]
    areas = scenario["areas"]
    inside = set(areas["place"][areas["area"] == target].tolist())
    return [number for number, place in enumerate(places) if place in inside]


def _route_names(scenario: Scenario) -> list[str]:
    routes = scenario["routes"]
    ends = zip(routes["route"], routes["from"], routes["to"], strict=True)
    return [name or f"{start}--{end}" for name, start, end in ends]


def _route_rows(scenario: Scenario, names: list[str], target: str) -> list[int]:
    """Rows of the route of that name, or of the routes across a border A--B."""
    if target in names:
        return [names.index(target)]
    places = scenario["places"]
    country = dict(zip(places["place"].tolist(), places["country"].tolist(), strict=True))
    routes = scenario["routes"]
    found = []
    for number, (start, end) in enumerate(zip(routes["from"], routes["to"], strict=True)):
        one, other = country[start], country[end]
        if target in {f"{one}--{other}", f"{other}--{one}"} and one != other:
            found.append(number)
    return found
