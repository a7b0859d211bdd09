"""Objectives one after the other, against an independent program solved stage by stage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.network_flow import is_pure
from safepassage.planning.exit.objectives import values_of
from safepassage.planning.exit.planner import plan_instance
from safepassage.planning.exit.rules.room import Room
from safepassage.planning.exit.search import search
from safepassage.planning.exit.time_grid import Grid
from tests.planning.worlds import fleet, group, instance, passage

LEFT, HOURS = 0, 1


@st.composite
def pure(draw: st.DrawFn) -> Instance:
    names = ["a", "b", "c"][: draw(st.integers(1, 3))]
    kinds = ["wounded", "children", "residents"][: draw(st.integers(1, 3))]
    groups = [
        group(
            draw(st.integers(1, 30)),
            kind,
            priority=number + 1,
            risk=draw(st.sampled_from([1.0, 2.0, 3.5])),
            ready=float(draw(st.integers(0, 3))),
        )
        for number, kind in enumerate(kinds)
    ]
    ways = [
        passage(
            name,
            float(draw(st.integers(1, 6))),
            draw(st.sampled_from([0.0, 1.0, 1.5, 4.0])),
            classes=draw(st.sampled_from([(), tuple(kinds[:1]), tuple(kinds[1:])])),
            spans=((float(draw(st.integers(0, 2))), 40.0),),
        )
        for name in names
    ]
    rooms = draw(st.sampled_from([(), (Room("a-end", "", 9),)]))
    return instance(*groups, *ways, *rooms, hours=float(draw(st.integers(5, 30))))


def staged(case: Instance) -> list[float]:
    """Left behind, then risk-weighted hours of each priority, each held at its best."""
    steps = int(case.hours)
    columns = [
        (g, k, t)
        for g, own in enumerate(case.groups)
        for k, way in enumerate(case.passages)
        if not way.classes or own.class_ in way.classes
        for t in range(steps)
        if t >= own.ready
    ]
    count, groups = len(columns), len(case.groups)
    everybody = np.zeros((groups, count + groups))
    rows, limits = [], []
    for g in range(groups):
        everybody[g, [n for n, column in enumerate(columns) if column[0] == g]] = 1
        everybody[g, count + g] = 1
    for k, way in enumerate(case.passages):
        for t in range(steps):
            low, high = way.spans[0]
            opened = min(t + 1.0, high, case.hours - way.transit) - max(float(t), low)
            rows.append([n for n, column in enumerate(columns) if column[1:] == (k, t)])
            limits.append(max(0.0, opened) * way.rate)
    # Whole people pass: the planner lets the running sum through, rounded down.
    for k in range(len(case.passages)):
        part = slice(k * steps, (k + 1) * steps)
        running = np.floor(np.cumsum(limits[part]) + 1e-6)
        limits[part] = np.diff(running, prepend=0.0).tolist()
    for room in case.of(Room):
        ends = [way.path[-1] == room.place for way in case.passages]
        rows.append([n for n, column in enumerate(columns) if ends[column[1]]])
        limits.append(room.capacity)
    upper = np.zeros((len(rows), count + groups))
    for number, row in enumerate(rows):
        upper[number, row] = 1
    costs = [np.concatenate([np.zeros(count), np.ones(groups)])]
    for level in sorted({own.priority for own in case.groups}):
        cost = np.zeros(count + groups)
        for n, (g, k, t) in enumerate(columns):
            own = case.groups[g]
            if own.priority == level:
                cost[n] = own.risk * (t + case.passages[k].transit - own.ready)
        for g, own in enumerate(case.groups):
            if own.priority == level:
                cost[count + g] = own.risk * (case.hours + 1 - own.ready)
        costs.append(cost)
    best: list[float] = []
    for cost in costs:
        held = np.array(costs[: len(best)]).reshape(len(best), count + groups)
        found = linprog(
            cost,
            A_ub=np.vstack([upper, held]),
            b_ub=[*limits, *(value + 1e-7 for value in best)],
            A_eq=everybody,
            b_eq=[own.people for own in case.groups],
        )
        assert found.status == 0
        best.append(float(found.fun))
    return best


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(pure())
def test_flows_are_as_good_as_a_program_solved_in_stages(case: Instance) -> None:
    assert is_pure(case)
    found = search(case)
    assert values_of(case, found.schedule)[:-1] == pytest.approx(staged(case), abs=1e-3)


def exchange() -> Instance:
    """An hour of one wounded person costs about a hundred hours of a resident.

    The wounded person fits the near road or the far one, an hour longer; every hour the near road
    takes one person, and a hundred residents have no other.
    """
    near = passage("near", 1.0, 1.0)
    far = passage("far", 1.0, 2.0, classes=("wounded",))
    return instance(group(100), group(1, "wounded", priority=1), near, far, hours=150.0)


def test_the_first_class_is_never_traded_however_many_wait() -> None:
    case = exchange()
    found = search(case)
    first = next(row for row in found.schedule.boardings if row.group == 1)
    assert first.passage == 0
    left, wounded, residents, _ = values_of(case, found.schedule)
    assert (left, wounded) == (0.0, 1.0)
    assert residents == sum(range(1, 101)) + 100
    # What a sum with 30 to 1 would choose: 100 hours less for residents, one more for the wounded.
    assert residents - 100 + 30 * (wounded + 1) < residents + 30 * wounded
    assert [left, wounded, residents] == pytest.approx(staged(case))


def test_with_vehicles_the_first_class_is_not_traded_either() -> None:
    base = exchange()
    both = ("near", "far")
    cars = fleet(200, 1, both, vehicle="car", returns=False)
    case = replace(base, fleets=(cars,))
    plan = plan_instance(case, binding=False)
    assert values_of(case, plan.proven.schedule)[LEFT : HOURS + 1] == (0.0, 1.0)


def test_an_integer_program_holds_each_objective_for_the_next() -> None:
    # Two stretchers and eight seats; whoever dispatches without foresight sends the van at once.
    van = fleet(1, 8, ("road", "lane"), vehicle="van", places=(8, 0, 2))
    people = (group(20), group(3, "wounded", priority=1, needs="stretcher"))
    ways = (passage("road", 10, 1.0), passage("lane", 10, 1.5))
    case = instance(*people, *ways, van, hours=30.0)
    plan = plan_instance(case, binding=False)
    left, wounded, _, _ = values_of(case, plan.proven.schedule)
    assert left == 0
    # Closed form: two leave at once (1 h), the third when the van is back after 2 h (3 h).
    assert wounded == pytest.approx(2 * 1 + 3)
    assert Grid(case, case.hours).steps == 30
