"""Arguments of public functions: each is compared with its annotation before anything is done."""

from __future__ import annotations

import functools
import inspect
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from numbers import Integral, Real
from types import MappingProxyType
from typing import ParamSpec, TypeVar

from safepassage.errors import Problem, ScenarioError
from safepassage.limits import MAX_SEED, whole_problems

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Kind:
    """What an annotation stands for.

    Attributes:
        types: Classes of what is accepted.
        words: What it is, as an error says it.
        but: Classes that look like it and are none.
        of_numpy: Name of a class of NumPy's, which is slow to import, that fits too.
    """

    types: tuple[type, ...]
    words: str
    but: tuple[type, ...] = ()
    of_numpy: str = ""

    def fits(self, value: object) -> bool:
        """Whether a value may be meant."""
        if isinstance(value, self.types) and not isinstance(value, self.but):
            return True
        kind = type(value)
        return (kind.__module__, kind.__name__) == ("numpy", self.of_numpy)


_TEXTS = (str, bytes)
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "None": Kind((type(None),), "nothing"),
        "bool": Kind((bool,), "True or False", of_numpy="bool"),
        "str": Kind((str,), "a text"),
        "Path": Kind((os.PathLike,), "a path"),
        "date": Kind((date,), "a day such as datetime.date(2016, 12, 5)"),
        "datetime": Kind((datetime,), "a time such as datetime.datetime(2016, 12, 5, 14)"),
        "Sequence": Kind((Sequence,), "a list", _TEXTS, "ndarray"),
        "tuple": Kind((Sequence,), "a list", _TEXTS, "ndarray"),
        "Iterable": Kind((Iterable,), "a list", _TEXTS),
        "Mapping": Kind((Mapping,), "a mapping"),
        "Callable": Kind((Callable,), "a function"),  # type: ignore[arg-type]
        "Ranges": Kind((Mapping,), "a mapping of parameters to (low, high)"),
        "Of": Kind((str, Sequence, Callable), "a quantity, several, or a function of a result"),  # type: ignore[arg-type]
        "Standards": Kind((Mapping,), "a mapping of names to standards"),
        "Stops": Kind((Sequence,), "a list of (from, to)", _TEXTS),
        "Lead": Kind((str,), "low, best or high"),
        "To": Kind((str,), "claims or registrations"),
        "Progress": Kind((Callable,), "a function of two numbers"),  # type: ignore[arg-type]
    }
)
"""Annotation, without its module and what it holds → what fits."""
NUMBERS: Mapping[str, Kind] = MappingProxyType(
    {
        "int": Kind((Integral,), "a whole number"),
        "float": Kind((Real,), "a number"),
    }
)
"""Of numbers functions know the range, and say it; where one does not look, the type is said."""
LEFT_TO_FUNCTIONS = frozenset(
    {
        "object", "Any", "Workers", "int", "float", "Counted", "ArrayLike", "Date",
    }
)  # fmt: skip
"""Annotations of which the functions themselves say what fits: they know the range."""


_VALUES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "Scenario": ("a scenario", "a Scenario, the name of a bundled one, a folder or a workbook"),
        "Result": ("a result", "what run gives, or load of a run folder"),
    }
)
"""What carries most work, and how it is come by."""


def checked(function: Callable[_Arguments, _Answer]) -> Callable[_Arguments, _Answer]:
    """The same function, which refuses arguments of another type than it is annotated with.

    A ``seed`` is a whole number from 0 to 2⁶³ - 1, whatever the function does with it.

    Raises:
        ScenarioError: All arguments of a wrong type, and a seed that is none, with the remedy.
    """
    signature = inspect.signature(function)
    wanted = {
        name: _alternatives(str(one.annotation))
        for name, one in signature.parameters.items()
        if one.kind is not one.VAR_KEYWORD
    }

    @functools.wraps(function)
    def call(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Answer:
        try:
            given = signature.bind(*args, **kwargs).arguments
        except TypeError:  # Python says which are missing or unknown
            return function(*args, **kwargs)
        problems = [
            problem
            for name, value in given.items()
            for problem in _problems(name, value, wanted.get(name, ()))
        ]
        if given.get("seed") is not None:
            problems += whole_problems(("seed", given["seed"], 0, MAX_SEED))
        if problems:
            raise ScenarioError(problems)
        try:
            return function(*args, **kwargs)
        except (TypeError, ValueError, AttributeError) as error:
            wrong = [
                problem
                for name, value in given.items()
                for problem in _no_numbers(name, value, wanted.get(name, ()))
            ]
            if wrong:
                raise ScenarioError(wrong) from error
            raise

    return call


def _no_numbers(name: str, value: object, wanted: tuple[tuple[str, str], ...]) -> list[Problem]:
    """What is wrong with a number that the function did not look at itself."""
    kinds = [NUMBERS[base] for base, _ in wanted if base in NUMBERS]
    others = [base for base, _ in wanted if base not in NUMBERS]
    if not kinds or any(kind.fits(value) for kind in kinds) or (value is None and others):
        return []
    message = f"is of type {type(value).__name__}, no number"
    return [Problem(message, column=name, remedy=f"give {kinds[0].words}")]


def bases(annotation: str) -> tuple[str, ...]:
    """The alternatives of an annotation, without their modules and what they hold."""
    return tuple(base for base, _ in _alternatives(annotation))


def _alternatives(annotation: str) -> tuple[tuple[str, str], ...]:
    """Each alternative of an annotation, and what it holds: ``("Sequence", "str")``."""
    parts = re.split(r"\s*\|\s*(?![^\[]*\])", annotation)
    split = (part.partition("[") for part in parts)
    return tuple((base.rpartition(".")[2], held.rstrip("]")) for base, _, held in split)


def _problems(name: str, value: object, wanted: tuple[tuple[str, str], ...]) -> list[Problem]:
    """What is wrong with one argument."""
    if not wanted or any(_fits(value, base, held) for base, held in wanted):
        return []
    message = f"is of type {type(value).__name__}"
    for base, _ in wanted:
        if base in _VALUES:
            what, remedy = _VALUES[base]
            return [Problem(f"{message}, not {what}", column=name, remedy=remedy)]
    words = [_words(base, held) for base, held in wanted if base != "None"]
    remedy = f"give {' or '.join(words)}"
    return [Problem(message, column=name, remedy=remedy)]


def _fits(value: object, base: str, held: str) -> bool:
    if base in LEFT_TO_FUNCTIONS:
        return True
    if base not in KINDS:
        return any(class_.__name__ == base for class_ in type(value).__mro__)
    if not KINDS[base].fits(value):
        return False
    if base in {"Sequence", "Iterable"} and held in KINDS and isinstance(value, Sequence):
        return all(KINDS[held].fits(one) for one in value)
    return True


def _words(base: str, held: str) -> str:
    """An alternative as an error says it."""
    if base not in KINDS:
        article = "an" if base[0] in "AEIOU" else "a"
        return f"{article} {base}"
    if held in KINDS and base in {"Sequence", "Iterable"}:
        return f"{KINDS[base].words} of which each is {KINDS[held].words}"
    return KINDS[base].words
