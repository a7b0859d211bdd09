"""Serious clashes and numbers of armed groups of a run, by area and month only.

The arrays by day are internal: results on armed groups are told by area and month, without names
of groups or pairs (DESIGN, Protection).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.evidence.clash_record import origin_of
from safepassage.result.quantities import by_percentile, weighted_quantiles
from safepassage.result.result import Result

Triple = tuple[float, float, float]


@dataclass(frozen=True)
class ClashMonth:
    """An area in a month.

    Attributes:
        area: Area of ``presence``.
        month: Such as ``2017-01``.
        days: Days of the month in which clashes are drawn: those of the run after the origin.
        clash: Chance that a serious clash begins in these days, 0..1.
        clash_days: Days on which one goes on: 5, 50, 95 % over members.
        groups: Armed groups at the end of the month (or of the run): 5, 50, 95 %.
        effective: Effective number of groups then: those of one alliance count once, and all count
            alike, since sizes are not modelled. The fewer, the more concentrated. 5, 50, 95 %.
    """

    area: str
    month: str
    days: int
    clash: float
    clash_days: Triple
    groups: Triple
    effective: Triple

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        triples = ("clash_days", "groups", "effective")
        named = {name: by_percentile(getattr(self, name)) for name in triples}
        plain = {"area": self.area, "month": self.month, "days": self.days, "clash": self.clash}
        return {**plain, **named}


def clash_months(result: Result) -> list[ClashMonth]:
    """Areas in their order, months in theirs; none if the run had the rule ``actors`` off.

    Months that end before the first day after the origin are left out.
    """
    return [found for ground in range(len(result.grounds)) for found in _of_area(result, ground)]


def _of_area(result: Result, ground: int) -> Iterator[ClashMonth]:
    months = result.dates.astype("M8[M]")
    drawn = result.dates > np.datetime64(origin_of(result.scenario), "D")
    counts = {
        name: np.asarray(result.arrays[name][:, :, ground])
        for name in ("clashing", "clash_begun", "armed_groups", "armed_blocs")
    }
    for month in np.unique(months[drawn]):
        days = np.flatnonzero((months == month) & drawn)
        begun = counts["clash_begun"][:, days].any(axis=1)

        def triple(values: Any) -> Triple:
            low, middle, high = weighted_quantiles(values, result.weight).tolist()
            return float(low), float(middle), float(high)

        yield ClashMonth(
            area=result.grounds[ground],
            month=str(month),
            days=days.size,
            clash=float(begun @ result.weight),
            clash_days=triple(counts["clashing"][:, days].sum(axis=1)),
            groups=triple(counts["armed_groups"][:, days[-1]]),
            effective=triple(counts["armed_blocs"][:, days[-1]]),
        )
