"""Connected parts agree with those of a graph library, also where the parts are long."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from safepassage.arrays import I8
from safepassage.scenario.connected import connected_parts


def links_of(kind: str, places: int) -> I8:
    luck = np.random.default_rng(1)
    order = luck.permutation(places)
    if kind == "path":
        return np.stack([order[:-1], order[1:]])
    if kind == "none":
        return np.zeros((2, 0), dtype=np.int64)
    return luck.integers(0, places, (2, {"sparse": places // 3, "dense": 2 * places}[kind]))


@pytest.mark.parametrize("kind", ["path", "none", "sparse", "dense"])
@pytest.mark.parametrize("places", [1, 2, 7, 500])
def test_parts_are_those_of_a_graph_library(kind: str, places: int) -> None:
    start, end = links_of(kind, places)
    graph = coo_array((np.ones(start.size), (start, end)), shape=(places, places))
    wanted = connected_components(graph, directed=False)[1]
    part = connected_parts(start, end, places)
    first = np.array([np.flatnonzero(wanted == one)[0] for one in wanted])
    assert part.tolist() == first.tolist()
