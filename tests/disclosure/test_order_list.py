"""An order list leaves for suppliers: nothing is short, no small count and no pocket is in it."""

from __future__ import annotations

import json
import math
import os
import stat
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import python_calamine

from safepassage import read_scenario, run
from safepassage.disclosure import order_list as gate
from safepassage.disclosure.order_list import OrderList, exact_order_list, order_list
from safepassage.disclosure.policy import level_of
from safepassage.disclosure.releases import LOG
from safepassage.errors import ScenarioError
from safepassage.exchange.xlsx.orders import write_orders
from safepassage.planning.needs.by_site import needs
from safepassage.planning.needs.report import Needs
from safepassage.result.result import Result
from safepassage.result.store import save
from safepassage.scenario.standards import default_standards
from tests.disclosure.canary import leaks, scenario_of
from tests.processes import call_here

FREE = (math.nan, math.nan, math.nan)


def needs_of(result: Result) -> Needs:
    """Needs of every place, of which a person needs one each: numbers in it are people."""
    bare = {
        name: replace(entry, value=1.0, winter=None, survival=None, usd=FREE)
        for name, entry in default_standards().items()
        if name in {"floor_area", "water", "toilets", "energy"}
    }
    bare["energy"] = replace(default_standards()["energy"], usd=FREE)
    return needs(result, bare, places=result.places)


def result_of(seed: int, level: str) -> Result:
    """A run of a canary, at whose every place nothing is."""
    scenario = scenario_of(seed, level)
    services = [
        {"place": place, "start": scenario.start, "floor_area_m2": 0, "toilets": 0,
         "water_litres_per_day": 0}
        for place in scenario["places"]["place"].tolist()
    ]  # fmt: skip
    return run(scenario.replace(site_services=services), members=1 + seed % 3, seed=seed)


def people_in(path: Path) -> set[float]:
    """Numbers of people in a workbook: what is needed of all but food."""
    book = python_calamine.CalamineWorkbook.from_path(path)
    return {
        cell
        for name in ("By site", "By day")
        for row in book.get_sheet_by_name(name).to_python()[1:]
        if row[2] != "food"
        for cell in row[4:]
        if isinstance(cell, float)
    }


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("level", ["low", "moderate"])
def test_nothing_hidden_and_nothing_small_is_in_it(seed: int, level: str, tmp_path: Path) -> None:
    result = result_of(seed, level)
    policy = level_of(result.scenario)
    path = write_orders(order_list(result, needs_of(result), policy), tmp_path / "orders.xlsx")
    found = people_in(path)
    assert max(found) > 20_000
    assert not {number for number in found if 0 < number < policy.threshold}
    assert leaks(tmp_path, level) == {}


def test_without_rounding_the_same_search_finds_small_counts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(gate, "_kept_back", lambda _, __, things: np.zeros_like(things.hidden))

    def few(name: str, people: object) -> set[float]:
        """Small counts in a list for a number of people at a place where nothing is."""
        result = result_of(1, "moderate")
        policy, found = level_of(result.scenario), needs_of(result)
        counts = found.things.people.copy()
        counts[:, 2, found.sites.index("hamlet")] = people
        found = replace(found, things=replace(found.things, people=counts, indoors=counts))
        path = write_orders(order_list(result, found, policy), tmp_path / f"{name}.xlsx")
        return {number for number in people_in(path) if 0 < number < policy.threshold}

    assert few("rounded", (3, 7, 9)) == set()
    monkeypatch.setattr(gate, "_up", lambda people, _: people)
    assert few("exact", (3, 7, 9)) == {3, 7, 9}


def test_without_hidden_places_the_same_search_finds_the_pocket(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    result = result_of(1, "moderate")
    found = needs_of(result)
    bare = replace(found.things, hidden=np.zeros_like(found.things.hidden))
    found, policy = replace(found, things=bare), level_of(result.scenario)
    write_orders(order_list(result, found, policy), tmp_path / "orders.xlsx")
    assert leaks(tmp_path, "moderate") == {}
    monkeypatch.setattr(gate, "_kept_back", lambda _, __, things: np.zeros_like(things.hidden))
    write_orders(order_list(result, found, policy), tmp_path / "orders.xlsx", overwrite=True)
    assert leaks(tmp_path, "moderate")


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_short(seed: int) -> None:
    """Whoever orders by it has at least what the exact list says, wherever a site is in it."""
    result = result_of(seed, "moderate")
    found = needs_of(result)
    listed: OrderList = order_list(result, found, level_of(result.scenario))
    ordered = {(one.site, one.date, one.item): one for one in listed.things.by_day()}
    shown = 0
    for one in exact_order_list(found).things.by_day():
        day, column = result.day_of(one.date), found.sites.index(one.site)
        if not listed.things.hidden[day, column]:
            other = ordered[one.site, one.date, one.item]
            assert other.short.median >= one.short.median
            assert other.short.high >= one.short.high
            assert other.short.low <= other.short.median
            shown += 1
    assert shown


@pytest.mark.parametrize("level", ["high", "severe"])
def test_where_no_single_place_is_published_there_is_no_list(level: str) -> None:
    result = result_of(0, level)
    with pytest.raises(ScenarioError, match="--raw"):
        order_list(result, needs_of(result), level_of(result.scenario))


def test_the_command_writes_what_may_leave_and_logs_both(tmp_path: Path) -> None:
    folder = save(run(read_scenario("tiny"), members=3), tmp_path / "run")
    for name, options in (("out", ()), ("exact", ("--raw",))):
        done = call_here("needs", folder, "--orders", tmp_path / f"{name}.xlsx", *options)
        assert done.returncode == 0, done.stderr
        book = python_calamine.CalamineWorkbook.from_path(tmp_path / f"{name}.xlsx")
        first = str(book.get_sheet_by_index(0).to_python()[0][0])
        assert first in done.stderr
        assert first.startswith("RAW" if options else "Low")
        mode = stat.S_IMODE((tmp_path / f"{name}.xlsx").stat().st_mode)
        assert os.name == "nt" or bool(mode & 0o077) is not bool(options)
    lines = [json.loads(line) for line in (folder / LOG).read_text().splitlines()]
    assert [(line["format"], line["raw"]) for line in lines] == [
        ("orders", False),
        ("orders", True),
    ]
    refused = call_here("needs", folder, "--raw")
    assert refused.returncode == 2
    assert "--orders" in refused.stderr
