"""Designs: many variants of a scenario, compiled once where that is possible, as one dataset."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.compiled.prior import Prior
from safepassage.compiled.world import PARAMS
from safepassage.engine.ensemble import Progress, draw_members, run_members
from safepassage.engine.executor import Executor
from safepassage.engine.executors import Workers, opened
from safepassage.errors import Problem, ScenarioError
from safepassage.result.headline_names import run_names
from safepassage.result.quantities import curves
from safepassage.result.result import Result, make_result
from safepassage.result.run import check_numbers
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.frames import rows_of
from safepassage.scenario.inputs import OF_RULES, split_input, why_forbidden
from safepassage.scenario.nearest import unknown_problem
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Measure = Callable[[Result], F8]
"""A function of a result: one number or one row of numbers for each member, shape (M, …)."""
_BATCH = 256
"""Members that are simulated together, and then measured."""


@dataclass(frozen=True)
class _Part:
    """Variants of one world.

    Attributes:
        compiled: The world, with a prior for each parameter that acts on a member.
        variants: Their numbers, shape (V,).
        given: Values of those parameters, shape (V, K), the last K inputs; NaN keeps a draw.
    """

    compiled: Compiled
    variants: I8
    given: F8


def run_many(
    scenarios: Scenario | str | Path | Sequence[Scenario],
    parameters: pd.DataFrame | Mapping[str, Sequence[Any]] | None = None,
    *,
    members: int = 20,
    seed: int = 1,
    quantities: Sequence[str] | None = None,
    measures: Mapping[str, Measure] | None = None,
    workers: Workers = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Run many variants of a scenario with the same members of randomness each.

    Parameters that are numbers of the kernel (move chances, weights, …) are set member by member:
    the scenario is compiled once for all of them. Others (speeds, ``awareness_level``, switches)
    shape the network, which is compiled once for each combination of their values.

    Args:
        scenarios: One scenario to vary, or several that have the same quantities.
        parameters: With one scenario, a row for each variant and a column for each parameter:
            ``rules.NAME``. Sieges, violence and control are never parameters.
        members: Members of each variant.
        seed: Seed; member m has the same draws in all variants, as far as what they change
            leaves the same choices to be made.
        quantities: Such as ``present:camp-a``; by default all that a run reports by day.
        measures: Functions of a result of your own: name → function giving one number a member,
            shape (M,), or more, shape (M, …).
        workers: As of ``run``; the numbers do not depend on it.
        progress: Called with (members done, members in all).

    Returns:
        ``headline`` (variant, member, day, quantity), each measure (variant, member, …), and a
        coordinate (variant) for each parameter, or ``scenario``.

    Raises:
        ScenarioError: If a parameter is unknown or about violence, a value does not fit, or a
            quantity is not produced.

    Examples:
        >>> import safepassage
        >>> chances = {"rules.default_movechance": [0.1, 0.5, 0.9]}
        >>> found = safepassage.run_many("tiny", chances, members=4, quantities=["present:camp-a"])
        >>> found.headline.dims
        ('variant', 'member', 'day', 'quantity')
        >>> found["rules.default_movechance"].values.tolist()
        [0.1, 0.5, 0.9]
    """
    check_numbers(members, seed, workers, 0)
    plan = _plan(scenarios, parameters)
    names = tuple(run_names(plan.parts[0].compiled.scenario) if quantities is None else quantities)
    found: dict[str, Any] = {}
    counts = _Counter(plan.size * members, progress)
    with opened(workers) as executor:
        for rows, result in _results(plan.parts, members, seed, executor, counts):
            held: dict[str, Any] = {}
            if names:
                held["headline"] = np.stack(list(curves(result, names).values()), axis=-1)
            held |= {name: np.asarray(each(result)) for name, each in (measures or {}).items()}
            for name, values in held.items():
                if name not in found:
                    shape = (plan.size * members, *values.shape[1:])
                    found[name] = np.empty(shape, values.dtype)
                found[name][rows] = values
    return _dataset(plan, found, members, names, seed)


@dataclass(frozen=True)
class _Plan:
    parts: tuple[_Part, ...]
    size: int
    about: Mapping[str, Sequence[Any]]


def _plan(scenarios: object, parameters: object) -> _Plan:
    if isinstance(scenarios, (Scenario, str, Path)):
        scenario = as_scenario(scenarios)
        rows = [{}] if parameters is None else _rows(parameters)
        return _of_parameters(scenario, rows)
    if not isinstance(scenarios, Iterable) or parameters is not None:
        remedy = "one scenario with parameters, or a list of scenarios without"
        raise ScenarioError([Problem("cannot be run", column="scenarios", remedy=remedy)])
    found = [as_scenario(one) for one in scenarios]
    if not found:
        raise ScenarioError([Problem("is empty", column="scenarios", remedy="give some")])
    parts = tuple(
        _Part(compile_scenario(one), np.array([number], dtype=np.int64), np.empty((1, 0)))
        for number, one in enumerate(found)
    )
    return _Plan(parts, len(found), {"scenario": [one.name for one in found]})


def _rows(parameters: object) -> list[dict[str, Any]]:
    try:
        rows = [dict(row) for row in rows_of(parameters)]  # type: ignore[call-overload]
    except (TypeError, ValueError) as error:
        remedy = "a DataFrame or a mapping of columns, such as {'rules.softening': [0, 10]}"
        problem = Problem(str(error), column="parameters", remedy=remedy)
        raise ScenarioError([problem]) from None
    if not rows:
        raise ScenarioError([Problem("has no rows", column="parameters", remedy="give some")])
    return rows


