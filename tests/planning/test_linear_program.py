"""The same optimum as an independent linear program, on 200 random small instances."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from safepassage.planning.roads.expanded import earliest_arrival
from safepassage.planning.roads.network import (
    Roads,
    from_sources,
    make_roads,
    reduce_roads,
    to_sinks,
)


@st.composite
def small_roads(draw: st.DrawFn) -> tuple[Roads, int]:
    nodes = draw(st.integers(3, 7))
    arcs = [(n, n + 1, draw(st.integers(0, 3)), draw(st.integers(1, 6))) for n in range(nodes - 1)]
    pairs = st.tuples(
        st.integers(0, nodes - 1), st.integers(0, nodes - 1), st.integers(0, 3), st.integers(1, 6)
    ).filter(lambda arc: arc[0] != arc[1])
    arcs += draw(st.lists(pairs, max_size=6))
    people = {0: draw(st.integers(1, 25)), 1: draw(st.integers(0, 25))}
    if nodes == 3:
        people.pop(1)
    sinks = (nodes - 1,)
    return make_roads(nodes, [tuple(map(float, arc)) for arc in arcs], people, sinks), draw(  # type: ignore[misc]
        st.integers(4, 14)
    )


def by_linear_program(roads: Roads, steps: int) -> float:
    """Least sum of arrival steps, 4 T for who stays: variables arc x step, waiting at sources."""
    columns: list[tuple[int, int, int, int, float, float]] = []
    for a, b, hours, rate in zip(
        roads.start.tolist(), roads.end.tolist(), roads.hours.tolist(), roads.rate.tolist(),
        strict=True,
    ):  # fmt: skip
        columns += [(a, t, b, t + int(hours), rate, 0.0) for t in range(steps - int(hours))]
    for source in roads.people:
        columns += [(source, t, source, t + 1, np.inf, 0.0) for t in range(steps - 1)]
        columns.append((source, steps - 1, -1, 0, np.inf, 4.0 * steps))
    for sink in roads.sinks:
        columns += [(sink, t, -1, 0, np.inf, float(t)) for t in range(steps)]
    matrix = np.zeros((roads.nodes * steps, len(columns)))
    for number, (a, t, b, u, _, _) in enumerate(columns):
        matrix[a * steps + t, number] += 1
        if b >= 0:
            matrix[b * steps + u, number] -= 1
    supply = np.zeros(roads.nodes * steps)
    for source, count in roads.people.items():
        supply[source * steps] = count
    bounds = [(0, None if np.isinf(column[4]) else column[4]) for column in columns]
    found = linprog([column[5] for column in columns], A_eq=matrix, b_eq=supply, bounds=bounds)
    assert found.status == 0
    return float(found.fun)


@settings(max_examples=200, derandomize=True, deadline=None, database=None)
@given(small_roads())
def test_min_cost_flow_is_as_good_as_the_linear_program(case: tuple[Roads, int]) -> None:
    roads, steps = case
    best = by_linear_program(roads, steps)
    for network in (roads, reduce_roads(roads)):
        found = earliest_arrival(network, steps, 1.0)
        cost = found.person_hours + 4.0 * steps * found.left_behind
        assert cost == best
        assert found.arrived.sum() + found.left_behind == roads.total


@settings(max_examples=50, derandomize=True, deadline=None, database=None)
@given(small_roads())
def test_reduction_keeps_distances(case: tuple[Roads, int]) -> None:
    roads, _ = case
    small = reduce_roads(roads)
    assert small.total == roads.total
    far, near = to_sinks(roads), to_sinks(small)
    assert sorted(far[n] for n, c in roads.people.items() if c) == sorted(near[list(small.people)])
    assert np.isfinite(from_sources(small)).all()
