"""Where people go, in expectation and without the time of travel: what a fit can afford to try.

The same choice as in the kernel (`destinations = "sites"`), written anew on whole flows: people
from each place with hazard divide among the sites by distance on the roads of that day, and stay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from safepassage.arrays import F8, Flags
from safepassage.compiled.registrations import displace, interpolate
from safepassage.forecast.cold.world import Start, shares
from safepassage.scenario.behaviour import Behaviour
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline


@dataclass(frozen=True, eq=False)
class Flows:
    """A crisis as flows; S scored sites.

    Attributes:
        start: The crisis.
        newly: People newly displaced by day, shape (D,).
        population: People of each place, shape (P,).
        urge: Hazard times decay of each place, shape (D, P).
        spans: First day, the one after the last, and km from each place to each site, (P, S):
            infinite where the site is closed or no open road leads there.
    """

    start: Start
    newly: F8
    population: F8
    urge: F8
    spans: tuple[tuple[int, int, F8], ...]

    def shares(self, behaviour: Behaviour, pull: F8 | float = 1.0) -> F8:
        """Share of each site at the end of each day, shape (D, S)."""
        people = np.where(self.population > 0, self.population, np.nan) ** behaviour.source_power
        weight = np.nan_to_num(people) * self.urge
        total = weight.sum(axis=1, keepdims=True)
        fled = self.newly[:, None] * weight / np.where(total > 0, total, 1.0)
        arrived = np.zeros((fled.shape[0], len(self.start.sites)))
        waiting = np.zeros(fled.shape[1])
        for first, stop, km in self.spans:
            draw = pull * (behaviour.softening + km) ** -behaviour.distance_power
            all_sites = draw.sum(axis=1, keepdims=True)
            chance = draw / np.where(all_sites > 0, all_sites, 1.0)
            arrived[first:stop] = fled[first:stop] @ chance
            arrived[first] += waiting @ chance
            left = np.where(all_sites[:, 0] > 0, 0.0, 1.0)
            waiting = left * (waiting + fled[first:stop].sum(axis=0))
        return shares(arrived.cumsum(axis=0))


def flows(start: Start) -> Flows:
    """Read a crisis."""
    scenario = start.scenario
    places = scenario["places"]["place"].tolist()
    index = {place: number for number, place in enumerate(places)}
    newly = displace(scenario, interpolate(scenario, index), len(places)).newly
    return Flows(
        start=start,
        newly=newly.astype(np.float64),
        population=np.nan_to_num(scenario["places"]["population"]),
        urge=_urge(scenario),
        spans=tuple(_spans(start, index)),
    )


def _urge(scenario: Scenario) -> F8:
    """Hazard at its onset (as under flee3), times decay by its age."""
    hazard = timeline(scenario).hazard.by_day()
    factors = np.array(scenario.rules.spawn_decay or (1.0,))
    interval = scenario.rules.spawn_decay_interval
    urge = np.zeros(hazard.shape)
    age, first = np.zeros(hazard.shape[1], dtype=np.int64), np.zeros(hazard.shape[1])
    for day, today in enumerate(hazard):
        begins = (today > 0) & (first == 0)
        first = np.where(today > 0, np.where(begins, today, first), 0.0)
        age = np.where(begins, 0, age + 1)
        urge[day] = first * factors[np.minimum(age // interval, factors.size - 1)]
    return urge


def _spans(start: Start, index: dict[str, int]) -> list[tuple[int, int, F8]]:
    days = timeline(start.scenario)
    marks = sorted({*days.directions.days, *days.kinds.days, *days.open_sites.days})
    sites = [index[site] for site in start.sites]
    found = []
    for first, stop in zip(marks, [*marks[1:], start.scenario.days], strict=True):
        km = _km(start.scenario, index, days.directions.on(first), sites)
        is_site = (days.kinds.on(first) == "site") & days.open_sites.on(first)
        km[:, ~is_site[sites]] = np.inf
        found.append((first, stop, km))
    return found


def _km(scenario: Scenario, index: dict[str, int], is_open: Flags, sites: list[int]) -> F8:
    routes = scenario["routes"]
    one, other = ([index[name] for name in routes[column]] for column in ("from", "to"))
    length = np.full((len(index), len(index)), np.inf)
    for ends, way in (((one, other), 0), ((other, one), 1)):
        np.minimum.at(length, ends, np.where(is_open[:, way], routes["length_km"], np.inf))
    roads = csr_array(np.where(np.isfinite(length), length, 0.0).T)
    return np.asarray(dijkstra(roads, indices=sites)).T
