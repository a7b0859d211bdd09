"""Distances of the day that make no difference any more, by place: an exact lumping.

Under ``flee3`` all that the distance covered so far can change is whether somebody may decide
again after a later hop, that is whether ``elapsed + s < V`` for the length ``s`` of some walk from
here. Between two such limits ``V - s`` all distances lead to the same future, so people who
arrive with any of them decide in one draw. The limits are computed on all links, open or not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.arrays import I8, Flags
from safepassage.compiled.network import Links
from safepassage.native import compiled, zeros

_MOST_CELLS = 2_000_000
"""Finest grid (places x steps of the day) on which all walks are followed; where there are more,
few distances would be alike."""


@dataclass(frozen=True)
class Horizon:
    """What distances of the day are alike.

    Attributes:
        lumps: Longest distance, metres, with the same future as those in a step of the day,
            shape (P, B); B is 0 where walks are not followed beyond the next hop.
        last_hop: From this distance on all are alike, shape (P,), metres.
        last: No distance at which somebody decides is as long, metres.
    """

    lumps: I8
    last_hop: I8
    last: int


def find_horizon(links: Links, places: int, *, on_foot: bool, lumps: bool) -> Horizon:
    """Limits of each place for a network in metres; where nothing lumps, only the last one."""
    riding = links.speed.max(initial=1)
    walking = on_foot or bool(np.any(links.walk_share > 0))
    last = int(max(riding, links.walk.max(initial=1)) if walking else riding)
    slowest = np.minimum(links.speed, links.walk) if walking else links.speed
    step = int(np.gcd.reduce(np.append(links.length, last)))
    steps = last // step
    # With unlike speeds a slower link only ends the day earlier: the next hop is a safe bound.
    if not lumps or np.any(slowest != last) or places * steps > _MOST_CELLS:
        steps = 0
    hops = np.minimum(links.length // step, steps)
    return Horizon(
        lumps=_lumps(_walks(places, steps, links.start, links.end, hops), last, step),
        last_hop=last - _shortest_hop(links, places, last),
        last=last,
    )


def _shortest_hop(links: Links, places: int, last: int) -> I8:
    shortest = np.full(places, last, dtype=np.int64)
    np.minimum.at(shortest, links.start, links.length)
    return shortest


@compiled
def _walks(places: int, steps: int, start: I8, end: I8, length: I8):  # type: ignore[no-untyped-def]
    """Whether a walk of exactly n steps begins at a place, shape (P, steps), n below ``steps``."""
    reached = zeros((places, steps), np.bool_)
    reached[:, :1] = True
    for done in range(1, steps):
        for link in range(start.size):
            if length[link] <= done and reached[end[link], done - length[link]]:
                reached[start[link], done] = True
    return reached


def _lumps(reached: Flags, last: int, step: int) -> I8:
    """The longest walk that somebody in a step can still finish ends the lump."""
    finished = np.where(reached, np.arange(reached.shape[1]), 0)
    longest = np.maximum.accumulate(finished, axis=1)[:, ::-1]
    return np.ascontiguousarray(last - longest * step - 1, dtype=np.int64)
