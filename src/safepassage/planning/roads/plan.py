"""``plan_roads``: the quickest way out of an area by road, its bound and what holds it up."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.arguments import checked
from safepassage.errors import ScenarioError
from safepassage.limits import range_problems
from safepassage.planning.exit.options import ExitOptions
from safepassage.planning.exit.people import days_before, first_begin
from safepassage.planning.exit.plan import PROTECTION
from safepassage.planning.roads.bound import Held, what_holds
from safepassage.planning.roads.from_scenario import PERSONS_PER_HOUR, RoadCase, road_case
from safepassage.planning.roads.quickest import Quickest, quickest_flow
from safepassage.said import Fixed, People, Place, Said, planned, said
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario

GAP = 0.01
"""Wished (makespan - bound) / makespan."""
_NAMED = 5
"""Full roads that have a sentence."""


@dataclass(frozen=True)
class RoadsPlan:
    """A plan of departures by place and step for those who chose to leave.

    Attributes:
        area: Whose people.
        start: When it begins.
        case: The network with its names.
        flow: The plan.
        held: Roads that the bound rests on, the tightest first.
        persons_per_hour: Throughput that was assumed where a route has none.
    """

    area: str
    start: dt.datetime
    case: RoadCase
    flow: Quickest
    held: tuple[Held, ...]
    persons_per_hour: float

    @property
    def people(self) -> int:
        """People who chose to leave and are brought out."""
        return self.case.roads.total

    @property
    def staying(self) -> int:
        """People who want to stay or cannot be moved; nobody plans for them."""
        return sum(group.staying for group in self.case.groups)

    def departures(self) -> list[tuple[str, dt.datetime, int]]:
        """(place, moment from which they leave over a step, people), whole people."""
        rows = []
        for number, source in enumerate(self.case.roads.people):
            counts = _whole(self.flow.leaving[number])
            for step in np.flatnonzero(counts).tolist():
                hour = (step + self.flow.phase[source]) * self.flow.step
                moment = self.start + dt.timedelta(hours=float(hour))
                rows.append((self.case.places[source], moment, counts[step]))
        return rows

    def destinations(self) -> list[tuple[str, int]]:
        """(destination, people who arrive)."""
        parts = _whole(self.flow.arrived.sum(axis=1))
        sinks = self.case.roads.sinks
        return [(self.case.places[sink], count) for sink, count in zip(sinks, parts, strict=True)]

    def binding(self) -> list[tuple[str, str, str, Held]]:
        """(route, from, to, how it holds the plan up) of each road that is full."""
        roads, places = self.case.roads, self.case.places
        return [
            (self.case.routes[held.arc], places[roads.start[held.arc]],
             places[roads.end[held.arc]], held)
            for held in self.held
        ]  # fmt: skip

    def sentences(self) -> tuple[Said, ...]:
        """How long all need, what limits the plan, what was assumed, what must not be done."""
        full = map(_full, self.binding()[:_NAMED])
        return (*self.opening(), *full, *self.remarks(), *PROTECTION)

    def opening(self) -> tuple[Said, Said]:
        """How long all need by road, and whether it could be less."""
        hours, least = round(self.flow.makespan), math.ceil(self.flow.lower - 1e-9)
        out = said(
            "roads.out", people=People(planned(self.people)), where=Place(self.area), hours=hours,
            start=self.start,
        )  # fmt: skip
        return out, said("exit.least", hours=least) if least < hours else said("exit.no_faster")

    def remarks(self) -> tuple[Said, ...]:
        """What was assumed, who is not in it, and what must not be done."""
        found = [] if self.held else [said("roads.none_full")]
        found += [
            said("roads.cut_off", people=People(planned(count)), where=Place(place))
            for place, count in self.case.cut_off.items()
        ]
        if self.case.assumed:
            rate = People(self.persons_per_hour)
            found.append(said("roads.assumed", routes=self.case.assumed, people=rate))
        staying = said("exit.staying", people=People(planned(self.staying)))
        return (*found, said("roads.room"), staying)

    def to_json(self) -> dict[str, Any]:
        """Plain values with the keys of the command line; of High sensitivity."""
        return {
            "sensitivity": "high",
            "area": self.area,
            "start": self.start.isoformat(),
            "people": self.people,
            "staying": self.staying,
            "cut_off": dict(self.case.cut_off),
            "makespan_hours": round(self.flow.makespan, 4),
            "lower_bound_hours": round(self.flow.lower, 4),
            "gap": round(self.flow.gap, 6),
            "step_hours": round(self.flow.step, 6),
            "persons_per_hour_assumed": self.persons_per_hour,
            "routes_assumed": self.case.assumed,
            "binding": [
                {"route": route, "from": start, "to": end, "hours_full": round(held.hours, 3),
                 "saves_hours_per_tenth": round(held.saves, 4)}
                for route, start, end, held in self.binding()
            ],
            "destinations": [
                {"place": place, "people": count} for place, count in self.destinations()
            ],
            "departures": [
                {"place": place, "time": moment.isoformat(timespec="minutes"), "people": count}
                for place, moment, count in self.departures()
            ],
        }  # fmt: skip


@checked
def plan_roads(
    scenario: Scenario | str | Path,
    area: str,
    *,
    to: Sequence[str] = (),
    start: str | dt.datetime | None = None,
    persons_per_hour: float = PERSONS_PER_HOUR,
    gap: float = GAP,
    seed: int = 1,
) -> RoadsPlan:
    """Plan the quickest way out by road for those who chose to leave.

    Args:
        scenario: A checked scenario; what its as-of date hides is not used.
        area: Area or place whose people are planned for.
        to: Destinations, places or areas; none means ``destinations``, else the open sites.
        start: When it begins; None means the day after the as-of date, else the first day.
        persons_per_hour: Throughput of a road or path that has none of its own, 1 to 1,000,000.
        gap: Wished (makespan - bound) / makespan, 0.001 to 0.5.
        seed: Of the run that says who is there where ``assembly`` does not.

    Raises:
        ScenarioError: Everything that makes planning impossible or unlawful.

    Examples:
        >>> import safepassage
        >>> plan = safepassage.plan_roads(safepassage.new_scenario("example"), "harbour")
        >>> plan.area
        'harbour'
    """
    scenario = as_scenario(scenario)
    problems = range_problems(
        ("persons_per_hour", persons_per_hour, 1, 1e6), ("gap", gap, 0.001, 0.5)
    )
    if problems:
        raise ScenarioError(problems)
    begin = ExitOptions(start=start).begin or first_begin(scenario)
    days_before(scenario, begin)
    case = road_case(scenario, area, to, begin, persons_per_hour=persons_per_hour, seed=seed)
    flow = quickest_flow(case.roads, gap=gap)
    held = tuple(what_holds(case.roads, flow.tight, flow.lower))
    return RoadsPlan(area, begin, case, flow, held, persons_per_hour)


def _full(row: tuple[str, str, str, Held]) -> Said:
    _, start, end, held = row
    return said(
        "roads.full", start=Place(start), end=Place(end),
        hours=said("figure.hours", number=Fixed(held.hours)),
        saves=said("figure.hours", number=Fixed(held.saves)),
    )  # fmt: skip


def _whole(counts: np.ndarray[Any, np.dtype[np.float64]]) -> list[int]:
    """Whole people with the sum kept: the remainder of one goes to the next."""
    running = np.round(np.cumsum(counts)).astype(int)
    return [int(count) for count in np.diff(running, prepend=0)]
