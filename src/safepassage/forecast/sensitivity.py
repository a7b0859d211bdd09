"""Which unknown to go and find out first: Sobol indices over people, behaviour and reception.

Never over sieges, violence, sponsors or control (DESIGN, Protection): those inputs stay at their
best values. Saltelli et al. (2010), Computer Physics Communications 181.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np

from safepassage.arguments import checked
from safepassage.arrays import F8, I8
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.compiled.priors import Prior, to_values
from safepassage.engine.ensemble import Progress, run_members
from safepassage.engine.executors import Workers, opened
from safepassage.errors import Problem, ScenarioError
from safepassage.evidence.collect import check_quantity
from safepassage.forecast.designs import saltelli
from safepassage.forecast.unknowns import (
    DIVISION,
    Index,
    Sensitivity,
    group_unknowns,
)
from safepassage.forecast.varied import is_constant
from safepassage.limits import range_problems
from safepassage.result.quantities import curve
from safepassage.result.result import make_result
from safepassage.scenario.dates import Date, as_date
from safepassage.scenario.inputs import why_forbidden
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario

_BATCH = 128
_EDGE = 2.0**-40
_RESAMPLES = 200


@checked
def sensitivity(
    scenario: Scenario | str | Path,
    *,
    quantity: str,
    date: Date | None = None,
    members: int = 128,
    seed: int = 1,
    workers: Workers = None,
    progress: Progress | None = None,
) -> Sensitivity:
    """Sobol first and total indices of a quantity.

    Args:
        scenario: What is declared, perhaps as of a date.
        quantity: Such as ``arrived:west-aleppo``.
        date: Day that it is about; the last day by default.
        members: Base samples N, rounded up to a power of two; N x (unknowns + 2) members run.
        seed: Seed.
        workers: As of ``run``; the numbers do not depend on it.
        progress: Told about finished members.

    Raises:
        ScenarioError: If no run produces the quantity, the date lies outside the period, or
            nothing is left to vary.

    Examples:
        >>> import safepassage
        >>> scenario = safepassage.new_scenario("example")
        >>> found = safepassage.sensitivity(scenario, quantity="present:meadow", members=8)
        >>> found.quantity
        'present:meadow'
    """
    scenario = as_scenario(scenario)
    check_quantity(scenario, quantity)
    day = scenario.days - 1 if date is None else (as_date(date, "date") - scenario.start).days
    if not 0 <= day < scenario.days:
        remedy = f"the period is {scenario.start} to {scenario.end}"
        raise ScenarioError([Problem(f"{date} is outside", column="date", remedy=remedy)])
    problems = range_problems(("members", members, 8, 2**16))
    if problems:
        raise ScenarioError(problems)
    compiled = compile_scenario(scenario)
    groups, left_out = group_unknowns(compiled.inputs.priors)
    if not groups:
        remedy = "add [[uncertain]] inputs of people, behaviour or reception"
        raise ScenarioError([Problem("nothing uncertain may be varied", remedy=remedy)])
    base = 1 << (members - 1).bit_length()
    points, values = _evaluate(compiled, groups, quantity, day, base, seed, workers, progress)
    indices = _indices(groups, compiled.inputs.priors, values, seed)
    best = max(indices, key=lambda index: index.first)
    return Sensitivity(
        scenario=scenario.name,
        quantity=quantity,
        date=scenario.start + dt.timedelta(days=day),
        runs=points,
        seed=seed,
        mean=float(values.mean()),
        deviation=float(values.std()),
        indices=indices,
        left_out=left_out,
        find_out_first=best.name if best.first > best.first_error else "",
    )


def _group_numbers(groups: dict[str, list[int]]) -> I8:
    """Number of the group of each input, in the order of the groups."""
    return np.repeat(np.arange(len(groups)), [len(numbers) for numbers in groups.values()])


def _evaluate(
    compiled: Compiled,
    groups: dict[str, list[int]],
    quantity: str,
    day: int,
    base: int,
    seed: int,
    workers: Workers,
    progress: Progress | None,
) -> tuple[int, F8]:
    """Number of runs, and the quantity at each point of the design.

    All points of one base sample share the luck of one member, so that differences are due to
    the inputs.
    """
    design = saltelli.pairs(_group_numbers(groups), base, seed)
    priors = tuple(replace(prior, partner=None) for prior in compiled.inputs.priors)
    points = np.full((design.shape[0], len(priors)), 0.5)
    points[:, [number for numbers in groups.values() for number in numbers]] = design
    inputs = to_values(priors, np.clip(points, _EDGE, 1 - _EDGE))
    _hold(compiled, inputs)
    luck = np.arange(design.shape[0]) // (len(groups) + 2)
    parts = []
    with opened(workers) as executor:
        for start in range(0, design.shape[0], _BATCH):
            rows = slice(start, start + _BATCH)
            numbers = luck[rows].tolist()
            ensemble = run_members(compiled, numbers, seed, executor, progress, inputs[rows])
            result = make_result(compiled, ensemble, seed, {})
            parts.append(curve(result, quantity)[:, day])
    return design.shape[0], np.concatenate(parts)


def _hold(compiled: Compiled, inputs: F8) -> None:
    """Put what is left out at its best value."""
    for number, prior in enumerate(compiled.inputs.priors):
        if why_forbidden(prior.input):
            inputs[:, number] = max(prior.best, prior.floor)


def _indices(
    groups: dict[str, list[int]],
    priors: tuple[Prior, ...],
    values: F8,
    seed: int,
) -> tuple[Index, ...]:
    found = np.zeros((4, len(groups)))
    if not is_constant(values):
        found[:] = saltelli.indices(values, len(groups), resamples=_RESAMPLES, seed=seed)
    indices = []
    for (name, members), numbers in zip(groups.items(), found.T.tolist(), strict=True):
        acts_on = "populations.csv" if name == DIVISION else priors[members[0]].input
        indices.append(Index(name, acts_on, len(members), *numbers))
    return tuple(sorted(indices, key=lambda index: -index.total))
