"""Registrations as they were known on a day: reports, never lines between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.compiled.registrations import TOTAL
from safepassage.scenario.scenario import Scenario

_PRESENT = "present:"


@dataclass(frozen=True)
class Curve:
    """Reports of one series, in order of their day, one a day, from the first that is not zero.

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


EMPTY = Curve(np.zeros(0, dtype=np.int64), np.zeros(0))


@dataclass(frozen=True)
class History:
    """All reports, with the day on which each became known.

    Attributes:
        start: First day of the scenario.
        days: Number of days of the scenario.
        sites: Places that receive people and have a series, in order of the series.
        rows: Series name → (day, known, value), each of shape (N,).
        totals: Sites that are the sum of others, and are not added to them.
        cumulative: Whether values count everybody who ever came: they cannot fall.
    """

    start: dt.date
    days: int
    sites: tuple[str, ...]
    rows: Mapping[str, tuple[I8, I8, F8]]
    totals: frozenset[str] = frozenset()
    cumulative: bool = False
    _seen: dict[tuple[int, bool], Known] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def known(self, day: int, *, first: bool = False) -> Known:
        """What was known at the end of a day.

        Args:
            day: Days since the start.
            first: Take the first publication about each day in place of the latest correction.
        """
        key = (day, first)
        if key not in self._seen:
            self._seen[key] = self._known(day, first=first)
        return self._seen[key]

    def _known(self, day: int, *, first: bool) -> Known:
        curves = {name: _curve(*rows, day, first=first) for name, rows in self.rows.items()}
        return Known(
            day=day,
            sites=tuple(curves[_PRESENT + site] for site in self.sites),
            everybody=curves.get(TOTAL, EMPTY),
        )

    def together(self) -> History:
        """One site in the place of all that are no sums of others."""
        return _Together(
            self.start, self.days, ("all",), self.rows, self.totals, self.cumulative, of=self
        )

    def published(self, *, first: bool) -> Known:
        """Everything that was ever published: as it was first, or as it stands in the end."""
        return self.known(np.iinfo(np.int32).max, first=first)


@dataclass(frozen=True, eq=False)
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

    def together(self, sites: Sequence[int]) -> Curve:
        """Some sites as one series: the sum of the lines through their reports, shape (N,).

        Splitting a site, renaming or reordering sites, or adding an empty one changes nothing.
        """
        curves = [self.sites[site] for site in sites if self.sites[site].day.size]
        if not curves:
            return EMPTY
        days = np.unique(np.concatenate([curve.day for curve in curves]))
        parts = [np.interp(days, one.day, one.value, left=0.0) for one in curves]
        return Curve(days, np.sum(parts, axis=0))

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
        """Last report minus the line a number of days before the known day, shape (S,)."""
        return self.last - self.at(self.day - days)


@dataclass(frozen=True)
class _Together(History):
    """The sum of the sites of another history.

    Attributes:
        of: The other.
    """

    of: History = field(kw_only=True)

    def _known(self, day: int, *, first: bool) -> Known:
        known = self.of.known(day, first=first)
        parts = [n for n, site in enumerate(self.of.sites) if site not in self.totals]
        return Known(day, (known.together(parts),), known.everybody)


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


def _curve(day: I8, known: I8, value: F8, until: int, *, first: bool) -> Curve:
    """One value a day; zeros before anybody is reported say only that the place was listed."""
    seen = np.flatnonzero((known <= until) & (day <= until))
    order = seen[np.lexsort((-known[seen] if first else known[seen], day[seen]))]
    chosen = np.append(np.diff(day[order]) > 0, np.ones(min(1, order.size), dtype=bool))
    kept = order[chosen]
    somebody = np.flatnonzero(value[kept] > 0)
    kept = kept[somebody[0] :] if somebody.size else kept[:0]
    return Curve(day[kept], value[kept])
