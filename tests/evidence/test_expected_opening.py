"""A corridor whose window is not known yet opens on the day that each member draws."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from safepassage.compiled.compile import compile_scenario
from safepassage.compiled.priors import Prior, draw, to_values
from safepassage.compiled.world import make_output
from safepassage.engine.twin.run import simulate_persons
from safepassage.result.quantities import curve
from safepassage.result.run import run
from safepassage.scenario.as_of import known_by
from safepassage.scenario.scenario import Scenario
from safepassage.scenario.template import new_scenario

OPENING = {
    "name": "east-exit-opening",
    "input": "opening:east-exit",
    "low": 5,
    "best": 10,
    "high": 25,
}
PLAIN = new_scenario("example")
EXAMPLE = PLAIN.replace(uncertain=[*PLAIN["uncertain"].rows(), OPENING])
WINDOWLESS = dt.date(2030, 3, 8)


def early(**changes: object) -> Scenario:
    return known_by(EXAMPLE.replace(**changes), WINDOWLESS)


def column(scenario: Scenario, name: str) -> int:
    names = [prior.name for prior in compile_scenario(scenario).inputs.priors]
    return names.index(name)


def test_a_known_window_makes_the_prior_idle() -> None:
    names = [prior.name for prior in compile_scenario(EXAMPLE).inputs.priors]
    assert "east-exit-opening" not in names
    less = EXAMPLE.replace(
        uncertain=[row for row in EXAMPLE["uncertain"].rows() if "opening" not in row["input"]],
        expected=[],
    )
    assert run(EXAMPLE, members=4, workers=1).digest == run(less, members=4, workers=1).digest


def test_people_leave_from_the_day_drawn_on() -> None:
    scenario = early()
    result = run(scenario, members=40, workers=1)
    opening = result.inputs[:, column(scenario, "east-exit-opening")].astype(int)
    left = curve(result, "left_by:east-exit")
    for member, day in enumerate(opening):
        first = np.flatnonzero(left[member] > 0)
        assert (first[0] == day) if day < scenario.days else first.size == 0


def test_the_opening_lies_after_the_as_of_date() -> None:
    scenario = early()
    drawn = draw(compile_scenario(scenario).inputs.priors, 1, 0, 512)
    opening = drawn[:, column(scenario, "east-exit-opening")]
    assert opening.min() >= 8  # 9 March: on the 8th nothing was reported
    assert np.median(opening) > 10  # the prior's median before it was cut


def test_the_cut_prior_is_the_conditional_one() -> None:
    whole = Prior("x", "opening:x", "lognormal", 4, 26, 164)
    cut = Prior("x", "opening:x", "lognormal", 4, 26, 164, floor=21.0)
    u = (np.arange(20_000) + 0.5) / 20_000
    values = whole.quantile(u)
    kept = values[values > 21]
    assert cut.quantile(np.array([0.25, 0.5, 0.9])) == pytest.approx(
        np.quantile(kept, [0.25, 0.5, 0.9]), rel=0.01
    )


def test_what_is_expected_follows_the_opening() -> None:
    closed = [
        {"corridor": "east-exit", "kind": "access", "target": "pocket", "attribute": "leave"}
        | {"value": "0", "days": 0}
    ]
    opened = [closed[0] | {"value": "1"}]
    fled = [
        curve(run(early(expected=rows), members=30, workers=1), "displaced_from:pocket")[:, -1]
        for rows in (closed, opened)
    ]
    assert fled[0].mean() < fled[1].mean()


def test_hours_a_day_scale_the_flow() -> None:
    few = {"name": "hours", "input": "open_hours:east-exit", "low": 2, "best": 2.5, "high": 3}
    rows = [*EXAMPLE["uncertain"].rows(), few]
    whole, part = (
        curve(run(scenario, members=30, workers=1), "left_by:east-exit").max(axis=1).mean()
        for scenario in (early(), early(uncertain=rows))
    )
    assert 0 < part < whole


def test_the_twin_does_the_same() -> None:
    rows = EXAMPLE["populations"].rows()
    people = [row | {"low": None, "high": None, "best": 40} for row in rows]
    scenario = early(populations=people)
    compiled = compile_scenario(scenario)
    inputs = draw(compiled.inputs.priors, 1, 0, 60)
    kernel = curve(run(scenario, members=60, workers=1), "left_by:east-exit")[:, -1]
    twin = []
    for number in range(60):
        member = compiled.inputs.member(inputs[number])
        output = simulate_persons(compiled, member, 1, number)
        twin.append(int(output.left_by.sum()))
    assert make_output(compiled.world).left_by.shape == output.left_by.shape
    error = np.hypot(kernel.std(), np.std(twin)) / np.sqrt(60)
    assert abs(kernel.mean() - np.mean(twin)) < 4 * error


def test_correlated_inputs_move_together_and_keep_their_own_priors() -> None:
    first = Prior("a", "rules.a", "lognormal", 0.5, 1, 2)
    second = Prior("b", "rules.b", "uniform", 0, 1, 1, partner=first, correlation=0.8)
    drawn = draw((first, second), 1, 0, 4096)
    ranks = drawn.argsort(axis=0).argsort(axis=0)
    # Spearman's of a Gaussian copula: 6/pi arcsin(r/2)
    spearman = 6 / np.pi * np.arcsin(0.4)
    assert np.corrcoef(ranks.T)[0, 1] == pytest.approx(spearman, abs=0.02)
    assert np.quantile(drawn[:, 1], [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.01)
    assert np.quantile(drawn[:, 0], [0.05, 0.5, 0.95]) == pytest.approx([0.5, 1, 2], rel=0.03)


def test_without_correlation_draws_keep_every_bit() -> None:
    priors = (
        Prior("a", "rules.a", "lognormal", 0.5, 1, 2),
        Prior("b", "rules.b", "uniform", 0, 1, 1),
    )
    points = np.random.default_rng(1).random((50, 2))
    own = np.stack([prior.quantile(points[:, n]) for n, prior in enumerate(priors)], axis=1)
    assert np.array_equal(to_values(priors, points), own)


def test_a_scenario_declares_a_correlation() -> None:
    rows = list(EXAMPLE["uncertain"].rows())
    rows[1] |= {"correlated_with": "flight-rate", "correlation": 0.9}
    priors = compile_scenario(EXAMPLE.replace(uncertain=rows)).inputs.priors
    names = [prior.name for prior in priors]
    pair = [names.index("flight-rate"), names.index(rows[1]["name"])]
    drawn = draw(priors, 1, 0, 1024)
    assert np.corrcoef(np.log(drawn[:, pair]).T)[0, 1] > 0.8
