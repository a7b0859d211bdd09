"""Code libraries: inner functions are linked only; what Python calls is optimised and emitted.

Numba optimises each function together with all that it calls, and makes machine code of it, once
at every level. Of an inner function only the code within its callers ever runs, so here it is kept
as it was lowered until a function is wanted that Python calls.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import llvmlite.binding as llvm
from numba.core.codegen import CPUCodeLibrary, JITCodeLibrary
from numba.core.environment import lookup_environment

from safepassage.compiling import now

_ENVIRONMENT = "_ZN08NumbaEnv"
"""How names of pointers to environments (globals of a function, for errors) begin."""


class LinkedLibrary(JITCodeLibrary):
    """An inner function: neither optimised nor emitted."""

    _linking_libraries: list[CPUCodeLibrary]
    _shared_module: Any

    def add_llvm_module(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout
        self._final_module.link_in(ll_module)

    def finalize(self) -> None:
        self._raise_if_finalized()
        self._finalize_dynamic_globals()
        for function in self._final_module.functions:
            if not function.is_declaration and function.linkage == llvm.Linkage.external:
                function.linkage = "linkonce_odr"
        self._finalized = True

    def linked(self) -> Iterator[CPUCodeLibrary]:
        """All libraries that this one needs, with repetitions."""
        for library in self._linking_libraries:
            yield library
            if isinstance(library, LinkedLibrary):
                yield from library.linked()

    def own_module(self) -> Any:
        """The function alone."""
        self._ensure_finalized()
        return self._final_module

    def _get_module_for_linking(self) -> Any:
        """The function with all that it needs: for callers that are compiled by numba's rules."""
        if self._shared_module is None:
            module = self.own_module().clone()
            _link(module, self.linked())
            self._shared_module = module
        return self._shared_module


class ApartLibrary(LinkedLibrary):
    """An inner function that is not put into its callers, where these are compiled by our rules."""


class EntryLibrary(JITCodeLibrary):
    """A function that Python calls, with all inner functions that it needs."""

    _linking_libraries: list[CPUCodeLibrary]

    def add_linking_library(self, library: CPUCodeLibrary) -> None:
        super().add_linking_library(library)
        if isinstance(library, LinkedLibrary):
            for inner in library.linked():
                super().add_linking_library(inner)

    def finalize(self) -> None:
        own = {function.name for function in self._final_module.functions
               if not function.is_declaration}  # fmt: skip
        apart = {function.name for library in dict.fromkeys(self._linking_libraries)
                 if isinstance(library, ApartLibrary)
                 for function in library.own_module().functions
                 if not function.is_declaration}  # fmt: skip
        _link(self._final_module, self._linking_libraries)
        for library in self._linking_libraries:
            self._reload_init.update(library._reload_init)
        self._linking_libraries = []
        for function in self._final_module.functions:
            # Nobody else calls them: they may be inlined away, and what they do not do is seen.
            if not function.is_declaration and function.name not in own:
                function.linkage = "internal"
                if function.name in apart:
                    function.add_function_attribute("noinline")
        now("optimising")
        super().finalize()

    def _finalize_specific(self) -> None:
        now("machine code")
        super()._finalize_specific()
        for variable in self._final_module.global_variables:
            if variable.name.startswith(_ENVIRONMENT):
                environment = lookup_environment(variable.name)
                if environment is not None:
                    self._codegen.set_env(variable.name, environment)


def _link(module: Any, libraries: Any) -> None:
    for library in dict.fromkeys(libraries):
        own = (
            library.own_module()
            if isinstance(library, LinkedLibrary)
            else library._get_module_for_linking()
        )
        module.link_in(own, preserve=True)
