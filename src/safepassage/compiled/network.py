"""Places and routes → links, legs and transit slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8, U8, Flags
from safepassage.compiled.size import PathBudget, ticks_of
from safepassage.compiled.stable_keys import stable_keys
from safepassage.compiled.world import DAY_TICKS, WAYPOINT
from safepassage.scenario.naming import route_ids
from safepassage.scenario.scenario import Scenario

METRES = 1000.0
_KEY_STEP = 0x9E3779B97F4A7C15
"""Odd, so that no part of a route's identity is lost."""


@dataclass(frozen=True)
class Links:
    """Directed links, shape (L,) each; lengths and speeds in metres."""

    start: I8
    end: I8
    route: I8
    key: U8
    length: I8
    speed: I8
    walk: I8
    walk_share: F8


@dataclass(frozen=True)
class Legs:
    """Stored routes cut into legs, shape (K,) each, and what may be chosen at a place."""

    link: I8
    following: I8
    final: I8
    key: U8
    km: F8
    alt_start: I8
    alt_leg: I8


@dataclass(frozen=True)
class Slots:
    """Positions on legs, shape (T,) each, in units (metres or ticks); ``delay`` has shape (K,)."""

    start: I8
    left: I8
    following: I8
    following_walk: I8
    delay: I8


def build_links(scenario: Scenario, index: dict[str, int]) -> Links:
    """Two directed links a route (one if it is one-way), in the order of the table."""
    routes = scenario["routes"]
    rules = scenario.rules
    row = np.arange(len(routes))
    start = np.array([index[place] for place in routes["from"]], dtype=np.int64)
    end = np.array([index[place] for place in routes["to"]], dtype=np.int64)
    both = np.repeat(row, np.where(routes["oneway"], 1, 2))
    back = np.zeros(both.size, dtype=bool)
    back[1:] = both[1:] == both[:-1]
    walk = round(rules.max_walk_speed * METRES)
    usual = np.where(routes["mode"] == "foot", walk, round(rules.max_move_speed * METRES))
    speed = np.where(np.isnan(routes["max_speed"]), usual, np.rint(routes["max_speed"] * METRES))
    return Links(
        start=np.where(back, end[both], start[both]),
        end=np.where(back, start[both], end[both]),
        route=both,
        key=_link_keys(scenario, both, back),
        length=np.maximum(1, np.rint(routes["length_km"] * METRES)).astype(np.int64)[both],
        speed=np.maximum(1, speed).astype(np.int64)[both],
        walk=np.full(both.size, max(1, walk), dtype=np.int64),
        walk_share=routes["walk_share"][both],
    )


def _link_keys(scenario: Scenario, route: I8, back: Flags) -> U8:
    """Identity of each link: its route, there or back (two routes may join the same places)."""
    names = route_ids(scenario["routes"])
    pairs = zip(route.tolist(), back.tolist(), strict=True)
    return stable_keys([f"{names[row]}{'<' if backwards else '>'}" for row, backwards in pairs])


def build_legs(links: Links, kinds: I8, awareness: int, changing: Sequence[int] = ()) -> Legs:
    """Every simple path of up to ``awareness`` stops, as chains of legs (flee-model §1.4).

    A waypoint costs no stop and is no destination. Paths that end alike share their legs. With
    ``awareness`` 0 there are legs, but nobody chooses any. What is a waypoint for a part of the run
    (``changing``) is both: what may be chosen on a day is for the kernel to say.
    """
    free, stop = kinds == WAYPOINT, kinds != WAYPOINT
    free[list(changing)] = stop[list(changing)] = True
    places = kinds.size
    if awareness == 0 or (awareness == 1 and not np.any(free)):
        order = np.argsort(links.start, kind="stable").astype(np.int64)
        counts = np.bincount(links.start, minlength=places) * (awareness > 0)
        return Legs(
            link=order,
            following=np.full(links.start.size, -1, dtype=np.int64),
            final=links.end[order].astype(np.int64),
            key=links.key[order],
            km=links.length[order] / METRES,
            alt_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            alt_leg=np.arange(counts.sum(), dtype=np.int64),
        )
    return _enumerate_paths(links, free.tolist(), stop.tolist(), awareness)


