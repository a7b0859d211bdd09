"""Fleets as the planner sees them: declared or asked for, with the hours of their trips."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from safepassage.errors import Problem, ScenarioError
from safepassage.planning.exit.instance import Fleet
from safepassage.planning.exit.routes import hours_between, km_between
from safepassage.planning.exit.rules.rule import Scene
from safepassage.scenario.nearest import unknown_problem

Row = Mapping[str, Any]


def fleets_of(scene: Scene, numbers: Mapping[str, int]) -> tuple[Fleet, ...]:
    """Rows of ``fleets`` in their order, then vehicles that are only asked for.

    Args:
        scene: Scenario, corridors and start.
        numbers: Vehicles by type instead of the declared ones.

    Raises:
        ScenarioError: For unknown types and negative numbers.
    """
    scenario = scene.scenario
    kinds = {row["vehicle"]: row for row in scenario["vehicles"].rows()}
    rows: list[Row] = list(scenario["fleets"].rows())
    declared = {row["vehicle"] for row in rows}
    problems = [*_problems(numbers, list(kinds))]
    if problems:
        raise ScenarioError(problems)
    rows += [_bare_row(name) for name in numbers if name not in declared]
    found = []
    for row in rows:
        whole = sum(other["number"] for other in rows if other["vehicle"] == row["vehicle"])
        number = row["number"]
        if row["vehicle"] in numbers:  # several depots share the new number as they shared the old
            asked = numbers[row["vehicle"]]
            number = round(asked * number / whole) if whole else asked
        found.append(_fleet(scene, row, kinds[row["vehicle"]], number))
    return tuple(found)


def _problems(numbers: Mapping[str, int], kinds: list[str]) -> Iterator[Problem]:
    for name, count in numbers.items():
        if name not in kinds:
            yield unknown_problem("vehicle", name, kinds, "")
        if count < 0:
            yield Problem(f"{count} {name} is negative", column="fleet", remedy="0 or more")


def _bare_row(vehicle: str) -> dict[str, Any]:
    return {"vehicle": vehicle, "depot": "", "number": 0} | dict.fromkeys(
        ("available_from", "available_until")
    )


def _fleet(scene: Scene, row: Row, kind: Row, number: int) -> Fleet:
    scenario = scene.scenario
    approach, homeward, within = {}, {}, []
    for passage in scene.passages:
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
    return Fleet(
        vehicle=row["vehicle"],
        number=number,
        places=(kind["seats"], kind["wheelchairs"], kind["stretchers"]),
        load=kind["loading_hours"],
        unload=kind["unloading_hours"],
        returns=kind["returns"],
        approach=approach,
        homeward=homeward,
        first=_hours(row["available_from"], scene.begin, 0.0),
        last=_hours(row["available_until"], scene.begin, float("inf")),
        breakdown=kind["breakdown"],
        corridors=tuple(within),
    )


def _hours(moment: dt.datetime | None, begin: dt.datetime, blank: float) -> float:
    return (moment - begin) / dt.timedelta(hours=1) if moment else blank
