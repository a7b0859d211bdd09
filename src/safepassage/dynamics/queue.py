"""People who stand somewhere in mid-day, ordered by how far they have come today.

A calendar queue: buckets no wider than the shortest link, so that nobody who sets out from a
bucket comes back into it; within a bucket people are sorted and merged, so that everybody who
reaches a place after the same distance decides in one draw.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from safepassage.arrays import I8, Rows
from safepassage.native import by_reference, compiled, empty, kernel, prefetch, zeros

ENTRY = np.dtype([("key", "i8"), ("people", "i8")])
CHUNK = 16
"""Entries that lie together; read in a row they cost a fraction of a walk through memory."""
_LINE: Final = 4
"""Of these in a line of the processor's cache."""
_FEW: Final = 48
"""Entries up to which comparing them is faster than counting their digits."""
_DIGIT: Final = 8
"""Most bits of a digit."""


@by_reference
class Queue(NamedTuple):
    """Arrays of the queue. A *key* is distance covered today, and after it the node.

    A node is a place, or after all places a leg to be followed, by type.

    A bucket is a chain of chunks, of which only the first may have room.
    """

    head: I8  # (buckets,) first chunk of a bucket, -1 = empty
    filled: I8  # (buckets,) entries of that chunk
    following: I8  # (n / CHUNK,) next chunk of the same bucket, or of those that are free again
    entries: Rows  # (n,) ENTRY
    used: I8  # (2,) chunks that were ever in use, first that is free again or -1
    keys: I8  # (n,) of the bucket that was taken last
    people: I8  # (n,) of the bucket that was taken last
    elapsed: I8  # (n,) of these keys; while they are sorted, keys
    nodes: I8  # (n,) place or leg of these keys; while they are sorted, people
    types: I8  # (n,) of these keys
    digits: I8  # (2^8,) entries of each digit


@compiled
def new_queue(buckets: int, entries: int) -> Queue:
    """An empty queue with room for some entries."""
    head = empty(buckets, np.int64)
    for bucket in range(buckets):
        head[bucket] = -1
    used = zeros(2, np.int64)
    used[1] = -1
    digits = empty(1 << _DIGIT, np.int64)
    return _with_chunks(head, zeros(buckets, np.int64), used, digits, entries // CHUNK + 1)


@compiled
def _with_chunks(head: I8, filled: I8, used: I8, digits: I8, chunks: int) -> Queue:
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
        empty(chunks * CHUNK, np.int64),
        digits,
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
    wider = _with_chunks(queue.head, queue.filled, queue.used, queue.digits, chunks)
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
        following = queue.following[chunk]
        _fetch(queue, following)
        for number in range(chunk * CHUNK, chunk * CHUNK + filled):
            queue.keys[count] = queue.entries[number]["key"]
            queue.people[count] = queue.entries[number]["people"]
            count += 1
        queue.following[chunk] = queue.used[1]
        queue.used[1] = chunk
        chunk = following
        filled = CHUNK
    if count > _FEW:
        _sort_many(queue, count)
    else:
        _sort_few(queue.keys, queue.people, count)
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
def _fetch(queue: Queue, chunk: int) -> None:
    """Fetch the next chunk of a bucket while one is emptied."""
    prefetch(queue.following, chunk)
    for line in range(chunk * CHUNK, (chunk + 1) * CHUNK, _LINE):
        prefetch(queue.entries, line)


@kernel
def _sort_few(keys: I8, values: I8, count: int) -> None:
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


@kernel
def _sort_many(queue: Queue, count: int) -> None:
    """Sort by key, in place: digit by digit, to the other arrays and back, an even number of times.

    Digits are those of the keys less the smallest, and no wider than these need.
    """
    least, most = queue.keys[0], queue.keys[0]
    for index in range(1, count):
        least = min(least, queue.keys[index])
        most = max(most, queue.keys[index])
    bits = 1
    while most - least >> bits > 0:
        bits += 1
    pairs = (bits + 2 * _DIGIT - 1) // (2 * _DIGIT)
    width = (bits + 2 * pairs - 1) // (2 * pairs)
    for pair in range(pairs):
        shift = 2 * pair * width
        _by_digit(queue.keys, queue.people, queue.elapsed, queue.nodes, queue.digits,
                  count, least, shift, width)  # fmt: skip
        _by_digit(queue.elapsed, queue.nodes, queue.keys, queue.people, queue.digits,
                  count, least, shift + width, width)  # fmt: skip


@kernel
def _by_digit(
    keys: I8, people: I8, to_keys: I8, to_people: I8, digits: I8, count: int, least: int,
    shift: int, width: int,
) -> None:  # fmt: skip
    """Put entries in the order of one digit; those that share it stay as they stood."""
    mask = (1 << width) - 1
    for digit in range(mask + 1):
        digits[digit] = 0
    for index in range(count):
        digits[keys[index] - least >> shift & mask] += 1
    before = 0
    for digit in range(mask + 1):
        here = digits[digit]
        digits[digit] = before
        before += here
    for index in range(count):
        digit = keys[index] - least >> shift & mask
        place = digits[digit]
        digits[digit] = place + 1
        to_keys[place] = keys[index]
        to_people[place] = people[index]
