"""Parts of an aid plan: how a site fares, deliveries, trips of vehicles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from safepassage.spread import Spread


@dataclass(frozen=True)
class SiteCoverage:
    """How one site fares.

    Attributes:
        site: Identifier.
        name: As people write it.
        planned_days: Days of ration over the planned days by the allocation.
        people: Mean over the days.
        days: Days of ration with what the vehicles carry.
        unmet_person_days: Person-days without a ration.
        kcal: Energy a person and day.
        days_left: Days of ration left at the end.
        limit: What holds it down: ``food``, ``vehicles``, ``access`` or an empty text.
        enclosed: Not exported: see the chapter on protection.
    """

    site: str
    name: str
    planned_days: float
    people: Spread
    days: Spread
    unmet_person_days: Spread
    kcal: Spread
    days_left: Spread
    limit: str
    enclosed: bool

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        found: dict[str, Any] = {"planned_days": round(self.planned_days, 3), "limit": self.limit}
        for name in ("people", "days", "unmet_person_days", "kcal", "days_left"):
            spread: Spread = getattr(self, name)
            found[name] = spread.rounded(3).as_dict()
        return found


@dataclass(frozen=True)
class Delivery:
    """What one depot brings to one site on one day."""

    date: str
    depot: str
    site: str
    tonnes: float
    person_days: float


@dataclass(frozen=True)
class TripStop:
    """One stop: minute of the day at which unloading begins, and kg."""

    site: str
    minute: int
    kg: int


@dataclass(frozen=True)
class Trip:
    """One vehicle or convoy on one day; minutes of the day, km of each vehicle."""

    date: str
    depot: str
    vehicle: str
    convoy: int
    leaves: int
    returns: int
    km: float
    kg: int
    stops: tuple[TripStop, ...]
