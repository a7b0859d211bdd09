"""Memory in large pages: asked for in the machine code of large arrays, and zeros where cleared."""

from __future__ import annotations

import sys

import numba
import numpy as np
import pytest

from safepassage.native import cleared, in_large_pages

ROWS = np.dtype([("count", "i8"), ("more", "i4")])
LARGE = 1 << 20
"""Rows of 12 bytes: some large pages."""


@numba.njit
def _full_then_cleared(size):  # type: ignore[no-untyped-def]
    rows = np.empty(size, ROWS)
    for index in range(size):
        rows[index]["count"] = index + 1
        rows[index]["more"] = 7
    return cleared(rows)


@numba.njit
def _kept(size):  # type: ignore[no-untyped-def]
    rows = in_large_pages(np.empty((2, size), np.int64))
    for index in range(size):
        rows[1, index] = index
    return rows


@pytest.mark.parametrize("size", [0, 1, 1000, LARGE])
def test_cleared_rows_are_zeros(size: int) -> None:
    rows = _full_then_cleared(size)
    assert rows.shape == (size,)
    assert not rows["count"].any()
    assert not rows["more"].any()


@pytest.mark.parametrize("size", [1, LARGE])
def test_an_array_is_what_it_was(size: int) -> None:
    assert _kept(size)[1].tolist() == list(range(size))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems choose by themselves")
def test_large_pages_are_asked_for() -> None:
    _kept(1)
    (code,) = _kept.inspect_llvm().values()
    assert "call i32 @madvise" in code


@numba.njit
def _clear(rows):  # type: ignore[no-untyped-def]
    return cleared(rows)


def test_an_array_with_gaps_is_refused() -> None:
    with pytest.raises(numba.TypingError, match="without gaps"):
        _clear(np.zeros(10, ROWS)[::2])