def _enumerate_paths(links: Links, free: list[bool], stop: list[bool], awareness: int) -> Legs:
    """Paths that may end at ``stop`` places and pass ``free`` ones at no cost."""
    outgoing: list[list[int]] = [[] for _ in free]
    for link, place in enumerate(links.start.tolist()):
        outgoing[place].append(link)
    known: dict[tuple[int, ...], int] = {}
    chains: list[tuple[int, ...]] = []

    def leg_of(chain: tuple[int, ...]) -> int:
        missing = []
        rest = chain
        while rest and rest not in known:
            missing.append(rest)
            rest = rest[1:]
        for part in reversed(missing):  # the rest of a way comes before it
            known[part] = len(chains)
            chains.append(part)
        return known[chain]

    budget = PathBudget(awareness)
    ends = links.end.tolist()
    alternatives: list[list[int]] = [[] for _ in free]
    for origin in range(len(free)):
        stack: list[tuple[tuple[int, ...], tuple[int, ...], int]]
        stack = [((link,), (origin,), 1) for link in reversed(outgoing[origin])]
        while stack:
            chain, passed, step = stack.pop()
            budget.spend(len(chains), len(chain))
            end = ends[chain[-1]]
            if stop[end]:
                alternatives[origin].append(leg_of(chain))
            if free[end]:
                step -= 1
            if awareness > step:
                for link in reversed(outgoing[end]):
                    if ends[link] not in passed:
                        stack.append(((*chain, link), (*passed, end), step + 1))
    lengths, link_keys = links.length.tolist(), links.key.tolist()
    keys: list[int] = []
    for chain in chains:  # the rest of a chain comes before it
        rest = keys[known[chain[1:]]] if len(chain) > 1 else 0
        keys.append(chain_key(link_keys[chain[0]], rest))
    counts = [len(found) for found in alternatives]
    return Legs(
        link=np.array([chain[0] for chain in chains], dtype=np.int64),
        following=np.array(
            [known[chain[1:]] if len(chain) > 1 else -1 for chain in chains], dtype=np.int64
        ),
        final=np.array([ends[chain[-1]] for chain in chains], dtype=np.int64),
        key=np.array(keys, dtype=np.uint64),
        km=np.array([sum(lengths[link] for link in chain) / METRES for chain in chains]),
        alt_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        alt_leg=np.array([leg for found in alternatives for leg in found], dtype=np.int64),
    )


def chain_key(link: int, rest: int) -> int:
    """Identity of a leg: of its link, and of the rest of the way (0 for none)."""
    return (rest * _KEY_STEP + link) % 2**64


def slot_bounds(
    links: Links, legs: Legs, *, budget: bool, on_foot: bool, delay: F8 | None = None
) -> I8:
    """Slots of each leg at most, shape (K,), without making any: as :func:`build_slots`."""
    length, speed = links.length[legs.link], links.speed[legs.link]
    if budget:
        ticks = ticks_of(length, speed)
        return ticks + _late(ticks, legs, delay)
    days = length // speed + 1
    walks = on_foot | (links.walk_share[legs.link] > 0)
    mixed = np.minimum(length + 1, days * (length // links.walk[legs.link] + 1))
    return np.where(walks, mixed, days)


def _late(ticks: I8, legs: Legs, delay: F8 | None) -> I8:
    """Ticks that each leg may take more where its link is full, shape (K,)."""
    if delay is None:
        return np.zeros_like(ticks)
    return np.floor(ticks * delay[legs.link] + 0.5).astype(np.int64)


def build_slots(
    links: Links, legs: Legs, *, budget: bool, on_foot: bool, delay: F8 | None = None
) -> Slots:
    """Positions at which people may spend a night on a leg.

    Under ``budget`` a leg of n ticks has n slots, and before them as many as its link may take more
    when it is full (``delay``: the part of its length, shape (L,)). Under ``flee3`` slots are the
    distances that whole days' travel can reach, at the link's speed or on foot; people at exactly
    the length are still on the link (strict comparison, flee-model §1.7).
    """
    length, speed = links.length[legs.link], links.speed[legs.link]
    if budget:
        ticks = ticks_of(length, speed)
        late = _late(ticks, legs, delay)
        ticks = ticks + late
        start = np.concatenate([[0], np.cumsum(ticks)]).astype(np.int64)
        within = np.arange(start[-1]) - np.repeat(start[:-1], ticks)
        left = np.repeat(ticks, ticks) - within
        following = np.where(left <= DAY_TICKS, -1, np.arange(start[-1]) + DAY_TICKS)
        return Slots(start, left, following, following, late)
    may_walk = on_foot | (links.walk_share[legs.link] > 0)
    if np.any(may_walk):
        return _slots_with_walking(length, speed, links.walk[legs.link], may_walk)
    days = length // speed + 1
    start = np.concatenate([[0], np.cumsum(days)]).astype(np.int64)
    within = np.arange(start[-1]) - np.repeat(start[:-1], days)
    left = np.repeat(length, days) - within * np.repeat(speed, days)
    last = within == np.repeat(days - 1, days)
    following = np.where(last, -1, np.arange(start[-1]) + 1)
    return Slots(start, left, following, following, np.zeros_like(days))


def _slots_with_walking(length: I8, speed: I8, walk: I8, may_walk: Flags) -> Slots:
    start, left, following, following_walk = [0], [], [], []
    rows = zip(length.tolist(), speed.tolist(), walk.tolist(), may_walk.tolist(), strict=True)
    for total, fast, slow, walks in rows:
        reached = {0}
        stack = [0]
        while stack:
            done = stack.pop()
            for step in (fast, slow) if walks else (fast,):
                if done + step <= total and done + step not in reached:
                    reached.add(done + step)
                    stack.append(done + step)
        ordered = sorted(reached)
        slot = {done: start[-1] + number for number, done in enumerate(ordered)}
        left += [total - done for done in ordered]
        following += [slot.get(done + fast, -1) for done in ordered]
        following_walk += [slot.get(done + slow, -1) for done in ordered]
        start.append(start[-1] + len(ordered))
    parts = (start, left, following, following_walk, [0] * len(length))
    return Slots(*(np.array(part, dtype=np.int64) for part in parts))
