"""What this room relies on in numba: a version that changes it is named here, not in a crash.

Where one of these fails after an update of numba, read the module named beside it and the new
sources of numba before anything else; the digests of the bundled scenarios must stay as they are.
"""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from numba.core import callconv, codegen, compiler, dispatcher, lowering, typed_passes
from numba.core.caching import NullCache
from numba.core.compiler import CompileResult, DefaultPassBuilder, Flags
from numba.core.datamodel.models import DataModel

RELIED_ON: list[tuple[str, Any, dict[str, list[str]]]] = [
    (
        "library",
        codegen.CPUCodeLibrary,
        {
            "add_llvm_module": ["self", "ll_module"],
            "add_linking_library": ["self", "library"],
            "finalize": ["self"],
            "_ensure_finalized": ["self"],
            "_finalize_dynamic_globals": ["self"],
            "_get_module_for_linking": ["self"],
            "_raise_if_finalized": ["self"],
        },
    ),
    ("library", codegen.JITCodeLibrary, {"_finalize_specific": ["self"]}),
    ("library", codegen.JITCPUCodegen, {"set_env": ["self", "env_name", "env"]}),
    ("pipeline", typed_passes.NativeLowering, {"run_pass": ["self", "state"]}),
    (
        "pipeline",
        lowering.Lower,
        {
            "init": ["self"],
            "storevar": ["self", "value", "name", "argidx"],
            "delvar": ["self", "name"],
            "alloca_lltype": ["self", "name", "lltype", "datamodel"],
        },
    ),
    ("pipeline", DefaultPassBuilder, {"define_nopython_pipeline": ["state", "name"]}),
    (
        "pipeline",
        compiler.CompilerBase,
        {
            "__init__": [
                "self",
                "typingctx",
                "targetctx",
                "library",
                "args",
                "return_type",
                "flags",
                "locals",
            ],
            "define_pipelines": ["self"],
        },
    ),
    (
        "dispatch",
        dispatcher.Dispatcher,
        {
            "__init__": ["self", "py_func", "locals", "targetoptions", "pipeline_class"],
            "add_overload": ["self", "cres"],
            "get_call_template": ["self", "args", "kws"],
            "get_overload": ["self", "sig"],
        },
    ),
    (
        "cache",
        NullCache,
        {
            "load_overload": ["self", "sig", "target_context"],
            "save_overload": ["self", "sig", "cres"],
        },
    ),
    ("cache", CompileResult, {"_reduce": ["self"]}),
    (
        "reference",
        DataModel,
        {
            "as_argument": ["self", "builder", "value"],
            "from_argument": ["self", "builder", "value"],
            "as_data": ["self", "builder", "value"],
            "from_data": ["self", "builder", "value"],
            "as_return": ["self", "builder", "value"],
            "from_return": ["self", "builder", "value"],
            "traverse": ["self", "builder"],
            "inner_models": ["self"],
        },
    ),
    (
        "reference",
        callconv.CPUCallConv,
        {"decode_arguments": ["self", "builder", "argtypes", "func"]},
    ),
]


@pytest.mark.parametrize(
    ("room", "owner", "name", "parameters"),
    [
        (room, owner, name, parameters)
        for room, owner, methods in RELIED_ON
        for name, parameters in methods.items()
    ],
)
def test_methods_that_are_called_or_replaced(
    room: str, owner: Any, name: str, parameters: list[str]
) -> None:
    method = getattr(owner, name, None)
    assert method is not None, f"native/{room}.py relies on {owner.__name__}.{name}"
    assert list(inspect.signature(method).parameters) == parameters, f"native/{room}.py"


def test_settings_of_a_pipeline() -> None:
    flags = Flags()
    for name in ("no_compile", "no_cpython_wrapper", "no_cfunc_wrapper", "nrt"):
        assert getattr(flags, name) is False


def test_lowering_goes_by_the_library_of_the_state() -> None:
    """``native/pipeline.py`` sets it before the passes run."""
    source = inspect.getsource(typed_passes.BaseNativeLowering.run_pass)
    assert "if state.library is None" in source
    assert "if flags.no_compile" in source
    assert "self.lowering_class(" in source


def test_variables_are_told_apart_as_the_copies_need() -> None:
    """``native/pipeline.py`` copies where several assignments meet: SSA must be on."""
    assert Flags().enable_ssa is True
