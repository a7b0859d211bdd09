"""How numba compiles an inner function, and one that Python calls."""

from __future__ import annotations

from collections import Counter
from typing import Any

from llvmlite import ir as llvm_ir
from numba.core import ir, types
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import PassManager, register_pass
from numba.core.errors import UnsupportedError
from numba.core.lowering import Lower
from numba.core.typed_passes import NativeLowering

from safepassage.native.library import ApartLibrary, EntryLibrary, LinkedLibrary
from safepassage.native.reference import ReferenceType

_READS = ("build_tuple", "call", "cast", "getattr")
"""Expressions that keep no address of what they are given, or for which it is copied."""


class _Lower(Lower):
    """Keeps tuples by reference the values that they are in Python.

    A variable that is assigned once, by numba's static single assignment, may hold the address of
    what it was given: that is written again only when the variable is assigned again too. Where
    several assignments meet, the variable *keeps* a copy, and so does what is taken from it.
    """

    def init(self) -> None:
        super().init()
        self._copies: dict[object, llvm_ir.Value] = {}
        self._building: ir.Expr | None = None
        self._borrowed: set[str] = set()
        assignments = [
            inst for block in self.blocks.values() for inst in block.find_insts(ir.Assign)
        ]
        self._counts = Counter(inst.target.name for inst in assignments)
        self._keeps = {
            name
            for name, count in self._counts.items()
            if count > 1 and holds_reference(self.typeof(name))
        }
        for inst in assignments:
            self._check(inst)

    def _check(self, inst: ir.Assign) -> None:
        """Refuse what would need copies of tuples that hold such tuples; nobody has wanted it."""
        name, value = inst.target.name, inst.value
        refused = name in self._keeps and not isinstance(self.typeof(name), ReferenceType)
        if isinstance(value, ir.Expr) and value.op not in _READS:
            refused |= any(var.name in self._keeps for var in value.list_vars())
        if refused:
            raise UnsupportedError(
                "a tuple that holds a named tuple by reference cannot be assigned in several "
                "places; give its parts names of their own",
                loc=inst.loc,
            )

    def lower_assign(self, ty: types.Type, inst: ir.Assign) -> llvm_ir.Value:
        name = inst.target.name
        if isinstance(inst.value, ir.Arg) and self._is_borrowed(ty, inst):
            self._borrowed.add(name)
            return self.fnargs[inst.value.index]
        value = super().lower_assign(ty, inst)
        if isinstance(ty, ReferenceType) and (name in self._keeps or self._taken_from(inst.value)):
            return self._copied(ty, value, name)
        return value

    def _is_borrowed(self, ty: types.Type, inst: ir.Assign) -> bool:
        """Whether the caller holds the arrays of an argument for as long as this function runs."""
        return (
            isinstance(ty, ReferenceType | types.Array)
            and self._counts[inst.target.name] == 1
            and self.typeof(f"arg.{inst.value.name}") == ty
        )

    def _taken_from(self, value: object) -> bool:
        """Whether a value is the memory of a variable that keeps a copy, or a part of it."""
        if isinstance(value, ir.Expr) and value.op in ("cast", "getattr"):
            value = value.value
        return isinstance(value, ir.Var) and value.name in self._keeps

    def delvar(self, name: str) -> None:
        if name not in self._borrowed:
            super().delvar(name)

    def lower_expr(self, resty: types.Type, expr: ir.Expr) -> llvm_ir.Value:
        self._building = expr if expr.op == "build_tuple" else None
        value = super().lower_expr(resty, expr)
        self._building = None
        return value

    def loadvar(self, name: str) -> llvm_ir.Value:
        value = super().loadvar(name)
        if self._building is None or name not in self._keeps:
            return value
        ty = self.typeof(name)
        return self._written(ty, self._read(ty, value), (self._building, name))

    def _copied(self, ty: ReferenceType, value: llvm_ir.Value, name: str) -> llvm_ir.Value:
        structure = self._read(ty, value)
        if name in self._keeps:
            self.delvar(name)  # what it held, before it is written over
        return self._written(ty, structure, name)

    def _read(self, ty: ReferenceType, value: llvm_ir.Value) -> llvm_ir.Value:
        model = self.context.data_model_manager[ty]
        return model.as_data(self.builder, model.or_empty(self.builder, value))

    def _written(self, ty: ReferenceType, structure: llvm_ir.Value, owner: object) -> llvm_ir.Value:
        """The address of a copy in the memory of its owner."""
        model = self.context.data_model_manager[ty]
        if owner not in self._copies:
            self._copies[owner] = model.memory(self.builder)
        self.builder.store(structure, self._copies[owner])
        return self.builder.bitcast(self._copies[owner], model.get_value_type())


def holds_reference(ty: types.Type) -> bool:
    """Whether a value of a type has the address of a named tuple in it."""
    return isinstance(ty, ReferenceType) or (
        isinstance(ty, types.BaseTuple) and any(map(holds_reference, ty))
    )


@register_pass(mutates_CFG=True, analysis_only=False)
class _Lowering(NativeLowering):
    _name = "native_lowering_by_reference"

    @property
    def lowering_class(self) -> type[Lower]:
        return _Lower


class EntryCompiler(CompilerBase):
    """For a function that Python calls."""

    library_class = EntryLibrary

    def define_pipelines(self) -> list[PassManager]:
        """Numba's passes, with our lowering, into our library."""
        state = self.state
        codegen = state.targetctx.codegen()
        state.library = self.library_class(codegen, state.func_id.func_qualname)
        state.library.enable_object_caching()
        passes = DefaultPassBuilder.define_nopython_pipeline(state)
        passes.passes = [
            (_Lowering if kind is NativeLowering else kind, description)
            for kind, description in passes.passes
        ]
        passes.finalize()
        return [passes]


class LinkedCompiler(EntryCompiler):
    """For an inner function: no wrappers, and no machine code."""

    library_class = LinkedLibrary

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        flags = self.state.flags
        flags.no_compile = flags.no_cpython_wrapper = flags.no_cfunc_wrapper = True


class ApartCompiler(LinkedCompiler):
    """For an inner function that is not inlined."""

    library_class = ApartLibrary
