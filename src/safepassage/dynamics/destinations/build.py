"""Shortest ways to every site → more alternatives (``rules.destinations``).

One way from each place to each site, for every state that declared roads are in and every class
that may use other roads: which of them are open on a day is for the kernel to say. Ways to a site
share their rest, so that there is one leg a place and site.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from safepassage.arrays import F8, I8, Flags
from safepassage.compiled.network import METRES, Legs, Links, chain_key
from safepassage.dynamics.fixed_routes.build import Choices
from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline

MOST = 4_000_000
"""Ways from a place to a site that memory is asked for."""


def add_ways_to_sites(scenario: Scenario, links: Links, legs: Legs) -> Choices:
    """Append the shortest way from each place to each site to what may be chosen there.

    Args:
        scenario: Declared world.
        links: Directed links.
        legs: Ways within sight.

    Raises:
        ScenarioError: If there are too many places and sites.
    """
    sites = _ever_sites(scenario)
    places = len(scenario["places"])
    if sites.size * places > MOST:
        message = f"{places} places and {sites.size} sites are too many for it"
        where, remedy = "scenario.toml [rules]", "set destinations = 'within_sight'"
        raise ScenarioError([Problem(message, where, None, "destinations", remedy)])
    grown = _Grown(links, legs)
    ways: list[dict[int, None]] = [{} for _ in range(places)]
    for usable in _states_of_roads(scenario, links):
        found = _metres_to(sites, usable, links, places)
        for site, metres in zip(sites.tolist(), found, strict=True):
            for place, leg in grown.ways_to(site, metres, usable):
                ways[place][leg] = None
    return grown.choices(ways)


def _ever_sites(scenario: Scenario) -> I8:
    """Places that are a site on some day."""
    ever = np.any([state == "site" for state in timeline(scenario).kinds.states], axis=0)
    return np.flatnonzero(ever)


def _states_of_roads(scenario: Scenario, links: Links) -> Iterator[Flags]:
    """Links that some class can use on some day, shape (L,); each state once."""
    back = np.zeros(links.route.size, dtype=np.int64)
    back[1:] = links.route[1:] == links.route[:-1]
    classes = scenario["classes"]["class"].tolist() or ["people"]
    named = scenario["routes"]["classes"]
    allowed = {tuple(not names or class_ in names for names in named): None for class_ in classes}
    seen = set()
    for _, state in timeline(scenario).directions:
        for may in allowed:
            usable = state[links.route, back] & np.array(may, dtype=bool)[links.route]
            if usable.tobytes() not in seen:
                seen.add(usable.tobytes())
                yield usable


def _metres_to(sites: I8, usable: Flags, links: Links, places: int) -> F8:
    """Metres from each place to each site, shape (S, P); infinite where no open road leads."""
    start, end, length = (part[usable] for part in (links.start, links.end, links.length))
    order = np.lexsort((length, start, end))
    first = np.ones(order.size, dtype=bool)
    first[1:] = np.diff(start[order]) != 0
    first[1:] |= np.diff(end[order]) != 0
    kept = order[first]  # the shortest of several roads between two places
    shape = (places, places)
    backwards = csr_array((length[kept].astype(np.float64), (end[kept], start[kept])), shape=shape)
    return np.atleast_2d(dijkstra(backwards, indices=sites)) if sites.size else np.zeros((0, 0))


class _Grown:
    """Legs that grow by one link in front of another leg."""

    def __init__(self, links: Links, legs: Legs) -> None:
        self.links, self.old = links, legs
        self.link, self.following = legs.link.tolist(), legs.following.tolist()
        self.km, self.key = legs.km.tolist(), [int(key) for key in legs.key]
        self.final = legs.final.tolist()
        pairs = zip(self.link, self.following, strict=True)
        self.known = {pair: number for number, pair in enumerate(pairs)}

    def ways_to(self, site: int, metres: F8, usable: Flags) -> Iterator[tuple[int, int]]:
        """(place, leg) of the shortest way from each place from which a road leads to a site.

        Of ways that are as short as another that counts whose road comes first by name.
        """
        links = self.links
        about = np.where(usable, links.length + metres[links.end], np.inf)
        order = np.lexsort((links.key, about, links.start))
        first = np.ones(order.size, dtype=bool)
        first[1:] = np.diff(links.start[order]) != 0
        chosen = order[first]
        chosen = chosen[np.isfinite(about[chosen]) & (links.start[chosen] != site)]
        leg_of: dict[int, int] = {site: -1}
        nearest = np.argsort(metres[links.start[chosen]], kind="stable")
        for link in chosen[nearest].tolist():
            place, onward = int(links.start[link]), leg_of[int(links.end[link])]
            leg_of[place] = self._leg(link, onward, site)
            yield place, leg_of[place]

    def _leg(self, link: int, following: int, final: int) -> int:
        pair = link, following
        if pair not in self.known:
            beyond = following >= 0
            self.known[pair] = len(self.km)
            self.link.append(link)
            self.following.append(following)
            self.final.append(final)
            length = float(self.links.length[link] / METRES)
            self.km.append(length + (self.km[following] if beyond else 0.0))
            rest = self.key[following] if beyond else 0
            self.key.append(chain_key(int(self.links.key[link]), rest))
        return self.known[pair]

    def choices(self, ways: list[dict[int, None]]) -> Choices:
        """All legs, and what may be chosen: within sight first, then ways to sites."""
        old = self.old
        chosen: list[int] = []
        start, beyond = [0], []
        for place, legs in enumerate(ways):
            chosen += old.alt_leg[old.alt_start[place] : old.alt_start[place + 1]].tolist()
            beyond.append(len(chosen))
            chosen += legs
            start.append(len(chosen))
        return Choices(
            Legs(
                link=np.array(self.link, dtype=np.int64),
                following=np.array(self.following, dtype=np.int64),
                final=np.array(self.final, dtype=np.int64),
                key=np.array(self.key, dtype=np.uint64),
                km=np.array(self.km, dtype=np.float64),
                alt_start=np.array(start, dtype=np.int64),
                alt_leg=np.array(chosen, dtype=np.int64),
            ),
            np.array(beyond, dtype=np.int64),
        )
