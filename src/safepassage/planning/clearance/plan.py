"""Plan of clearance: which contaminated place first, so that most people can return soonest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8, I8
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.errors import Problem, ScenarioError
from safepassage.planning.clearance.order import by_people_per_day, waiting
from safepassage.result.geography import Geography
from safepassage.result.result import Result, as_result
from safepassage.said import Every, People, Place, Range, Said, Share, said, two_digits
from safepassage.scenario.dates import Date
from safepassage.scenario.dictionary import file_of
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.timeline.timeline import timeline
from safepassage.spread import Spread

_NAMED = 8
"""Places that a sentence names before it counts the others."""
_NO_LESS = 0.005
"""Share of the waiting that reads as 0 %."""


@dataclass(frozen=True)
class ClearancePlan:
    """An order of clearance beside the declared one. Expected values are over the members.

    Attributes:
        scenario: Name.
        start: First day of the plan.
        places: In the planned order.
        people: Expected people who want to return there and wait, by place.
        hectares: Expected area left.
        days: Expected days of work of all teams together.
        waiting: Person-days of waiting in this order, 5, 50 and 95 %.
        declared: The same in the declared order.
        last: Places put last because nobody can work there yet (hazard, or no team).
    """

    scenario: str
    start: dt.date
    places: tuple[str, ...]
    people: tuple[float, ...]
    hectares: tuple[float, ...]
    days: tuple[float, ...]
    waiting: Spread
    declared: Spread
    last: tuple[str, ...]

    def put_into(self, scenario: Scenario) -> Scenario:
        """The scenario with this order as priorities."""
        order = {place: number for number, place in enumerate((*self.places, *self.last), 1)}
        rows = [row | {"priority": order.get(row["place"], len(order) + 1)}
                for row in scenario["contamination"].rows()]  # fmt: skip
        return scenario.replace(contamination=rows)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "scenario": self.scenario,
            "start": self.start.isoformat(),
            "order": [
                {"place": place, "people": round(people), "hectares": round(area, 2),
                 "days": round(days, 2)}
                for place, people, area, days in self.lines
            ],
            "person_days_waiting": self.waiting.as_dict(),
            "declared_order": self.declared.as_dict(),
            "last": list(self.last),
            "sensitivity": "high",
            "note": "internal: clearance is listed by place; returns are voluntary",
        }  # fmt: skip

    @property
    def lines(self) -> list[tuple[str, float, float, float]]:
        """Place, people who wait, hectares and days of work, in the order of the plan."""
        return list(zip(self.places, self.people, self.hectares, self.days, strict=True))

    def sentences(self) -> tuple[Said, ...]:
        """What to do, what it gains, what it leaves out."""
        found = [self._order(), self._gain()]
        if self.last:
            named = Every(tuple(Place(place) for place in self.last[:_NAMED]))
            more = len(self.last) - _NAMED
            others = said("clearance.others", count=more) if more > 0 else None
            found.append(said("clearance.blocked", places=named, others=others))
        return (*found, said("clearance.voluntary"))

    def _order(self) -> Said:
        if not self.places:
            return said("clearance.none")
        people = People(two_digits(sum(self.people)))
        return said("clearance.order", first=Place(self.places[0]), people=people)

    def _gain(self) -> Said:
        """The order beside the declared one, as people by days of waiting."""
        planned, declared = Range.of(self.waiting), self.declared.median
        if declared <= 0:
            return said("clearance.gain", days=planned)
        less = 1.0 - self.waiting.median / declared
        if less < _NO_LESS:
            return said("clearance.gain_none", days=planned)
        return said("clearance.gain_less", days=planned, share=Share(less))


@checked
def plan_clearance(result: Result, *, start: Date | None = None) -> ClearancePlan:
    """Order contaminated places by people able to return per day of work.

    Args:
        result: A run; its weights count.
        start: First day of the plan; by default the first on which teams are at work.

    Raises:
        ScenarioError: If nothing is contaminated, nobody clears, or the date is outside the run.

    Examples:
        >>> import safepassage
        >>> result = safepassage.run(safepassage.new_scenario("example"), members=4)
        >>> safepassage.plan_clearance(result).scenario
        'example'
    """
    result = as_result(result)
    compiled = compile_scenario(result.scenario)
    day = _first_day(result, compiled, start)
    left, days = _work(result, compiled, day)
    people, threshold = _who_waits(result, compiled, day)
    hazard = timeline(result.scenario).hazard.on(day)
    places = np.array([result.places.index(zone) for zone in result.zones])
    enclosed = Geography(result.scenario).still_enclosed
    most = _most_hazard(compiled, day, places.size)
    free = (hazard[places] <= most) & np.isfinite(days).all(axis=0)
    free &= ~np.isin(np.array(result.zones, dtype=object), list(enclosed))
    open_ = np.flatnonzero(free & (left.max(axis=0) > 0))
    order = open_[by_people_per_day(people[:, open_], days[:, open_], result.weight)]
    declared = np.argsort(result.scenario["contamination"]["priority"], kind="stable")
    known = [result.zones.index(result.scenario["contamination"]["place"][row]) for row in declared]
    usual = np.array([zone for zone in dict.fromkeys(known) if zone in open_], dtype=np.int64)
    weight = result.weight
    return ClearancePlan(
        scenario=result.scenario.name,
        start=result.dates[day].item(),
        places=tuple(result.zones[zone] for zone in order),
        people=tuple((weight @ people[:, order]).tolist()),
        hectares=tuple((weight @ left[:, order]).tolist()),
        days=tuple((weight @ days[:, order]).tolist()),
        waiting=Spread.of(waiting(people, days, order, threshold), weight).rounded(1),
        declared=Spread.of(waiting(people, days, usual, threshold), weight).rounded(1),
        last=tuple(result.zones[zone] for zone in np.flatnonzero(~free)),
    )


def _first_day(result: Result, compiled: Compiled, start: Date | None) -> int:
    teams = compiled.world.clearing.teams
    if not len(result.zones):
        raise ScenarioError([Problem("nothing is contaminated", file_of("contamination"))])
    if not teams["number"].any():
        raise ScenarioError([Problem("there are no teams", file_of("clearance_teams"))])
    if start is None:
        return int(np.clip(teams["first"].min(), 0, result.scenario.days - 1))
    return result.day_of(start, "start")


def _work(result: Result, compiled: Compiled, day: int) -> tuple[F8, F8]:
    """Hectares left in the morning and days of work of all teams, shape (M, Z) each."""
    clearing = compiled.world.clearing
    draws = [compiled.inputs.member(values).clearing for values in result.inputs]
    area = np.stack([draw.area for draw in draws])
    before = result.arrays["cleared"][:, day - 1] / 100.0 if day else np.zeros_like(area)
    left = np.maximum(0.0, area - before)
    speed = np.zeros_like(area)
    for number, team in enumerate(clearing.teams):
        if team["first"] <= day <= team["last"]:
            zones = clearing.work[team["work_start"] : team["work_stop"]]
            each = np.array([draw.rate[number] for draw in draws])[:, None] * team["number"]
            if team["by_devices"]:
                each = each * area[:, zones] / clearing.zones["devices"][zones]
            speed[:, zones] += each
    with np.errstate(divide="ignore", invalid="ignore"):
        return left, np.where(left > 0, left / speed, 0.0)


def _who_waits(result: Result, compiled: Compiled, day: int) -> tuple[F8, F8]:
    """People who fled from each contaminated place, want to return and have a house, (M, Z).

    And the least share of the work after which some class returns, shape (Z,).
    """
    homes = compiled.world.homes
    draws = [compiled.inputs.member(values).homes for values in result.inputs]
    people = np.zeros((result.members.size, len(result.zones)))
    threshold = np.ones(len(result.zones))
    for home, place in enumerate(result.homes):
        if place not in result.zones:
            continue
        zone, row = result.zones.index(place), int(homes.place[home])
        fled = result.arrays["fled"][:, : day + 1, row].sum(axis=1, dtype=np.int64)
        back = result.arrays["returned"][:, : day + 1, home].sum(axis=1, dtype=np.int64)
        wish = np.stack([draw.wish[home] * (draw.willing[home] > 0) for draw in draws])
        away = np.stack([draw.away[:, :, home].sum(axis=0) for draw in draws])
        waits = np.maximum(0.0, wish * (fled + away) - back).sum(axis=1)
        house = int(homes.house[home])
        if house >= 0:
            free = result.arrays["houses_free"][:, day, house]
            waits = np.minimum(waits, free * homes.houses["persons"][house])
        people[:, zone] = waits
        threshold[zone] = homes.cleared[home].min()
    return people, threshold


def _most_hazard(compiled: Compiled, day: int, zones: int) -> F8:
    """Most hazard under which some team works, by contaminated place; -1 without one."""
    clearing = compiled.world.clearing
    most = np.full(zones, -1.0)
    for team in clearing.teams:
        if team["first"] <= day <= team["last"] and team["number"] > 0:
            work: I8 = clearing.work[team["work_start"] : team["work_stop"]]
            most[work] = np.maximum(most[work], team["most_hazard"])
    return most
