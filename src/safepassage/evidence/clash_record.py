"""What the record says of serious clashes between armed groups in an area, as known by a day.

A clash is *serious* with at least 10 killed (the low value) or at least three days. Months with a
serious clash are counted, so that one campaign is not many. The monthly chance is Beta with the
prior (1/2, 1/2) (Jeffreys), older months counting half as much every ``HALF_LIFE`` months.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.arrays import F8, Flags
from safepassage.scenario.scenario import Scenario
from safepassage.streams.named import named_generator

KILLED, DAYS = 10, 3
HALF_LIFE = 6.0
MONTH = 365.25 / 12
_LASTS = (1.0, 3.0)
"""Beta prior of the chance that a serious clash ends on a day: four days, very uncertain."""


@dataclass(frozen=True)
class Record:
    """Months of an area, oldest first: whether there was a serious clash, shape (months,)."""

    serious: Flags

    def posterior(self, half_life: float = HALF_LIFE) -> tuple[float, float]:
        """Both parameters of the Beta distribution of the chance in the coming month."""
        age = np.arange(self.serious.size)[::-1]
        weight = 0.5 ** (age / half_life)
        yes = float(weight[self.serious].sum())
        return 0.5 + yes, 0.5 + float(weight.sum()) - yes

    def chance(self, *, seed: int, draws: int, half_life: float = HALF_LIFE, area: str = "") -> F8:
        """Draws of the chance of a serious clash in the coming month, shape (draws,).

        Areas of different names have draws of their own.
        """
        generator = named_generator(seed, "chance of a clash", area)
        return generator.beta(*self.posterior(half_life), size=draws)


def is_serious(days: float, killed_low: float) -> bool:
    """Whether a clash is serious; what is unknown (NaN) is not."""
    return bool(killed_low >= KILLED or days >= DAYS)


def record_of(clashes: Sequence[tuple[dt.date, bool]], first: dt.date, by: dt.date) -> Record:
    """Whole months from the first of the record up to a day, counted back from it."""
    months = max(0, int((by - first).days / MONTH))
    serious = np.zeros(months, dtype=bool)
    for day, heavy in clashes:
        back = int((by - day).days / MONTH)
        if heavy and day <= by and back < months:
            serious[months - 1 - back] = True
    return Record(serious)


def origin_of(scenario: Scenario) -> dt.date:
    """Last day whose publications count: the as-of date, else the first day of the scenario."""
    return scenario.as_of or scenario.start


def clashes_in(scenario: Scenario, area: str) -> list[tuple[dt.date, bool]]:
    """Clashes of an area in the order of the table: first day, and whether it is serious."""
    rows = scenario["clashes"].rows()
    return [(row["date"], _heavy(row)) for row in rows if row["area"] == area]


def record_in(scenario: Scenario, area: str, first: dt.date) -> Record:
    """The record of an area as known by the origin of a scenario."""
    return record_of(clashes_in(scenario, area), first, origin_of(scenario))


def ending_in(scenario: Scenario, area: str) -> tuple[float, float]:
    """Both parameters of the Beta distribution of the chance that a clash there ends on a day.

    From the serious clashes whose length is known; a clash that was not over by the origin has
    not ended on any of its days so far.
    """
    ends, others = _LASTS
    origin = origin_of(scenario)
    for row in scenario["clashes"].rows():
        days = _number(row["days"])
        if row["area"] != area or not _heavy(row) or row["date"] > origin or np.isnan(days):
            continue
        so_far = float((origin - row["date"]).days + 1)
        if days <= so_far:
            ends += 1.0
            others += max(1.0, days) - 1.0
        else:
            others += so_far
    return ends, others


def _heavy(row: dict[str, Any]) -> bool:
    return is_serious(_number(row["days"]), _number(row["killed_low"]))


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)
