"""The decorators of compiled functions."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from numba.core import config, types, typing
from numba.core.registry import CPUDispatcher

from safepassage.compiling import now
from safepassage.native.cache import KernelCache
from safepassage.native.pipeline import ApartCompiler, EntryCompiler, LinkedCompiler

_Function = TypeVar("_Function", bound=Callable[..., Any])
_OPTIONS = {"nopython": True, "boundscheck": None, "nogil": True, "error_model": "numpy"}


class _Linked(CPUDispatcher):
    """An inner function: called from compiled code only, and linked into it."""

    def __init__(
        self, py_func: Callable[..., Any], options: dict[str, Any], how: type = LinkedCompiler
    ) -> None:
        super().__init__(py_func, {}, options, how)
        self.is_phase = how is ApartCompiler

    def add_overload(self, cres: Any) -> None:
        """Keep a specialisation. Python never calls it: its entry point is a mere key."""
        cres = cres._replace(entry_point=object())
        self.targetctx.insert_user_function(cres.entry_point, cres.fndesc, [cres.library])
        self.overloads[tuple(cres.signature.args)] = cres

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """Compile for a call, once for all literals and widths of integers."""
        pysig, args = self._compiler.fold_argument_types(args, kws)
        args = tuple(map(_widened, args))
        if args not in self.overloads:
            now(_words(self.py_func))
            self.compile(args)
        name = self.py_func.__name__
        signatures = [self.overloads[args].signature]
        template = typing.make_concrete_template(name, key=name, signatures=signatures)
        return template, pysig, args, {}


class _Entry(CPUDispatcher):
    """A function that Python calls, and compiled code as an inner function."""

    def __init__(self, py_func: Callable[..., Any], options: dict[str, Any], variant: str) -> None:
        super().__init__(py_func, {}, options, EntryCompiler)
        self._linked = _Linked(py_func, options)
        self._cache = KernelCache(py_func, variant)

    def compile(self, sig: Any) -> Any:
        """Compile, or read what was kept."""
        with _uncollected():
            return super().compile(sig)

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """As that of the inner function."""
        return self._linked.get_call_template(args, kws)

    def get_overload(self, sig: Any) -> Any:
        """As that of the inner function."""
        return self._linked.get_overload(sig)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage, a tenth of the time: what a compiler builds lives to its end."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _words(function: Callable[..., Any]) -> str:
    """A function by the file that it stands in, and its name."""
    module = function.__module__.rpartition(".")[2]
    return f"{module} ({function.__name__})".replace("_", " ")


def _widened(kind: types.Type) -> types.Type:
    """Integers of 64 bits for literals and for narrower ones, which keep their value."""
    kind = types.unliteral(kind)
    narrow = isinstance(kind, types.Integer) and kind.signed and kind.bitwidth < 64
    return types.int64 if narrow else kind


def compiled(function: _Function, variant: str = "") -> _Function:
    """Compile at the first call, cached on disk, without the GIL; division never raises.

    Args:
        function: What to compile.
        variant: Hash of what it calls that is no part of the kernel.
    """
    if config.DISABLE_JIT:
        return function
    return cast(_Function, _Entry(function, dict(_OPTIONS), variant))


def kernel(function: _Function) -> _Function:
    """Compile an inner function that allocates nothing; called from compiled code only.

    Without reference counts on the arrays that it is handed it runs several times faster, and
    threads do not contend for the counters.
    """
    if config.DISABLE_JIT:
        return function
    return cast(_Function, _Linked(function, {**_OPTIONS, "_nrt": False}))


def phase(function: _Function) -> _Function:
    """As :func:`kernel`, for what is called once a day: it stays a function by itself.

    The compiler would put it into its only caller, and take more time for one function of thousands
    of lines than for its parts.
    """
    if config.DISABLE_JIT:
        return function
    return cast(_Function, _Linked(function, {**_OPTIONS, "_nrt": False}, ApartCompiler))
