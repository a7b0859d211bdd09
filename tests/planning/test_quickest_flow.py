"""Textbook instances of flows over time, and the plan of constant streams for large networks."""

from __future__ import annotations

import pytest

from safepassage.errors import ScenarioError
from safepassage.planning.roads.expanded import earliest_arrival
from safepassage.planning.roads.network import make_roads, reduce_roads
from safepassage.planning.roads.repeated import repeated_flow

FORD_FULKERSON = [(0, 1, 1, 2), (0, 2, 3, 1), (1, 2, 1, 1), (1, 3, 4, 1), (2, 3, 1, 2)]
"""Source 0, sink 3, (transit, capacity): ways 0-1-2-3 (3), 0-2-3 (4) and 0-1-3 (5), one each."""


@pytest.mark.parametrize(
    ("horizon", "most"),
    # Flow that has arrived by time T when the ways carry one unit each from T = 3, 4 and 5 on.
    [(3, 0), (4, 1), (5, 3), (6, 6), (7, 9), (10, 18)],
)
def test_maximal_dynamic_flow(horizon: int, most: int) -> None:
    arcs = [tuple(map(float, arc)) for arc in FORD_FULKERSON]
    roads = make_roads(4, arcs, {0: 100}, (3,))  # type: ignore[arg-type]
    assert earliest_arrival(roads, horizon, 1.0).arrived.sum() == most


def test_quickest_flow_of_the_textbook_network() -> None:
    arcs = [tuple(map(float, arc)) for arc in FORD_FULKERSON]
    roads = make_roads(4, arcs, {0: 18}, (3,))  # type: ignore[arg-type]
    found = earliest_arrival(roads, 40, 1.0)
    assert found.makespan == 10
    assert found.left_behind == 0
    fluid = repeated_flow(roads)  # T * 3 - 12 = 18
    assert fluid.makespan == pytest.approx(10, abs=0.01)
    assert fluid.lower == pytest.approx(10, abs=0.01)


def test_constant_streams_carry_everybody_and_respect_the_roads() -> None:
    arcs = [(0, 2, 1.0, 5.0), (1, 2, 0.5, 9.0), (2, 3, 1.0, 10.0), (1, 3, 4.0, 2.0)]
    roads = reduce_roads(make_roads(4, arcs, {0: 40, 1: 70}, (3,)))
    plan = repeated_flow(roads)
    assert sum(stream.people for stream in plan.streams) == pytest.approx(110)
    load = [0.0] * roads.start.size
    for stream in plan.streams:
        for arc in stream.arcs:
            load[arc] += stream.rate
    assert all(used <= rate + 1e-6 for used, rate in zip(load, roads.rate, strict=True))
    assert 0 <= plan.gap < 0.1


def test_dead_ends_and_nodes_between_two_others_go() -> None:
    line = [(n, n + 1, 0.1, 5.0 + n) for n in range(9)]
    side = [(4, 10, 0.1, 3.0), (10, 11, 0.1, 3.0)]
    roads = make_roads(12, line + side, {0: 100}, (9,))
    small = reduce_roads(roads)
    assert (small.nodes, small.start.size) == (2, 1)
    assert small.hours[0] == pytest.approx(0.9)
    assert small.rate[0] == 5.0


def test_people_whom_no_road_leads_out_are_named() -> None:
    with pytest.raises(ScenarioError, match="no road leads out for 7 people"):
        make_roads(3, [(0, 1, 1.0, 1.0)], {0: 5, 2: 7}, (1,))
    with pytest.raises(ScenarioError, match="no throughput"):
        make_roads(2, [(0, 1, 1.0, 0.0)], {0: 5}, (1,))
