"""Functions that numba compiles for somebody else must not need what only our lowering does."""

from __future__ import annotations

from collections import Counter
from typing import Any

from numba.core import ir
from numba.core.errors import UnsupportedError
from numba.core.rewrites import Rewrite, register_rewrite

from safepassage.native.pipeline import EntryCompiler, holds_reference


@register_rewrite("after-inference")
class _Guard(Rewrite):
    """Changes nothing; refuses a plain ``numba.njit`` function that would corrupt memory."""

    def __init__(self, state: Any = None) -> None:
        self._ours = state is not None and isinstance(state.pipeline, EntryCompiler)

    def match(self, func_ir: Any, block: ir.Block, typemap: Any, calltypes: object) -> bool:
        if self._ours or block is not func_ir.blocks[min(func_ir.blocks)]:
            return False
        assigned: Counter[str] = Counter()
        for each in func_ir.blocks.values():
            for inst in each.find_insts(ir.Assign):
                if holds_reference(typemap.get(inst.target.name)):
                    assigned[inst.target.name] += 1
        if any(count > 1 for count in assigned.values()):
            raise UnsupportedError(
                "a named tuple by reference is assigned in several places: compile this function "
                "with safepassage.native.compiled instead of numba.njit",
                loc=func_ir.loc,
            )
        return False

    def apply(self) -> Any:
        raise NotImplementedError
