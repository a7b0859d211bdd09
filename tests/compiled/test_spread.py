"""Points keyed by name: what stands beside them does not matter, and they are spread evenly."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import pytest
from scipy.stats import qmc

from safepassage.compiled.spread import spread_points


def test_a_coordinate_depends_on_its_name_alone() -> None:
    whole = spread_points(("a", "b", "c"), seed=3, first=0, count=100)
    other = spread_points(("c", "new", "a"), seed=3, first=0, count=7)
    np.testing.assert_array_equal(other[:, 0], whole[:7, 2])
    np.testing.assert_array_equal(other[:, 2], whole[:7, 0])
    np.testing.assert_array_equal(spread_points(("b",), 3, 40, 60)[:, 0], whole[40:, 1])
    assert not np.isin(spread_points(("a",), 4, 0, 100), whole).any()


def test_each_coordinate_is_stratified_at_every_power_of_two() -> None:
    points = spread_points(tuple("abcdefgh"), seed=1, first=0, count=1024)
    for bits in range(11):
        strata = (points[: 2**bits] * 2**bits).astype(int)
        for column in strata.T:
            assert sorted(column.tolist()) == list(range(2**bits))


def test_coordinates_are_not_related() -> None:
    points = spread_points(tuple(f"name-{n}" for n in range(40)), seed=1, first=0, count=1024)
    correlation = np.corrcoef(points.T) - np.eye(40)
    assert np.abs(correlation).max() < 5 / np.sqrt(1024)
    halves = (points > 0.5).astype(float)  # quadrants of each pair hold as much
    shares = halves.T @ halves / 1024 - 0.25
    assert np.abs(shares - np.diag(np.diag(shares))).max() < 5 * 0.25 / np.sqrt(1024)


def test_points_are_spread_almost_as_those_of_sobol() -> None:
    """Star discrepancy of 200 points in 10 dimensions (measured: 1.22 times that of Sobol's).

    Exact it cannot be had; the same search of the worst box looks for both.
    """
    names = tuple(f"input-{n}" for n in range(10))
    ours = [_star(spread_points(names, seed, 0, 200)) for seed in range(10)]
    sobol = [
        _star(qmc.Sobol(10, rng=np.random.default_rng(n)).random(256)[:200]) for n in range(10)
    ]
    assert np.mean(ours) < 1.5 * np.mean(sobol)


def test_the_search_finds_the_worst_box() -> None:
    """In two dimensions it can be had exactly: some corner of the grid of coordinates is worst."""
    points = np.random.default_rng(1).random((40, 2))
    grid = [np.append(column, 1.0) for column in points.T]
    worst = 0.0
    for x in grid[0]:
        for y in grid[1]:
            closed = np.mean((points[:, 0] <= x) & (points[:, 1] <= y))
            open_ = np.mean((points[:, 0] < x) & (points[:, 1] < y))
            worst = max(worst, closed - x * y, x * y - open_)
    assert _star(points) == pytest.approx(worst)


def _star(points: Any) -> float:
    grid = np.stack([np.append(np.sort(column), 1.0) for column in points.T])
    return float(_search(np.ascontiguousarray(points), grid, 8, 6000, np.random.default_rng(1)))


@numba.njit
def _search(points, grid, starts, steps, luck):  # type: ignore[no-untyped-def]
    """Largest difference between share of points and volume among boxes, by annealing."""
    count, dimension = points.shape
    best = 0.0
    corner = np.zeros(dimension, np.int64)
    tried = np.zeros(dimension, np.int64)
    for _ in range(starts):
        for j in range(dimension):
            corner[j] = np.searchsorted(grid[j], luck.random() ** (1.0 / dimension))
        now = -1.0
        for step in range(steps):
            cool = 1.0 - step / steps
            tried[:] = corner
            if step > 0:
                reach = max(1, int(count / 8 * cool))
                for _ in range(2):
                    j = int(luck.random() * dimension)
                    moved = tried[j] + int(luck.random() * (2 * reach + 1)) - reach
                    tried[j] = min(count, max(0, moved))
            volume = 1.0
            for j in range(dimension):
                volume *= grid[j, tried[j]]
            closed = inside = 0
            for point in range(count):
                in_closed = in_open = True
                for j in range(dimension):
                    edge = grid[j, tried[j]]
                    in_closed &= points[point, j] <= edge
                    in_open &= points[point, j] < edge
                closed += in_closed
                inside += in_open
            value = max(closed / count - volume, volume - inside / count)
            if value >= now - 0.01 * cool**2 * luck.random():
                now = value
                corner[:] = tried
            best = max(best, value)
    return best
