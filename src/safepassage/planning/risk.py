"""Risks for those who receive civilians: when an exit may be agreed, where it may become unsafe.

Everything is by area and day; no group is named and no pair. What stands here serves readiness:
its inputs (control, sieges, presence, clashes) cannot be varied in plans, comparisons or
sensitivity, and nothing tells what a siege or an offensive would bring.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from safepassage.errors import Problem, ScenarioError
from safepassage.evidence.pockets import Pocket, pockets
from safepassage.forecast.clashes.rates import (
    Record,
    chance_within,
    is_serious,
    record_of,
    rolling_scores,
)
from safepassage.forecast.exit_date.cases import Case, known_cases, read_cases
from safepassage.forecast.exit_date.model import Fit, fit, leave_one_out
from safepassage.result.quantities import places_of, weighted_quantiles
from safepassage.result.result import Result
from safepassage.scenario.naming import places_by_area
from safepassage.scenario.scenario import Scenario

F8 = npt.NDArray[np.float64]
AHEAD = (30, 60, 90)
"""Days ahead for which the chance of a clash is told."""
DRAWS = 4000
_QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class ExitDate:
    """When a first exit may be agreed for a pocket.

    Attributes:
        pocket: Which pocket.
        days: Draws of the days from the origin, shape (N,).
        constant: The same under the constant rate.
        fit: What they rest on.
        cases: The sieges that it was fitted to.
        origin: Last day whose publications count.
    """

    pocket: str
    days: F8
    constant: F8
    fit: Fit
    cases: tuple[Case, ...]
    origin: dt.date

    @cached_property
    def scores(self) -> dict[str, float]:
        """Mean log score of each known siege from all others; as many fits as there are sieges."""
        return leave_one_out(self.cases, self.origin)


@dataclass(frozen=True)
class Risk:
    """Answers of :func:`risk`.

    Attributes:
        origin: Last day whose publications count.
        exits: One for each siege that goes on.
        clashes: Area → days ahead → chance of a serious clash.
        constant: The same under a constant rate.
        scores: Area → model and constant rate → Brier and log score, month after month.
        groups: Area → number of groups (low, best, high).
        unsafe: Site → chance that it becomes unsafe within the longest time ahead.
        pockets: Enclosed parts, without counts by place.
        inside: People inside each pocket together: 5, 50, 95 %.
    """

    origin: dt.date
    exits: tuple[ExitDate, ...]
    clashes: dict[str, dict[int, float]]
    constant: dict[str, dict[int, float]]
    scores: dict[str, dict[str, dict[str, float]]]
    groups: dict[str, tuple[float, float, float]]
    unsafe: dict[str, float]
    pockets: tuple[Pocket, ...]
    inside: tuple[tuple[float, float, float], ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values; dates are ISO texts."""
        exit_date, baseline = None, None
        if self.exits:
            first = self.exits[0]
            exit_date = _dates(self.origin, first.days) | {"pocket": first.pocket}
            baseline = _dates(self.origin, first.constant)
        return {
            "origin": self.origin.isoformat(),
            "exit_date": exit_date,
            "clash_probability": {
                area: {str(days): chance for days, chance in found.items()}
                for area, found in self.clashes.items()
            },
            "site_unsafe": self.unsafe,
            "baselines": {
                "exit_date": baseline,
                "exit_date_log_score": self.exits[0].scores if self.exits else None,
                "clash_probability": {
                    area: {str(days): chance for days, chance in found.items()}
                    for area, found in self.constant.items()
                },
                "clash_scores": self.scores,
            },
            "pockets": [
                {
                    "side": pocket.side,
                    "places": len(pocket.places),
                    "since": pocket.since.isoformat(),
                    "people": dict(zip(("p05", "p50", "p95"), people, strict=True)),
                }
                for pocket, people in zip(self.pockets, self.inside, strict=True)
            ],
        }

    def sentences(self) -> list[str]:
        """What it says, in plain words."""
        said = []
        for found in self.exits:
            low, middle, high = (_date(self.origin, found.days, q) for q in _QUANTILES)
            known, agreed = found.fit.cases
            said.append(
                f"A first exit from {found.pocket}: half of the draws by {middle}, nine in ten "
                f"from {low} to {high}. It rests on {known} sieges, {agreed} with an agreement: "
                "few, and not sampled at random. For readiness only"
            )
        for area, chances in self.clashes.items():
            longest = max(chances)
            said.append(
                f"{area}: chance of a serious clash between armed groups within {longest} days "
                f"{chances[longest]:.0%} (constant rate: {self.constant[area][longest]:.0%})"
            )
        for pocket, people in zip(self.pockets, self.inside, strict=True):
            said.append(
                f"An enclosed part of {len(pocket.places)} places since {pocket.since}: "
                f"{people[1]:,.0f} people ({people[0]:,.0f} to {people[2]:,.0f}) together"
            )
        return said


