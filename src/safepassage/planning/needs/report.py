"""Needs by site and date as a frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.arrays import F8, Dates, Flags
from safepassage.planning.needs.exceedances import Exceedance
from safepassage.planning.needs.items import SiteItems
from safepassage.planning.needs.things import Things
from safepassage.said import Said, said
from safepassage.scenario.dates import Date, day_number
from safepassage.scenario.standards import Standards
from safepassage.spread import by_percentile

RATIOS = ("shelter_ratio", "water_ratio", "toilet_ratio", "ration_days")
"""What is given for each site and date beside the people."""


@dataclass(frozen=True, eq=False)
class Needs:
    """Needs by site and date. Frozen.

    A ratio is what the people there need by the standard divided by what there is: above 1 the
    standard is not met. Ration days are the days for which the food at the site lasts.

    Attributes:
        scenario: Name of the scenario.
        sites: Identifiers of S places.
        names: Names as people write them, shape (S,).
        dates: Shape (D,).
        people: 5, 50 and 95 %, shape (3, D, S).
        ratios: By name in :data:`RATIOS`, 5, 50 and 95 %, shape (3, D, S); NaN where nothing to
            compare with is given, infinite where people have none of it at all.
        hidden: Enclosed then: not exported, shape (D, S).
        bands: (low, high) ration days in words where hidden and a stock is declared, by
            (site, date): for the screen only.
        exceeded: Which site exceeds which standard, and when.
        items: By site at its fullest: needed, at hand, short, cost in USD.
        total: Quantiles of the sums over the sites.
        things: What is missing by site and day, in units.
        standards: What was used.
        sensitivity: Of the scenario.
    """

    scenario: str
    sites: tuple[str, ...]
    names: tuple[str, ...]
    dates: Dates
    people: F8
    ratios: Mapping[str, F8]
    hidden: Flags
    bands: Mapping[tuple[str, str], Said]
    exceeded: tuple[Exceedance, ...]
    items: tuple[SiteItems, ...]
    total: Mapping[str, Any]
    things: Things
    standards: Standards
    sensitivity: str

    def to_json(self) -> dict[str, Any]:
        """Plain values. ``sites`` is site → date → people and ratios; null where unknown."""
        return {
            "scenario": self.scenario,
            "sensitivity": self.sensitivity,
            "sites": {
                site: {str(date): self._cell(day, column) for day, date in enumerate(self.dates)}
                for column, site in enumerate(self.sites)
            },
            "exceeded": [entry.as_dict() for entry in self.exceeded],
            "items": {entry.site: entry.as_dict() for entry in self.items},
            "total": dict(self.total),
            "standards": {name: entry.as_dict() for name, entry in self.standards.items()},
            "note": "ratio = needed by the standard / there; above 1 the standard is not met; "
            "null: no capacity is given, or the place is enclosed",
        }

    def _cell(self, day: int, column: int) -> dict[str, Any]:
        if self.hidden[day, column]:
            return dict.fromkeys(("people", *RATIOS))
        cell: dict[str, Any] = {"people": quantile_dict(self.people[:, day, column], 0)}
        for name in RATIOS:
            cell[name] = quantile_dict(self.ratios[name][:, day, column], 4)
        return cell

    def shown(self, date: Date | None = None) -> list[tuple[int, int]]:
        """(day, site) of each site, by their numbers.

        Args:
            date: Day to show; by default each site at its fullest.

        Raises:
            ScenarioError: If the date is no day of the run.
        """
        if date is None:
            days = np.argmax(self.people[1], axis=0).tolist()
        else:
            given = day_number(date, self.dates[0].item(), len(self.dates))
            days = [given] * len(self.sites)
        return [(day, site) for site, day in enumerate(days)]

    def sentences(self) -> tuple[Said, ...]:
        """Which sites exceed which standard and when."""
        return tuple(entry.sentence for entry in self.exceeded) or (said("needs.none"),)


def quantile_dict(values: F8, digits: int) -> dict[str, float] | None:
    """{p05, p50, p95}, or None where any of them is not a finite number."""
    if not np.isfinite(values).all():
        return None
    numbers = [int(v) if digits == 0 else round(float(v), digits) for v in np.round(values, digits)]
    return by_percentile(numbers)
