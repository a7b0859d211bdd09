"""The calendar queue: what goes in comes out once, merged, by distance and then by node."""

from __future__ import annotations

import numpy as np
import pytest

from safepassage.dynamics.queue import new_queue, push, take_bucket, with_room
from safepassage.native import compiled

WIDTH, BUCKETS, NODES = 7, 6, 5


@compiled
def _through(elapsed, node, people, buckets, width, nodes):  # type: ignore[no-untyped-def]
    """Push everything, then take bucket after bucket; rows of (bucket, elapsed, node, people)."""
    queue = new_queue(buckets, 1)
    for index in range(elapsed.size):
        queue = with_room(queue, 1, 0)
        key = elapsed[index] * nodes + node[index]
        push(queue, elapsed[index] // width, key, people[index])
    rows = np.empty((elapsed.size, 4), np.int64)
    found = 0
    for bucket in range(buckets):
        count = take_bucket(queue, bucket)
        queue = with_room(queue, 1000 * bucket, count)  # what was taken is kept
        for index in range(count):
            rows[found, 0] = bucket
            rows[found, 1] = queue.keys[index] // nodes
            rows[found, 2] = queue.keys[index] % nodes
            rows[found, 3] = queue.people[index]
            found += 1
    return rows[:found]


@compiled
def _refill(times):  # type: ignore[no-untyped-def]
    """Entries that are in use after one person went in and out many times."""
    queue = new_queue(1, 4)
    for number in range(times):
        push(queue, 0, number, 1)
        take_bucket(queue, 0)
    return queue.used[0]


def test_entries_are_used_again() -> None:
    assert _refill(100) == 1


@pytest.mark.parametrize("nodes", [1, NODES, 50_000, 10**9, 10**17])
@pytest.mark.parametrize("size", [0, 1, 2, 17, 400, 5000])
def test_everybody_comes_out_once_in_order(size: int, nodes: int) -> None:
    """Few entries and many, keys of few digits and of all."""
    luck = np.random.default_rng(size)
    elapsed = luck.integers(0, WIDTH * BUCKETS, size)
    node = luck.integers(0, nodes, size)
    people = luck.integers(1, 10**6, size)
    rows = _through(elapsed, node, people, BUCKETS, WIDTH, nodes)
    expected: dict[tuple[int, int], int] = {}
    for key, number in zip(
        zip(elapsed.tolist(), node.tolist(), strict=True), people.tolist(), strict=True
    ):
        expected[key] = expected.get(key, 0) + number
    found = [(bucket, *rest) for bucket, *rest in rows.tolist()]
    assert found == [(e // WIDTH, e, n, expected[e, n]) for e, n in sorted(expected)]
