"""The answer to "was it equipped?" for an area that receives people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8
from safepassage.compiled.services import COLUMNS, services
from safepassage.compiled.stores import ration_of
from safepassage.planning.needs.items import DAILY, Item, make_items, spread
from safepassage.result.quantities import places_of
from safepassage.result.result import Result, as_result
from safepassage.said import Place, Range, Said, Share, said
from safepassage.scenario.standards import Standards, cold_days, standards_of
from safepassage.scenario.timeline.timeline import timeline
from safepassage.spread import Spread


@dataclass(frozen=True, eq=False)
class Equipped:
    """What an area had and what its arrivals needed, on its fullest day.

    Attributes:
        area: Area or place.
        date: Day with most people in the weighted mean.
        people: Who was there, by member, shape (M,).
        places: Number of places in it.
        declared: How many of them declare each service.
        items: Needed and at hand, summed over the places.
        weight: Of the members, shape (M,).
        planned: People whom candidate sites in it would shelter at their smallest and largest.
    """

    area: str
    date: str
    people: F8
    places: int
    declared: Mapping[str, int]
    items: Mapping[str, Item]
    weight: F8
    planned: tuple[float, float]

    @property
    def answer(self) -> str:
        """``no``, ``yes``, ``uncertain`` or ``unknown`` for want of data."""
        known = [item for item in self.items.values() if item.at_hand is not None]
        if not known:
            return "unknown"
        chance = max(self._chance_short(item) for item in known)
        if chance > 0.95:
            return "no"
        complete = all(self.declared.get(name, 1) == self.places for name in COLUMNS)
        if chance < 0.05:
            return "yes" if complete else "unknown"
        return "uncertain"

    def _chance_short(self, item: Item) -> float:
        return float(self.weight @ (item.short > 0))

    @property
    def sentences(self) -> tuple[Said, ...]:
        """The answer, what was needed and declared, and what it would cost to make up for it."""
        held = said(
            "equipped.held", date=dt.date.fromisoformat(self.date), where=Place(self.area),
            people=_range(spread(self.people, self.weight)),
        )  # fmt: skip
        found = [said(f"equipped.{self.answer}", held=held)]
        for name, item in self.items.items():
            amount = _range(spread(item.needed, self.weight))
            needed = said(f"thing.{name}", amount=amount)
            if item.at_hand is None:
                found.append(said("equipped.none", needed=needed))
                continue
            found.append(
                said(
                    "equipped.some", needed=needed, there=item.at_hand, count=self.declared[name],
                    places=self.places, share=Share(self._chance_short(item)),
                )
            )  # fmt: skip
        if self.planned[1] > 0:
            low, high = self.planned
            found.append(said("equipped.planned", low=low, high=high))
        once, daily = map(_range, self._usd())
        return (*found, said("equipped.cost", once=once, daily=daily))

    def _usd(self) -> tuple[dict[str, float], dict[str, float]]:
        sums = [np.zeros_like(self.people), np.zeros_like(self.people)]
        for name, item in self.items.items():
            if np.isfinite(item.usd[1]):
                sums[name in DAILY] = sums[name in DAILY] + item.short * item.usd[1]
        return spread(sums[0], self.weight), spread(sums[1], self.weight)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        once, daily = self._usd()
        return {
            "area": self.area,
            "date": self.date,
            "answer": self.answer,
            "people": spread(self.people, self.weight),
            "places": self.places,
            "declared": dict(self.declared),
            "planned": list(self.planned),
            "items": {name: item.as_dict() for name, item in self.items.items()},
            "usd_once": once,
            "usd_per_day": daily,
        }


@checked
def equipped(
    result: Result, area: str, standards: Standards | str | Path | None = None
) -> Equipped:
    """Whether an area was equipped for those who came.

    Args:
        result: A run.
        area: Area or place, such as ``idleb``.
        standards: As in :func:`safepassage.planning.needs.by_site.needs`.

    Raises:
        ScenarioError: If the area is unknown or a standard is missing.

    Examples:
        >>> import safepassage
        >>> result = safepassage.run(safepassage.new_scenario("example"), members=4)
        >>> safepassage.equipped(result, "pocket").area
        'pocket'
    """
    result = as_result(result)
    scenario = result.scenario
    used = standards_of(scenario, standards)
    rows = places_of(result, area)
    names = [result.places[row] for row in rows]
    open_ = ~timeline(scenario).enclosed[:, rows]
    counts = result.arrays["displaced"][:, :, rows].sum(axis=3, dtype=np.int64)
    people = (counts * open_[None]).sum(axis=2).astype(np.float64)  # (M, D)
    day = int(np.argmax(result.weight @ people))
    there: dict[str, float | None] = {}
    declared: dict[str, int] = {}
    for name, values in services(scenario, names).items():
        known = np.isfinite(values[day])
        declared[name] = int(known.sum())
        there[name] = float(np.nansum(values[day])) if known.any() else None
    cold = bool(cold_days(scenario)[day])
    kg = ration_of(scenario, used).kg
    items = make_items(people[:, day], there, used, kg, result.weight, cold=cold)
    date = str(result.dates[day])
    planned = _planned(result, set(names))
    here = people[:, day]
    return Equipped(area, date, here, len(rows), declared, items, result.weight, planned)


def _planned(result: Result, names: set[str]) -> tuple[float, float]:
    """Smallest and largest capacity of the candidate sites that stand in the area, summed."""
    sizes: dict[str, list[float]] = {}
    for row in result.scenario["candidate_sites"].rows():
        if row["place"] in names:
            sizes.setdefault(row["place"], []).append(row["capacity"])
    return sum(min(size) for size in sizes.values()), sum(max(size) for size in sizes.values())


def _range(values: Mapping[str, float]) -> Range:
    return Range.of(Spread(values["p05"], values["p50"], values["p95"]))
