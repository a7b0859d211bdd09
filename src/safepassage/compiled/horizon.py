"""Distances of the day that make no difference any more, by place: an exact lumping.

Under ``flee3`` all that the distance covered so far can change is whether somebody may decide
again after a later hop, that is whether ``elapsed + s < V`` for the length ``s`` of some walk from
here. Between two such limits ``V - s`` all distances lead to the same future, so people who
arrive with any of them decide in one draw. The limits are computed on all links, open or not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.compiled.network import Links
from safepassage.compiled.world import I8
from safepassage.streams import compiled

_MOST_STEPS = 4096
"""Finest grid on which all walks are followed; beyond it only the next hop is looked at."""
_MOST_CELLS = 200_000_000


@dataclass(frozen=True)
class Horizon:
    """Limits by place.

    Attributes:
        start: Range of each place in ``limits``, shape (P+1,).
        limits: Distances at which the future changes, metres, rising within a place.
        valid_from: From this distance on the limits are complete, shape (P,), metres.
        last: No limit lies above it, metres.
    """

    start: I8
    limits: I8
    valid_from: I8
    last: int


def find_horizon(links: Links, places: int, *, on_foot: bool) -> Horizon:
    """Limits of each place for a network in metres."""
    riding = links.speed.max(initial=1)
    walking = on_foot or bool(np.any(links.walk_share > 0))
    last = int(max(riding, links.walk.max(initial=1)) if walking else riding)
    slowest = np.minimum(links.speed, links.walk) if walking else links.speed
    uniform = bool(np.all(slowest == last))
    step = int(np.gcd.reduce(np.append(links.length, last)))
    steps = last // step
    if uniform and steps <= _MOST_STEPS and places * steps <= _MOST_CELLS:
        reached = _walks(
            places, steps, links.start, links.end, np.minimum(links.length // step, steps)
        )
        place, length = np.nonzero(reached)
        order = np.lexsort((-length, place))
        limits = (last - length[order] * step).astype(np.int64)
        counts = np.bincount(place, minlength=places)
        return Horizon(_starts(counts), limits, np.zeros(places, dtype=np.int64), last)
    return _next_hop(links, places, last)


def _next_hop(links: Links, places: int, last: int) -> Horizon:
    """Nobody who cannot finish the shortest hop before the limit decides again."""
    shortest = np.full(places, 2 * last, dtype=np.int64)
    np.minimum.at(shortest, links.start, links.length)
    valid_from = np.maximum(0, last - shortest)
    # With unlike speeds a slower link only ends the day earlier: the bound stays safe.
    return Horizon(
        np.zeros(places + 1, dtype=np.int64), np.zeros(0, dtype=np.int64), valid_from, last
    )


@compiled
def _walks(places: int, steps: int, start: I8, end: I8, length: I8):  # type: ignore[no-untyped-def]
    """Whether a walk of exactly n steps begins at a place, shape (P, steps), n below ``steps``."""
    reached = np.zeros((places, steps), np.bool_)
    for done in range(1, steps):
        for link in range(start.size):
            if length[link] == done or (
                length[link] < done and reached[end[link], done - length[link]]
            ):
                reached[start[link], done] = True
    return reached


def _starts(counts: I8) -> I8:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
