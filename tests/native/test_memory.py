"""New arrays in compiled code: of zeros where asked for, in large pages where they are large."""

from __future__ import annotations

import sys

import numba
import numpy as np
import pytest

from safepassage.native import empty, zeros

ROWS = np.dtype([("count", "i8"), ("more", "i4")])
LARGE = 1 << 20
"""Rows of 12 bytes: some large pages."""


@numba.njit
def _fill_and_forget(size):  # type: ignore[no-untyped-def]
    """Leave memory that is not zero behind, for the next array of that size."""
    rows = empty(size, ROWS)
    for index in range(size):
        rows[index]["count"] = index + 1
        rows[index]["more"] = 7
    return rows.size


@numba.njit
def _zeros(size):  # type: ignore[no-untyped-def]
    return zeros(size, ROWS)


@numba.njit
def _kept(size):  # type: ignore[no-untyped-def]
    rows = empty((2, size), np.int64)
    for index in range(size):
        rows[1, index] = index
    return rows


@pytest.mark.parametrize("size", [0, 1, 1000, LARGE])
def test_new_rows_are_zeros(size: int) -> None:
    _fill_and_forget(size)
    rows = _zeros(size)
    assert rows.shape == (size,)
    assert rows.dtype == ROWS
    assert not rows["count"].any()
    assert not rows["more"].any()


@pytest.mark.parametrize("size", [1, LARGE])
def test_an_array_keeps_what_is_written(size: int) -> None:
    rows = _kept(size)
    assert rows.shape == (2, size)
    assert rows.flags.c_contiguous
    assert rows[1].tolist() == list(range(size))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems choose by themselves")
def test_large_pages_are_asked_for() -> None:
    _kept(1)
    (code,) = _kept.inspect_llvm().values()
    assert "call i32 @madvise" in code


@numba.njit
def _three(size):  # type: ignore[no-untyped-def]
    return zeros((size, 2, np.int32(3)), np.bool_)


def test_dimensions_may_be_of_any_integers() -> None:
    assert _three(4).shape == (4, 2, 3)
    assert not _three(4).any()


def test_lengths_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        _zeros(-1)
    with pytest.raises(ValueError, match="too big"):
        _zeros(1 << 61)


@numba.njit
def _by_a_number(size):  # type: ignore[no-untyped-def]
    return zeros(0.5 * size, np.int64)


def test_what_is_no_length_is_refused() -> None:
    with pytest.raises(numba.TypingError, match="whole numbers"):
        _by_a_number(3)
