"""Which sites exceed which standard, and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.arrays import F8, Dates, Flags
from safepassage.said import Fixed, Place, Said, Term, said
from safepassage.spread import Spread, by_percentile

_FOOD = "ration_days"


@dataclass(frozen=True)
class Exceedance:
    """One site and standard, over the days on which the median exceeds it.

    Attributes:
        site: Name of the site.
        what: ``shelter_ratio``, ``water_ratio``, ``toilet_ratio`` or ``ration_days``.
        first: First such day.
        last: Last such day.
        days: How many days.
        worst: Day of the worst median.
        values: 5, 50 and 95 % on that day; infinite where there is none of it.
        possible: True if only the worst twentieth exceeds it, the median on no day.
        place: Identifier of the site.
    """

    site: str
    what: str
    first: str
    last: str
    days: int
    worst: str
    values: Spread
    possible: bool
    place: str

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; infinite ones are None."""
        known = (round(v, 4) if np.isfinite(v) else None for v in self.values)
        return {
            "site": self.site,
            "what": self.what,
            "first": self.first,
            "last": self.last,
            "days": self.days,
            "worst": self.worst,
            "at_worst": by_percentile(known),
            "only_possible": self.possible,
        }

    @property
    def sentence(self) -> Said:
        """What is missed, when, and by how much on the worst day."""
        first, last, worst = map(dt.date.fromisoformat, (self.first, self.last, self.worst))
        given = {"where": Place(self.place), "first": first, "last": last}
        if self.what == _FOOD:
            if self.possible:
                return said("needs.may_hunger", **given)
            return said("needs.hungry", days=self.days, **given)
        given["what"] = Term("needs", f"item_{self.what}")
        if self.possible:
            return said("needs.may_exceed", **given)
        if not np.isfinite(self.values.median):
            return said("needs.nothing", days=self.days, **given)
        low, middle, high = map(_times, self.values)
        return said(
            "needs.exceeds", days=self.days, worst=worst, low=low, middle=middle, high=high, **given
        )


def _times(value: float) -> Fixed | str:
    """How many times as much is needed, in two digits."""
    return Fixed(value, 0 if value >= 10 else 1) if np.isfinite(value) else "∞"


def exceedances(
    people: F8,
    ratios: Mapping[str, F8],
    hidden: Flags,
    sites: Mapping[str, str],
    dates: Dates,
) -> tuple[Exceedance, ...]:
    """Days and sites on which a standard is missed, most serious first.

    Args:
        people: 5, 50 and 95 %, shape (3, D, S).
        ratios: By name, shape (3, D, S).
        hidden: Days that are not published, shape (D, S).
        sites: Identifier → name of each site, S of them in order.
        dates: Shape (D,).
    """
    found = []
    for column, site in enumerate(sites.items()):
        for what, values in ratios.items():
            seen = values[:, :, column]
            published = ~hidden[:, column] & ~np.isnan(seen).any(axis=0)
            bad = _bad(what, seen, people[:, :, column]) & published
            none = bad[1] & np.isinf(seen[1])
            found += [
                _over(site, what, seen, dates, days, rank=1)
                for days in (bad[1] & ~none, none)
                if days.any()
            ]
            worst = 0 if what == "ration_days" else 2
            if not bad[1].any() and bad[worst].any():
                found.append(_over(site, what, seen, dates, bad[worst], rank=worst))
    return tuple(found)


def _over(
    site: tuple[str, str],
    what: str,
    seen: F8,
    dates: Dates,
    bad: Flags,
    *,
    rank: int,
) -> Exceedance:
    """What to say about some bad days; ``rank`` is the quantile by which they are bad."""
    days = np.flatnonzero(bad)
    key = seen[rank, days]
    worst = int(days[np.argmin(key) if what == "ration_days" else np.argmax(key)])
    return Exceedance(
        site=site[1],
        what=what,
        first=str(dates[days[0]]),
        last=str(dates[days[-1]]),
        days=int(days.size),
        worst=str(dates[worst]),
        values=Spread(*seen[:, worst].tolist()),
        possible=rank != 1,
        place=site[0],
    )


def _bad(what: str, values: F8, people: F8) -> Flags:
    """Whether each quantile is on the wrong side, shape (3, D)."""
    if what == "ration_days":
        return np.asarray((values < 1) & (people[1] > 0))
    return np.asarray(values > 1)
