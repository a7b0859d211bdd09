"""Registrations as they were known on a day: reports, never lines between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.compiled.registrations import TOTAL
from safepassage.scenario.scenario import Scenario

_PRESENT = "present:"


@dataclass(frozen=True)
class Curve:
    """Reports of one series, in order of their day, one a day (the latest known correction).

    Attributes:
        day: Days since the start of the scenario, shape (N,); may be negative.
        value: Registered people, shape (N,).
    """

    day: I8
    value: F8

    def at(self, day: float) -> float:
        """Straight line between reports; the first before them, the last after; 0 if none."""
        return float(np.interp(day, self.day, self.value)) if self.day.size else 0.0

    @property
    def last(self) -> float:
        """The last report, or 0."""
        return float(self.value[-1]) if self.day.size else 0.0

    @property
    def last_day(self) -> int | None:
        """Day of the last report."""
        return int(self.day[-1]) if self.day.size else None


@dataclass(frozen=True)
class History:
    """All reports, with the day on which each became known.

    Attributes:
        start: First day of the scenario.
        days: Number of days of the scenario.
        sites: Places that receive people and have a series, in order of the series.
        rows: Series name → (day, known, value), each of shape (N,).
    """

    start: dt.date
    days: int
    sites: tuple[str, ...]
    rows: Mapping[str, tuple[I8, I8, F8]]

    def known(self, day: int) -> Known:
        """What was known at the end of a day (days since the start)."""
        curves = {name: _curve(*rows, day) for name, rows in self.rows.items()}
        nothing = _curve(np.zeros(0, "i8"), np.zeros(0, "i8"), np.zeros(0), day)
        return Known(
            day=day,
            sites=tuple(curves[_PRESENT + site] for site in self.sites),
            everybody=curves.get(TOTAL, nothing),
        )

    @property
    def truth(self) -> Known:
        """Everything that was ever published, corrections included."""
        return self.known(np.iinfo(np.int32).max)


@dataclass(frozen=True)
class Known:
    """Reports known on a day.

    Attributes:
        day: The day.
        sites: Reports of each site, S of them; those not reported yet are empty.
        everybody: Series of all who are registered, or empty.
    """

    day: int
    sites: tuple[Curve, ...]
    everybody: Curve

    @cached_property
    def reported(self) -> F8:
        """1 for sites with a report, else 0, shape (S,)."""
        return np.array([float(curve.day.size > 0) for curve in self.sites])

    @cached_property
    def last(self) -> F8:
        """Last report of each site, shape (S,); 0 without one."""
        return np.array([curve.last for curve in self.sites])

    def at(self, day: float) -> F8:
        """Line through the known reports of each site, shape (S,)."""
        return np.array([curve.at(day) for curve in self.sites])

    def risen(self, days: float) -> F8:
        """Last report minus the line so many days before the known day, shape (S,)."""
        return self.last - self.at(self.day - days)


def read_history(scenario: Scenario) -> History:
    """Reports of the sites that receive people, and of everybody registered."""
    table = scenario["series"]
    start = np.datetime64(scenario.start, "D")
    day = (table["date"] - start).astype(np.int64)
    published = np.where(np.isnat(table["published"]), table["date"], table["published"])
    known = (published - start).astype(np.int64)
    receiving = set(scenario["sites"]["place"].tolist())
    names = table["quantity"].astype(str)
    rows = {}
    for name in dict.fromkeys(names.tolist()):
        if name == TOTAL or name.removeprefix(_PRESENT) in receiving:
            own = names == name
            rows[name] = (day[own], known[own], table["value"][own].astype(np.float64))
    sites = tuple(name.removeprefix(_PRESENT) for name in rows if name != TOTAL)
    return History(scenario.start, scenario.days, sites, rows)


def _curve(day: I8, known: I8, value: F8, until: int) -> Curve:
    seen = np.flatnonzero((known <= until) & (day <= until))
    order = seen[np.lexsort((known[seen], day[seen]))]
    latest = np.append(np.diff(day[order]) > 0, np.ones(min(1, order.size), dtype=bool))
    kept = order[latest]
    return Curve(day[kept], value[kept])
