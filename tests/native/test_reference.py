"""Named tuples by reference are values, as in Python, and lose or leak no array."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from numba import njit
from numba.core import types
from numba.core.errors import UnsupportedError
from numba.core.runtime import _nrt_python, rtsys
from numba.core.typing.typeof import typeof

from safepassage.compiled import world as arrays
from safepassage.dynamics import queue, state
from safepassage.native import by_reference, compiled, kernel
from safepassage.native.reference import ReferenceType, reference_types
from verification.make import compiled as scenario
from verification.make import one_member

I8 = npt.NDArray[np.int64]


@by_reference
class Inner(NamedTuple):
    counts: I8
    factor: float


@by_reference
class Outer(NamedTuple):
    left: I8
    inner: Inner
    right: I8
    flag: bool


@kernel
def total(outer: Outer) -> float:
    return float(outer.left.sum() * outer.inner.factor + outer.right[0])


@kernel
def add_to(inner: Inner, amount: int) -> None:
    inner.counts[0] += amount


@compiled
def read(outer: Outer) -> float:
    add_to(outer.inner, 5)
    return total(outer) + float(outer.inner.counts[0]) + (100.0 if outer.flag else 0.0)


@compiled
def turned(outer: Outer, times: int) -> Outer:
    """Two variables that change places."""
    other = Outer(outer.right, Inner(outer.left, -1.0), outer.left, False)
    for _ in range(times):
        outer, other = other, outer
    return outer


@compiled
def grown(outer: Outer, times: int) -> tuple[Outer, int]:
    """New arrays each time, with a look at the value before."""
    steps = 0
    before = outer
    for number in range(times):
        after = Outer(before.left + 1, Inner(before.left.copy(), 2.0), outer.right, number > 1)
        if number != 2:
            outer = before
            before = after
        steps += int(before.left[0] - outer.left[0])
    return outer, steps


@compiled
def parted(outer: Outer, times: int) -> tuple[int, float]:
    """A part that outlives the variable it was taken from."""
    counts, factor = 0, 0.0
    for number in range(times):
        part = outer.inner
        whole = outer
        outer = Outer(whole.right, Inner(whole.right + 1, number + 0.5), whole.left, False)
        counts = counts * 3 + int(part.counts[0] + whole.left[0] + outer.inner.counts[0])
        factor += part.factor
    return counts, factor


@compiled
def hoarding(outer: Outer, times: int) -> int:
    pair = (outer, 1)
    for number in range(times):
        pair = (Outer(outer.right, outer.inner, outer.left, False), number)
    return int(pair[0].left[0])


@compiled
def chosen(outer: Outer, number: int) -> float:
    """A variable that is not always assigned."""
    if number > 1:
        found = Outer(outer.right, outer.inner, outer.right, True)
    if number > 2:
        return total(found)
    return 0.0


def outer() -> Outer:
    return Outer(np.arange(1, 4), Inner(np.array([7]), 0.5), np.array([10, 20]), flag=True)


@pytest.mark.parametrize(
    ("function", "arguments"),
    [(read, ())]
    + [(function, (times,)) for function in (turned, grown, parted) for times in range(6)]
    + [(chosen, (number,)) for number in (0, 2, 3)],
)
def test_compiled_code_gives_what_python_gives(
    function: Callable[..., Any], arguments: tuple[int, ...]
) -> None:
    plain = inspect.unwrap(function)
    assert plain is not function
    expected = plain_result(plain, arguments)
    assert repr(function(outer(), *arguments)) == repr(expected)


def plain_result(plain: Callable[..., Any], arguments: tuple[int, ...]) -> Any:
    """The function in Python, with the kernels that it calls in Python too."""
    names = plain.__globals__ | {"total": inspect.unwrap(total), "add_to": inspect.unwrap(add_to)}
    in_python = type(plain)(plain.__code__, names)
    return in_python(outer(), *arguments)


def test_what_would_not_be_a_value_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="give its parts names"):
        hoarding(outer(), 2)


def test_a_function_that_numba_compiles_by_its_own_rules_may_read_one() -> None:
    assert njit(read.py_func)(outer()) == read(outer())


def test_a_function_that_numba_compiles_by_its_own_rules_may_not_assign_one_twice() -> None:
    with pytest.raises(UnsupportedError, match=r"safepassage\.native\.compiled"):
        njit(turned.py_func)(outer(), 1)


@pytest.mark.parametrize("function", [grown, parted, turned])
def test_no_array_is_leaked_or_freed_early(function: Callable[..., Any]) -> None:
    _nrt_python.memsys_enable_stats()
    function(outer(), 1)
    before = rtsys.get_allocation_stats()
    for times in range(50):
        found = function(outer(), times)
        del found
    after = rtsys.get_allocation_stats()
    _nrt_python.memsys_disable_stats()
    assert after.alloc - before.alloc == after.free - before.free > 0
    assert after.mi_alloc - before.mi_alloc == after.mi_free - before.mi_free > 0


def test_every_table_of_a_member_is_handed_on_by_reference() -> None:
    made = scenario(places={"a": "settlement"}, routes=[], residents={"a": 1})
    given = (made.world, one_member(made), arrays.make_output(made.world))
    for value in given:
        kinds = list(reference_types(typeof(value)))
        assert all(isinstance(kind, ReferenceType | types.Array) for kind in kinds)


@pytest.mark.parametrize("module", [state, queue])
def test_every_table_that_compiled_code_makes_is_one_by_reference(module: Any) -> None:
    tables = [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, tuple)
    ]
    assert tables
    for table in tables:
        values = [np.zeros(1) for _ in table._fields]  # type: ignore[attr-defined]
        assert isinstance(typeof(table(*values)), ReferenceType)
