"""Rules that need a map and a ruler: what a simulation must beat to be worth its trouble."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from safepassage.arrays import F8
from safepassage.forecast.cold.world import Start
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline

Ruler = Callable[[F8], F8]
"""Pull of each site on each place of conflict from the km between them, both (C, S)."""


def _inverse(km: F8) -> F8:
    return 1.0 / np.maximum(km, 1.0)


def _inverse_square(km: F8) -> F8:
    return _inverse(km) ** 2


def _nearest(km: F8) -> F8:
    nearest: F8 = (km == km.min(axis=1, keepdims=True)).astype(np.float64)
    return nearest


_RULERS: Mapping[str, Ruler] = MappingProxyType(
    {"inverse_distance": _inverse, "inverse_square": _inverse_square, "nearest": _nearest}
)
RULERS = ("equal", *_RULERS, "gravity")
"""Names of all rules of this module."""


def by_ruler(start: Start) -> dict[str, F8]:
    """Share of each site by each rule, shape (S,), the same on all days.

    Distance is along the shortest way over all roads, open or not; every place that has hazard on
    some day counts by its population. In all rules but gravity its people divide among the sites;
    by gravity what moves from a place to a site is its population over the square of the distance.
    """
    km = _km(start)
    people = _people_in_conflict(start.scenario)
    reached = np.isfinite(km).any(axis=1) & (people > 0)
    number = len(start.sites)
    equal = np.full(number, 1.0 / number)
    if not reached.any():
        return dict.fromkeys(RULERS, equal)
    km, people = km[reached], people[reached]
    found = {"equal": equal}
    for name, ruler in _RULERS.items():
        pull = ruler(km)
        found[name] = _normal(people @ (pull / pull.sum(axis=1, keepdims=True)))
    return found | {"gravity": _normal(people @ _inverse_square(km))}


def _normal(pull: F8) -> F8:
    return np.asarray(pull / pull.sum())


def _people_in_conflict(scenario: Scenario) -> F8:
    """Population of each place that ever has hazard, 0 of the others, shape (P,)."""
    ever = np.any([state > 0 for state in timeline(scenario).hazard.states], axis=0)
    return np.where(ever, np.nan_to_num(scenario["places"]["population"]), 0.0)


def _km(start: Start) -> F8:
    """Km of the shortest way from each place to each site, shape (P, S)."""
    places = start.scenario["places"]["place"].tolist()
    index = {place: number for number, place in enumerate(places)}
    routes = start.scenario["routes"]
    ends = [[index[name] for name in routes[column]] for column in ("from", "to")]
    length = np.full((len(places), len(places)), np.inf)
    np.minimum.at(length, (ends[0], ends[1]), routes["length_km"])
    length = np.minimum(length, length.T)
    roads = csr_array(np.where(np.isfinite(length), length, 0.0))
    sites = [index[site] for site in start.sites]
    return np.asarray(dijkstra(roads, directed=False, indices=sites)).T
