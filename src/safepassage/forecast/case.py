"""What a forecast starts from: reports with their days of publication, whatever they come from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from safepassage.arrays import F8
from safepassage.errors import Problem, ScenarioError
from safepassage.forecast.history import History, read_history
from safepassage.forecast.models.view import View
from safepassage.scenario.naming import places_by_area
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario

VERIFICATION = "verification"
"""Kind of the events that announce a verification exercise."""


@dataclass(frozen=True)
class Exercise:
    """An announced verification (re-registration) exercise.

    Attributes:
        site: Place whose people are counted again.
        day: First day of its results, days since the start.
        known: Day on which it was announced.
        chance: Chance that it is held as announced, 0..1.
    """

    site: str
    day: int
    known: int
    chance: float


@dataclass(frozen=True, eq=False)
class Case:
    """One series of reports to forecast or to score.

    Attributes:
        name: Name for people.
        history: The reports.
        exercises: Announced verification exercises.
        scenario: The scenario they come from; None for a file of counts.
        capacity: Capacities of the sites, shape (S,), or None when they are hidden or unknown.
    """

    name: str
    history: History
    exercises: tuple[Exercise, ...] = ()
    scenario: Scenario | None = None
    capacity: F8 | None = None

    @property
    def start(self) -> dt.date:
        """The day that has number 0."""
        return self.history.start

    def view(self, day: int) -> View:
        """What may be seen at an origin."""
        known = [one for one in self.exercises if one.known <= day]
        announced = tuple((one.site, one.day, one.chance) for one in known)
        return View(self.history, day, announced, self.capacity)


def as_case(given: Scenario | Case | str | Path, *, hide_capacities: bool = True) -> Case:
    """A case, or the registrations of a scenario, or of that of a name or folder.

    Raises:
        ScenarioError: If it is none of them.
    """
    if isinstance(given, Case):
        return given
    return case_of(as_scenario(given), hide_capacities=hide_capacities)


def case_of(scenario: Scenario, *, hide_capacities: bool = True) -> Case:
    """The registrations of a scenario."""
    history = read_history(scenario)
    capacity = None if hide_capacities else _capacities(scenario, history)
    return Case(scenario.name, history, _exercises(scenario, history), scenario, capacity)


def _exercises(scenario: Scenario, history: History) -> tuple[Exercise, ...]:
    areas = places_by_area(scenario)
    found: list[Exercise] = []
    for row in scenario["events"].rows():
        if row["kind"] != VERIFICATION:
            continue
        day = _days(scenario, row["date"])
        known = day if row["published"] is None else _days(scenario, row["published"])
        chance = float(str(row["value"]))
        targets = areas.get(str(row["target"]), [str(row["target"])])
        found += [Exercise(s, day, known, chance) for s in targets if s in history.sites]
    return tuple(found)


def _days(scenario: Scenario, date: object) -> int:
    return (dt.date.fromisoformat(str(date)[:10]) - scenario.start).days


def _capacities(scenario: Scenario, history: History) -> F8 | None:
    sites = scenario["sites"]
    declared = dict(zip(sites["place"].tolist(), sites["capacity"].tolist(), strict=True))
    capacity = np.array([declared[site] for site in history.sites])
    return capacity if np.isfinite(capacity).all() and capacity.sum() > 0 else None


def refuse_twice(names: Sequence[str]) -> None:
    """Refuse cases that go by one name.

    Raises:
        ScenarioError: If two do.
    """
    for name in names:
        if names.count(name) > 1:
            remedy = "cases need names of their own"
            raise ScenarioError([Problem(f"{name!r} is named twice", column="CASE", remedy=remedy)])
