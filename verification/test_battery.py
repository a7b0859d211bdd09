"""The standing battery: what must hold for every mechanism, and that none is exempt."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import numpy as np
import pytest

import safepassage.dynamics
from safepassage.arrays import I8
from safepassage.engine.phases import PHASES
from verification.battery import BATTERY, INFRASTRUCTURE, Change, Mechanism, Parts, parts
from verification.make import Counts, compiled, recount, run, run_twin
from verification.statistics import LEVEL, differences, with_second_moments

DYNAMICS = Path(str(safepassage.dynamics.__file__)).parent
NEAR = slice(0, 3)
FAR = slice(3, 5)
PEOPLE = ("displaced", "residents", "fled", "arrivals", "refusals")
BY_PLACE = (*PEOPLE, "sheltered", "hosted", "overflow", "food_left", "food_eaten", "fed", "unfed")
DRAWS = {"binomial", "poisson", "multinomial_into", "uniform"}

every_mechanism = pytest.mark.parametrize("mechanism", BATTERY, ids=lambda one: one.module)
PAIRS = [(rule_set, one) for one in BATTERY for rule_set in one.sets]
every_mechanism_and_set = pytest.mark.parametrize(
    ("rule_set", "mechanism"), PAIRS, ids=lambda one: getattr(one, "module", one)
)


def outputs(rule_set: str, change: Change, members: int = 20, seed: int = 1) -> Counts:
    given = parts(rule_set)
    change(given)
    return counted(given, members, seed)


def counted(given: Parts, members: int, seed: int = 1) -> Counts:
    """Members of a network, with the mechanisms of others that stand among its parts."""
    others = given.pop("mechanisms", ())
    world = compiled(**given)
    counts = run(world, members, seed, mechanisms=others)
    recount(world, counts)
    return counts


def near(counts: Counts) -> list[list[int]]:
    """Everything on the near side, as comparable lists (of the days that there are)."""
    return [counts[name][:, :, NEAR].tolist() for name in BY_PLACE]


@every_mechanism_and_set
def test_it_acts(rule_set: str, mechanism: Mechanism) -> None:
    assert near(outputs(rule_set, mechanism.acts)) != near(outputs(rule_set, mechanism.idle))


@every_mechanism_and_set
def test_idle_is_as_good_as_absent(rule_set: str, mechanism: Mechanism) -> None:
    if mechanism.absent is None:
        assert mechanism.module in {"populate", "record"}, "say what a day without it would be"
        return
    members = 20 if mechanism.same_luck else 400
    idle = outputs(rule_set, mechanism.idle, members)
    absent = outputs(rule_set, mechanism.absent, members)
    names = ("displaced", "residents", "fled", "moving")
    assert_same(mechanism, {name: (idle[name], absent[name]) for name in names})


def assert_same(mechanism: Mechanism, pairs: dict[str, tuple[I8, I8]]) -> None:
    """Equal to the bit, or in distribution where people are divided into other types."""
    if mechanism.same_luck:
        for name, (one, other) in pairs.items():
            np.testing.assert_array_equal(one, other, err_msg=name)
        return
    first = {name: one for name, (one, _) in pairs.items()}
    second = {name: other for name, (_, other) in pairs.items()}
    found, _ = differences(*with_second_moments(first, second), LEVEL / len(PAIRS))
    assert not found, found[:5]


@every_mechanism_and_set
def test_it_repeats_for_a_seed_and_differs_between_seeds(
    rule_set: str, mechanism: Mechanism
) -> None:
    first = outputs(rule_set, mechanism.acts)
    again = outputs(rule_set, mechanism.acts)
    other = outputs(rule_set, mechanism.acts, seed=2)
    for name, counts in first.items():
        np.testing.assert_array_equal(counts, again[name], err_msg=name)
    assert near(first) != near(other)


@every_mechanism_and_set
def test_it_changes_nothing_where_it_does_not_reach(rule_set: str, mechanism: Mechanism) -> None:
    members = 20 if mechanism.same_luck else 400
    acts = outputs(rule_set, mechanism.acts, members)
    idle = outputs(rule_set, mechanism.idle, members)
    pairs = {}
    for name in BY_PLACE:
        days = min(acts[name].shape[1], idle[name].shape[1])
        pairs[name] = acts[name][:, :days, FAR], idle[name][:, :days, FAR]
    assert_same(mechanism, pairs)


@every_mechanism_and_set
def test_the_twin_agrees(rule_set: str, mechanism: Mechanism) -> None:
    given = parts(rule_set)
    mechanism.acts(given)
    world = compiled(**given)
    kernel, twin = run(world, 400), run_twin(world, 50)
    recount(world, twin)
    level = LEVEL / len(PAIRS)
    found, comparisons = differences(*with_second_moments(kernel, twin), level)
    assert comparisons > 20
    assert not found, found[:5]


@every_mechanism_and_set
def test_it_holds_for_a_country(rule_set: str, mechanism: Mechanism) -> None:
    given = parts(rule_set)
    mechanism.acts(given)
    given["residents"] = {"home": 10**9, "far": 10**9}
    given["displaced"] = {"home": 10**9, "town": 10**9, "far": 10**9}
    counted(given, 2)


def modules() -> dict[str, str]:
    """Source of each module of the kernel by its name."""
    sources = {path: path.read_text(encoding="utf-8") for path in DYNAMICS.rglob("*.py")}
    return {
        ".".join(path.relative_to(DYNAMICS).with_suffix("").parts).removesuffix(".kernel"): source
        for path, source in sources.items()
        if re.search(r"^@(kernel|phase|compiled)$", source, re.MULTILINE)
    }


HELPERS = {name for name in modules() if name.rpartition(".")[2] in INFRASTRUCTURE}


def test_no_mechanism_is_exempt() -> None:
    listed = [mechanism.module for mechanism in BATTERY]
    assert sorted(listed) == sorted(modules().keys() - HELPERS)


def test_every_phase_of_the_day_is_somebodys() -> None:
    listed = {phase for mechanism in BATTERY for phase in mechanism.phases}
    assert listed == {phase.name for phase in PHASES}


def imported_draws(module: str) -> set[str]:
    tree = ast.parse(modules()[module])
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    } & DRAWS


def test_what_is_said_to_decide_nothing_is_there() -> None:
    assert {name.rpartition(".")[2] for name in HELPERS} == INFRASTRUCTURE


@pytest.mark.parametrize("module", sorted(HELPERS))
def test_infrastructure_decides_nothing(module: str) -> None:
    assert imported_draws(module) == set()


@every_mechanism
def test_chance_is_declared(mechanism: Mechanism) -> None:
    # `choice` weighs; the draw itself stands in `travel`.
    draws = bool(imported_draws(mechanism.module)) or mechanism.module == "choice"
    assert mechanism.draws == draws
