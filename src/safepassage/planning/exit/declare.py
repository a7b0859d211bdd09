"""Scenario and options → :class:`Instance`; everything that is missing is said at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from safepassage.errors import Problem, ScenarioError
from safepassage.limits import range_problem
from safepassage.planning.exit.instance import (
    Checkpoint,
    Exchange,
    Fleet,
    Instance,
    Passage,
    Room,
)
from safepassage.planning.exit.people import groups_of
from safepassage.planning.exit.refuse import refuse
from safepassage.planning.exit.ways import ways_of
from safepassage.result.result import Result
from safepassage.scenario.nearest import unknown_problem
from safepassage.scenario.scenario import Scenario

SEARCH_DAYS = 30
"""Days looked ahead when no deadline is given."""
STEP_MINUTES = (5, 24 * 60)
"""Shortest and longest step."""


def declare(
    scenario: Scenario,
    *,
    corridors: Sequence[str] | None = None,
    start: dt.datetime | None = None,
    by: dt.datetime | None = None,
    fleet: Mapping[str, int] | None = None,
    people: Mapping[tuple[str, str], int] | None = None,
    staying: Mapping[str, float] | None = None,
    step_minutes: int = 60,
    windows: bool = True,
    members: int = 50,
    seed: int = 1,
    result: Result | None = None,
) -> Instance:
    """Resolve a scenario into a planning instance.

    Args:
        scenario: A checked scenario; what its as-of date hides is not used.
        corridors: Corridors to use; None means all of them.
        start: When the plan begins; None means the first window, else the day after the as-of
            date, else the first day.
        by: Deadline for arrival; None means as soon as possible.
        fleet: Number of vehicles by type, instead of the declared one.
        people: People by (place or area, class), those who stay included.
        staying: Share by class who want to stay or cannot be moved.
        step_minutes: Length of a step.
        windows: False plans as if the corridors were open from start to deadline.
        members: Members of the run that tells how many people there are, where needed.
        seed: Its seed.
        result: A run that tells it instead.

    Raises:
        ScenarioError: Everything that makes planning impossible or unlawful.
    """
    problem = range_problem("step", step_minutes, *STEP_MINUTES, unit="minutes")
    if problem is not None:
        raise ScenarioError([problem])
    chosen = _chosen(scenario, corridors)
    begin = begin_of(scenario, chosen, start, windows=windows)
    if by is not None and by <= begin:
        message = f"the deadline {by:%Y-%m-%d %H:%M} is not after the start {begin:%Y-%m-%d %H:%M}"
        raise ScenarioError([Problem(message, column="by", remedy="give a later one")])
    end = by or begin + dt.timedelta(days=SEARCH_DAYS)
    hours = (end - begin).total_seconds() / 3600
    passages = ways_of(scenario, chosen, begin, hours, windows=windows)
    groups = groups_of(
        scenario, tuple(dict.fromkeys(passage.gathers for passage in passages)), begin,
        people=people, staying=staying, members=members, seed=seed, result=result,
    )  # fmt: skip
    instance = Instance(
        start=begin,
        hours=hours,
        step=step_minutes / 60,
        groups=groups,
        passages=passages,
        fleets=_fleets(scenario, passages, begin, fleet or {}),
        checkpoints=_checkpoints(scenario),
        rooms=_rooms(scenario, passages),
        exchanges=_exchanges(scenario, chosen),
        deadline_given=by is not None,
    )
    refuse(instance)
    return instance


def _chosen(scenario: Scenario, corridors: Sequence[str] | None) -> tuple[str, ...]:
    known = scenario["corridors"]["corridor"].tolist()
    if not known:
        raise ScenarioError([Problem("there is no corridor to plan for", "corridors.csv")])
    problems = [
        unknown_problem("corridor", name, known, "")
        for name in corridors or ()
        if name not in known
    ]
    if problems:
        raise ScenarioError(problems)
    return tuple(dict.fromkeys(corridors)) if corridors else tuple(known)


def begin_of(
    scenario: Scenario,
    corridors: Sequence[str] | None,
    start: dt.datetime | None,
    *,
    windows: bool,
) -> dt.datetime:
    """When a plan begins; see ``declare``."""
    if start is not None:
        return start
    chosen = _chosen(scenario, corridors)
    table = scenario["windows"]
    starts = [row["start"] for row in table.rows() if row["corridor"] in chosen]
    if windows and starts:
        first_window: dt.datetime = min(starts)
        return first_window
    first = scenario.start
    if scenario.as_of is not None:
        first = max(first, scenario.as_of + dt.timedelta(days=1))
    return dt.datetime.combine(first, dt.time(0))


def _fleets(
    scenario: Scenario,
    passages: tuple[Passage, ...],
    begin: dt.datetime,
    numbers: Mapping[str, int],
) -> tuple[Fleet, ...]:
    kinds = {row["vehicle"]: row for row in scenario["vehicles"].rows()}
    rows = list(scenario["fleets"].rows())
    declared = {row["vehicle"] for row in rows}
    problems = [
        unknown_problem("vehicle", name, list(kinds), "") for name in numbers if name not in kinds
    ]
    problems += [
        Problem(f"{count} {name} is negative", column="fleet", remedy="0 or more")
        for name, count in numbers.items()
        if count < 0
    ]
    if problems:
        raise ScenarioError(problems)
    rows += [_bare_fleet(name) for name in numbers if name not in declared]
    found = []
    for row in rows:
        whole = sum(other["number"] for other in rows if other["vehicle"] == row["vehicle"])
        number = row["number"]
        if row["vehicle"] in numbers:  # several depots share the new number as they shared the old
            asked = numbers[row["vehicle"]]
            number = round(asked * number / whole) if whole else asked
        found.append(_fleet(scenario, row, kinds[row["vehicle"]], number, passages, begin))
    return tuple(found)


def _bare_fleet(vehicle: str) -> dict[str, Any]:
    return {"vehicle": vehicle, "depot": "", "number": 0} | dict.fromkeys(
        ("available_from", "available_until")
    )


def _fleet(
    scenario: Scenario,
    row: Mapping[str, Any],
    kind: Mapping[str, Any],
    number: int,
    passages: tuple[Passage, ...],
    begin: dt.datetime,
) -> Fleet:
    from safepassage.planning.exit.ways import hours_between, km_between

    approach, homeward, within = {}, {}, []
    for passage in passages:
        first, last = passage.path[0], passage.path[-1]
        depot = row["depot"] or first
        approach[passage.name] = hours_between(scenario, depot, first)
        returning = depot != first
        homeward[passage.name] = (
            hours_between(scenario, last, depot) if returning else passage.transit
        )
        there = km_between(scenario, depot, first) if returning else 0.0
        back = km_between(scenario, last, depot) if returning else passage.km
        trip = there + passage.km + (back if kind["returns"] else 0.0)
        if not trip > (np.inf if np.isnan(kind["range_km"]) else kind["range_km"]):
            within.append(passage.name)
    hour = dt.timedelta(hours=1)
    return Fleet(
        vehicle=row["vehicle"],
        number=number,
        places=(kind["seats"], kind["wheelchairs"], kind["stretchers"]),
        load=kind["loading_hours"],
        unload=kind["unloading_hours"],
        returns=kind["returns"],
        approach=approach,
        homeward=homeward,
        first=(row["available_from"] - begin) / hour if row["available_from"] else 0.0,
        last=(row["available_until"] - begin) / hour if row["available_until"] else float("inf"),
        breakdown=kind["breakdown"],
        corridors=tuple(within),
    )


def _checkpoints(scenario: Scenario) -> tuple[Checkpoint, ...]:
    table = scenario["checkpoints"]
    persons = np.where(np.isnan(table["persons_per_hour"]), np.inf, table["persons_per_hour"])
    vehicles = np.where(np.isnan(table["vehicles_per_hour"]), np.inf, table["vehicles_per_hour"])
    triples = zip(table["place"], persons.tolist(), vehicles.tolist(), strict=True)
    return tuple(Checkpoint(*triple) for triple in triples)


def _rooms(scenario: Scenario, passages: tuple[Passage, ...]) -> tuple[Room, ...]:
    ends = {passage.path[-1] for passage in passages}
    rooms = [
        Room(row["place"], row["class"], int(row["capacity"]))
        for row in scenario["destinations"].rows()
        if row["place"] in ends
    ]
    said = {room.place for room in rooms}
    rooms.extend(
        Room(row["place"], "", int(row["capacity"]))
        for row in scenario["sites"].rows()
        if row["place"] in ends - said and row["capacity"] > 0
    )
    return tuple(rooms)


def _exchanges(scenario: Scenario, chosen: tuple[str, ...]) -> tuple[Exchange, ...]:
    return tuple(
        Exchange(row["corridor"], row["people"], row["after_corridor"], row["after_people"])
        for row in scenario["exchanges"].rows()
        if row["corridor"] in chosen
    )
