"""People who stand somewhere in mid-day, ordered by how far they have come today.

A calendar queue: buckets no wider than the shortest link, so that nobody who sets out from a
bucket comes back into it; within a bucket people are sorted and merged, so that everybody who
reaches a place after the same distance decides in one draw.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from safepassage.arrays import I8, Rows
from safepassage.native import by_reference, compiled, empty, kernel, zeros

ENTRY = np.dtype([("key", "i8"), ("people", "i8")])
CHUNK = 16
"""Entries that lie together; read in a row they cost a fraction of a walk through memory."""


@by_reference
class Queue(NamedTuple):
    """Arrays of the queue. A *key* is distance covered today times number of nodes, plus node.

    A bucket is a chain of chunks, of which only the first may have room.
    """

    head: I8  # (buckets,) first chunk of a bucket, -1 = empty
    filled: I8  # (buckets,) entries of that chunk
    following: I8  # (n / CHUNK,) next chunk of the same bucket, or of those that are free again
    entries: Rows  # (n,) ENTRY
    used: I8  # (2,) chunks that were ever in use, first that is free again or -1
    keys: I8  # (n,) of the bucket that was taken last
    people: I8  # (n,) of the bucket that was taken last
    elapsed: I8  # (n,) of these keys
    nodes: I8  # (n,) of these keys


@compiled
def new_queue(buckets: int, entries: int) -> Queue:
    """An empty queue with room for some entries."""
    head = empty(buckets, np.int64)
    for bucket in range(buckets):
        head[bucket] = -1
    used = zeros(2, np.int64)
    used[1] = -1
    return _with_chunks(head, zeros(buckets, np.int64), used, entries // CHUNK + 1)


@compiled
def _with_chunks(head: I8, filled: I8, used: I8, chunks: int) -> Queue:
    return Queue(
        head,
        filled,
        empty(chunks, np.int64),
        empty(chunks * CHUNK, ENTRY),
        used,
        empty(chunks * CHUNK, np.int64),
        empty(chunks * CHUNK, np.int64),
        empty(chunks * CHUNK, np.int64),
        empty(chunks * CHUNK, np.int64),
    )


@kernel
def lacks_room(queue: Queue, more: int) -> bool:
    """Whether ``more`` further entries may not fit: each bucket may begin a chunk for few."""
    chunks = min(more, more // CHUNK + queue.head.size + 1)
    return queue.used[0] + chunks > queue.following.size  # type: ignore[no-any-return]


@compiled
def with_room(queue: Queue, more: int, taken: int) -> Queue:
    """The same queue, with room for ``more`` further entries beside ``taken`` people."""
    if not lacks_room(queue, more):
        return queue
    used = queue.used[0]
    chunks = 2 * (used + more // CHUNK + queue.head.size + 1)
    wider = _with_chunks(queue.head, queue.filled, queue.used, chunks)
    for number in range(used):  # slices would compile for seconds
        wider.following[number] = queue.following[number]
    for number in range(used * CHUNK):
        wider.entries[number] = queue.entries[number]
    for number in range(taken):
        wider.keys[number] = queue.keys[number]
        wider.people[number] = queue.people[number]
    return wider


@kernel
def push(queue: Queue, bucket: int, key: int, people: int) -> None:
    """Put people into a bucket; there must be room."""
    chunk = queue.head[bucket]
    filled = queue.filled[bucket]
    if chunk < 0 or filled == CHUNK:
        before = chunk
        chunk = queue.used[1]
        if chunk >= 0:
            queue.used[1] = queue.following[chunk]
        else:
            chunk = queue.used[0]
            queue.used[0] = chunk + 1
        queue.following[chunk] = before
        queue.head[bucket] = chunk
        filled = 0
    entry = queue.entries[chunk * CHUNK + filled]
    entry["key"] = key
    entry["people"] = people
    queue.filled[bucket] = filled + 1


@kernel
def take_bucket(queue: Queue, bucket: int) -> int:
    """Empty a bucket into ``keys`` and ``people``, sorted by key, what is alike merged.

    Returns:
        Number of keys written.
    """
    count = 0
    chunk = queue.head[bucket]
    filled = queue.filled[bucket]
    queue.head[bucket] = -1
    while chunk >= 0:
        for number in range(chunk * CHUNK, chunk * CHUNK + filled):
            queue.keys[count] = queue.entries[number]["key"]
            queue.people[count] = queue.entries[number]["people"]
            count += 1
        following = queue.following[chunk]
        queue.following[chunk] = queue.used[1]
        queue.used[1] = chunk
        chunk = following
        filled = CHUNK
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
