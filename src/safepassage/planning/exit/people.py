"""People who are there and chose to leave: declared, given, or from a run on a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from safepassage.errors import Problem, ScenarioError
from safepassage.planning.exit.instance import Group
from safepassage.scenario.parts import replace_unchecked
from safepassage.scenario.scenario import Scenario

if TYPE_CHECKING:
    from safepassage.result.result import Result

F8 = npt.NDArray[np.float64]
Counts = dict[tuple[str, str], tuple[float, float]]
"""(people, of them staying) by (place or area, class)."""


def groups_of(
    scenario: Scenario,
    gathers: tuple[str, ...],
    begin: dt.datetime,
    *,
    people: Mapping[tuple[str, str], int] | None,
    staying: Mapping[str, float] | None,
    members: int,
    seed: int,
    result: Result | None = None,
) -> tuple[Group, ...]:
    """Groups by place and class.

    Raises:
        ScenarioError: If nobody is there, or it is not said who stays or cannot be moved.
    """
    declared = [row for row in scenario["assembly"].rows() if row["gathers"] in gathers]
    ready: dict[tuple[str, str], float] = {}
    if people is not None:
        counts = _given(scenario, people, staying)
    elif declared:
        counts = {
            (row["gathers"], row["class"]): (row["people"], row["staying"]) for row in declared
        }
        ready = {(row["gathers"], row["class"]): _hours(row["ready"], begin) for row in declared}
    else:
        counts = from_run(
            scenario, gathers, begin, staying=staying, members=members, seed=seed, result=result
        )
    traits = traits_of(scenario)
    groups = [
        make_group(key, total, stay, traits, ready.get(key, 0.0))
        for key, (total, stay) in counts.items()
    ]
    if not any(group.people for group in groups):
        remedy = "fill assembly.csv or populations.csv, or choose another start"
        raise ScenarioError([Problem("nobody is waiting to leave", remedy=remedy)])
    return tuple(group for group in groups if group.people or group.staying)


def traits_of(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """Party size, priority, needs and risk by class."""
    said = {row["class"]: row for row in scenario["evacuees"].rows()}
    usual = {"priority": 2, "needs": "seat", "risk": 1.0}
    return {
        row["class"]: usual
        | {key: said[row["class"]][key] for key in usual if row["class"] in said}
        | {"party": row["party_size"]}
        for row in scenario["classes"].rows()
    }


def make_group(
    key: tuple[str, str],
    total: float,
    stay: float,
    traits: Mapping[str, Mapping[str, Any]],
    ready: float,
) -> Group:
    """A group of those who chose to leave, rounded to whole people."""
    kept = round(min(stay, total))
    return Group(key[0], key[1], round(total) - kept, kept, ready=ready, **traits.get(key[1], {}))


def from_run(
    scenario: Scenario,
    gathers: tuple[str, ...],
    begin: dt.datetime,
    *,
    staying: Mapping[str, float] | None,
    members: int,
    seed: int,
    result: Result | None = None,
) -> Counts:
    """Weighted medians by class over a run's members, on the evening before the plan begins."""
    draws = run_counts(
        scenario, gathers, begin, staying=staying, members=members, seed=seed, result=result
    )
    weight = np.ones(members) if result is None else result.weight
    return {
        key: (median(values[0] + values[1], weight), median(values[1], weight))
        for key, values in draws.items()
    }


def median(values: F8, weight: F8) -> float:
    """Weighted median by member, shape (M,) both."""
    if np.all(weight == weight[0]):
        return float(np.median(values))
    order = np.argsort(values, kind="stable")
    running = np.cumsum(weight[order]) / weight.sum()
    place = int(np.searchsorted(running, 0.5))
    return float(values[order][min(place, values.size - 1)])


