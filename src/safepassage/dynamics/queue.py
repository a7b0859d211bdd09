"""People who stand somewhere in mid-day, ordered by how far they have come today.

A calendar queue: buckets no wider than the shortest link, so that nobody who sets out from a
bucket comes back into it; within a bucket people are sorted and merged, so that everybody who
reaches a place after the same distance decides in one draw.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from safepassage.compiled.world import I8, Rows
from safepassage.streams import compiled, kernel

ENTRY = np.dtype([("following", "i8"), ("key", "i8"), ("people", "i8")])


class Queue(NamedTuple):
    """Arrays of the queue. A *key* is distance covered today times number of nodes, plus node."""

    head: I8  # (buckets,) first entry of a bucket, -1 = empty
    entries: Rows  # (n,) ENTRY: next of the same bucket, or of those that are free again
    used: I8  # (2,) entries that were ever in use, first that is free again or -1
    keys: I8  # (n,) of the bucket that was taken last
    people: I8  # (n,) of the bucket that was taken last


@compiled
def new_queue(buckets: int, entries: int) -> Queue:
    """An empty queue with room for some entries."""
    head = np.empty(buckets, np.int64)
    for bucket in range(buckets):
        head[bucket] = -1
    used = np.zeros(2, np.int64)
    used[1] = -1
    return Queue(
        head,
        np.empty(entries, ENTRY),
        used,
        np.empty(entries, np.int64),
        np.empty(entries, np.int64),
    )


@compiled
def with_room(queue: Queue, more: int, taken: int) -> Queue:
    """The same queue, with room for ``more`` further entries beside ``taken`` people."""
    used = queue.used[0]
    if used + more <= queue.entries.size:
        return queue
    size = 2 * (used + more)
    wider = Queue(
        queue.head,
        np.empty(size, ENTRY),
        queue.used,
        np.empty(size, np.int64),
        np.empty(size, np.int64),
    )
    for number in range(used):  # slices would compile for seconds
        wider.entries[number] = queue.entries[number]
    for number in range(taken):
        wider.keys[number] = queue.keys[number]
        wider.people[number] = queue.people[number]
    return wider


@kernel
def push(queue: Queue, bucket: int, key: int, people: int) -> None:
    """Put people into a bucket; there must be room."""
    number = queue.used[1]
    if number >= 0:
        queue.used[1] = queue.entries[number]["following"]
    else:
        number = queue.used[0]
        queue.used[0] = number + 1
    entry = queue.entries[number]
    entry["key"] = key
    entry["people"] = people
    entry["following"] = queue.head[bucket]
    queue.head[bucket] = number


@kernel
def take_bucket(queue: Queue, bucket: int) -> int:
    """Empty a bucket into ``keys`` and ``people``, sorted by key, what is alike merged.

    Returns:
        Number of keys written.
    """
    count = 0
    number = queue.head[bucket]
    queue.head[bucket] = -1
    while number >= 0:
        entry = queue.entries[number]
        queue.keys[count] = entry["key"]
        queue.people[count] = entry["people"]
        count += 1
        following = entry["following"]
        entry["following"] = queue.used[1]
        queue.used[1] = number
        number = following
    _sort(queue.keys, queue.people, count)
    merged = 0
    for index in range(count):
        if merged > 0 and queue.keys[merged - 1] == queue.keys[index]:
            queue.people[merged - 1] += queue.people[index]
        else:
            queue.keys[merged] = queue.keys[index]
            queue.people[merged] = queue.people[index]
            merged += 1
    return merged


@kernel
def _sort(keys: I8, values: I8, count: int) -> None:
    """Sort by key, in place: Shell's method with gaps that shrink by 2.25."""
    gap = 1
    while gap < count:
        gap = int(2.25 * gap) + 1
    while gap > 0:
        for index in range(gap, count):
            key = keys[index]
            value = values[index]
            place = index
            while place >= gap and keys[place - gap] > key:
                keys[place] = keys[place - gap]
                values[place] = values[place - gap]
                place -= gap
            keys[place] = key
            values[place] = value
        gap = int(gap / 2.25) if gap > 2 else gap - 1
