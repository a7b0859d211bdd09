"""Nobody is lost or made, on any day, in any scenario: counted anew from the outputs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from safepassage.compiled.batch import repeated
from safepassage.compiled.compile import compile_scenario
from safepassage.compiled.world import make_outputs, output_shapes
from safepassage.engine.day import simulate
from safepassage.scenario.parts import replace_unchecked
from safepassage.scenario.scenario import Scenario
from verification.make import (
    as_declared,
    in_file_order,
    names_along,
    one_member,
    recount,
    run,
)
from verification.networks import by_seed, networks

QUICK = settings(
    max_examples=60,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def check(scenario: Scenario) -> None:
    world = compile_scenario(scenario)
    counts = run(world, 4)  # the engine's own account, every day
    recount(world, counts)
    assert np.all(counts["staying"][:, None] <= counts["residents"])
    back = np.zeros_like(counts["residents"])
    names = names_along(in_file_order(world.scenario))
    back[:, :, [names["place"].index(home) for home in names["home"]]] = counts["returned"]
    assert np.all(np.diff(counts["residents"], axis=1) <= back[:, 1:])
    assert np.all(counts["left_by"] <= counts["arrivals"].sum(axis=2)[:, :, None, :])


@QUICK
@given(networks("flee3"))
def test_conservation_under_flee3(scenario: Scenario) -> None:
    check(scenario)


@QUICK
@given(networks("budget"))
def test_conservation_under_budget(scenario: Scenario) -> None:
    check(scenario)


@QUICK
@given(networks("flee3"))
def test_what_stands_in_the_output_before_a_run_does_not_matter(scenario: Scenario) -> None:
    world = compile_scenario(scenario)
    clean = run(world, 1)
    outputs = make_outputs(output_shapes(world.world), 1)
    for array in outputs:
        array[...] = 77
    simulate(world.world, repeated(one_member(world), 1), outputs, 1, np.array([0]))
    dirty = as_declared(world, outputs._asdict())
    for name, counts in clean.items():
        np.testing.assert_array_equal(counts, dirty[name], err_msg=name)


@pytest.mark.parametrize("rule_set", ["flee3", "budget"])
@pytest.mark.parametrize("people", [10**3, 10**6, 10**9, 10**11])
def test_conservation_at_any_scale(rule_set: str, people: int) -> None:
    for seed in range(8):
        scenario = by_seed(seed, rule_set)
        rows = [row | {"best": people // 8} for row in scenario["populations"].rows()]
        world = compile_scenario(replace_unchecked(scenario, populations=rows))
        recount(world, run(world, 2))
