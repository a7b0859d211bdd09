"""Items and money at the day a site is fullest: shelter to referral beds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.arrays import F8, Dates, Flags
from safepassage.scenario.standards import Standards
from safepassage.spread import by_percentile, weighted_quantiles

DAILY = frozenset({"water", "food"})
"""Items that are needed anew every day; their cost is for one day."""


@dataclass(frozen=True, eq=False)
class Item:
    """One item at one site on one day.

    Attributes:
        name: ``floor_area``, ``water``, ``toilets``, ``taps``, ``food``, ``blankets``,
            ``winter_kits`` or ``beds``.
        unit: Unit of supply.
        needed: By the standard and member, shape (M,).
        at_hand: What is there, or None if it is not given.
        usd: Low, best and high cost of a unit; NaN where not given.
        weight: Of the members.
    """

    name: str
    unit: str
    needed: F8
    at_hand: float | None
    usd: tuple[float, float, float]
    weight: F8

    @property
    def short(self) -> F8:
        """What is missing by member; all of it where nothing is known to be there."""
        return np.maximum(self.needed - (self.at_hand or 0.0), 0.0)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        cost = {
            word: spread(self.short * usd, self.weight)
            for word, usd in zip(("low", "best", "high"), self.usd, strict=True)
            if np.isfinite(usd)
        }
        return {
            "unit": self.unit,
            "needed": spread(self.needed, self.weight),
            "at_hand": self.at_hand,
            "short": spread(self.short, self.weight),
            "usd_per_day" if self.name in DAILY else "usd": cost or None,
        }


@dataclass(frozen=True, eq=False)
class SiteItems:
    """Items of one site at its fullest day outside an enclosure.

    Attributes:
        site: Identifier.
        date: That day.
        people: By member, shape (M,).
        cold: Whether it falls in the cold months.
        items: By name.
    """

    site: str
    date: str
    people: F8
    cold: bool
    items: Mapping[str, Item]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        weight = next(iter(self.items.values())).weight
        return {
            "date": self.date,
            "people": spread(self.people, weight),
            "cold": self.cold,
            "items": {name: item.as_dict() for name, item in self.items.items()},
        }


def spread(values: F8, weight: F8) -> dict[str, float]:
    """{p05, p50, p95} over members, rounded up to whole units."""
    return by_percentile(float(np.ceil(v - 1e-9)) + 0.0 for v in weighted_quantiles(values, weight))


def make_items(
    people: F8,
    at_hand: Mapping[str, float | None],
    standards: Standards,
    kg: float,
    weight: F8,
    *,
    cold: bool,
) -> dict[str, Item]:
    """Items that a number of people need.

    Args:
        people: By member, shape (M,).
        at_hand: Supply by standard; absent or None where not given.
        standards: What is needed; items without a standard are left out.
        kg: Weight of the ration, kg a person and day.
        weight: Of the members.
        cold: Whether winter values and winter items apply.
    """
    found = {}
    for name, entry in standards.items():
        if name in {"blankets", "winter_kits"} and not cold:
            continue
        if name == "energy":
            found["food"] = Item("food", "kg/day", people * kg, None, entry.usd, weight)
            continue
        unit = entry.unit.split("/")[1] if entry.unit.startswith("people/") else ""
        unit = unit or entry.unit.split("/")[0]
        there = at_hand.get(name)
        needed = people * entry.needed(cold)
        found[name] = Item(name, unit, needed, there, entry.usd, weight)
    return found


def items_at_peak(
    people: F8,
    hidden: Flags,
    supply: Mapping[str, F8],
    standards: Standards,
    cold: Flags,
    kg: float,
    weight: F8,
    sites: Sequence[str],
    dates: Dates,
) -> tuple[SiteItems, ...]:
    """Items of every site on the day with most people in the weighted mean (M, D, S)."""
    mean = np.tensordot(weight, people, axes=1)
    found = []
    for column, site in enumerate(sites):
        published = np.where(hidden[:, column], -1.0, mean[:, column])
        day = int(np.argmax(published))
        if published[day] <= 0:
            continue
        there = {name: _known(values[day, column]) for name, values in supply.items()}
        winter = bool(cold[day])
        here = people[:, day, column]
        items = make_items(here, there, standards, kg, weight, cold=winter)
        found.append(SiteItems(site, str(dates[day]), here, winter, items))
    return tuple(found)


def totals(entries: Sequence[SiteItems]) -> dict[str, Any]:
    """Cost over all sites, each at its fullest: USD once and USD a day, quantiles of the sums."""
    found: dict[str, Any] = {"usd_once": None, "usd_per_day": None, "by_item_usd": {}}
    sums: dict[str, F8] = {}
    for item in (item for entry in entries for item in entry.items.values()):
        cost = item.short * item.usd[1]
        if np.isfinite(item.usd[1]):
            sums[item.name] = sums.get(item.name, np.zeros_like(cost)) + cost
    if not sums:
        return found
    weight = next(iter(entries[0].items.values())).weight
    for key, names in (("usd_once", set(sums) - DAILY), ("usd_per_day", set(sums) & DAILY)):
        if names:
            whole = np.sum([sums[name] for name in sorted(names)], axis=0)
            found[key] = spread(whole, weight)
    found["by_item_usd"] = {name: spread(cost, weight) for name, cost in sums.items()}
    return found


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
