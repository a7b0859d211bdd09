"""The order of rows does not matter: a run of permuted tables is equal to the bit, name by name."""

from __future__ import annotations

import random
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from safepassage.errors import RunError
from safepassage.result.result import Result
from safepassage.result.run import run
from safepassage.scenario.read import read_scenario
from safepassage.scenario.row_order import BY_TIME
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.table import Table
from verification.make import as_declared, in_file_order
from verification.networks import by_seed

MEMBERS = 3


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


def assert_same(scenario: Scenario, seed: int) -> None:
    other = permuted(scenario, seed)
    assert other.digest() == scenario.digest()
    found, expected = (outcome(one) for one in (other, scenario))
    np.testing.assert_equal(found, expected)


def outcome(scenario: Scenario) -> object:
    try:
        return by_name(run(scenario, members=MEMBERS, seed=5, workers=1))
    except RunError as error:  # registrations rise where nobody lives
        return str(error)


@pytest.mark.parametrize("rule_set", ["flee3", "budget"])
@pytest.mark.parametrize("seed", range(60))
def test_random_scenarios(seed: int, rule_set: str) -> None:
    assert_same(by_seed(seed, rule_set), seed)


@pytest.mark.parametrize("name", ["tiny", "karabakh-2023", "aleppo-2016"])
@pytest.mark.parametrize("rule_set", ["flee3", "budget"])
def test_bundled_scenarios(name: str, rule_set: str) -> None:
    scenario = read_scenario(name)
    if rule_set == "flee3":
        scenario = scenario.replace(rules={"set": "flee3", "crowding_power": 0}, reception=[])
    assert_same(scenario, 1)


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
