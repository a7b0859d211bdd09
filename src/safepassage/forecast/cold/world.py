"""What is known of a crisis before anybody is registered: the world, and how many people in all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.compiled.registrations import TOTAL, interpolate
from safepassage.errors import Problem, ScenarioError
from safepassage.scenario.canonical import canonical
from safepassage.scenario.parts import replace_unchecked
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.table import Table

_ONE_BY_ONE: Mapping[str, Any] = MappingProxyType(
    {
        "displacement": "series",
        "series_from": "total",
        "observed_sites_start": "none",
        "first_day_double": False,
        "arrival_batches": 1,
    }
)
"""Totals drive displacement, nobody is registered anywhere, and no site fills up."""


@dataclass(frozen=True, eq=False)
class Start:
    """A crisis and what became of it.

    Attributes:
        scenario: The declared world: capacities, registrations and ranges are not in it.
        sites: Sites that are scored, S of them.
        people: Registered people at each of them by day, shape (D, S): nothing sees them but
            the score.
    """

    scenario: Scenario
    sites: tuple[str, ...]
    people: F8

    @property
    def counted(self) -> F8:
        """Share of each site in the registered people, shape (D, S); NaN where there are none."""
        return shares(self.people, empty=np.nan)

    def with_rules(
        self, rules: Mapping[str, Any], ranges: Sequence[Mapping[str, Any]] = ()
    ) -> Scenario:
        """The world with rules of movement, and with ranges of uncertain inputs."""
        return replace_unchecked(
            self.scenario, rules=dict(rules), uncertain=[dict(row) for row in ranges]
        )


def cold_start(scenario: Scenario) -> Start:
    """Take out of a scenario what nobody knows before the first registration.

    The total by day is the sum over the sites that receive people, once everything is published.

    Raises:
        ScenarioError: If fewer than two sites have registrations.
    """
    scenario = canonical(scenario)
    places = scenario["places"]["place"].tolist()
    found = interpolate(scenario, {place: number for number, place in enumerate(places)})
    people = found.sites[found.receives].T.astype(np.float64)
    if people.shape[1] < 2 or not people.any():
        message = f"{scenario.name!r} has no registrations of two sites to be scored against"
        raise ScenarioError([Problem(message, "series.csv")])
    known = replace_unchecked(
        scenario,
        rules=dict(_ONE_BY_ONE),
        sites=_without_limits(scenario["sites"]),
        series=[
            {"quantity": TOTAL, "date": scenario.start + dt.timedelta(days=day), "value": total}
            for day, total in enumerate(people.sum(axis=1).tolist())
        ],
        uncertain=[],
        claims=[],
    )
    names = tuple(places[place] for place in found.places[found.receives].tolist())
    return Start(known, names, people)


def shares(people: F8, empty: float = 0.0) -> F8:
    """Share of each site in the people at all sites, over the last axis."""
    total = people.sum(axis=-1, keepdims=True)
    return np.where(total > 0, people / np.where(total > 0, total, 1.0), empty)


def _without_limits(sites: Table) -> Table:
    blank = {"capacity": np.full(len(sites), np.nan), "capacity_per_day": np.zeros(len(sites))}
    for column in blank.values():
        column.setflags(write=False)
    return Table(sites.name, MappingProxyType({**sites.columns, **blank}))
