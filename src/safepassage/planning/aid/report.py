"""The aid plan as a frozen value: coverage, deliveries, trips."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

Spread = tuple[float, float, float]
"""5, 50 and 95 % over the members."""


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
            values = (round(value, 3) for value in getattr(self, name))
            found[name] = dict(zip(("p05", "p50", "p95"), values, strict=True))
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


@dataclass(frozen=True, eq=False)
class AidPlan:
    """A plan of food. Frozen.

    Attributes:
        scenario: Name.
        start: First day.
        days: Number of days.
        quantile: Of the people for which it was made.
        ration: Name of the ration.
        kcal: Energy of it, a person and day.
        kg_per_person_day: Weight of a person-day of the food that is planned.
        coverage: By site.
        deliveries: By day, depot and site.
        trips: Vehicles with hours and loads: sensitivity High, for the owner alone.
        tonnes_allocated: What the fairest allocation would bring.
        tonnes_carried: What the vehicles bring.
        tonnes_late: What was still waiting on the last day.
        levels: Number of levels of coverage in the allocation.
        seconds: Wall time: ``allocate`` and ``route``.
    """

    scenario: str
    start: str
    days: int
    quantile: float
    ration: str
    kcal: float
    kg_per_person_day: float
    coverage: tuple[SiteCoverage, ...]
    deliveries: tuple[Delivery, ...]
    trips: tuple[Trip, ...]
    tonnes_allocated: float
    tonnes_carried: float
    tonnes_late: float
    levels: int
    seconds: Mapping[str, float]

    @property
    def worst(self) -> SiteCoverage | None:
        """The site that is worst off by the allocation, or None without sites."""
        return min(self.coverage, key=lambda site: site.planned_days, default=None)

    def to_json(self, *, manifest: bool = False) -> dict[str, Any]:
        """Plain values; enclosed places are left out.

        Args:
            manifest: Also give trips with their hours (sensitivity High; write it with
                :meth:`write_manifest`).
        """
        told = {site.site for site in self.coverage if not site.enclosed}
        hidden = sum(site.enclosed for site in self.coverage)
        found: dict[str, Any] = {
            "scenario": self.scenario,
            "start": self.start,
            "days": self.days,
            "quantile": self.quantile,
            "ration": self.ration,
            "kcal": round(self.kcal, 1),
            "kg_per_person_day": round(self.kg_per_person_day, 4),
            "sites": {s.site: s.as_dict() for s in self.coverage if s.site in told},
            "enclosed_sites_left_out": hidden,
            "deliveries": [asdict(d) for d in self.deliveries if d.site in told],
            "tonnes": {
                "allocated": round(self.tonnes_allocated, 3),
                "carried": round(self.tonnes_carried, 3),
                "late": round(self.tonnes_late, 3),
            },
            "vehicle_trips": len(self.trips),
            "vehicle_km": round(sum(trip.km * trip.convoy for trip in self.trips), 1),
            "levels": self.levels,
            "seconds": dict(self.seconds),
            "sensitivity": "high",
            "note": "internal: do not pass on; the allocation is proven fairest (lexicographic), "
            "the routes are a search's best and were checked independently",
        }
        if manifest:
            found["trips"] = [asdict(trip) for trip in self.trips]
        return found

    def write_manifest(self, path: str | Path) -> Path:
        """Write the plan with its trips, readable by the owner alone (0600).

        Raises:
            FileExistsError: If the file is there already.
        """
        target = Path(path)
        text = json.dumps(self.to_json(manifest=True), ensure_ascii=False, indent=1)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        return target

    def rows(self) -> list[tuple[str, ...]]:
        """Rows of a table: site, people, planned days, days carried, unmet, what limits it.

        Enclosed places show a band in words only.
        """
        return [_row(site, self.days) for site in self.coverage]

    def sentences(self) -> list[str]:
        """The plan in plain words."""
        told = [site for site in self.coverage if not site.enclosed]
        unmet = sum(site.unmet_person_days[1] for site in told)
        need = sum(site.people[1] for site in told) * self.days
        said = [
            f"{self.tonnes_carried:,.1f} t of {self.tonnes_allocated:,.1f} t allocated are carried "
            f"in {len(self.trips)} trips from {self.start} on, for {self.days} days.",
            f"Without a ration: about {unmet:,.0f} of {need:,.0f} person-days.",
        ]
        if told:
            worst = min(told, key=lambda site: site.planned_days)
            if worst.planned_days < self.days - 1e-6:
                said.append(
                    f"Worst off: {worst.name}, {worst.planned_days:.1f} of {self.days} days; "
                    f"no plan can give it more (limit: {worst.limit})."
                )
        if self.tonnes_late > 0.05:
            said.append(f"{self.tonnes_late:,.1f} t were still waiting for a vehicle at the end.")
        return said


def _row(site: SiteCoverage, days: int) -> tuple[str, ...]:
    if site.enclosed:
        part = site.planned_days / days
        band = "under half" if part < 0.5 else "half or more" if part < 1 else "all"
        return (site.name, "enclosed", f"{band} of the days", "-", "-", site.limit or "-")
    return (
        site.name,
        f"{site.people[1]:,.0f} ({site.people[0]:,.0f} to {site.people[2]:,.0f})",
        f"{site.planned_days:.1f}",
        f"{site.days[1]:.1f} ({site.days[0]:.1f} to {site.days[2]:.1f})",
        f"{site.unmet_person_days[1]:,.0f}",
        site.limit or "-",
    )
