"""Asking for memory before it is needed."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, config, types
from numba.core.errors import TypingError
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

_WORD = ir.IntType(32)
_READ, _KEEP, _DATA = _WORD(0), _WORD(3), _WORD(1)


def prefetch(array: Any, index: int) -> None:
    """Let the processor fetch an element of an array while it does something else.

    It changes nothing, and an element that does not exist does no harm.

    Args:
        array: Of any number of dimensions and rows of any kind, without gaps.
        index: Of the element, counted through all dimensions.
    """


@intrinsic
def _prefetch(context: Any, array: types.Type, index: types.Type) -> Any:
    if not isinstance(array, types.Array) or array.layout != "C":
        raise TypingError("only elements of an array without gaps can be fetched ahead")

    def lower(context: Any, builder: ir.IRBuilder, signature: Any, values: Any) -> ir.Value:
        own = make_array(array)(context, builder, values[0])
        address = cgutils.pointer_add(builder, own.data, builder.mul(values[1], own.itemsize))
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, _WORD, _WORD, _WORD])
        fetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(fetch, [builder.bitcast(address, cgutils.voidptr_t), _READ, _KEEP, _DATA])
        return context.get_dummy_value()

    return types.void(array, types.intp), lower


if not config.DISABLE_JIT:
    prefetch = _prefetch
