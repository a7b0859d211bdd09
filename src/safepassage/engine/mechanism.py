"""Mechanisms of others: what somebody adds to the day without changing the package."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from typing import Any

import numpy as np

from safepassage.arrays import Rows
from safepassage.compiled.world import SIZES, World, array_sizes
from safepassage.engine.phases import PHASES
from safepassage.errors import Problem, ScenarioError
from safepassage.limits import range_problems
from safepassage.native.source_hash import source_hash

ENTRY_POINTS = "safepassage.mechanisms"
"""Group of entry points under which an installed package names its mechanisms."""
PLACES = tuple(phase.name for phase in PHASES if phase.name not in {"record", "beds"})
"""Phases after which a mechanism may act; after ``record`` nothing may change that day."""
ARGUMENTS = ("world", "state", "rules", "key", "day")
"""What a mechanism's function may ask for by name, beside its own arrays."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Rule:
    """A number that a mechanism goes by.

    Attributes:
        name: Field of the argument ``rules``.
        default: Its value, unless :meth:`Mechanism.with_rules` gives another.
        low, high: Bounds, both included.
        unit: Unit, for readers.
    """

    name: str
    default: float
    low: float
    high: float
    unit: str = ""


@dataclass(frozen=True)
class OwnArray:
    """Whole numbers of a mechanism: what it remembers, or what it records.

    Attributes:
        name: Name of the function's argument.
        dims: Its dimensions: ``place``, ``class``, ``type``, ``corridor``, ``link``, ``zone``,
            ``home``, ``house``, ``ground``; those of what is recorded begin with ``day``, and what
            is remembered may.
        unit: Unit, for readers.
        description: What it holds, for readers.
    """

    name: str
    dims: tuple[str, ...]
    unit: str = ""
    description: str = ""


