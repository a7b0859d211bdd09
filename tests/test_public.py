"""The public names: complete, documented, completed by a tab, and kind to wrong types."""

from __future__ import annotations

import datetime as dt
import doctest
import importlib
import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer

import safepassage
from safepassage import ScenarioError

ROOT = Path(__file__).parents[1]
FUNCTIONS = [
    name
    for name in safepassage.__all__
    if inspect.isfunction(getattr(safepassage, name)) and name != "__version__"
]
MODULES = sorted({home.partition(":")[0] for home in safepassage._HOMES.values()})


def test_completion_offers_the_public_names_and_nothing_else() -> None:
    assert dir(safepassage) == sorted(safepassage.__all__)


def test_the_reference_has_every_name() -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    named = {line.split("::")[1].strip() for line in page.splitlines() if ":: " in line}
    assert named >= set(safepassage.__all__) - {"__version__"}


COMMANDS = {
    "demo": ("run_to",), "run": ("run", "run_to"), "merge": ("merge",), "replay": ("replay",),
    "new": ("new_scenario", "write", "write_workbook"), "check": ("read_scenario",),
    "explain": ("explain",), "xlsx": ("write_workbook", "write"), "phases": ("days",),
    "forecast": ("forecast_registrations", "forecast_claims"),
    "backtest": ("backtest", "backtest_cases", "backtest_cold"), "reconcile": ("reconcile",),
    "changes": ("changes",), "sensitivity": ("sensitivity",), "fit": ("fit",),
    "quantities": ("quantities",), "check-plan": ("check_plan",), "compare": ("compare",),
    "needs": ("needs", "equipped"), "food": ("food_check",), "export": ("export",),
    "deposit": ("deposit",), "report": ("write_report",), "risk": ("risk",),
    "start": ("start_scenario",), "plan exit": ("plan_exit", "stress"),
    "plan relocation": ("plan_relocation",), "plan roads": ("plan_roads",),
    "plan aid": ("plan_aid",), "plan sites": ("plan_sites",),
    "plan clearance": ("plan_clearance",),
    "import flee": ("import_flee", "with_behaviour", "score_flee_cases"),
    "import table": ("read_columns", "with_imported"),
}  # fmt: skip
"""Command → the functions that do the same."""


def test_everything_that_a_command_does_is_a_function() -> None:
    from safepassage.cli.app import app
    from safepassage.exchange.formats import FORMATS

    known = {*COMMANDS, *(f"import {name}" for name in FORMATS), "serve"}
    assert set(_commands(typer.main.get_command(app))) == known
    named = {name for names in COMMANDS.values() for name in names}
    assert named <= set(FUNCTIONS)


def _commands(command: Any, of: str = "") -> list[str]:
    """Names of commands, those of groups included."""
    found = []
    for name, one in command.commands.items():
        inner = getattr(one, "commands", None)
        found += _commands(one, f"{of}{name} ") if inner else [f"{of}{name}"]
    return found


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_say_what_they_take_and_options_are_named(name: str) -> None:
    function = getattr(safepassage, name)
    assert function.__doc__
    parameters = inspect.signature(function).parameters.values()
    placed = [one for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD]
    assert len(placed) <= 4
    assert all(one.annotation is not one.empty for one in parameters)


@pytest.mark.parametrize("module", MODULES)
def test_examples_in_docstrings_run(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = importlib.import_module(f"safepassage.{module}")
    runner, finder = doctest.DocTestRunner(), doctest.DocTestFinder()
    tests = finder.find(found)
    names = {test.name.rpartition(".")[2] for test in tests}
    for name, one in vars(found).items():  # of wrapped functions doctest finds some, by version
        function = inspect.unwrap(one) if inspect.isfunction(one) else None
        if function and function is not one and function.__module__ == found.__name__:
            tests += finder.find(function, name) if name not in names else []
    for test in tests:
        runner.run(test)
    assert runner.failures == 0


def test_a_name_is_enough() -> None:
    expected = safepassage.run(safepassage.read_scenario("tiny"), members=2)
    assert safepassage.run("tiny", members=2).digest == expected.digest
    assert safepassage.explain("tiny") == safepassage.explain(expected.scenario)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: safepassage.run(5), "type int, not a scenario (a Scenario, the name"),
        (lambda: safepassage.run("tinny"), "did you mean 'tiny'?"),
        (lambda: safepassage.run("tiny", members=10.0), "10.0 is not a whole number (such as 1)"),
        (lambda: safepassage.run("tiny", members="10"), "type str, no number"),
        (
            lambda: safepassage.run("tiny", seed=np.random.default_rng(1)),
            "column seed: is of type Generator, no number (0 to",
        ),
        (lambda: safepassage.read_scenario("tiny", as_of=5), "5 is not a date"),
        (lambda: safepassage.days("tiny", member=1.5), "1.5 is not a whole number"),
        (lambda: safepassage.plan_exit(None), "type NoneType, not a scenario"),
    ],
)
def test_wrong_types_are_told_with_the_remedy(call: object, text: str) -> None:
    assert callable(call)
    with pytest.raises(ScenarioError) as caught:
        call()
    assert text in str(caught.value)


