"""Roads by day: which ones vehicles can use, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from safepassage.arrays import F8, Flags
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline


def open_roads(scenario: Scenario) -> Flags:
    """Roads (mode ``road``) that are open by day, shape (D, R)."""
    is_road = scenario["routes"]["mode"] == "road"
    return np.asarray(timeline(scenario).open_routes & is_road[None, :])


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
