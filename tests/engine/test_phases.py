"""The day is one table: what is compiled, the twin, the command and the documentation follow it."""

from __future__ import annotations

import ast
import inspect
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safepassage.cli.app import app
from safepassage.engine.call_list import FOUND, Call, make_day, write_day
from safepassage.engine.phases import CHANGED, PHASES, Phase
from safepassage.engine.twin.run import twin_function

ROOT = Path(__file__).parents[2]
OURS = {"stream_key", "balance", "range", "pass_day"}


def calls_in(source: str) -> list[str]:
    """Names of the functions that are called, in their order."""
    nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    nodes.sort(key=lambda node: node.lineno)
    names = [node.func.id for node in nodes if isinstance(node.func, ast.Name)]
    return [name for name in names if name not in OURS]


@pytest.mark.parametrize("stepped", [False, True])
def test_the_compiled_day_calls_the_kernels_of_the_table_in_its_order(stepped: bool) -> None:
    source, names = write_day(stepped=stepped)
    kernels = [phase.kernel.rpartition(".") for phase in PHASES]
    assert calls_in(source) == [function for _, _, function in kernels]
    for module, _, function in kernels:
        home = getattr(names[function], "py_func", names[function]).__module__
        assert home == f"safepassage.dynamics.{module}"


def test_what_a_phase_gives_is_kept() -> None:
    kept = {phase.gives for phase in PHASES} - {"", "queue"}
    assert kept == {CHANGED, "people", "beds", "grams"} <= set(FOUND)


def test_a_phase_that_draws_has_a_stream_of_its_name() -> None:
    source, names = write_day()
    streams = re.findall(r"STREAM_(\w+)", source)
    assert len(streams) == len(set(streams)) > 5
    assert set(streams) <= {phase.name for phase in PHASES}
    assert len({names[f"STREAM_{name}"] for name in streams}) == len(streams)


def test_names_and_kernels_of_the_table_are_its_own() -> None:
    names = [phase.name for phase in PHASES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase.twin], ids=lambda p: p.name)
def test_the_twin_has_a_function_of_the_twin_alone(phase: Phase) -> None:
    function = twin_function(phase)
    assert next(iter(inspect.signature(function).parameters)) == "twin"


def test_a_mechanism_of_others_stands_where_it_says() -> None:
    def act() -> None:
        """Nothing."""

    call = Call("one", "decide", act, ("key", "own"), {"own": 0})
    source, names = write_day([call])
    calls = calls_in(source)
    assert calls[calls.index("decide") + 1] == "mechanism_0"
    assert calls[calls.index("set_out") - 1] == "mechanism_0"
    assert names["mechanism_0"] is act
    assert "mechanism_0(stream_key(seed, index, STREAM_mechanism_one, day), owns[0])" in source


def test_the_written_day_is_a_function() -> None:
    assert list(inspect.signature(make_day()).parameters)[-1] == "day"
    assert list(inspect.signature(make_day(stepped=True)).parameters)[-2:] == ["first", "stop"]


def test_the_command_prints_the_table() -> None:
    shown = json.loads(CliRunner().invoke(app, ["phases", "--json"]).stdout)["phases"]
    assert [row["name"] for row in shown] == [phase.name for phase in PHASES]
    assert [row["when"] for row in shown] == [phase.when.words for phase in PHASES]
    text = CliRunner().invoke(app, ["phases"]).stdout
    assert all(f"{phase.name}: {phase.does}" in text for phase in PHASES)


def test_the_documentation_shows_the_table() -> None:
    page = (ROOT / "docs" / "day.md").read_text(encoding="utf-8")
    rows = [f"| {phase.name} | {phase.does} | {phase.when.words} |" for phase in PHASES]
    assert "\n".join(rows) in page
