"""Major routes → more alternatives, for people who can see where one begins (flee-model §1.11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np

from safepassage.arrays import I8
from safepassage.compiled.network import METRES, Legs, Links, chain_key
from safepassage.scenario.scenario import Scenario

SEEMS_SHORTER = 4.0
"""Divides the whole length of a way by a major route where it is weighed (not where it is gone)."""
Chain = tuple[int, ...]
"""Links one after the other."""


@dataclass(frozen=True)
class Choices:
    """Legs with the ways by major routes, and where those begin among a place's alternatives."""

    legs: Legs
    major_start: I8


def add_major_routes(
    scenario: Scenario, index: dict[str, int], links: Links, legs: Legs
) -> Choices:
    """Append to the alternatives of each place the ways that lead on by a major route.

    A way leads within sight to the beginning of a major route (or begins there) and goes on to
    its end. Which of them count is a matter of the day: ``dynamics.fixed_routes``.

    Args:
        scenario: Declared world; only ``fixed_routes`` makes use of major routes.
        index: Number of each place.
        links: Directed links.
        legs: Ways within sight.
    """
    paths = scenario["major_routes"]["places"].tolist() if scenario.rules.fixed_routes else []
    if not paths:
        return Choices(legs, legs.alt_start[1:])
    chains = _chains(legs)
    ways = _Ways(chains, links, legs)
    begins = _by_beginning(links, [[index[place] for place in path] for path in paths])
    alternatives: list[int] = []
    start, major_start = [0], []
    for origin in range(len(index)):
        near = legs.alt_leg[legs.alt_start[origin] : legs.alt_start[origin + 1]].tolist()
        alternatives += near
        major_start.append(len(alternatives))
        seen = {chains[leg] for leg in near}
        for whole in _ways_on(origin, [chains[leg] for leg in near], links.end.tolist(), begins):
            if whole not in seen:
                seen.add(whole)
                alternatives.append(ways.major(whole))
        start.append(len(alternatives))
    return Choices(ways.legs(start, alternatives), np.array(major_start, dtype=np.int64))


def _chains(legs: Legs) -> list[Chain]:
    """Links of each leg and what follows it; the rest of a leg may come before or after it."""
    link, following = legs.link.tolist(), legs.following.tolist()
    chains = []
    for first in range(len(link)):
        chain, leg = [], first
        while leg >= 0:
            chain.append(link[leg])
            leg = following[leg]
        chains.append(tuple(chain))
    return chains


def _by_beginning(links: Links, paths: Iterable[Sequence[int]]) -> dict[int, list[Chain]]:
    """Place → chains of links that begin there: each major route there and back.

    Where several links join two places of it, each makes a way.
    """
    between: dict[tuple[int, int], list[int]] = {}
    for link, ends in enumerate(zip(links.start.tolist(), links.end.tolist(), strict=True)):
        between.setdefault(ends, []).append(link)
    found: dict[int, list[Chain]] = {}
    for path in paths:
        for places in (list(path), list(reversed(path))):
            for chain in product(*(between.get(pair, []) for pair in pairwise(places))):
                found.setdefault(places[0], []).append(chain)
    return found


def _ways_on(
    origin: int, near: Sequence[Chain], ends: Sequence[int], begins: dict[int, list[Chain]]
) -> Iterator[Chain]:
    """Ways from a place by a major route, none back to the place itself."""
    reached = [((), origin), *((chain, ends[chain[-1]]) for chain in near)]
    for chain, hub in reached:
        for path in begins.get(hub, ()):
            if ends[path[-1]] != origin:
                yield (*chain, *path)


class _Ways:
    """Legs that grow by chains; the rest of a chain is a leg too."""

    def __init__(self, chains: Sequence[Chain], links: Links, legs: Legs) -> None:
        self.links, self.old = links, legs
        self.known = {chain: number for number, chain in enumerate(chains)}
        self.km = legs.km.tolist()
        self.key = [int(key) for key in legs.key]
        self.added: list[Chain] = []

    def major(self, chain: Chain) -> int:
        """The leg of a way by a major route, weighed by a part of its length."""
        leg = self._leg(chain)
        self.km[leg] = self._length(chain) / SEEMS_SHORTER
        return leg

    def _leg(self, chain: Chain) -> int:
        if chain not in self.known:
            rest = self.key[self._leg(chain[1:])] if len(chain) > 1 else 0
            self.known[chain] = len(self.km)
            self.added.append(chain)
            self.km.append(self._length(chain))
            self.key.append(chain_key(int(self.links.key[chain[0]]), rest))
        return self.known[chain]

    def _length(self, chain: Chain) -> float:
        return float(self.links.length[list(chain)].sum() / METRES)

    def legs(self, start: Sequence[int], alternatives: Sequence[int]) -> Legs:
        """All legs, with these alternatives."""
        added = self.added
        following = [self.known[chain[1:]] if len(chain) > 1 else -1 for chain in added]
        final = [self.links.end[chain[-1]] for chain in added]
        return Legs(
            link=np.append(self.old.link, [chain[0] for chain in added]).astype(np.int64),
            following=np.append(self.old.following, following).astype(np.int64),
            final=np.append(self.old.final, final).astype(np.int64),
            key=np.array(self.key, dtype=np.uint64),
            km=np.array(self.km),
            alt_start=np.array(start, dtype=np.int64),
            alt_leg=np.array(alternatives, dtype=np.int64),
        )
