"""Inner functions are linked and not emitted, and made once for all integers they are given."""

from __future__ import annotations

import numba
import numpy as np
import pytest

from safepassage.compiling import reporting
from safepassage.engine.call_list import write_day
from safepassage.engine.phases import PHASES
from safepassage.native import compiled, kernel, phase
from safepassage.native.library import LinkedLibrary


@kernel
def leaf(number: int) -> int:
    return number * 3


@kernel
def branch(number: int) -> int:
    return leaf(number) + leaf(4) + leaf(5)


@phase
def limb(number: int) -> int:
    return leaf(number) - number


@compiled
def tree(numbers: np.ndarray) -> int:
    """Call with a literal, with 32 and with 64 bits."""
    return branch(numbers[0]) + branch(1) + leaf(2) + leaf(numbers.size) + limb(numbers[1])


NUMBERS = np.array([2, 3], np.int32)
EXPECTED = 6 + 27 + 3 + 27 + 6 + 6 + 6


@pytest.fixture(autouse=True)
def _compiled() -> None:
    assert tree(NUMBERS) == EXPECTED


@pytest.mark.parametrize("inner", [leaf, branch])
def test_an_inner_function_is_compiled_once_and_never_alone(inner: numba.core.dispatcher) -> None:
    (found,) = inner.overloads.values()
    assert found.signature.args == (numba.int64,)
    assert isinstance(found.library, LinkedLibrary)
    engine = found.library.codegen._engine
    assert not engine.is_symbol_defined(found.fndesc.llvm_func_name)


def test_only_what_python_calls_has_machine_code() -> None:
    (found,) = tree.overloads.values()
    names = [each.name for each in found.library.get_defined_functions()]
    assert names
    assert [name for name in names if "leaf" in name or "branch" in name] == []
    assert [name for name in names if "limb" in name]


def test_phases_stay_functions() -> None:
    """Whatever stands in the table of the day, but ``travel``, which makes its queue."""
    _, names = write_day()
    called = {row.kernel.rpartition(".")[2] for row in PHASES} - {"travel"}
    assert [name for name in sorted(called) if not names[name].is_phase] == []


def test_numba_functions_of_others_may_call_kernels() -> None:
    @numba.njit
    def own(numbers):  # type: ignore[no-untyped-def]
        return branch(numbers[0]) + tree(numbers)

    assert own(NUMBERS) == 6 + 27 + EXPECTED


def test_steps_are_told_while_they_are_taken() -> None:
    @compiled
    def slow(number: int) -> int:
        return branch(number) + leaf(number)

    steps: list[str] = []
    with reporting(steps.append):
        assert slow(1) == 30 + 3
        assert slow(1) == 30 + 3
    assert steps == ["optimising", "machine code"]
