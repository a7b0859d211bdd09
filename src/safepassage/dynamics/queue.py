"""People who stand somewhere in mid-day, ordered by how far they have come today.

A calendar queue: buckets as wide as the shortest link, so that nobody who sets out from a bucket
comes back into it; within a bucket people are sorted and merged, so that everybody who reaches a
place after the same distance decides in one draw.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from safepassage.compiled.world import I8, Rows
from safepassage.streams import compiled, kernel

ENTRY = np.dtype([("following", "i8"), ("elapsed", "i8"), ("node", "i8"), ("people", "i8")])


class Queue(NamedTuple):
    """Arrays of the queue; ``size[0]`` entries are in use."""

    head: I8  # (buckets,) first entry of a bucket, -1 = empty
    entries: Rows  # (n,) ENTRY: next of the same bucket, units covered today, where, how many
    size: I8  # (1,)


@compiled
def new_queue(buckets: int, entries: int) -> Queue:
    """An empty queue with room for some entries."""
    return Queue(np.full(buckets, -1, np.int64), np.zeros(entries, ENTRY), np.zeros(1, np.int64))


@compiled
def with_room(queue: Queue, more: int) -> Queue:
    """The same queue, with room for ``more`` further entries."""
    used = queue.size[0]
    if used + more <= queue.entries.size:
        return queue
    entries = np.zeros(2 * (used + more), ENTRY)
    entries[:used] = queue.entries[:used]
    return Queue(queue.head, entries, queue.size)


@kernel
def push(queue: Queue, bucket: int, elapsed: int, node: int, people: int) -> None:
    """Put people into a bucket; there must be room."""
    number = queue.size[0]
    queue.size[0] = number + 1
    entry = queue.entries[number]
    entry["elapsed"] = elapsed
    entry["node"] = node
    entry["people"] = people
    entry["following"] = queue.head[bucket]
    queue.head[bucket] = number


@kernel
def _sort(keys: I8, listed: I8, count: int) -> None:
    """Sort by key, in place: Shell's method with gaps that shrink by 2.25."""
    gap = 1
    while gap < count:
        gap = int(2.25 * gap) + 1
    while gap > 0:
        for index in range(gap, count):
            key = keys[index]
            number = listed[index]
            place = index
            while place >= gap and keys[place - gap] > key:
                keys[place] = keys[place - gap]
                listed[place] = listed[place - gap]
                place -= gap
            keys[place] = key
            listed[place] = number
        gap = int(gap / 2.25) if gap > 2 else gap - 1


@kernel
def take_bucket(queue: Queue, bucket: int, nodes: int, listed: I8, keys: I8) -> int:
    """Empty a bucket, merge what is alike and list it by distance, then by node.

    Args:
        queue: The queue; merged people are added up in the listed entry.
        bucket: Which bucket.
        nodes: Number of nodes there can be, to make one key of distance and node.
        listed: Written with the numbers of the merged entries, in order.
        keys: Working array; both are long enough for all of the queue.

    Returns:
        Number of merged entries.
    """
    count = 0
    number = queue.head[bucket]
    queue.head[bucket] = -1
    while number >= 0:
        entry = queue.entries[number]
        key = entry["elapsed"] * nodes + entry["node"]
        keys[count] = key
        listed[count] = number
        count += 1
        number = entry["following"]
    _sort(keys, listed, count)
    merged = 0
    for index in range(count):
        if merged > 0 and keys[merged - 1] == keys[index]:
            more = queue.entries[listed[index]]["people"]
            queue.entries[listed[merged - 1]]["people"] += more
        else:
            keys[merged] = keys[index]
            listed[merged] = listed[index]
            merged += 1
    return merged
