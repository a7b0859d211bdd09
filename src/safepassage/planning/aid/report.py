"""The aid plan as a frozen value: coverage, deliveries, trips."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from safepassage.planning.aid.parts import Delivery, SiteCoverage, Trip

COLUMNS = ("site", "people", "days allocated", "days carried", "unmet person-days", "limit")
"""Headings of :meth:`AidPlan.rows`."""


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
        mix: Share of each food in the weight that the depots hold and get.
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
    mix: Mapping[str, float]
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
        published = {site.site for site in self.coverage if not site.enclosed}
        hidden = sum(site.enclosed for site in self.coverage)
        found: dict[str, Any] = {
            "scenario": self.scenario,
            "start": self.start,
            "days": self.days,
            "quantile": self.quantile,
            "ration": self.ration,
            "kcal": round(self.kcal, 1),
            "kg_per_person_day": round(self.kg_per_person_day, 4),
            "sites": {s.site: s.as_dict() for s in self.coverage if s.site in published},
            "enclosed_sites_left_out": hidden,
            "deliveries": [asdict(d) for d in self.deliveries if d.site in published],
            # A total beside its parts would reveal what the enclosed places get.
            "tonnes": {
                "allocated": None if hidden else round(self.tonnes_allocated, 3),
                "carried": round(sum(d.tonnes for d in self.deliveries if d.site in published), 3),
                "late": None if hidden else round(self.tonnes_late, 3),
            },
            "vehicle_trips": None if hidden else len(self.trips),
            "vehicle_km": None
            if hidden
            else round(sum(trip.km * trip.convoy for trip in self.trips), 1),
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

    def delivery_rows(self) -> list[dict[str, Any]]:
        """The deliveries as rows of the table ``deliveries``: a run takes them from the depots.

        ``scenario.replace(deliveries=[*scenario["deliveries"].rows(), *plan.delivery_rows()])``
        """
        return [
            {
                "date": delivery.date,
                "depot": delivery.depot,
                "place": delivery.site,
                "commodity": food,
                "tonnes": delivery.tonnes * share,
                "note": "aid plan",
            }
            for delivery in self.deliveries
            for food, share in self.mix.items()
            if share > 0
        ]

    def rows(self) -> list[tuple[str, ...]]:
        """Rows of a table: site, people, planned days, days carried, unmet, what limits it.

        Enclosed places show a band in words only.
        """
        return [_row(site, self.days) for site in self.coverage]

    def sentences(self) -> list[str]:
        """The plan in plain words."""
        published = [site for site in self.coverage if not site.enclosed]
        unmet = sum(site.unmet_person_days[1] for site in published)
        need = sum(site.people[1] for site in published) * self.days
        names = {site.site for site in published}
        carried = sum(entry.tonnes for entry in self.deliveries if entry.site in names)
        whole = "" if len(published) < len(self.coverage) else f" of {self.tonnes_allocated:,.1f}"
        said = [
            f"{carried:,.1f}{whole} t are carried from {self.start} on, for {self.days} days.",
            f"Without a ration: about {unmet:,.0f} of {need:,.0f} person-days.",
        ]
        if published:
            worst = min(published, key=lambda site: site.planned_days)
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
