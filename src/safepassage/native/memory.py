"""New arrays in compiled code, in pages that are large where the system has such.

Numba compiles ``np.zeros`` and ``np.empty`` anew for each type and shape, with the text of an error
put together from strings. Here a new array is a few instructions in the function that makes it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final, cast

import numpy as np
from llvmlite import ir
from numba.core import cgutils, config, types
from numba.core.errors import TypingError
from numba.core.imputils import impl_ret_new_ref
from numba.core.typing.npydecl import parse_dtype, parse_shape
from numba.extending import intrinsic
from numba.np import arrayobj

_PAGE: Final = 1 << 12
_LARGE: Final = 1 << 21
"""Bytes of a large page: from which on an array is worth asking for."""
_HUGE: Final = 14
"""MADV_HUGEPAGE of Linux."""


def _lowered(shape: types.Type, dtype: types.Type, *, clear: bool) -> Any:
    dimensions, kind = parse_shape(shape), parse_dtype(dtype)
    if dimensions is None or kind is None:
        raise TypingError("a new array is of whole numbers and of a dtype")

    def lower(context: Any, builder: ir.IRBuilder, signature: Any, values: Any) -> ir.Value:
        lengths = arrayobj._parse_shape(context, builder, signature.args[0], values[0])
        own = arrayobj._empty_nd_impl(context, builder, signature.return_type, lengths)
        size = builder.mul(own.nitems, own.itemsize)
        if sys.platform == "linux":
            with builder.if_then(builder.icmp_unsigned(">=", size, size.type(_LARGE))):
                _advise(builder, builder.ptrtoint(own.data, size.type), size)
        if clear:
            cgutils.memset(builder, own.data, size, 0)
        return impl_ret_new_ref(context, builder, signature.return_type, own._getvalue())

    return types.Array(kind, dimensions, "C")(types.unliteral(shape), dtype), lower


def _advise(builder: ir.IRBuilder, address: ir.Value, size: ir.Value) -> None:
    word, number = size.type, ir.IntType(32)
    before = builder.and_(builder.neg(address), word(_PAGE - 1))
    start = builder.inttoptr(builder.add(address, before), cgutils.voidptr_t)
    kind = ir.FunctionType(number, [cgutils.voidptr_t, word, number])
    advise = cgutils.get_or_insert_function(builder.module, kind, "madvise")
    builder.call(advise, [start, builder.sub(size, before), number(_HUGE)])


@intrinsic
def _zeros(_context: Any, shape: types.Type, dtype: types.Type) -> Any:
    return _lowered(shape, dtype, clear=True)


@intrinsic
def _empty(_context: Any, shape: types.Type, dtype: types.Type) -> Any:
    return _lowered(shape, dtype, clear=False)


_New = Callable[[int | tuple[int, ...], Any], np.ndarray[Any, Any]]

zeros: Final = cast("_New", np.zeros if config.DISABLE_JIT else _zeros)
"""A new array of zeros: ``zeros(shape, dtype)``.

Where to find what lies in small pages all over tens of MB is itself to be read from memory, page by
page. Numpy asks for large pages for its own arrays; numba does not.
"""
empty: Final = cast("_New", np.empty if config.DISABLE_JIT else _empty)
"""The same, without writing it: ``empty(shape, dtype)``."""
