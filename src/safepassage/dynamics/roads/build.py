"""Capacities and hours of roads → arrays."""

from __future__ import annotations

import numpy as np

from safepassage.arrays import F8
from safepassage.compiled.network import Links
from safepassage.dynamics.roads.arrays import Roads
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline


def build_roads(scenario: Scenario, links: Links) -> Roads:
    """People that each link with a capacity lets in on each day: in each direction alike."""
    meter = np.full(links.route.size, -1, dtype=np.int64)
    if not scenario.rules.roads_fill:
        return Roads(meter, np.zeros((0, scenario.days)))
    rate = scenario["routes"]["persons_per_hour"][links.route]
    limited = np.flatnonzero(~np.isnan(rate))
    meter[limited] = np.arange(limited.size)
    hours = timeline(scenario).road_hours[:, links.route[limited]].T
    return Roads(meter, np.ascontiguousarray(rate[limited, None] * hours))


def most_delay(scenario: Scenario, roads: Roads) -> F8:
    """By which part the way on each link takes longer when it is full, shape (L,)."""
    return np.where(roads.meter >= 0, float(scenario.rules.road_delay), 0.0)