def _of_parameters(scenario: Scenario, rows: Sequence[Mapping[str, Any]]) -> _Plan:
    names = tuple(rows[0])
    _check_names(names)
    inner = tuple(name for name in names if split_input(name)[1] in PARAMS)
    outer = tuple(name for name in names if name not in inner)
    worlds: dict[tuple[Any, ...], list[int]] = {}
    for number, row in enumerate(rows):
        worlds.setdefault(tuple(_plain(row[name]) for name in outer), []).append(number)
    _check_values(scenario, inner, rows)
    parts = []
    for values, numbers in worlds.items():
        rules = {split_input(name)[1]: value for name, value in zip(outer, values, strict=True)}
        varied = scenario.replace(rules=rules) if rules else scenario
        compiled = _open_to(compile_scenario(varied), inner)
        given = np.array([[float(rows[number][name]) for name in inner] for number in numbers])
        table = given.reshape(len(numbers), len(inner))
        parts.append(_Part(compiled, np.array(numbers, dtype=np.int64), table))
    about = {name: [_plain(row[name]) for row in rows] for name in names}
    return _Plan(tuple(parts), len(rows), about)


def _check_names(names: Sequence[str]) -> None:
    known = [f"{OF_RULES}.{rule}" for rule in dictionary()[OF_RULES]]
    problems = []
    for name in names:
        if name not in known:
            problems.append(unknown_problem("parameter", name, known, ""))
        elif why_forbidden(name):
            remedy = "leave it out, or declare it uncertain in the scenario as a fact"
            problems.append(Problem(f"is {why_forbidden(name)}", column=name, remedy=remedy))
    if problems:
        raise ScenarioError(problems)


def _check_values(
    scenario: Scenario, names: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Check that values are numbers, and the least and the greatest as rules of the scenario."""
    problems: list[Problem] = []
    for name in names:
        problems += [
            Problem(f"{row[name]!r} is not a number", column=name, remedy="give a number")
            for row in rows
            if not isinstance(row[name], Real) or row[name] != row[name]
        ]
    if problems:
        raise ScenarioError(problems)
    for name in names:
        rule = split_input(name)[1]
        for extreme in (min, max):
            scenario.replace(rules={rule: _plain(extreme(row[name] for row in rows))})


def _open_to(compiled: Compiled, names: Sequence[str]) -> Compiled:
    """A world whose last inputs are the parameters; inputs that are declared for them give way."""
    added = tuple(Prior(f"of {name}", name, "uniform", 0.0, 0.0, 1.0) for name in names)
    inputs = replace(compiled.inputs, priors=(*compiled.inputs.priors, *added))
    return replace(compiled, inputs=inputs)


def _plain(value: object) -> Any:
    return value.item() if isinstance(value, np.generic) else value


class _Counter:
    """Progress over all variants."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total, self._progress, self._done = total, progress, 0

    def add(self, count: int) -> None:
        self._done += count
        if self._progress is not None:
            self._progress(self._done, self._total)


def _results(
    parts: Sequence[_Part], members: int, seed: int, executor: Executor, counts: _Counter
) -> Iterator[tuple[I8, Result]]:
    """Batches of members of variants, with their rows (variant x members + member)."""
    numbers = np.arange(members, dtype=np.int64)
    for part in parts:
        drawn = draw_members(_without(part), numbers, seed)
        every = max(1, _BATCH // members)
        for start in range(0, part.variants.size, every):
            variants = part.variants[start : start + every]
            chosen = part.given[start : start + every]
            inputs = np.concatenate(
                [np.tile(drawn, (variants.size, 1)), np.repeat(chosen, members, axis=0)], axis=1
            )
            tiled = np.tile(numbers, variants.size)
            ensemble = run_members(part.compiled, tiled.tolist(), seed, executor, None, inputs)
            counts.add(tiled.size)
            rows = (variants[:, None] * members + numbers).ravel()
            yield rows, make_result(part.compiled, ensemble, seed, {})


def _without(part: _Part) -> Compiled:
    """The world with the inputs that are drawn."""
    drawn = len(part.compiled.inputs.priors) - part.given.shape[1]
    inputs = replace(part.compiled.inputs, priors=part.compiled.inputs.priors[:drawn])
    return replace(part.compiled, inputs=inputs)


def _dataset(
    plan: _Plan, found: Mapping[str, Any], members: int, names: Sequence[str], seed: int
) -> xr.Dataset:
    import xarray as xr  # slow to import

    scenario = plan.parts[0].compiled.scenario
    coords: dict[str, Any] = {
        "variant": np.arange(plan.size),
        "member": np.arange(members),
        "day": scenario.dates().astype("M8[ns]"),
        "quantity": np.array(names, dtype=object),
    }
    coords |= {name: ("variant", np.array(values)) for name, values in plan.about.items()}
    variables: dict[str, Any] = {}
    for name, values in found.items():
        array = values.reshape(plan.size, members, *values.shape[1:])
        rest = ("day", "quantity") if name == "headline" else _dims(name, array, scenario.days)
        variables[name] = (("variant", "member", *rest), array)
    return xr.Dataset(variables, coords, {"title": scenario.title, "seed": seed})


def _dims(name: str, array: Any, days: int) -> tuple[str, ...]:
    """Names of the further dimensions of a measure: days where there are as many, else numbers."""
    sizes = array.shape[2:]
    return tuple(
        "day" if axis == 0 and size == days else f"{name}_{axis}" for axis, size in enumerate(sizes)
    )
