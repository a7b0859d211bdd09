"""Memory of large arrays: zeros, in pages that are large where the system has such."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import numpy as np
from llvmlite import ir
from numba.core import cgutils, config, types
from numba.core.errors import TypingError
from numba.core.imputils import impl_ret_borrowed
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

_Rows = TypeVar("_Rows", bound=np.ndarray[Any, Any])
_PAGE: Final = 1 << 12
_LARGE: Final = 1 << 21
"""Bytes of a large page: from which on an array is worth asking for."""
_HUGE: Final = 14
"""MADV_HUGEPAGE of Linux."""


def _lowered(array: types.Type, *, clear: bool) -> Any:
    if not isinstance(array, types.Array) or array.layout != "C":
        raise TypingError("only an array without gaps is one piece of memory")

    def lower(context: Any, builder: ir.IRBuilder, signature: Any, values: Any) -> ir.Value:
        own = make_array(signature.args[0])(context, builder, values[0])
        size = builder.mul(own.nitems, own.itemsize)
        if sys.platform == "linux":
            with builder.if_then(builder.icmp_unsigned(">=", size, size.type(_LARGE))):
                _advise(builder, builder.ptrtoint(own.data, size.type), size)
        if clear:
            cgutils.memset(builder, own.data, size, 0)
        return impl_ret_borrowed(context, builder, signature.return_type, values[0])

    return array(array), lower


def _advise(builder: ir.IRBuilder, address: ir.Value, size: ir.Value) -> None:
    word, number = size.type, ir.IntType(32)
    before = builder.and_(builder.neg(address), word(_PAGE - 1))
    start = builder.inttoptr(builder.add(address, before), cgutils.voidptr_t)
    kind = ir.FunctionType(number, [cgutils.voidptr_t, word, number])
    advise = cgutils.get_or_insert_function(builder.module, kind, "madvise")
    builder.call(advise, [start, builder.sub(size, before), number(_HUGE)])


@intrinsic
def _in_large_pages(_context: Any, array: types.Type) -> Any:
    return _lowered(array, clear=False)


@intrinsic
def _cleared(_context: Any, array: types.Type) -> Any:
    return _lowered(array, clear=True)


def _as_it_is(array: _Rows) -> _Rows:
    """What it comes to without a compiler: numpy asks for large pages itself."""
    return array


def _zeroed(array: _Rows) -> _Rows:
    array.fill(0)
    return array


_Function = Callable[[_Rows], _Rows]

in_large_pages: Final = cast("_Function[Any]", _as_it_is if config.DISABLE_JIT else _in_large_pages)
"""Ask for large pages for an array that was just made with ``np.empty``, and give it back.

Where to find what lies in small pages all over tens of MB is itself to be read from memory, page by
page. Numpy asks the same for its own arrays; numba does not.
"""
cleared: Final = cast("_Function[Any]", _zeroed if config.DISABLE_JIT else _cleared)
"""The same, and fill the array with zeros, whatever its rows: ``np.zeros`` in large pages."""
