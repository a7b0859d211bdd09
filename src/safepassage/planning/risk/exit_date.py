"""An exit to come from one pocket: its date, size, length and interruptions, as distributions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from safepassage.arrays import F8
from safepassage.evidence.exit_date.predict import ExitDate
from safepassage.evidence.exit_size.predict import ExitSize
from safepassage.spread import AT, Spread, by_percentile

_BY = (7, 14, 30, 60, 90, 180)
"""Days ahead for which the chance of an agreement is given."""


@dataclass(frozen=True)
class ExitRisk:
    """An exit that may be agreed.

    Attributes:
        date: When.
        size: How many, how long and with what stops, from the record alone.
        inside: People inside together in the run, as many draws as the record's, shape (N,); None
            for a single place.
    """

    date: ExitDate
    size: ExitSize
    inside: F8 | None

    @property
    def pocket(self) -> str:
        """Which pocket."""
        return self.date.pocket

    @cached_property
    def people(self) -> F8 | None:
        """Draws of the people who leave: not more than are inside, shape (N,)."""
        if self.size.people is None or self.inside is None:
            return self.size.people
        return np.minimum(self.size.people, self.inside)

    @property
    def share(self) -> F8 | None:
        """The same as a share of the people inside, shape (N,)."""
        if self.people is None or self.inside is None:
            return None
        return self.people / np.maximum(self.inside, 1.0)

    def date_json(self) -> dict[str, Any]:
        """Quantiles of the date, and the chance of an agreement by some days."""
        return dates_json(self.date.origin, self.date.days) | {"pocket": self.pocket}

    def size_json(self) -> dict[str, Any]:
        """Quantiles of what is known of an exit; null where too few cases are."""
        people, days, interrupted, stops = self.size.known
        return {
            "people": _spread(self.people),
            "share_of_inside": _spread(self.share),
            "days": _spread(self.size.days),
            "interrupted": self.size.interrupted,
            "interruption_days": _spread(self.size.stop_days),
            "cases": {
                "sieges": self.size.sieges,
                "people": people,
                "days": days,
                "interrupted": interrupted,
                "interruption_days": stops,
            },
        }


def dates_json(origin: dt.date, days: F8) -> dict[str, Any]:
    """Quantiles of a date, and chances by some days.

    Args:
        origin: Day 0.
        days: Draws of the days from it, shape (N,).
    """
    dates = (date_at(origin, days, at).isoformat() for at in AT)
    found: dict[str, Any] = by_percentile(dates)
    found["probability_by"] = {
        (origin + dt.timedelta(days=ahead)).isoformat(): float(np.mean(days <= ahead))
        for ahead in _BY
    }
    return found


def date_at(origin: dt.date, days: F8, at: float) -> dt.date:
    """The date at a probability; nothing lies after the calendar's end."""
    furthest = (dt.date.max - origin).days
    return origin + dt.timedelta(days=min(round(float(np.quantile(days, at))), furthest))


def _spread(values: F8 | None) -> dict[str, float] | None:
    return None if values is None else Spread.of_draws(values).as_dict()
