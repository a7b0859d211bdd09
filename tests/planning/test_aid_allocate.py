"""The allocation equals an independent linear program, and its closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from safepassage.planning.aid.allocate import allocate
from safepassage.planning.aid.problem import AidProblem


def make(need: Any, supply: Any, load: Any = None, open_: Any = None, **more: Any) -> AidProblem:
    need, supply = np.array(need, dtype=np.int64), np.array(supply, dtype=np.int64)
    days, sites = need.shape
    depots = supply.shape[1]
    return AidProblem(
        need=need,
        stock=np.array(more.get("stock", [0] * sites), dtype=np.int64),
        direct=np.array(more.get("direct", np.zeros((days, sites))), dtype=np.int64),
        supply=supply,
        load=np.array(load if load is not None else np.full((days, depots), 10**9), dtype=np.int64),
        open=np.array(open_ if open_ is not None else np.ones((days, depots, sites)), dtype=bool),
        km=np.ones((days, depots, sites)),
    )


@st.composite
def problems(draw: st.DrawFn) -> AidProblem:
    days, depots, sites = (draw(st.integers(1, n)) for n in (4, 3, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return make(
        rng.integers(0, 40, (days, sites)),
        rng.integers(0, 60, (days, depots)),
        rng.integers(0, 60, (days, depots)),
        rng.random((days, depots, sites)) < 0.6,
        stock=rng.integers(0, 30, sites),
        direct=rng.integers(0, 5, (days, sites)),
    )


class Program:
    """The same problem as rows of a linear program, written from its meaning."""

    def __init__(self, problem: AidProblem) -> None:
        self.problem = problem
        days, depots, sites = problem.shape
        self.x = np.arange(days * depots * sites).reshape(days, depots, sites)
        self.s = self.x.size + np.arange(days * sites).reshape(days, sites)
        self.level = self.x.size + self.s.size
        self.size = self.level + 1
        self.rows: list[Any] = []
        self.right: list[float] = []
        for depot in range(depots):
            for day in range(days):
                sent = np.zeros(self.size)
                sent[self.x[: day + 1, depot].ravel()] = 1
                self.add(sent, problem.supply[: day + 1, depot].sum())
                today = np.zeros(self.size)
                today[self.x[day, depot]] = 1
                self.add(today, problem.load[day, depot])
        for site in range(sites):
            for day in range(days):
                eaten = np.zeros(self.size)
                eaten[self.s[: day + 1, site]] = 1
                eaten[self.x[: day + 1, :, site].ravel()] = -1
                self.add(eaten, problem.stock[site] + problem.direct[: day + 1, site].sum())
        upper = np.full(self.size, np.inf)
        upper[self.x.ravel()] = np.where(problem.open, np.inf, 0).ravel()
        upper[self.s.ravel()] = problem.need.ravel()
        upper[self.level] = 1
        self.bounds = [(0, None if np.isinf(high) else high) for high in upper]

    def add(self, row: Any, right: float) -> None:
        self.rows.append(row)
        self.right.append(float(right))

    def share(self, site: int) -> Any:
        row = np.zeros(self.size)
        row[self.s[:, site]] = 1 / self.problem.need[:, site].sum()
        return row

    def best(self, goal: Any, more: list[tuple[Any, float]]) -> float:
        rows = [*self.rows, *(row for row, _ in more)]
        right = [*self.right, *(value for _, value in more)]
        found = linprog(-goal, A_ub=np.array(rows), b_ub=right, bounds=self.bounds, method="highs")
        assert found.status == 0
        return -float(found.fun)


def fairest(problem: AidProblem) -> tuple[Any, float]:
    """Shares by the textbook: raise all, fix each that cannot rise alone, and again."""
    program = Program(problem)
    need = problem.need.sum(axis=0)
    fixed: dict[int, float] = {}
    while len(fixed) < np.count_nonzero(need):
        free = [site for site in np.flatnonzero(need) if site not in fixed]
        kept = [(-program.share(site), -(value - 1e-9)) for site, value in fixed.items()]
        goal = np.zeros(program.size)
        goal[program.level] = 1
        level = program.best(goal, kept + [(goal - program.share(site), 0.0) for site in free])
        floor = [(-program.share(site), -(level - 1e-9)) for site in free]
        stuck = [
            site for site in free if program.best(program.share(site), kept + floor) < level + 1e-6
        ]
        assert stuck or level > 1 - 1e-6
        fixed |= dict.fromkeys(map(int, stuck or free), level)
    total = np.zeros(program.size)
    total[program.s.ravel()] = 1
    shares = np.array([fixed.get(site, 1.0) for site in range(need.size)])
    return shares, program.best(total, [])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(problems())
def test_it_equals_an_independent_linear_program(problem: AidProblem) -> None:
    found = allocate(problem)
    shares, most = fairest(problem)
    need = problem.need.sum(axis=0)
    assert np.abs((found.covered - shares) * need).max() < 1e-2
    # the fairest allocation also feeds as many as possible
    assert (found.covered * need).sum() == pytest.approx(most, abs=1e-2)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(problems())
def test_what_is_delivered_can_be_delivered(problem: AidProblem) -> None:
    found = allocate(problem)
    sent = found.delivered.sum(axis=2)
    assert (found.delivered >= 0).all()
    assert not found.delivered[~problem.open].any()
    assert (sent.cumsum(axis=0) <= problem.supply.cumsum(axis=0) + 1e-9).all()
    assert (sent <= problem.load + 1e-9).all()
    assert (found.served <= problem.need + 1e-9).all()
    need = problem.need.sum(axis=0)
    np.testing.assert_allclose(found.served.sum(axis=0), found.covered * need, atol=1e-6)
    there = problem.stock + problem.direct.sum(axis=0) + found.delivered.sum(axis=(0, 1))
    assert (found.served.sum(axis=0) <= there + 1e-9).all()


def test_equal_sites_share_alike_and_a_small_one_is_not_forgotten() -> None:
    found = allocate(make([[100, 100, 20]], [[110]]))
    np.testing.assert_allclose(found.covered, 0.5)
    assert found.limit == ("food",) * 3
    assert found.rounds == 1


def test_the_worst_off_come_first() -> None:
    found = allocate(make([[100, 100]], [[50]], stock=[40, 0]))
    np.testing.assert_allclose(found.covered, 0.45)


def test_a_closed_road_and_a_small_fleet_are_named() -> None:
    closed = allocate(make([[10, 10]], [[100]], open_=[[[True, False]]]))
    assert closed.covered.tolist() == [1, 0]
    assert closed.limit == ("", "access")
    few = allocate(make([[10, 10]], [[100]], load=[[10]]))
    assert few.covered.tolist() == [0.5, 0.5]
    assert few.limit == ("vehicles", "vehicles")


def test_what_is_missing_altogether_is_named() -> None:
    assert allocate(make([[10]], [[0]])).limit == ("food",)
    assert allocate(make([[10]], [[9]], load=[[0]])).limit == ("vehicles",)
    late = make([[5], [5]], [[0], [9]], open_=[[[True]], [[False]]])
    assert allocate(late).limit == ("access",)


def test_food_that_comes_late_feeds_nobody_before() -> None:
    found = allocate(make([[10], [10], [10]], [[0], [0], [1000]]))
    np.testing.assert_allclose(found.covered, 1 / 3)
    assert found.served.ravel().tolist() == [0, 0, 10]


def test_nothing_needed_is_all_covered() -> None:
    assert allocate(make([[0, 0]], [[5]])).covered.tolist() == [1, 1]


@pytest.mark.parametrize(("key", "value"), [("stock", [-1]), ("stock", [1, 2])])
def test_what_does_not_fit_is_refused(key: str, value: list[int]) -> None:
    with pytest.raises(ValueError, match="stock"):
        make([[1]], [[1]], **{key: value})
