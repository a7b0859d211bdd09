"""Named tuples that compiled code hands on by reference.

Numba takes a tuple apart: each array of each table becomes seven or more arguments of every
function, and hundreds of them are written, parsed and optimised again at every level of calls.
Here a value is one pointer to a structure in memory, and reading a field is one load.

What holds, and why it is sound:
    A structure is written once, where the tuple is made, and never changed: tuples are immutable.
    Memory of a structure belongs to the function that made it, received it as a result, or keeps
    it in a variable; as a result the structure itself is handed back, not its address.
    A variable that is assigned in several places has memory of its own (``lowering``), so that a
    loop cannot write over a value that is still in use.
    Nobody writes to a structure while a function that was handed it runs: the pointer is
    ``noalias``, and what is read through it need not be read again after a store elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from typing import Any, TypeVar

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel.models import DataModel, OpaqueModel
from numba.core.datamodel.registry import register_default
from numba.core.extending import (
    NativeValue,
    box,
    infer_getattr,
    lower_builtin,
    lower_getattr_generic,
    typeof_impl,
    unbox,
)
from numba.core.imputils import impl_ret_borrowed
from numba.core.registry import cpu_target
from numba.core.typing import signature
from numba.core.typing.templates import AttributeTemplate
from numba.core.utils import pysignature

_Class = TypeVar("_Class", bound=type)
_ADDRESS = cgutils.voidptr_t


class ReferenceType(types.Type):
    """A named tuple of a class that was declared with :func:`by_reference`."""

    def __init__(self, instance_class: type, fields: tuple[types.Type, ...]) -> None:
        self.instance_class = instance_class
        self.types = fields
        self.fields: tuple[str, ...] = instance_class._fields  # type: ignore[attr-defined]
        # Short, for it is part of the name of every function that takes one.
        told_apart = hashlib.sha256(repr(fields).encode()).hexdigest()[:12]
        super().__init__(f"{instance_class.__name__}.{told_apart}")

    @property
    def key(self) -> object:
        """What makes two types the same."""
        return self.instance_class, self.types

    def __hash__(self) -> int:
        """By the name: the key of the world would be gone through with all its tables each time."""
        return hash(self.name)


@register_default(ReferenceType)
class ReferenceModel(DataModel):
    """One address in functions and between them; the structure itself in results and in memory."""

    def __init__(self, manager: Any, fe_type: ReferenceType) -> None:
        super().__init__(manager, fe_type)
        self._models = [manager.lookup(field) for field in fe_type.types]
        self.structure = ir.LiteralStructType([model.get_data_type() for model in self._models])
        target = cpu_target.target_context.target_data
        self.size: int = self.structure.get_abi_size(target)
        self._offsets = [
            self.structure.get_element_offset(target, index) for index in range(len(self._models))
        ]

    def get_value_type(self) -> ir.Type:
        return _ADDRESS

    def get_data_type(self) -> ir.Type:
        return self.structure

    def get_return_type(self) -> ir.Type:
        return self.structure

    def as_argument(self, builder: ir.IRBuilder, value: ir.Value) -> ir.Value:
        return value

    def from_argument(self, builder: ir.IRBuilder, value: ir.Value) -> ir.Value:
        if isinstance(value, ir.Argument):
            for attribute in ("noalias", "captures(none)", "nonnull"):
                value.add_attribute(attribute)
            value.attributes.dereferenceable = self.size
        return value

    def as_data(self, builder: ir.IRBuilder, value: ir.Value) -> ir.Value:
        return builder.load(builder.bitcast(value, self.structure.as_pointer()))

    def from_data(self, builder: ir.IRBuilder, value: ir.Value) -> ir.Value:
        place = self.memory(builder)
        builder.store(value, place)
        return builder.bitcast(place, _ADDRESS)

    as_return, from_return = as_data, from_data

    def memory(self, builder: ir.IRBuilder) -> ir.Value:
        """Memory of this function for one structure, to be written before it is read."""
        with builder.goto_entry_block():
            return builder.alloca(self.structure)

    def new(self, builder: ir.IRBuilder, values: list[ir.Value]) -> ir.Value:
        """The address of a new structure of these values."""
        place = builder.bitcast(self.memory(builder), _ADDRESS)
        for index, value in enumerate(values):
            data = self._models[index].as_data(builder, value)
            builder.store(data, self._address(builder, place, index))
        return place

    def field(self, builder: ir.IRBuilder, value: ir.Value, index: int) -> ir.Value:
        """A field of the structure at an address."""
        model, address = self._models[index], self._address(builder, value, index)
        if isinstance(model, ReferenceModel):
            return builder.bitcast(address, _ADDRESS)
        data = builder.load(address)
        if model.get_data_type() == model.get_value_type():
            return data
        return model.from_data(builder, data)

    def _address(self, builder: ir.IRBuilder, value: ir.Value, index: int) -> ir.Value:
        # By bytes: an address by field would write out the whole structure at every use.
        bytes_on = builder.gep(value, [cgutils.intp_t(self._offsets[index])], inbounds=True)
        return builder.bitcast(bytes_on, self._models[index].get_data_type().as_pointer())

    def or_empty(self, builder: ir.IRBuilder, value: ir.Value) -> ir.Value:
        """The same address, or that of zeros where a variable holds nothing (yet, or any more)."""
        name = f".nothing.{self._fe_type}"
        zeros = builder.module.globals.get(name)
        if zeros is None:
            nothing = cgutils.get_null_value(self.structure)
            zeros = cgutils.global_constant(builder.module, name, nothing)
        is_nothing = cgutils.is_null(builder, value)
        return builder.select(is_nothing, builder.bitcast(zeros, _ADDRESS), value)

    def traverse(self, builder: ir.IRBuilder) -> list[tuple[types.Type, Any]]:
        checked: dict[int, ir.Value] = {}

        def get(index: int, value: ir.Value) -> ir.Value:
            if id(value) not in checked:
                checked[id(value)] = self.or_empty(builder, value)
            return self.field(builder, checked[id(value)], index)

        return [(field, partial(get, index)) for index, field in enumerate(self._fe_type.types)]

    def inner_models(self) -> list[DataModel]:
        return self._models


class ReferenceClass(types.Callable, types.Opaque):
    """A class of such tuples, where compiled code makes one."""

    def __init__(self, instance_class: type) -> None:
        self.instance_class = instance_class
        super().__init__(f"class({instance_class.__module__}.{instance_class.__name__})")

    @property
    def key(self) -> object:
        """What makes two types the same."""
        return self.instance_class

    def get_call_type(self, context: object, args: Any, kws: Any) -> Any:
        """The type that is made, whatever the literals among its fields."""
        given = pysignature(self.instance_class).bind(*args, **kws).args
        fields = tuple(map(types.unliteral, given))
        return signature(ReferenceType(self.instance_class, fields), *given)

    def get_call_signatures(self) -> tuple[tuple[object, ...], bool]:
        return (), True

    def get_impl_key(self, sig: object) -> type:
        return ReferenceClass


register_default(ReferenceClass)(OpaqueModel)


def by_reference(instance_class: _Class) -> _Class:
    """Declare a class of named tuples of arrays and of such tuples, handed on by reference."""
    typeof_impl.register(instance_class)(_type_of)
    return instance_class


def _type_of(value: tuple[object, ...], context: object) -> ReferenceType | None:
    fields = tuple(typeof_impl(field, context) for field in value)
    return None if None in fields else ReferenceType(type(value), fields)


_type_of_class = typeof_impl.dispatch(type)


@typeof_impl.register(type)
def _type_of_any_class(value: type, context: object) -> Any:
    """Numba's rule, but for the classes that were declared."""
    if typeof_impl.registry.get(value) is _type_of:
        return ReferenceClass(value)
    return _type_of_class(value, context)


