"""Points and indices against functions whose indices are known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats

from safepassage.forecast.designs.elementary import effects, paths
from safepassage.forecast.designs.saltelli import indices, pairs

ALONE = np.arange(3)
GROUPED = np.array([0, 1, 0])


def ishigami(points: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * points - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def known() -> tuple[np.ndarray, np.ndarray]:
    """Ishigami and Homma (1990): first-order and total indices for a = 7, b = 0.1."""
    first = 0.5 * (1 + np.pi**4 / 50) ** 2
    second, both = 49 / 8, 0.01 * np.pi**8 * 8 / 225
    whole = first + second + both
    return np.array([first, second, 0]) / whole, np.array([first + both, second, both]) / whole


def test_indices_of_a_known_function_lie_within_their_errors() -> None:
    found = indices(ishigami(pairs(ALONE, 2048, 3)), 3, resamples=200, seed=3)
    first, total = known()
    assert (np.abs(found.first - first) < np.maximum(1.5 * found.first_error, 0.01)).all()
    assert (np.abs(found.total - total) < np.maximum(1.5 * found.total_error, 0.01)).all()
    assert (found.first_error < 0.12).all()


def test_they_agree_with_those_of_scipy() -> None:
    """The same points and estimator, by another program."""
    points = pairs(ALONE, 256, 5).reshape(256, 5, 3)
    table = ishigami(points.reshape(-1, 3)).reshape(256, 5)
    theirs = scipy.stats.sobol_indices(
        func={"f_A": table[None, :, 0], "f_B": table[None, :, 4], "f_AB": table[:, 1:4].T[:, None]},
        n=256,
    )
    ours = indices(table.ravel(), 3, resamples=10, seed=1)
    np.testing.assert_allclose(ours.total, theirs.total_order, atol=0.01)
    np.testing.assert_allclose(ours.first, theirs.first_order, atol=0.01)


def test_pairs_swap_one_group_at_a_time() -> None:
    points = pairs(GROUPED, 64, 1).reshape(64, 4, 3)
    moved = points != points[:, :1]
    assert (moved == [[False] * 3, [True, False, True], [False, True, False], [True] * 3]).all()
    assert points.min() >= 0
    assert points.max() <= 1
    np.testing.assert_allclose(points[:, 0].mean(axis=0), 0.5, atol=0.01)  # spread evenly
    assert (pairs(GROUPED, 64, 2) != pairs(GROUPED, 64, 1)).any()


@pytest.mark.parametrize("groups", [ALONE, GROUPED])
def test_a_path_changes_each_group_once(groups: np.ndarray) -> None:
    size = groups.max() + 1
    points = paths(groups, 50, 4).reshape(50, size + 1, 3)
    changed = np.diff(points, axis=1)
    assert set(np.round(points * 3, 9).ravel()) == {0, 1, 2, 3}  # four levels
    assert ((changed != 0).sum(axis=1) == 1).all()
    np.testing.assert_allclose(np.abs(changed).sum(axis=1), 2 / 3)
    together = (changed != 0).argmax(axis=1)
    assert ((together[:, 0] == together[:, 2]) == (size == 2)).all() or size == 3
    assert 0.3 < (changed > 0).sum() / (changed != 0).sum() < 0.7


def test_effects_of_a_known_function() -> None:
    points = paths(ALONE, 400, 2)
    found = effects(points, 2 * points[:, 0] - points[:, 1] + points[:, 1] * points[:, 2], ALONE, 2)
    np.testing.assert_allclose(found.mean, [2, -0.5, 0.5], atol=0.06)
    np.testing.assert_allclose(found.size, [2, 0.5, 0.5], atol=0.06)
    assert found.spread[0] == pytest.approx(0, abs=1e-12)  # neither bends nor depends on others
    assert found.spread[2] > 0.3
    assert found.size_error[2] == pytest.approx(1.96 * found.spread[2] / 20, rel=0.2)


def test_a_group_has_the_size_of_its_change() -> None:
    """Both of a group go up, both down, or against each other: 3 or 1 for a whole range."""
    points = paths(GROUPED, 2000, 6)
    found = effects(points, 2 * points[:, 0] + points[:, 2], GROUPED, 6)
    assert found.size[0] == pytest.approx(2, abs=0.1)
    assert found.size[1] == pytest.approx(0, abs=1e-12)
