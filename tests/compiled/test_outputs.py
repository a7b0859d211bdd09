"""Every array that a run writes is declared once."""

from __future__ import annotations

import pytest

from safepassage.compiled.compile import compile_scenario
from safepassage.compiled.outputs import OUTPUTS, Output, OutputArray
from safepassage.compiled.world import make_output
from safepassage.result.result import DIMENSIONS
from safepassage.scenario.read import read_scenario
from tests.scenario.world import EXAMPLE

LABELS = {"day", "place", "class", "corridor", "link", "zone", "home", "house", "ground"}
UNITS = {"people", "g", "person-days", "are", "houses", "groups", ""}


def test_what_is_declared_is_what_the_kernel_writes_in_the_same_order() -> None:
    assert tuple(OUTPUTS) == Output._fields
    assert tuple(DIMENSIONS) == Output._fields


@pytest.mark.parametrize("array", OUTPUTS.values(), ids=OUTPUTS)
def test_an_array_says_what_it_is(array: OutputArray) -> None:
    assert set(array.dims) <= LABELS
    assert array.unit in UNITS
    assert array.description
    assert array.only_with in {"", "reception", "aid", "actors"}
    assert array.internal == ("ground" in array.dims)
    assert array.may_exceed_people == (array.unit in {"g", "person-days"})


def test_an_array_has_days_only_with_its_mechanism() -> None:
    whole = compile_scenario(EXAMPLE.replace(rules={"actors": True}))
    days = int(whole.world.rules[0]["days"])
    for name, values in make_output(whole.world)._asdict().items():
        assert values.ndim == len(OUTPUTS[name].dims), name
        assert "day" not in OUTPUTS[name].dims or values.shape[0] == days, name
    plain = make_output(compile_scenario(read_scenario("tiny")).world)._asdict()
    for name, values in plain.items():
        assert (len(values) == 0) == bool(OUTPUTS[name].only_with), name
