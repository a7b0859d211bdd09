"""What the figure shows, panel by panel, before it is drawn."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from safepassage.arrays import F8
from safepassage.report.texts import clean, plain_date
from safepassage.result.geography import Geography
from safepassage.result.headline import headline_names, quantiles, site_limit
from safepassage.result.headline_names import FULLNESS, label_of
from safepassage.result.reports import Report, amount, reports_by_quantity
from safepassage.result.result import Result
from safepassage.scenario.quantity import UNITS, parse_quantity
from safepassage.spread import Spread

MAX_PANELS = 18
MAX_POINTS = 300
"""Days drawn in a panel; longer periods are thinned, the last day is kept."""

_MOST_CAPACITY = 3.0
"""A capacity is drawn if it is at most this many times the people."""


@dataclass(frozen=True)
class Panel:
    """People of one headline quantity over time.

    Attributes:
        quantity: Its name.
        label: The same in plain words.
        dates: Days drawn.
        values: 5, 50 and 95 % values, shape (3, days drawn).
        capacity: People that the site can shelter, shape (days drawn,), or None.
        reports: What sources reported.
    """

    quantity: str
    label: str
    dates: tuple[dt.date, ...]
    values: F8
    capacity: F8 | None
    reports: tuple[Report, ...]

    @property
    def drawn_capacity(self) -> F8 | None:
        """The capacity, unless it is so far above the people that it would flatten them."""
        if self.capacity is None or not np.any(self.capacity > 0):
            return None
        top = max(float(self.values[2].max()), 1.0)
        return self.capacity if np.nanmax(self.capacity) <= _MOST_CAPACITY * top else None

    @property
    def summary(self) -> str:
        """The panel in a sentence, for people who cannot see it."""
        low, middle, high = map(amount, self._known(-1))
        top = int(np.argmax(self.values[1]))
        text = (
            f"{self.label}: median {middle} ({low} to {high} in nine of ten runs) "
            f"on {plain_date(self.dates[-1])}"
        )
        if self.values[1, top] > self.values[1, -1]:
            peak = amount(self._known(top).median)
            text += f", highest median {peak} on {plain_date(self.dates[top])}"
        count = len(self.reports)
        return f"{text}; {count} reported value{'s' * (count != 1)}." if count else f"{text}."

    def _known(self, day: int) -> Spread:
        return Spread(*self.values[:, day].tolist()).known()


def panels(result: Result) -> tuple[Panel, ...]:
    """One panel for each headline quantity that counts people and changes over time."""
    scenario = result.scenario
    reports, capacities = reports_by_quantity(scenario), Geography(scenario).capacities
    step = -(-scenario.days // MAX_POINTS)
    days = np.arange(scenario.days - 1, -1, -step)[::-1]
    dates = tuple(result.dates[days].tolist())
    found: list[Panel] = []
    for name in headline_names(scenario):
        quantity = parse_quantity(name)
        by_class = quantity.class_ != ""
        if by_class or quantity.word in {FULLNESS, "staying", *UNITS} or len(found) == MAX_PANELS:
            continue
        values = quantiles(result, name)[:, days]
        site = quantity.parts[-1]
        room = None
        if quantity.word == "present" and site in capacities:
            room = site_limit(result, site)[days]
        label = clean(label_of(scenario, name))
        found.append(Panel(name, label, dates, values, room, reports.get(name, ())))
    return tuple(found)
