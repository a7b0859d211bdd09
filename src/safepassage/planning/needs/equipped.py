"""The plain answer to "was it equipped?" for an area that receives people."""

from __future__ import annotations

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
from safepassage.result.names import Names, about, day_text
from safepassage.result.quantities import places_of
from safepassage.result.result import Result, as_result
from safepassage.scenario.standards import Standards, cold_days, standards_of
from safepassage.scenario.timeline.timeline import timeline
from safepassage.spread import Spread

_SAID = {
    "floor_area": "m2 of covered floor",
    "water": "litres of water a day",
    "toilets": "toilets",
    "taps": "taps",
    "food": "kg of food a day",
    "blankets": "blankets",
    "winter_kits": "family kits for winter",
    "beds": "referral beds",
}


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
        name: Of the area, as people write it.
    """

    area: str
    date: str
    people: F8
    places: int
    declared: Mapping[str, int]
    items: Mapping[str, Item]
    weight: F8
    planned: tuple[float, float]
    name: str

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
    def sentences(self) -> tuple[str, ...]:
        """The answer in plain words, with numbers."""
        people = spread(self.people, self.weight)
        lead = {
            "no": "No",
            "yes": "Yes, by what is declared",
            "uncertain": "It depends on how many came",
            "unknown": "Nothing that is declared shows that it was",
        }[self.answer]
        said = [
            (
                f"{lead}: on {day_text(self.date)} {self.name} held {_range(people)} people who "
                "came during the run (those who were there before are not in it)."
            )
        ]
        for name, item in self.items.items():
            need = f"They needed {_range(spread(item.needed, self.weight))} {_SAID[name]}"
            if item.at_hand is None:
                said.append(f"{need}; none of the {self.places} places declares any.")
                continue
            count = self.declared[name]
            said.append(
                f"{need}; {item.at_hand:,.0f} are declared by {count} of {self.places} places "
                f"(short in {self._chance_short(item):.0%} of cases)."
            )
        if self.planned[1] > 0:
            low, high = self.planned
            said.append(
                f"Candidate sites (plans, not in being) would shelter {low:,.0f} to {high:,.0f} "
                "people."
            )
        once, daily = self._usd()
        said.append(f"To make up for it: USD {_range(once)} once and USD {_range(daily)} a day.")
        return tuple(said)

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
            "sentences": list(self.sentences),
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
    name = Names(scenario).place(area)
    return Equipped(area, date, here, len(rows), declared, items, result.weight, planned, name)


def _planned(result: Result, names: set[str]) -> tuple[float, float]:
    """Smallest and largest capacity of the candidate sites that stand in the area, summed."""
    sizes: dict[str, list[float]] = {}
    for row in result.scenario["candidate_sites"].rows():
        if row["place"] in names:
            sizes.setdefault(row["place"], []).append(row["capacity"])
    return sum(min(size) for size in sizes.values()), sum(max(size) for size in sizes.values())


def _range(values: Mapping[str, float]) -> str:
    return about(Spread(values["p05"], values["p50"], values["p95"]))
