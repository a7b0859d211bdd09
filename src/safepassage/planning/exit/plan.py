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
from safepassage.scenario.scenario import Scenario

PROTECTION = (
    "Displacement under coercion is forbidden: this plan is for people who chose to leave.",
    "Everybody keeps the right to return.",
    "Counts and times of convoys are of High sensitivity: share them on a need to know.",
)
"""Printed with every plan."""


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
        left_behind: Sentences: who cannot leave in time, and what forbids it.
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
    left_behind: tuple[str, ...]
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
            "protection": PROTECTION[0],
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

    def naive_sentence(self) -> str:
        """The plan beside first come, first served; why, if it is no better."""
        if not self.like_naive:
            return (
                f"First come, first served would take {self.naive.makespan_hours:.1f} h and "
                f"{sum(self.naive.person_hours_at_risk.values()):,.0f} person-hours at risk "
                f"instead of {sum(self.person_hours_at_risk.values()):,.0f}."
            )
        reasons = []
        if len(levels(self.instance)) == 1:
            reasons.append("no class has priority over another")
        if self.binding:
            reasons.append("what limits it lets as many pass in any order")
        why = " and ".join(reasons) or "nothing limits it"
        return f"The plan is no better than first come, first served: {why}."

    def sentences(self) -> list[str]:
        """The plan in plain words, the protection notices included."""
        kept = ", ".join(f"{count:,} {class_}" for class_, count in self.staying.items() if count)
        lines = [
            (
                f"{self.people:,} people leave between {self.start:%Y-%m-%d %H:%M} and "
                f"{self.end:%Y-%m-%d %H:%M} ({self.makespan_hours:.1f} h); no plan in these "
                f"time steps can end before {self.lower_bound_hours:.1f} h."
            ),
            f"The plan leaves out those who stay or cannot be moved: {kept}."
            if kept
            else "The scenario has no people who stay or cannot be moved.",
            *self.left_behind,
            *(row.sentence for row in self.binding),
            self.naive_sentence(),
        ]
        if self.unlinked is not None:
            lines.append(
                f"Without the linked exchange {self.unlinked.people:,} people would leave in "
                f"{self.unlinked.makespan_hours:.1f} h."
            )
        return [*lines, *PROTECTION]


def _rounded(hours: Mapping[str, float]) -> dict[str, float]:
    return {class_: round(value, 2) for class_, value in hours.items()}
