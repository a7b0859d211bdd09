"""Serious clashes and numbers of armed groups of a run, by area and month only.

The arrays by day are internal: results on armed groups are published by area and month,
without names of groups or pairs (DESIGN, Protection).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.evidence.clash_record import origin_of
from safepassage.result.result import Result
from safepassage.spread import Spread


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
    clash_days: Spread
    groups: Spread
    effective: Spread

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        plain = {"area": self.area, "month": self.month, "days": self.days, "clash": self.clash}
        return plain | {
            "clash_days": self.clash_days.as_dict(),
            "groups": self.groups.as_dict(),
            "effective": self.effective.as_dict(),
        }


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

        yield ClashMonth(
            area=result.grounds[ground],
            month=str(month),
            days=days.size,
            clash=float(begun @ result.weight),
            clash_days=Spread.of(counts["clashing"][:, days].sum(axis=1), result.weight),
            groups=Spread.of(counts["armed_groups"][:, days[-1]], result.weight),
            effective=Spread.of(counts["armed_blocs"][:, days[-1]], result.weight),
        )
