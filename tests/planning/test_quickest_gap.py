"""The plan for large networks: it can be kept, and its bound and gap are true on small ones."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.optimize import linprog

from safepassage.planning.roads.bound import cut_bound, what_holds
from safepassage.planning.roads.network import Roads, make_roads
from safepassage.planning.roads.quickest import Quickest, quickest_flow
from tests.planning.test_linear_program import small_roads


def most_by(roads: Roads, steps: int) -> float:
    """Most people who arrive by a whole hour: an independent program, waiting allowed anywhere."""
    columns = [
        (a, t, b, t + int(hours), rate)
        for a, b, hours, rate in zip(
            roads.start.tolist(), roads.end.tolist(), roads.hours.tolist(), roads.rate.tolist(),
            strict=True,
        )
        for t in range(steps - int(hours))
    ]  # fmt: skip
    columns += [(n, t, n, t + 1, np.inf) for n in range(roads.nodes) for t in range(steps - 1)]
    columns += [(sink, t, -1, 0, np.inf) for sink in roads.sinks for t in range(steps)]
    supplied = [(-1, 0, source, 0, count) for source, count in roads.people.items()]
    matrix = np.zeros((roads.nodes * steps, len(columns) + len(supplied)))
    for number, (a, t, b, u, _) in enumerate(columns + supplied):
        if a >= 0:
            matrix[a * steps + t, number] -= 1
        if b >= 0:
            matrix[b * steps + u, number] += 1
    bounds = [(0, None if np.isinf(column[4]) else column[4]) for column in columns + supplied]
    cost = [0.0] * len(columns) + [-1.0] * len(supplied)
    found = linprog(cost, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=bounds)
    assert found.status == 0
    assert found.fun is not None
    return -float(found.fun)


def assert_can_be_kept(roads: Roads, plan: Quickest) -> None:
    """Rates, transits and people by arithmetic on clock times, not on the planner's own steps."""
    step, phase = plan.step, plan.phase
    assert plan.leaving.sum(axis=1) == pytest.approx(list(roads.people.values()), rel=1e-6)
    assert plan.arrived.sum() == pytest.approx(roads.total, rel=1e-6)
    load: dict[tuple[int, int], float] = {}
    for arc, set_out, people in zip(plan.arcs.tolist(), plan.steps.tolist(), plan.flow.tolist(),
                                    strict=True):  # fmt: skip
        load[arc, set_out] = load.get((arc, set_out), 0.0) + people
    assert all(people <= roads.rate[arc] * step * (1 + 1e-9) for (arc, _), people in load.items())
    there: dict[int, list[tuple[float, float]]] = {node: [] for node in range(roads.nodes)}
    for source, row in zip(roads.people, plan.leaving, strict=True):
        there[source] += [((k + phase[source]) * step, people) for k, people in enumerate(row)]
    for (arc, set_out), people in load.items():
        begin = (set_out + phase[roads.start[arc]]) * step
        there[roads.start[arc]].append((begin, -people))
        there[roads.end[arc]].append((begin + roads.hours[arc], people))
    for row, sink in zip(plan.arrived, roads.sinks, strict=True):
        there[sink] += [(k * step, -people) for k, people in enumerate(row)]
    for moves in there.values():  # nobody goes on who is not there yet
        balance = 0.0
        for _, people in sorted((round(hour, 6), -people) for hour, people in moves):
            balance -= people
            assert balance > -1e-6 * roads.total
        assert balance == pytest.approx(0, abs=1e-6 * roads.total)


@settings(max_examples=25, derandomize=True, deadline=None, database=None)
@given(small_roads())
def test_bound_and_plan_enclose_the_optimum_of_a_linear_program(case: tuple[Roads, int]) -> None:
    roads, _ = case
    plan = quickest_flow(roads)
    assert_can_be_kept(roads, plan)
    assert plan.gap <= 0.01 + 1e-9
    too_early = math.ceil(plan.lower - 1e-6) - 1
    enough = math.ceil(plan.makespan - 1e-6)
    if too_early > 0:
        assert most_by(roads, too_early) < roads.total
    assert most_by(roads, enough) == pytest.approx(roads.total)


def test_the_near_leave_first_where_constant_streams_waste_hours() -> None:
    # 1,000 people an hour into the destination; the near send while the far are on their way.
    arcs = [(0, 2, 0.0, 1000.0), (1, 2, 4.0, 1000.0), (2, 3, 0.0, 1000.0)]
    roads = make_roads(4, arcs, {0: 4000, 1: 4000}, (3,))
    plan = quickest_flow(roads)
    assert plan.makespan == pytest.approx(8.0, rel=0.01)
    assert plan.lower == pytest.approx(8.0, rel=0.001)


def test_what_holds_up_says_what_more_throughput_saves() -> None:
    arcs = [(0, 1, 1.0, 500.0), (0, 1, 2.0, 500.0), (1, 2, 1.0, 800.0)]
    roads = make_roads(3, arcs, {0: 8000}, (2,))
    plan = quickest_flow(roads)
    held = what_holds(roads, plan.tight, plan.lower)
    for road in held:
        rate = roads.rate.copy()
        rate[road.arc] *= 1.01
        less = cut_bound(replace(roads, rate=rate), plan.tight, 100.0)
        assert plan.lower - less == pytest.approx(road.saves / 10, rel=0.1, abs=1e-3)
    assert [road.arc for road in held if road.saves > 0.3] == [2]
