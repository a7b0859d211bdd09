"""Registration series → people newly displaced by day (flee-model §1.9)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, I8, Flags
from safepassage.scenario.as_of import last_published
from safepassage.scenario.scenario import Scenario

TOTAL = "displaced_from:all"


@dataclass(frozen=True)
class Registrations:
    """Series on the days of the scenario, truncated to whole people.

    Attributes:
        places: Index of the place of each series, shape (S,).
        receives: Whether the place is in ``sites``, shape (S,): one that is not drives
            displacement, but nobody is put there and it is not scored.
        sites: Registered people, shape (S, D); before the first report its value, after the last
            one the last value.
        total: The series of the total, shape (D,), or zeros where there is none.
        has_total: Whether there is a series of the total.
    """

    places: I8
    receives: Flags
    sites: I8
    total: I8
    has_total: bool


def interpolate(scenario: Scenario, index: dict[str, int]) -> Registrations:
    """Straight lines between the last publications of each report, cut to whole people."""
    table = scenario["series"]
    kept = np.flatnonzero(last_published(table))
    kept = kept[np.argsort(table["date"][kept], kind="stable")]
    day = (table["date"][kept] - np.datetime64(scenario.start, "D")).astype(np.float64)
    value, names = table["value"][kept], table["quantity"][kept].astype(str)
    quantities = dict.fromkeys(table["quantity"].astype(str).tolist())  # in the table's order
    grid = np.arange(scenario.days, dtype=np.float64)
    found: dict[str, I8] = {}
    for name in quantities:
        rows = names == name
        found[name] = np.trunc(np.interp(grid, day[rows], value[rows])).astype(np.int64)
    sites = {
        index[name.partition(":")[2]]: line
        for name, line in found.items()
        if name.startswith("present:")
    }
    receiving = {index[place] for place in scenario["sites"]["place"]}
    places = np.array(list(sites), dtype=np.int64)
    return Registrations(
        places=places,
        receives=np.array([place in receiving for place in sites], dtype=bool),
        sites=np.array(list(sites.values()), dtype=np.int64).reshape(len(sites), scenario.days),
        total=found.get(TOTAL, np.zeros(scenario.days, dtype=np.int64)),
        has_total=TOTAL in found,
    )


@dataclass(frozen=True)
class Displacement:
    """What the series do to a run.

    Attributes:
        newly: People newly displaced on each day, shape (D,).
        initial: People registered at a place on the first day who are put there, shape (P,).
        raw: Cumulative change of the data as Flee counts it, shape (D,) (its denominator).
    """

    newly: I8
    initial: F8
    raw: I8


def displace(scenario: Scenario, data: Registrations, places: int) -> Displacement:
    """Newly displaced people by day, with a debt where registrations fall."""
    rules = scenario.rules
    by_sites = rules["series_from"] == "sites"
    driving = data.sites.sum(axis=0) if by_sites else data.total
    start = rules["observed_sites_start"]
    first_sites = data.sites[:, 0] if data.sites.size else np.zeros(0, dtype=np.int64)
    change = np.diff(driving, prepend=driving[:1])
    initial = np.zeros(places)
    if start == "insert":
        initial[data.places[data.receives]] = first_sites[data.receives]
    first = 0
    if start == "none":
        first = int(driving[0])
        if rules["first_day_double"]:
            first = int(first_sites.sum() + data.total[0])
    # What Flee's raw count adds on the first day: every series, the total among them.
    raw_change = change.copy()
    raw_change[0] = int(first_sites.sum() + data.total[0]) if start != "subtract" else 0
    newly = np.zeros(scenario.days, dtype=np.int64)
    newly[0] = first
    debt = 0
    for day in range(1, scenario.days):
        number = int(change[day]) - debt
        if number < 0:
            debt, number = -number, 0
        elif debt > 0:
            debt = 0
        newly[day] = number
    return Displacement(newly, initial, np.cumsum(raw_change))