@lower_builtin(ReferenceClass, types.VarArg(types.Any))
def _construct(context: Any, builder: ir.IRBuilder, sig: Any, values: Any) -> ir.Value:
    made: ReferenceType = sig.return_type
    fields = [
        context.cast(builder, value, given, field)
        for value, given, field in zip(values, sig.args, made.types, strict=True)
    ]
    new = context.data_model_manager[made].new(builder, fields)
    return impl_ret_borrowed(context, builder, made, new)


@infer_getattr
class _Fields(AttributeTemplate):
    key = ReferenceType

    def generic_resolve(self, own: ReferenceType, name: str) -> types.Type | None:
        return own.types[own.fields.index(name)] if name in own.fields else None


@lower_getattr_generic(ReferenceType)
def _get_field(
    context: Any, builder: ir.IRBuilder, own: ReferenceType, value: ir.Value, name: str
) -> ir.Value:
    index = own.fields.index(name)
    found = context.data_model_manager[own].field(builder, value, index)
    return impl_ret_borrowed(context, builder, own.types[index], found)


@unbox(ReferenceType)
def _unbox(own: ReferenceType, given: ir.Value, c: Any) -> NativeValue:
    """Take a tuple from Python; its class, and so its length, is known from its type."""
    natives = [
        c.unbox(field, c.pyapi.tuple_getitem(given, index)) for index, field in enumerate(own.types)
    ]
    failed = cgutils.false_bit
    for native in natives:
        failed = c.builder.or_(failed, native.is_error)
    cleanups = [native.cleanup for native in natives if native.cleanup is not None]

    def clean() -> None:
        for cleanup in reversed(cleanups):
            cleanup()

    model = c.context.data_model_manager[own]
    value = model.new(c.builder, [native.value for native in natives])
    return NativeValue(value, is_error=failed, cleanup=clean if cleanups else None)


@box(ReferenceType)
def _box(own: ReferenceType, value: ir.Value, c: Any) -> ir.Value:
    model = c.context.data_model_manager[own]
    fields = c.pyapi.tuple_new(len(own.types))
    for index, field in enumerate(own.types):
        boxed = c.box(field, model.field(c.builder, value, index))
        c.pyapi.tuple_setitem(fields, index, boxed)
    class_ = c.pyapi.unserialize(c.pyapi.serialize_object(own.instance_class))
    made = c.pyapi.call(class_, fields)
    c.pyapi.decref(class_)
    c.pyapi.decref(fields)
    return made


def reference_types(root: ReferenceType) -> Iterator[types.Type]:
    """A type and all that it holds, tuples within tuples included."""
    yield root
    for field in root.types:
        if isinstance(field, ReferenceType):
            yield from reference_types(field)
        else:
            yield field
