"""What is missing, in things: litres, toilets, m² of floor, kg of food, by site and day.

A quantile of what people need is what the same quantile of the people needs, since needs grow with
people and quantiles are order statistics: nothing has to be drawn again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8, Dates, Flags
from safepassage.scenario.dates import Date, day_number
from safepassage.scenario.standards import Standards
from safepassage.spread import Spread

WORDS = {
    "floor_area": ("covered floor area", "m²"),
    "water": ("water", "litres a day"),
    "toilets": ("toilets", "toilets"),
    "taps": ("water points", "taps"),
    "food": ("food", "kg a day"),
    "blankets": ("blankets", "blankets"),
    "winter_kits": ("family kits for winter", "kits"),
    "beds": ("hospital beds", "beds"),
}
"""Item → its name and unit, as a reader calls them."""
_WINTER = frozenset({"blankets", "winter_kits"})
FOOD = "food"


@dataclass(frozen=True)
class Missing:
    """One item at one site on one day.

    Attributes:
        site: Identifier.
        name: Of the site.
        date: Day, ISO.
        item: Key of :data:`WORDS`.
        needed: By the standard, 5, 50 and 95 %, whole units.
        there: What the site has; None if it is not known.
        short: What is missing, whole units; all of it where nothing is known to be there.
        people: People whom the missing part would serve (median).
    """

    site: str
    name: str
    date: str
    item: str
    needed: Spread
    there: float | None
    short: Spread
    people: float

    @property
    def what(self) -> str:
        """The item in words."""
        return WORDS[self.item][0]

    @property
    def unit(self) -> str:
        """Its unit in words."""
        return WORDS[self.item][1]


@dataclass(frozen=True, eq=False)
class Things:
    """Everything that is needed at S sites on D days.

    Attributes:
        sites: Identifiers, shape (S,).
        names: Of the sites, shape (S,).
        dates: Shape (D,).
        people: 5, 50 and 95 %, shape (3, D, S).
        indoors: Those of them who need floor at the site: not with host families.
        hidden: Enclosed then: left out, shape (D, S).
        supply: Item → what is there, shape (D, S); NaN where it is not known.
        ration_days: Days for which the food at a site lasts, 5, 50 and 95 %, shape (3, D, S).
        standards: What a person needs.
        cold: Whether winter values apply, shape (D,).
        ration_kg: Food of a person and day, kg.
    """

    sites: tuple[str, ...]
    names: tuple[str, ...]
    dates: Dates
    people: F8
    indoors: F8
    hidden: Flags
    supply: Mapping[str, F8]
    ration_days: F8
    standards: Standards
    cold: Flags
    ration_kg: float

    def missing(self, day: int, column: int) -> tuple[Missing, ...]:
        """What is missing at one site on one day; nothing where it is enclosed or empty.

        Where it is not known what is there, nothing is counted as missing.
        """
        people = self.people[:, day, column]
        if self.hidden[day, column] or people[1] <= 0:
            return ()
        found = [self._item(name, day, column) for name in WORDS if self._applies(name, day)]
        return tuple(one for one in found if one.there is not None and one.short.median > 0)

    def on(self, date: Date | None = None) -> tuple[Missing, ...]:
        """What is missing on a day, by default on each site's fullest; most people first.

        Raises:
            ScenarioError: If the date is no day of the run.
        """
        given = None if date is None else day_number(date, self.dates[0].item(), len(self.dates))
        found: list[Missing] = []
        for column in range(len(self.sites)):
            shown = np.where(self.hidden[:, column], -1.0, self.people[1, :, column])
            found += self.missing(int(np.argmax(shown)) if given is None else given, column)
        return worst_first(found)

    def by_day(self) -> tuple[Missing, ...]:
        """What is missing on every day, in the order of days and sites."""
        return tuple(
            one
            for day in range(len(self.dates))
            for column in range(len(self.sites))
            for one in self.missing(day, column)
        )

    def _applies(self, name: str, day: int) -> bool:
        if name == FOOD:
            return True
        return name in self.standards and (name not in _WINTER or bool(self.cold[day]))

    def _item(self, name: str, day: int, column: int) -> Missing:
        who = self.indoors if name == "floor_area" else self.people
        people = who[:, day, column]
        per = self.ration_kg
        if name != FOOD:
            per = self.standards[name].needed(bool(self.cold[day]))
        there, short = self._short(name, day, column, people * per)
        return Missing(
            site=self.sites[column],
            name=self.names[column],
            date=str(self.dates[day]),
            item=name,
            needed=_whole(people * per),
            there=there,
            short=_whole(short),
            people=float(short[1] / per) if per > 0 else 0.0,
        )

    def _short(self, name: str, day: int, column: int, needed: F8) -> tuple[float | None, F8]:
        if name == FOOD:  # what lasts for a part of the day covers that part
            days = self.ration_days[::-1, day, column]
            if np.isnan(days).any():
                return None, needed
            covered = np.minimum(days, 1.0)
            return float(np.floor(covered[1] * needed[1])), needed * (1.0 - covered)
        there = self.supply[name][day, column] if name in self.supply else np.nan
        if np.isnan(there):
            return None, needed
        return float(there), np.maximum(needed - there, 0.0)


def worst_first(found: Sequence[Missing]) -> tuple[Missing, ...]:
    """In the order of the people whom the missing part would serve."""
    return tuple(sorted(found, key=lambda one: (-one.people, one.name, one.item)))


def _whole(values: F8) -> Spread:
    """Up to whole units: half a toilet serves nobody."""
    return Spread(*(float(np.ceil(value - 1e-9)) + 0.0 for value in values))