def risk(result: Result, *, ahead: tuple[int, ...] = AHEAD, seed: int = 1) -> Risk:
    """Risks as of the run's as-of date, or of its first day where all is known.

    Args:
        result: A run.
        ahead: Days ahead.
        seed: Of the draws of parameters.

    Raises:
        ScenarioError: If the scenario declares neither sieges nor presence.
        SafepassageError: If ``lifelines`` is missing or too few sieges are known.
    """
    scenario = result.scenario
    if not len(scenario["sieges"]) and not len(scenario["presence"]):
        message = "declares neither sieges nor presence: there is no risk to tell"
        remedy = "add rows to sieges.csv or presence.csv"
        raise ScenarioError([Problem(message, scenario.name, remedy=remedy)])
    origin = scenario.as_of or scenario.start
    records = {row["area"]: _record(scenario, row, origin) for row in scenario["presence"].rows()}
    crowding = {area: _crowding(result, area) for area in records}
    clashes: dict[str, dict[int, float]] = {}
    constant: dict[str, dict[int, float]] = {}
    for area, record in records.items():
        monthly = record.chance(seed=seed, draws=DRAWS)
        even = record.chance(seed=seed, draws=DRAWS, half_life=1e9)
        clashes[area] = {
            days: _mean(chance_within(monthly, days, crowding[area], seed=seed)) for days in ahead
        }
        constant[area] = {days: _mean(chance_within(even, days, 1.0, seed=seed)) for days in ahead}
    day = min(max(origin, scenario.start), scenario.end)
    # The total of a pocket of one place would be the count of a neighbourhood.
    enclosed = tuple(pocket for pocket in pockets(scenario, day) if len(pocket.places) > 1)
    return Risk(
        origin=origin,
        exits=tuple(_exit(row, origin, seed) for row in scenario["sieges"].rows()),
        clashes=clashes,
        constant=constant,
        scores={row["area"]: _scores(scenario, row, origin) for row in scenario["presence"].rows()},
        groups={
            row["area"]: tuple(
                row["groups"] if np.isnan(row[name]) else row[name]
                for name in ("groups_low", "groups", "groups_high")
            )
            for row in scenario["presence"].rows()
        },
        unsafe=_unsafe(result, clashes, max(ahead), origin),
        pockets=enclosed,
        inside=tuple(_inside(result, pocket, origin) for pocket in enclosed),
    )


def _exit(row: dict[str, Any], origin: dt.date, seed: int) -> ExitDate:
    cases = known_cases(read_cases(), origin, row["case"])
    offensive = row["offensive_start"]
    known = offensive is not None and offensive <= origin
    start = offensive if known else row["siege_start"]
    found = fit(cases, origin, draws=DRAWS, seed=seed)
    passed = float((origin - start).days)
    return ExitDate(
        pocket=row["pocket"],
        days=found.remaining(passed, offensive=known, seed=seed),
        constant=found.remaining_constant(seed=seed),
        fit=found,
        cases=cases,
        origin=origin,
    )


def _rows(scenario: Scenario, area: str) -> list[tuple[dt.date, bool]]:
    return [
        (row["date"], is_serious(_number(row["days"]), _number(row["killed_low"])))
        for row in scenario["clashes"].rows()
        if row["area"] == area
    ]


def _record(scenario: Scenario, row: dict[str, Any], origin: dt.date) -> Record:
    return record_of(_rows(scenario, row["area"]), row["record_start"], origin)


def _scores(
    scenario: Scenario, row: dict[str, Any], origin: dt.date
) -> dict[str, dict[str, float]]:
    found = _rows(scenario, row["area"])
    last = max([day for day, _ in found], default=origin) if scenario.as_of is None else origin
    if (last - row["record_start"]).days < 240:
        return {}
    return rolling_scores(found, row["record_start"], last)


def _crowding(result: Result, area: str) -> float:
    """1 + newcomers of the run's end / population, 1 where the population is not declared."""
    scenario = result.scenario
    declared = [row["population"] for row in scenario["presence"].rows() if row["area"] == area]
    people = _number(declared[0])
    if not people > 0:
        return 1.0
    places = places_of(result, area)
    there = result.arrays["displaced"][:, -1][:, places].sum(axis=(1, 2))
    return 1.0 + float(np.sum(there * result.weight)) / people


def _unsafe(
    result: Result, clashes: dict[str, dict[int, float]], days: int, origin: dt.date
) -> dict[str, float]:
    """Chance that a site becomes unsafe: hazard from the origin on, or a clash of its area at it.

    A clash is at one place of its area, each alike likely.
    """
    scenario = result.scenario
    hazard: dict[str, float] = {}
    areas = places_by_area(scenario)
    for event in sorted(scenario["events"].rows(), key=lambda event: event["date"]):
        if event["kind"] == "hazard":
            value = float(event["value"])
            for place in areas.get(event["target"], [event["target"]]):
                before = hazard.get(place, 0.0) if event["date"].date() > origin else 0.0
                hazard[place] = max(before, value)
    found = {}
    for place in scenario["sites"]["place"].tolist():
        safe = 0.0 if hazard.get(place, 0.0) > 0 else 1.0
        for area, chances in clashes.items():
            inside = [result.places[number] for number in places_of(result, area)]
            if place in inside:
                safe *= 1.0 - chances[days] / len(inside)
        found[place] = 1.0 - safe
    return found


def _inside(result: Result, pocket: Pocket, origin: dt.date) -> tuple[float, float, float]:
    """People of all the pocket's places together on a day: 5, 50, 95 %."""
    places = [result.places.index(name) for name in pocket.places]
    day = min(max((origin - result.scenario.start).days, 0), result.scenario.days - 1)
    counts = (
        result.arrays[name][:, day][:, places].sum(axis=(1, 2)).astype(np.float64)
        for name in ("residents", "displaced")
    )
    low, middle, high = weighted_quantiles(sum(counts), result.weight, _QUANTILES).tolist()
    return low, middle, high


def _dates(origin: dt.date, days: F8) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: _date(origin, days, at).isoformat()
        for name, at in zip(("p05", "p50", "p95"), _QUANTILES, strict=True)
    }
    found["probability_by"] = {
        (origin + dt.timedelta(days=ahead)).isoformat(): float(np.mean(days <= ahead))
        for ahead in (7, 14, 30, 60, 90, 180)
    }
    return found


def _date(origin: dt.date, days: F8, at: float) -> dt.date:
    furthest = (dt.date.max - origin).days
    return origin + dt.timedelta(days=min(round(float(np.quantile(days, at))), furthest))


def _mean(values: F8) -> float:
    return float(values.mean())


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)
