"""Mechanisms of others: taken by name, held to their books, marked wherever they go."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zarr

import safepassage
from safepassage import Mechanism, OwnArray, Rule, RunError, ScenarioError, StoreError
from safepassage.compiled.compile import compile_scenario
from safepassage.native.source_hash import source_hash
from safepassage.scenario.scenario import Scenario
from safepassage.streams import uniform

LOST, APART, BELOW, DRAWS = 1, 2, 3, 4
STEP = 1


def meddle(world: Any, state: Any, rules: Any, seen: Any, key: Any, day: int) -> None:
    """Do one of several wrong things, or nothing; draw all the time."""
    fault = rules[0]["fault"]
    people = state.people[0]
    if fault == LOST:
        state.classes[0, 0]["residents"] += STEP
    if fault == APART:
        state.places[0]["standing"] += STEP
    if fault == BELOW:
        state.classes[0, 0]["staying"] -= 10**6
        state.classes[0, 0]["residents"] += 10**6
    seen[day, 0] = people[0]["present"] + (1000 if uniform(key, 0) < 2.0 else 0)


def other(day: int) -> int:
    """Another function."""
    return day


MEDDLING = Mechanism(
    name="meddling",
    after="choose",
    function=meddle,
    rules=(Rule("fault", 0.0, 0.0, 4.0),),
    observables=(OwnArray("seen", ("day", "place"), "people", "people seen"),),
)


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return safepassage.read_scenario("tiny")


def test_one_that_only_looks_and_draws_changes_nothing(tiny: Scenario) -> None:
    plain = safepassage.run(tiny, members=4)
    looked = safepassage.run(tiny, members=4, mechanisms=[MEDDLING])
    assert looked.digest == plain.digest
    seen = looked.observables["meddling.seen"]
    assert seen.shape == (4, tiny.days, len(looked.places))
    assert (seen[:, :, 0] >= 1000).all()
    assert not seen[:, :, 1:].any()
    assert plain.observables == {}
    assert plain.not_verified == ()


def test_memory_may_be_by_day(tiny: Scenario) -> None:
    since = replace(MEDDLING, memory=(OwnArray("since", ("day", "place"), "people"),))
    world = compile_scenario(tiny).world
    assert since.own_arrays(world)["since"].shape == (tiny.days, world.places.size)


@pytest.mark.parametrize(
    ("fault", "words"),
    [(LOST, "+1 people"), (APART, "+1 between `standing`"), (BELOW, "+1 counts below zero")],
)
def test_one_that_does_not_keep_its_books_is_named(tiny: Scenario, fault: int, words: str) -> None:
    with pytest.raises(RunError) as error:
        safepassage.run(tiny, members=1, mechanisms=[MEDDLING.with_rules(fault=fault)])
    assert "mechanism meddling does not keep its books: member 0, day 0" in str(error.value)
    assert words in str(error.value)


def test_a_day_from_python_has_it_too(tiny: Scenario) -> None:
    result = safepassage.run(tiny, members=1, mechanisms=[MEDDLING])
    for day in safepassage.days(tiny, mechanisms=[MEDDLING]):
        np.testing.assert_array_equal(
            day.observables["meddling.seen"], result.observables["meddling.seen"][0, day.number]
        )
        if day.number == 1:
            moment = day.moment()
    again = safepassage.run(tiny, members=1, mechanisms=[MEDDLING], start=moment)
    np.testing.assert_array_equal(
        again.observables["meddling.seen"], result.observables["meddling.seen"]
    )
    with pytest.raises(ScenarioError, match="other mechanisms"):
        safepassage.run(tiny, members=1, start=moment)


def test_a_result_says_that_it_is_not_verified(tiny: Scenario, tmp_path: Path) -> None:
    result = safepassage.run(tiny, members=2, mechanisms=[MEDDLING])
    assert "not verified: meddling" in repr(result)
    assert result.dataset.attrs["not_verified"] == "meddling"
    assert result.dataset["meddling.seen"].dims == ("member", "day", "place")
    folder = safepassage.save(result, tmp_path / "run")
    facts = json.loads((folder / "provenance.json").read_text(encoding="utf-8"))
    assert facts["mechanisms"][0]["hash"] == source_hash(meddle)
    assert facts["mechanisms"][0]["rules"] == {"fault": 0.0}
    loaded = safepassage.load(folder)
    assert loaded.not_verified == ("meddling",)
    np.testing.assert_array_equal(
        loaded.observables["meddling.seen"], result.observables["meddling.seen"]
    )
    assert safepassage.replay(folder, mechanisms=[MEDDLING]).digest == result.digest
    with pytest.raises(StoreError, match="are not these, or were changed"):
        safepassage.replay(folder, mechanisms=[MEDDLING.with_rules(fault=DRAWS)])
    with pytest.raises(ScenarioError, match="no mechanism 'meddling'"):
        safepassage.replay(folder)
    seen = zarr.open_group(folder / "result.zarr", mode="r+")["meddling.seen"]
    seen[...] = seen[...] + 1
    with pytest.raises(StoreError, match="is damaged"):
        safepassage.load(folder)


def test_an_installed_one_is_found_by_its_name(
    tiny: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    point = metadata.EntryPoint("meddling", f"{__name__}:MEDDLING", "safepassage.mechanisms")
    monkeypatch.setattr(metadata, "entry_points", lambda group: [point])
    assert safepassage.run(tiny, members=1, mechanisms=["meddling"]).not_verified == ("meddling",)
    assert safepassage.run(tiny, members=1).not_verified == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"after": "record"}, "cannot act after 'record'"),
        ({"after": "dawn"}, "cannot act after 'dawn'"),
        ({"name": "No name"}, "is no name"),
        ({"values": (9.0,)}, "out of range"),
        ({"function": lambda luck: None}, "argument luck is not known"),
        ({"function": max}, "needs a plain function"),
        ({"observables": (OwnArray("seen", ("place",)),)}, "is not by day"),
        ({"memory": (OwnArray("kept", ("people",)),)}, "has no dimension 'people'"),
        ({"memory": (OwnArray("seen", ("place",)),)}, "two arrays of one name"),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, Any], words: str) -> None:
    parts = {
        name: getattr(MEDDLING, name)
        for name in ("name", "after", "function", "rules", "observables")
    }
    with pytest.raises(ScenarioError, match=words):
        Mechanism(**{**parts, **changes})


def test_a_rule_has_bounds_and_a_name() -> None:
    with pytest.raises(ScenarioError, match=r"meddling.fault: 5.0 is out of range \(0 to 4\)"):
        MEDDLING.with_rules(fault=5)
    with pytest.raises(ScenarioError, match="has no rule luck"):
        MEDDLING.with_rules(luck=1)
    with pytest.raises(ScenarioError, match="two mechanisms 'meddling'"):
        safepassage.run(
            safepassage.read_scenario("tiny"), members=1, mechanisms=[MEDDLING, MEDDLING]
        )


def test_the_hash_sees_the_source_and_the_constants_behind_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = source_hash(meddle)
    assert source_hash(meddle) == before
    assert source_hash(other) != before
    monkeypatch.setitem(meddle.__globals__, "STEP", 2)
    assert source_hash(meddle) != before
    monkeypatch.setitem(meddle.__globals__, "STEP", {"no": "constant"})
    with pytest.raises(RunError, match="STEP is a dict"):
        source_hash(meddle)