@dataclass(frozen=True)
class Mechanism:
    """A function that acts at a place of the day, and what goes with it.

    Attributes:
        name: Its name; its random stream is keyed by it.
        after: Name of the phase after which it acts (``safepassage phases``).
        function: A plain Python function that numba can compile, defined in a module. Its
            arguments are taken by name: ``world``, ``state``, ``rules`` (one row, a field a rule),
            ``key`` (its random stream of the day), ``day`` (from 0), and its own arrays.
        rules: Its numbers.
        memory: Arrays that live from one day to the next; zeros before the first.
        observables: Arrays that are kept in the result.
        values: Values of the rules, in their order; empty for the defaults.

    Raises:
        ScenarioError: If anything of it does not fit; all faults at once.
    """

    name: str
    after: str
    function: Callable[..., Any]
    rules: tuple[Rule, ...] = ()
    memory: tuple[OwnArray, ...] = ()
    observables: tuple[OwnArray, ...] = ()
    values: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Fill in the defaults, and check."""
        if not self.values:
            object.__setattr__(self, "values", tuple(float(rule.default) for rule in self.rules))
        problems = [*self._definition_problems(), *self._value_problems()]
        if problems:
            raise ScenarioError(problems)

    def with_rules(self, **values: float) -> Mechanism:
        """The same mechanism with other values of some rules.

        Raises:
            ScenarioError: If there is no such rule, or a value is out of bounds.
        """
        now = dict(zip((rule.name for rule in self.rules), self.values, strict=True))
        unknown = sorted(set(values) - set(now))
        if unknown:
            raise ScenarioError([self._problem(f"has no rule {name}") for name in unknown])
        now |= {name: float(value) for name, value in values.items()}
        return replace(self, values=tuple(now.values()))

    @property
    def arguments(self) -> tuple[str, ...]:
        """Names of the arguments of the function."""
        return tuple(inspect.signature(self.function).parameters)

    def own_arrays(self, world: World) -> dict[str, Rows]:
        """Its rules, and its memory and observables filled with zeros, by name of argument."""
        dtype = [(rule.name, "f8") for rule in self.rules] or [("none", "f8")]
        rules = np.zeros(1, dtype)
        for rule, value in zip(self.rules, self.values, strict=True):
            rules[rule.name] = value
        sizes = array_sizes(world)
        arrays = {
            array.name: np.zeros(tuple(sizes[dim] for dim in array.dims), np.int64)
            for array in (*self.memory, *self.observables)
        }
        return {"rules": rules, **arrays}

    def facts(self) -> dict[str, Any]:
        """What a run keeps of it: with the hash of its source, for it may change."""
        return {
            "name": self.name,
            "hash": source_hash(self.function),
            "module": self.function.__module__,
            "after": self.after,
            "rules": dict(zip((rule.name for rule in self.rules), self.values, strict=True)),
            "observables": [
                {
                    "name": one.name,
                    "dims": list(one.dims),
                    "unit": one.unit,
                    "description": one.description,
                }
                for one in self.observables
            ],
            "verified": False,
        }

    def _definition_problems(self) -> list[Problem]:
        problems = []
        own = [array.name for array in (*self.memory, *self.observables)]
        names = [self.name, *own, *(rule.name for rule in self.rules)]
        problems += [
            self._problem(f"{name!r} is no name", "small letters, digits and _")
            for name in names
            if not _NAME.fullmatch(name)
        ]
        if self.after not in PLACES:
            problems.append(
                self._problem(f"cannot act after {self.after!r}", f"one of {', '.join(PLACES)}")
            )
        if not inspect.isfunction(self.function) or "<locals>" in self.function.__qualname__:
            return [*problems, self._problem("needs a plain function of a module", "move it there")]
        problems += [
            self._problem(f"argument {name} is not known", f"{', '.join((*ARGUMENTS, *own))}")
            for name in self.arguments
            if name not in (*ARGUMENTS, *own)
        ]
        if len({*own, *ARGUMENTS}) < len(own) + len(ARGUMENTS):
            problems.append(self._problem("has two arrays of one name", "give each its own"))
        for array in self.memory:
            by_day = array.dims[:1] == ("day",)
            problems += self._dims_problems(array, array.dims[by_day:])
        for array in self.observables:
            if array.dims[:1] != ("day",):
                problems.append(
                    self._problem(f"{array.name} is not by day", 'begin its dims with "day"')
                )
            problems += self._dims_problems(array, array.dims[1:])
        return problems

    def _dims_problems(self, array: OwnArray, dims: Sequence[str]) -> list[Problem]:
        known = [name for name in SIZES if name != "day"]
        return [
            self._problem(f"{array.name} has no dimension {dim!r}", f"one of {', '.join(known)}")
            for dim in dims
            if dim not in known
        ]

    def _value_problems(self) -> list[Problem]:
        if len(self.values) != len(self.rules):
            return [self._problem("has another number of values than of rules", "use with_rules")]
        return range_problems(
            *(
                (f"{self.name}.{rule.name}", value, rule.low, rule.high)
                for rule, value in zip(self.rules, self.values, strict=True)
            )
        )

    def _problem(self, text: str, remedy: str = "") -> Problem:
        return Problem(f"mechanism {self.name}: {text}", column="mechanisms", remedy=remedy)


def find_mechanisms(wanted: Sequence[Mechanism | str]) -> tuple[Mechanism, ...]:
    """Mechanisms, those by name from the entry points of installed packages.

    An installed mechanism acts in no run that does not name it.

    Raises:
        ScenarioError: If a name is not known, or two mechanisms have the same.
    """
    found, problems = [], []
    by_name = any(isinstance(one, str) for one in wanted)  # it reads the facts of every package
    points = metadata.entry_points(group=ENTRY_POINTS) if by_name else ()
    installed = {point.name: point for point in points}
    for one in wanted:
        if isinstance(one, Mechanism):
            found.append(one)
        elif one in installed:
            found.append(_loaded(installed[one]))
        else:
            known = ", ".join(sorted(installed)) or "none is installed"
            problems.append(Problem(f"no mechanism {one!r}", column="mechanisms", remedy=known))
    names = [one.name for one in found]
    problems += [
        Problem(f"two mechanisms {name!r}", column="mechanisms", remedy="rename one of them")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    if problems:
        raise ScenarioError(problems)
    return tuple(found)


def _loaded(point: metadata.EntryPoint) -> Mechanism:
    made = point.load()
    if not isinstance(made, Mechanism):
        raise ScenarioError(
            [Problem(f"entry point {point.name}: is no Mechanism", column="mechanisms")]
        )
    return made


def observables_of(mechanisms: Sequence[Mechanism]) -> Mapping[str, OwnArray]:
    """Every array that mechanisms record, as ``mechanism.array``."""
    return {f"{one.name}.{array.name}": array for one in mechanisms for array in one.observables}
