"""Fetching ahead is in the machine code, changes nothing and needs no element to exist."""

from __future__ import annotations

import numba
import numpy as np
import pytest

from safepassage.native import prefetch

ROWS = np.dtype([("count", "i8"), ("more", "i4")])


@numba.njit
def _added(rows, ahead):  # type: ignore[no-untyped-def]
    total = 0
    for index in range(rows.size):
        prefetch(rows, index + ahead)
        total += rows[index]["count"]
    return total


@pytest.mark.parametrize("ahead", [0, 8, -10, 10**12])
def test_it_changes_nothing_and_needs_no_element(ahead: int) -> None:
    rows = np.zeros(100, ROWS)
    rows["count"] = np.arange(100)
    assert _added(rows, ahead) == 4950
    assert rows["count"].tolist() == list(range(100))


def test_it_is_in_the_machine_code() -> None:
    _added(np.zeros(1, ROWS), 1)
    (code,) = _added.inspect_llvm().values()
    assert "call void @llvm.prefetch" in code


def test_an_array_with_gaps_is_refused() -> None:
    with pytest.raises(numba.TypingError, match="without gaps"):
        _added(np.zeros(10, ROWS)[::2], 1)
