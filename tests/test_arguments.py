"""Arguments of a wrong type are errors with the remedy, in every public function."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import safepassage
from safepassage import SafepassageError, ScenarioError
from safepassage.arguments import KINDS, LEFT_TO_FUNCTIONS, bases, checked

FUNCTIONS = [name for name in safepassage.__all__ if inspect.isroutine(getattr(safepassage, name))]


class Nothing:
    """Of a class that nobody asks for."""


@checked
def example(
    name: str, days: Sequence[str] = (), *, when: dt.date | None = None, loud: bool = False
) -> str:
    """What is checked here."""
    return f"{name} {list(days)} {when} {loud}"


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: example(5), "column name: is of type int (give a text)"),
        (lambda: example("a", "bc"), "column days: is of type str (give a list of which each is"),
        (lambda: example("a", ["b", 3]), "column days: is of type list (give a list of which"),
        (lambda: example("a", when="today"), "column when: is of type str (give a day such as"),
        (lambda: example("a", loud="no"), "column loud: is of type str (give True or False)"),
    ],
)
def test_what_is_wrong_and_what_to_give(call: Callable[[], str], text: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        call()
    assert text in str(caught.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        example(5, 6)  # type: ignore[arg-type]
    assert [problem.column for problem in caught.value.problems] == ["name", "days"]


def test_what_fits_is_handed_on() -> None:
    assert example("a", np.array(["b"], dtype=object), loud=np.True_) == "a ['b'] None True"  # type: ignore[arg-type]
    assert example("a", ("b",), when=dt.date(2030, 1, 1)) == "a ['b'] 2030-01-01 False"


def test_what_is_missing_or_unknown_is_said_as_python_does() -> None:
    with pytest.raises(TypeError, match=r"example\(\) missing 1 required positional argument"):
        example()  # type: ignore[call-arg]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_type_of_an_argument_is_public(name: str) -> None:
    """Its own check knows it, or a caller can make it of public names."""
    known = {*KINDS, *LEFT_TO_FUNCTIONS, *safepassage.__all__, "DataFrame"}
    for one in inspect.signature(getattr(safepassage, name)).parameters.values():
        if one.kind is not one.VAR_KEYWORD:
            assert set(bases(str(one.annotation))) <= known, one


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Right arguments by name, the cheapest that there are."""
    example_ = safepassage.new_scenario("example")
    result = safepassage.run(example_, members=2)
    folder = tmp_path_factory.mktemp("given")
    file = folder / "counts.csv"
    days = pd.date_range("2022-01-01", periods=20, freq="10D")
    pd.DataFrame({"date": days, "place": "camp", "value": range(900, 20900, 1000)}).to_csv(
        file, index=False
    )
    run_folder = safepassage.save(result, folder / "run")
    return {
        "scenario": example_, "scenarios": example_, "result": result, "first": result,
        "second": result, "subject": result, "cases": [safepassage.read_counts(file)],
        "folder": run_folder, "run_folder": run_folder, "shards": [run_folder], "members": 2,
        "quantity": "present:oldtown", "of": "present:oldtown", "text": "present:oldtown",
        "area": "oldtown", "from_": "2030-03-04", "to": "2030-03-10", "as_of": "2030-03-05",
        "origin": "2022-04-15", "tonnes": 5.0, "people": 100.0, "licence": "CC-BY-4.0",
        "ranges": {"attraction:oldtown": (0.5, 2.0)}, "samples": 2, "trajectories": 2,
        "settings": {"title": "A", "start": "2030-01-01", "days": 2}, "name": "example",
        "path": file, "paths": file, "input_dir": folder, "boundaries": file, "date": "date",
        "place": "place", "value": "value", "manifest": file, "reliable": "ABCD",
        "policy": safepassage.policy_of(example_), "found": safepassage.Imported(),
        "plan": None, "corridor": "east-exit", "by": ["place"], "values": ["people"],
        "table": pd.DataFrame({"place": ["a"], "people": [20]}), "out": folder / "out",
        "overwrite": True, "findings": safepassage.food_check(5.0, people=100).sentences(),
    }  # fmt: skip


_OWN = {"fit": {"to"}, "sensitivity": {"date"}}
"""Arguments that mean something else in one function."""
_PARAMETERS = [
    (name, one.name)
    for name in FUNCTIONS
    for one in inspect.signature(getattr(safepassage, name)).parameters.values()
    if one.kind is not one.VAR_KEYWORD
    and not {"object", "ArrayLike"} & set(bases(str(one.annotation)))
]


@pytest.mark.parametrize(("name", "argument"), _PARAMETERS)
def test_nothing_of_python_s_own_errors_reaches_the_caller(
    name: str, argument: str, given: Mapping[str, Any], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    function = getattr(safepassage, name)
    parameters = inspect.signature(function).parameters
    right = {
        key: value
        for key, value in given.items()
        if key in parameters and key not in _OWN.get(name, ())
    }
    with pytest.raises(SafepassageError):
        list(function(**{**right, argument: Nothing()}) or ())
