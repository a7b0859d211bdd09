"""The aid plan as a frozen value: coverage, deliveries, trips."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from safepassage.planning.aid.parts import Delivery, SiteCoverage, Trip
from safepassage.result.names import day_text
from safepassage.whole import whole_file

COLUMNS = ("site", "people", "days planned", "days of food with it", "what limits it")
"""Headings of :meth:`AidPlan.rows`."""
LOADS = ("day", "from", "to", "tonnes", "people for a month")
"""Headings of :meth:`AidPlan.load_rows`."""
_MONTH = 30.0
_LIMITS = {
    "food": "the depots have no more food",
    "vehicles": "too few vehicles",
    "access": "no vehicle can or may reach it",
}


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
        names: Names of depots and sites.
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
    names: Mapping[str, str]

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
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        with whole_file(target, private=True) as part:
            part.write_text(text + "\n", encoding="utf-8")
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
        """Rows of a table: site, people, days planned, days of food with the plan, what limits it.

        Enclosed places show a band in words only.
        """
        return [_row(site, self.days) for site in self.coverage]

    def load_rows(self) -> list[tuple[str, ...]]:
        """Rows of a table of what is carried: day, depot, site, tonnes, people for a month."""
        return [
            (
                day_text(load.date),
                self.names.get(load.depot, load.depot),
                self.names.get(load.site, load.site),
                f"{load.tonnes:,.1f}",
                f"{load.person_days / _MONTH:,.0f}",
            )
            for load in self._published()
        ]

    def _published(self) -> list[Delivery]:
        """Deliveries to sites that are not enclosed."""
        names = {site.site for site in self.coverage if not site.enclosed}
        return [load for load in self.deliveries if load.site in names]

    def sentences(self) -> list[str]:
        """The plan in plain words: what is carried, who is fed, who is worst off."""
        sites = [site for site in self.coverage if not site.enclosed]
        said = [self._carried(), self._fed(sites)]
        if sites:
            worst = min(sites, key=lambda site: site.planned_days)
            if worst.planned_days < self.days - 1e-6:
                why = f": {_LIMITS[worst.limit]}" if worst.limit in _LIMITS else ""
                said.append(
                    f"Worst off: {worst.name}, with food for {worst.planned_days:.1f} of "
                    f"{self.days} days. No plan can give it more{why}."
                )
        if self.tonnes_late > 0.05:
            said.append(f"{self.tonnes_late:,.1f} t were still waiting for a vehicle at the end.")
        return said

    def _carried(self) -> str:
        loads = self._published()
        period = f"in the {self.days} days from {day_text(self.start)}"
        tonnes = sum(load.tonnes for load in loads)
        if not loads:
            food = "the depots hold none that is wanted elsewhere" if self.tonnes_late <= 0 else ""
            return f"No food is carried {period}{': ' if food else ''}{food}."
        whole = len(self.coverage) == sum(not site.enclosed for site in self.coverage)
        short = self.tonnes_allocated - tonnes
        rest = f"; {short:,.1f} t more would be wanted" if whole and short > 0.05 else ""
        days = len({load.date for load in loads})
        on = f"on {days} day" if days == 1 else f"on {days} days"
        return f"{tonnes:,.1f} t of food are carried {on} {period}{rest}."

    def _fed(self, sites: list[SiteCoverage]) -> str:
        need = sum(site.people[1] for site in sites) * self.days
        if need <= 0:
            return "Nobody is at a site that is not enclosed."
        unmet = min(1.0, sum(site.unmet_person_days[1] for site in sites) / need)
        people = sum(site.people[1] for site in sites)
        who = f"{float(f'{people:.2g}'):,.0f} people at the sites"
        if unmet >= 1:
            return f"About {who} have no food."
        return (
            f"With it and what the sites hold already, {_percent(1 - unmet)} of the need for food "
            f"of about {who} is met."
        )


def _percent(share: float) -> str:
    """A share in whole percent, never rounded up to all or down to none."""
    if 0.995 <= share < 1:
        return "more than 99 %"
    if 0 < share < 0.005:
        return "less than 1 %"
    return f"{share:.0%}".replace("%", " %")


def _row(site: SiteCoverage, days: int) -> tuple[str, ...]:
    limit = _LIMITS.get(site.limit, "")
    if site.enclosed:
        part = site.planned_days / days
        band = "under half" if part < 0.5 else "half or more" if part < 1 else "all"
        return (site.name, "enclosed", f"{band} of the days", "", limit)
    return (
        site.name,
        site.people.known().text(),
        f"{site.planned_days:.1f}",
        site.days.text(".0f") if site.days.high >= 10 else site.days.text(".1f"),
        limit,
    )
