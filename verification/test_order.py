"""The order of rows does not matter: what follows from permuted tables is equal to the bit.

A run, and all that is said of it (headline, needs, map, risk, plan of an exit), name by name; what
`explain` says of each period, whatever the order of its sentences.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import fields, replace
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest

from safepassage.disclosure.map_data import MapData, map_data
from safepassage.disclosure.policy import policy_of
from safepassage.errors import RunError, ScenarioError
from safepassage.planning.exit.planner import plan_exit
from safepassage.planning.needs.by_site import needs
from safepassage.planning.risk.assess import risk
from safepassage.planning.risk.report import Risk
from safepassage.result.headline import headline, headline_json, run_quantities
from safepassage.result.result import Result
from safepassage.result.run import run
from safepassage.scenario.explain import explain_dict
from safepassage.scenario.read import read_scenario
from safepassage.scenario.row_order import BY_TIME
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.table import Table
from verification.make import as_declared, in_file_order
from verification.networks import by_seed

MEMBERS = 3
SENTENCES = ("start", "rules", "uncertain", "sentences")
"""Texts of `explain` that are one sentence a row."""


def permuted(scenario: Scenario, seed: int) -> Scenario:
    """Every table with its rows in another order; rows of one time keep theirs where it counts."""
    luck = random.Random(seed)
    tables = {name: _permuted(table, luck) for name, table in scenario.tables.items()}
    return replace(scenario, tables=MappingProxyType(tables))


def _permuted(table: Table, luck: random.Random) -> Table:
    order = list(range(len(table)))
    luck.shuffle(order)
    if table.name in BY_TIME:
        columns = [table[name].tolist() for name in BY_TIME[table.name]]
        if table.name == "events":  # a blank date of publication is the day of the event
            columns[1] = [p or d.date() for d, p in zip(*columns, strict=True)]
        times = list(zip(*columns, strict=True))
        slots: dict[object, list[int]] = {}
        for row in sorted(order):
            slots.setdefault(times[row], []).append(row)
        order = [slots[times[row]].pop(0) for row in order]
    columns = {key: cells[order] for key, cells in table.columns.items()}
    return Table(table.name, MappingProxyType(columns))


def by_name(result: Result) -> dict[str, object]:
    """Everything that a run says, in the order of names."""
    return {
        "arrays": {name: np.asarray(array) for name, array in result.arrays.items()},
        "inputs": dict(zip(result.input_names, result.inputs.T.tolist(), strict=True)),
        "places": result.places,
        "classes": result.classes,
        "links": result.links,
        "corridors": result.corridors,
    }


def said(result: Result) -> dict[str, object]:
    """Everything that is said of a run: headline, needs, map and risk."""
    scenario = result.scenario
    found: dict[str, object] = {
        "headline": headline_json(headline(result)),
        "by day": run_quantities(result),
        "needs": _or_why(lambda: needs(result).to_json()),
    }
    if not np.isnan(scenario["places"]["lat"]).any():
        found["map"] = frames(map_data(result, policy_of(scenario)))
    if len(scenario["sieges"]) or len(scenario["presence"]):
        found["risk"] = risks(risk(result))
    return found


def risks(found: Risk) -> object:
    """What it says, and the numbers behind; the scores of the record are no scenario's."""
    return {
        "sentences": found.sentences(),
        "exits": [(one.date_json(), one.size_json()) for one in found.exits],
        "chances": (found.clashes, found.constant, found.unsafe),
        "months": [month.as_dict() for month in found.months],
        "held": {side: {day: row.as_dict() for day, row in rows.items()}
                 for side, rows in found.held.items()},
        "access": {name: [row.as_dict() for row in rows] for name, rows in found.access.items()},
        "inside": [people.as_dict() for people in found.inside],
    }  # fmt: skip


def frames(data: MapData | None) -> object:
    """Rows of the map as plain values."""
    if data is None:
        return None
    parts = {part.name: getattr(data, part.name) for part in fields(data)}
    tables = {name: part for name, part in parts.items() if isinstance(part, pd.DataFrame)}
    return parts | {name: part.to_dict("list") for name, part in tables.items()}


def explained(scenario: Scenario) -> object:
    """What is said of each period, in any order: that of sentences follows the file."""
    shown = explain_dict(scenario)
    for part in (shown, *shown["periods"]):
        part |= {key: sorted(text) for key, text in part.items() if key in SENTENCES}
    return shown


def _or_why(what: Callable[[], object]) -> object:
    try:
        return what()
    except ScenarioError as error:
        return [problem.message for problem in error.problems]


def assert_same(scenario: Scenario, seed: int) -> Scenario:
    other = permuted(scenario, seed)
    assert other.digest() == scenario.digest()
    assert explained(other) == explained(scenario)
    found, expected = (outcome(one) for one in (other, scenario))
    np.testing.assert_equal(found, expected)
    return other


def outcome(scenario: Scenario) -> object:
    try:
        result = run(scenario, members=MEMBERS, seed=5, workers=1)
    except RunError as error:  # registrations rise where nobody lives
        return str(error)
    return by_name(result) | said(result)


@pytest.mark.parametrize("rule_set", ["flee3", "budget"])
@pytest.mark.parametrize("seed", range(60))
def test_random_scenarios(seed: int, rule_set: str) -> None:
    assert_same(by_seed(seed, rule_set), seed)


@pytest.mark.parametrize("name", ["tiny", "karabakh-2023", "aleppo-2016"])
@pytest.mark.parametrize("rule_set", ["flee3", "budget"])
def test_bundled_scenarios(name: str, rule_set: str) -> None:
    scenario = read_scenario(name)
    if rule_set == "flee3":
        places = (
            scenario["places"].to_frame().drop(columns=["settles_low", "settles", "settles_high"])
        )
        scenario = scenario.replace(
            rules={"set": "flee3", "crowding_power": 0}, reception=[], places=places
        )
    assert_same(scenario, 1)


def test_plans_of_exits() -> None:
    scenario = read_scenario("aleppo-2016")
    one, other = (
        plan_exit(given, members=12, seed=3) for given in (scenario, permuted(scenario, 2))
    )
    assert one.departures == other.departures
    assert one.departures
    answers = [plan.to_json() for plan in (one, other)]
    for answer in answers:
        del answer["seconds"]  # how long it took
    assert answers[0] == answers[1]


def test_counts_come_back_in_the_order_of_the_file() -> None:
    """What lets the other tests of this folder speak of the first place, class or link."""
    scenario = permuted(by_seed(3, "budget"), 7)
    from safepassage.compiled.compile import compile_scenario

    world = compile_scenario(scenario)
    declared = in_file_order(world.scenario)
    assert declared["places"]["place"].tolist() == scenario["places"]["place"].tolist()
    counts = {"residents": np.arange(len(world.places))[None, None, :, None]}
    order = [world.places.index(name) for name in scenario["places"]["place"]]
    assert as_declared(world, counts)["residents"][0, 0, :, 0].tolist() == order
