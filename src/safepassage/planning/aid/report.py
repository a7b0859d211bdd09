"""The aid plan as a frozen value: coverage, deliveries, trips."""

from __future__ import annotations

import datetime as dt
import errno
import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from safepassage.planning.aid.parts import Delivery, SiteCoverage, Trip
from safepassage.said import Fixed, People, Place, Said, Share, said, tenths, two_digits
from safepassage.whole import whole_file

LIMITS = frozenset({"food", "vehicles", "access"})
"""What limits a site: the depots have no more; too few vehicles; no vehicle can reach it."""
_NO_LOAD = 0.05
"""Tonnes that read as none."""
_NEARLY_ALL = 0.995


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

    @property
    def published(self) -> tuple[Delivery, ...]:
        """Deliveries to sites that are not enclosed."""
        names = {site.site for site in self.coverage if not site.enclosed}
        return tuple(load for load in self.deliveries if load.site in names)

    def sentences(self) -> tuple[Said, ...]:
        """What is carried, who is fed, who is worst off."""
        sites = [site for site in self.coverage if not site.enclosed]
        found = [self._carried(), self._fed(sites)]
        if sites:
            worst = min(sites, key=lambda site: site.planned_days)
            if worst.planned_days < self.days - 1e-6:
                fed = math.floor(10 * worst.planned_days) / 10  # never said to be all of them
                found.append(
                    said(
                        "aid.worst", site=Place(worst.site), planned=tenths(fed), days=self.days,
                        why=_why(worst.limit),
                    )
                )  # fmt: skip
        if self.tonnes_late > _NO_LOAD:
            found.append(said("aid.late", tonnes=Fixed(self.tonnes_late)))
        return tuple(found)

    def _carried(self) -> Said:
        loads, start = self.published, dt.date.fromisoformat(self.start)
        if not loads:
            unwanted = self.tonnes_late <= 0
            return said(
                "aid.none_carried", days=self.days, start=start,
                why=said("aid.unwanted") if unwanted else None,
            )  # fmt: skip
        tonnes = sum(load.tonnes for load in loads)
        short = self.tonnes_allocated - tonnes
        whole = not any(site.enclosed for site in self.coverage)
        return said(
            "aid.carried", tonnes=Fixed(tonnes), on=len({load.date for load in loads}),
            days=said("figure.days", number=self.days), start=start,
            rest=said("aid.wanted", tonnes=Fixed(short)) if whole and short > _NO_LOAD else None,
        )  # fmt: skip

    def _fed(self, sites: list[SiteCoverage]) -> Said:
        need = sum(site.people[1] for site in sites) * self.days
        if need <= 0:
            return said("aid.nobody")
        unmet = min(1.0, sum(site.unmet_person_days[1] for site in sites) / need)
        people = People(two_digits(sum(site.people[1] for site in sites)))
        if unmet >= 1:
            return said("aid.unfed", people=people)
        return said("aid.fed", people=people, share=_met(1 - unmet))


def _why(limit: str) -> Said | None:
    return said(f"aid.why_{limit}") if limit in LIMITS else None


def _met(share: float) -> Said | Share:
    """A share in whole percent, never rounded up to all or down to none."""
    if _NEARLY_ALL <= share < 1:
        return said("aid.more_than", share=Share(0.99))
    if 0 < share < 1 - _NEARLY_ALL:
        return said("aid.less_than", share=Share(0.01))
    return Share(share)
