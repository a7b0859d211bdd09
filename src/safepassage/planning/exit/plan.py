"""The answer: a frozen exit plan and its JSON."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from safepassage.cards import card
from safepassage.planning.exit.departures import Departure, with_departures
from safepassage.planning.exit.instance import Instance
from safepassage.planning.exit.objectives import levels
from safepassage.planning.exit.search import GAP, ProvenSchedule
from safepassage.planning.exit.shadow_prices import Binding
from safepassage.said import Every, Fixed, People, Said, planned, planned_part, said
from safepassage.scenario.scenario import Scenario

PROTECTION = (said("plan.coercion"), said("plan.return"), said("exit.sensitive"))
"""Said with every plan."""


@dataclass(frozen=True)
class Beside:
    """A plan shown beside: naive (first come, first served) or without linked exchanges."""

    people: int
    makespan_hours: float
    person_hours_at_risk: Mapping[str, float]


@dataclass(frozen=True)
class ExitPlan:
    """A plan with its proof.

    Attributes:
        scenario: Name of the scenario.
        instance: What was planned.
        proven: The schedule in steps, and the grid.
        status: ``optimal`` (gap within 1 %), ``feasible``, or ``partial`` (some cannot leave in
            time; ``left_behind`` says who and why).
        departures: The schedule.
        people: Who leave.
        staying: Who want to stay or cannot be moved, by class.
        makespan_hours: From the start of the plan to the last arrival.
        lower_bound_hours: Proven: no plan on this grid that takes as many ends earlier.
        gap: (makespan - bound) / makespan.
        person_hours_at_risk: By class, from the start (or ready) to arrival.
        binding: What holds it up.
        naive: First come, first served.
        unlinked: The plan without the linked exchanges, or None if there are none.
        left_behind: Who cannot leave in time, and what stands in the way.
        seconds: Time that planning took.
    """

    scenario: str
    instance: Instance
    proven: ProvenSchedule
    status: str
    departures: tuple[Departure, ...]
    people: int
    staying: Mapping[str, int]
    makespan_hours: float
    lower_bound_hours: float
    gap: float
    person_hours_at_risk: Mapping[str, float]
    binding: tuple[Binding, ...]
    naive: Beside
    unlinked: Beside | None
    left_behind: tuple[Said, ...]
    seconds: float

    @property
    def start(self) -> dt.datetime:
        """Moment from which hours count."""
        return self.instance.start

    @property
    def end(self) -> dt.datetime:
        """When the last person arrives."""
        return self.instance.moment(self.makespan_hours)

    def _repr_html_(self) -> str:
        """A few lines for a notebook, without the times of convoys."""
        rows = {
            "status": self.status,
            "people": f"{self.people:,}",
            "hours": f"{self.makespan_hours:.1f}, proven: at least {self.lower_bound_hours:.1f}",
            "first come, first served": f"{self.naive.makespan_hours:.1f} h",
            "binds": ", ".join(row.constraint for row in self.binding) or "nothing",
            "protection": "only people who chose to leave",
        }
        return card(f"Exit plan for {self.scenario}", rows.items())

    def put_into(self, scenario: Scenario) -> Scenario:
        """The scenario with this plan's departures; see ``with_departures``."""
        return with_departures(scenario, self.departures)

    def to_json(self) -> dict[str, Any]:
        """Plain values with the keys of the command line."""
        return {
            "status": self.status,
            "people": self.people,
            "makespan_hours": round(self.makespan_hours, 4),
            "lower_bound_hours": round(self.lower_bound_hours, 4),
            "gap": round(self.gap, 6),
            "person_hours_at_risk": _rounded(self.person_hours_at_risk),
            "binding": [
                {
                    "constraint": row.constraint,
                    "hours": round(row.hours, 2),
                    "unit": row.unit,
                    "saves_hours_per_unit": round(row.saves_hours_per_unit, 3),
                }
                for row in self.binding
            ],
            "naive": {
                "makespan_hours": round(self.naive.makespan_hours, 4),
                "person_hours_at_risk": _rounded(self.naive.person_hours_at_risk),
            },
            "seconds": round(self.seconds, 3),
        }

    @property
    def like_naive(self) -> bool:
        """Whether it is no better than first come, first served: in hours, at any priority."""
        mine = self._hours_by_level(self.person_hours_at_risk)
        naive = self._hours_by_level(self.naive.person_hours_at_risk)
        return (
            self.people == self.naive.people
            and math.isclose(self.makespan_hours, self.naive.makespan_hours, rel_tol=GAP)
            and all(math.isclose(mine[level], naive[level], rel_tol=GAP) for level in mine)
        )

    def _hours_by_level(self, hours: Mapping[str, float]) -> dict[int, float]:
        """Risk-weighted person-hours by priority, as the objectives count them."""
        found = dict.fromkeys(levels(self.instance), 0.0)
        for class_, group in {group.class_: group for group in self.instance.groups}.items():
            found[group.priority] += group.risk * hours[class_]
        return found

    def sentences(self) -> tuple[Said, ...]:
        """What is planned and proven, who stays, what holds it up, what protects people."""
        holds = (row.sentence for row in self.binding)
        return (*self.opening(), *self.remarks(), *holds, *PROTECTION)

    def opening(self) -> tuple[Said, Said]:
        """How many can be out by when, and whether anything could be faster."""
        people: object = People(planned(self.people))
        if self.people != self.instance.people:
            some, every = planned_part(self.people, self.instance.people)
            people = said("exit.some_of", people=some, all=every)
        out = said(
            "exit.out", people=people, hours=round(self.makespan_hours), start=self.start,
            end=self.end,
        )  # fmt: skip
        return out, self.no_faster()

    def no_faster(self) -> Said:
        """Whether any timetable could be faster."""
        least = math.ceil(self.lower_bound_hours - 1e-9)
        if least >= round(self.makespan_hours):
            return said("exit.no_faster")
        return said("exit.least", hours=least)

    def remarks(self) -> tuple[Said, ...]:
        """People who cannot leave in time and why, those who stay, and the plan beside others."""
        kept = sum(self.staying.values())
        stay = (
            said("exit.staying", people=People(planned(kept)))
            if kept
            else said("exit.nobody_stays")
        )
        return (*self.left_behind, stay, self._beside_naive(), *self._beside_unlinked())

    def _beside_naive(self) -> Said:
        """The plan beside first come, first served; why, if it is no better."""
        if not self.like_naive:
            hours, waiting = planned_part(
                sum(self.person_hours_at_risk.values()),
                sum(self.naive.person_hours_at_risk.values()),
            )
            return said(
                "exit.naive",
                hours=said("figure.hours", number=Fixed(self.naive.makespan_hours)),
                waiting=waiting,
                planned=hours,
            )
        reasons = []
        if len(levels(self.instance)) == 1:
            reasons.append(said("exit.no_priority"))
        if self.binding:
            reasons.append(said("exit.any_order"))
        return said("exit.like_naive", why=Every(tuple(reasons or [said("exit.unlimited")])))

    def _beside_unlinked(self) -> tuple[Said, ...]:
        if self.unlinked is None:
            return ()
        people, hours = People(planned(self.unlinked.people)), round(self.unlinked.makespan_hours)
        return (said("exit.unlinked", people=people, hours=hours),)


def _rounded(hours: Mapping[str, float]) -> dict[str, float]:
    return {class_: round(value, 2) for class_, value in hours.items()}