_FIRST = {"scenario": "not a scenario", "result": "not a result", "first": "not a result"}
_TAKE = [
    (name, text)
    for name in FUNCTIONS
    for first in list(inspect.signature(getattr(safepassage, name)).parameters)[:1]
    for text in (_FIRST.get(first, ""),)
    if text
]


@pytest.mark.parametrize(("name", "text"), _TAKE)
def test_every_function_says_what_it_takes(name: str, text: str) -> None:
    """What is required besides is given as nothing at all: the first argument is at fault."""
    function = getattr(safepassage, name)
    _, *others = inspect.signature(function).parameters.values()
    required = {
        one.name: None
        for one in others
        if one.default is one.empty and one.kind in {one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY}
    }
    with pytest.raises(ScenarioError, match=f"is of type float, {text}"):
        list(function(5.0, **required) or [])


def test_every_function_has_an_example_that_runs() -> None:
    lacking = [
        name for name in FUNCTIONS if ">>> " not in (getattr(safepassage, name).__doc__ or "")
    ]
    assert lacking == []


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        ("present", "does not say of what (present:PLACE)"),
        (["present:camp-a"], "is of type list, not the name of a quantity (such as present:PLACE"),
        ("presnt:camp-a", "did you mean 'present'?"),
    ],
)
def test_what_is_no_quantity_is_told_with_the_remedy(quantity: object, text: str) -> None:
    result = safepassage.run("tiny", members=1)
    with pytest.raises(ScenarioError) as caught:
        safepassage.curve(result, quantity)  # type: ignore[arg-type]
    assert text in str(caught.value)


def test_dates_of_numpy_are_dates() -> None:
    day = np.datetime64("2016-12-05T07:30")
    assert safepassage.read_scenario("aleppo-2016", as_of=day).as_of == dt.date(2016, 12, 5)


@pytest.mark.slow
def test_a_strict_checker_knows_every_name(tmp_path: Path) -> None:
    """A file of somebody else's that uses every name, with no type left unknown."""
    names = [name for name in safepassage.__all__ if name != "__version__"]
    lines = ["import safepassage", *(f"reveal_type(safepassage.{name})" for name in names)]
    file = tmp_path / "uses.py"
    file.write_text("\n".join([*lines, _USES]), encoding="utf-8")
    # With the settings, strict ones, and the cache of `make lint`, which is shortened by it.
    command = [sys.executable, "-m", "mypy", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    revealed = [line for line in done.stdout.splitlines() if "Revealed type" in line]
    assert len(revealed) == len(names)
    assert not [line for line in revealed if '"Any"' in line]


_USES = """
scenario: safepassage.Scenario = safepassage.read_scenario("tiny")
part: safepassage.Scenario = scenario.between("2020-01-02", "2020-01-04")
result: safepassage.Result = safepassage.run("tiny", members=5)
people: float = float(safepassage.curve(result, "present:camp-a")[:, -1].mean())
days: int = int(result.dataset.sizes["day"])
sweep = safepassage.run_many("tiny", {"rules.default_movechance": [0.1, 0.2]}, members=2)
variants: int = int(sweep.sizes["variant"])
rows: int = len(scenario["places"].to_frame())
stored: safepassage.Stored = safepassage.run_to("tiny", "runs/here", members=5)
"""
