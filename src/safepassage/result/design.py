"""What a design asks for: the worlds to compile, and the values of each variant in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np

from safepassage.arrays import F8, I8
from safepassage.compiled.compile import Compiled, compile_scenario
from safepassage.compiled.prior import Prior
from safepassage.compiled.world import PARAMS
from safepassage.errors import Problem, ScenarioError
from safepassage.limits import range_problems
from safepassage.scenario.dictionary import dictionary
from safepassage.scenario.frames import rows_of
from safepassage.scenario.inputs import (
    INPUT_KINDS,
    OF_RULES,
    InputKind,
    declared_kinds,
    split_input,
    why_forbidden,
)
from safepassage.scenario.nearest import unknown_problem
from safepassage.scenario.read import as_scenario
from safepassage.scenario.scenario import Scenario


@dataclass(frozen=True)
class Part:
    """Variants of one world.

    Attributes:
        compiled: The world, with a prior for each parameter that acts on a member.
        variants: Their numbers, shape (V,).
        given: Values of those parameters, shape (V, K), the last K inputs; NaN keeps a draw.
    """

    compiled: Compiled
    variants: I8
    given: F8


@dataclass(frozen=True)
class Design:
    """Variants, and the worlds that they need.

    Attributes:
        parts: Worlds with their variants.
        size: Number of variants.
        about: Values of each parameter by variant, or the scenarios' names.
    """

    parts: tuple[Part, ...]
    size: int
    about: Mapping[str, Sequence[Any]]


def design_of(scenarios: object, parameters: object) -> Design:
    """Read a design: arguments as those of ``run_many``.

    Raises:
        ScenarioError: If it is none, a parameter is unknown or about violence, or a value does
            not fit.
    """
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
        Part(compile_scenario(one), np.array([number], dtype=np.int64), np.empty((1, 0)))
        for number, one in enumerate(found)
    )
    return Design(parts, len(found), {"scenario": [one.name for one in found]})


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


def _of_parameters(scenario: Scenario, rows: Sequence[Mapping[str, Any]]) -> Design:
    names = tuple(rows[0])
    _check_names(scenario, names)
    inner = tuple(name for name in names if _acts_on_members(name))
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
        parts.append(Part(compiled, np.array(numbers, dtype=np.int64), table))
    about = {name: [_plain(row[name]) for row in rows] for name in names}
    return Design(tuple(parts), len(rows), about)


def _acts_on_members(name: str) -> bool:
    """Whether a parameter is set member by member, so that nothing is compiled again."""
    kind, target = split_input(name)
    return kind != OF_RULES or target in PARAMS


def _check_names(scenario: Scenario, names: Sequence[str]) -> None:
    rules = [f"{OF_RULES}.{rule}" for rule in dictionary()[OF_RULES]]
    kinds = {kind.name: kind for kind in declared_kinds()}
    known = [*rules, *(f"{kind.name}:{kind.word_of_target}" for kind in kinds.values())]
    problems = []
    for name in names:
        word, target = split_input(name)
        targets = _targets(scenario, kinds[word]) if word in kinds else ()
        if name not in rules and word not in kinds:
            problems.append(unknown_problem("parameter", name, known, ""))
        elif why_forbidden(name):
            remedy = "leave it out, or declare it uncertain in the scenario as a fact"
            problems.append(Problem(f"is {why_forbidden(name)}", column=name, remedy=remedy))
        elif word in kinds and target not in targets:
            problems.append(unknown_problem("target", target, targets, ""))
    if problems:
        raise ScenarioError(problems)


def _targets(scenario: Scenario, kind: InputKind) -> tuple[str, ...]:
    """What an input of a kind may be about."""
    keys = {"places": "place", "areas": "area", "classes": "class", "corridors": "corridor"}
    found = [name for table in kind.targets for name in scenario[table][keys[table]].tolist()]
    return tuple(dict.fromkeys(found))


def _check_values(
    scenario: Scenario, names: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Check that values are numbers, and the least and the greatest as the scenario does."""
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
        word, rule = split_input(name)
        for extreme in (min, max):
            value = _plain(extreme(row[name] for row in rows))
            if word == OF_RULES:
                scenario.replace(rules={rule: value})
            else:
                bounds = INPUT_KINDS[word]
                problems += range_problems((name, value, bounds.low, bounds.high))
    if problems:
        raise ScenarioError(problems)


def _open_to(compiled: Compiled, names: Sequence[str]) -> Compiled:
    """A world whose last inputs are the parameters; inputs that are declared for them give way."""
    added = tuple(Prior(f"of {name}", name, "uniform", 0.0, 0.0, 1.0) for name in names)
    inputs = replace(compiled.inputs, priors=(*compiled.inputs.priors, *added))
    return replace(compiled, inputs=inputs)


def _plain(value: object) -> Any:
    return value.item() if isinstance(value, np.generic) else value