def days_before(scenario: Scenario, begin: dt.datetime) -> int:
    """Days of the period that end before a plan begins.

    Raises:
        ScenarioError: If it begins before the period, or later than on the morning after it.
    """
    days = (begin.date() - scenario.start).days
    if not 0 <= days <= scenario.days:
        message = f"{begin.date()} is outside {scenario.start} to {scenario.end}"
        raise ScenarioError([Problem(message, column="from", remedy="give a day of the period")])
    return days


def first_begin(scenario: Scenario) -> dt.datetime:
    """When a plan can begin: on the day after the as-of date, else on the first of the period.

    Raises:
        ScenarioError: If the as-of date is later than the period.
    """
    as_of = scenario.as_of
    if as_of is None or as_of < scenario.start:
        return dt.datetime.combine(scenario.start, dt.time(0))
    known = dt.datetime.combine(as_of, dt.time(0))
    days_before(scenario, known)
    return known + dt.timedelta(days=1)


def run_counts(
    scenario: Scenario,
    gathers: tuple[str, ...],
    begin: dt.datetime,
    *,
    staying: Mapping[str, float] | None = None,
    members: int = 100,
    seed: int = 1,
    result: Result | None = None,
) -> dict[tuple[str, str], np.ndarray[Any, Any]]:
    """(who may leave, who stays) by member, shape (2, M), by (place or area, class)."""
    from safepassage.result.quantities import places_of
    from safepassage.result.run import run

    _refuse_silence(scenario, staying)
    days = days_before(scenario, begin)
    if result is None:
        result = run(before_exit(scenario, max(days, 1)), members=members, seed=seed)
    found = {}
    for name in gathers:
        places = places_of(result, name)
        for number, class_ in enumerate(result.classes):
            present, stay = (
                result.arrays[array][:, max(days - 1, 0), places][..., number].sum(axis=1)
                for array in ("displaced", "residents")
            )
            everyone = present + stay
            fixed = result.arrays["staying"][:, places][..., number].sum(axis=1)
            if staying is not None and class_ in staying:
                fixed = np.round(everyone * staying[class_])
            fixed = np.minimum(fixed, everyone)
            found[name, class_] = np.stack([everyone - fixed, fixed]).astype(float)
    return found


def before_exit(scenario: Scenario, days: int) -> Scenario:
    """The days before the plan, every corridor suspended, so that nobody has left by one.

    All else is as it is, and so are the draws of all uncertain inputs.
    """
    rows = [row | {"suspended": True} for row in scenario["corridors"].rows()]
    return replace_unchecked(scenario, days=days, corridors=rows)


def _given(
    scenario: Scenario,
    people: Mapping[tuple[str, str], int],
    staying: Mapping[str, float] | None,
) -> Counts:
    if staying is None:
        _refuse_silence(scenario, None)
    table = scenario["classes"]
    shares = dict(zip(table["class"].tolist(), table["staying"].tolist(), strict=True))
    shares |= dict(staying or {})
    return {key: (count, count * shares.get(key[1], 0.0)) for key, count in people.items()}


def _refuse_silence(scenario: Scenario, staying: Mapping[str, float] | None) -> None:
    """People who stay or cannot move are declared: evacuation is for people, not of them."""
    missing = [
        row["class"]
        for row in scenario["classes"].rows()
        if row["class"] not in (staying or {}) and not _says_who_stays(row)
    ]
    if missing or not len(scenario["classes"]):
        message = (
            f"it is not said who stays or cannot be moved: {', '.join(missing) or 'no classes'}"
        )
        remedy = (
            "fill staying_low, staying and staying_high in classes.csv, or staying in "
            "assembly.csv; a plan is made for those who choose to leave"
        )
        raise ScenarioError([Problem(message, "classes.csv", column="staying", remedy=remedy)])


def _says_who_stays(row: Mapping[str, Any]) -> bool:
    return bool(row["staying"] > 0 or row["staying_high"] > 0)


def _hours(moment: dt.datetime | None, begin: dt.datetime) -> float:
    if moment is None:
        return 0.0
    return max(0.0, (moment - begin) / dt.timedelta(hours=1))
