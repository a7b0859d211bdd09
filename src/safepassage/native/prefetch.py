"""Asking for memory before it is needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from llvmlite import ir
from numba.core import cgutils, config, types
from numba.core.errors import TypingError
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

_WORD = ir.IntType(32)
_READ, _KEEP, _DATA = _WORD(0), _WORD(3), _WORD(1)


@intrinsic
def _prefetch(_context: Any, array: types.Type, index: types.Type) -> Any:
    if not isinstance(array, types.Array) or array.layout != "C":
        raise TypingError("only elements of an array without gaps can be fetched ahead")

    def lower(context: Any, builder: ir.IRBuilder, signature: Any, values: Any) -> ir.Value:
        own = make_array(signature.args[0])(context, builder, values[0])
        address = cgutils.pointer_add(builder, own.data, builder.mul(values[1], own.itemsize))
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, _WORD, _WORD, _WORD])
        fetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(fetch, [builder.bitcast(address, cgutils.voidptr_t), _READ, _KEEP, _DATA])
        return context.get_dummy_value()

    return types.void(array, types.intp if isinstance(index, types.Integer) else index), lower


def _nothing(array: Any, index: int) -> None:
    """What it comes to without a compiler."""


prefetch: Final = cast("Callable[[Any, int], None]", _nothing if config.DISABLE_JIT else _prefetch)
"""Let the processor fetch an element of an array while it does something else.

It changes nothing, and an element that does not exist does no harm. The array may have any number
of dimensions and rows of any kind, but no gaps; the element is counted through all dimensions.
"""
