"""Hash of a function of somebody else, with all that it calls outside the kernel."""

from __future__ import annotations

import builtins
import hashlib
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import CodeType, ModuleType
from typing import Any

import numpy as np

from safepassage.errors import RunError

_OURS = "safepassage."
_PLAIN = (int, float, complex, str, bool, bytes, type(None), np.generic)


def source_hash(function: Callable[..., Any]) -> str:
    """Hash of the sources of a function and of those that it calls, and of their constants.

    What it takes from this package is in the hash of the kernel already.

    Returns:
        16 hexadecimal digits.

    Raises:
        RunError: If a source cannot be read, or two constants cannot be distinguished.
    """
    digest = hashlib.sha256()
    for part in _parts(function, set()):
        digest.update(f"{len(part)} {part}\n".encode())
    return digest.hexdigest()[:16]


def _parts(function: Callable[..., Any], seen: set[int]) -> Iterator[str]:
    """Texts that decide what a function does."""
    function = getattr(function, "py_func", function)
    if id(function) in seen:
        return
    seen.add(id(function))
    try:
        yield textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError) as error:
        raise RunError(
            f"the source of {function.__qualname__} cannot be read: put it into a file"
        ) from error
    values = inspect.getclosurevars(function)
    named = {**values.globals, **values.nonlocals}
    for name in sorted(set(_names(function.__code__)) & named.keys()):
        yield from _value(name, named[name], seen)


def _names(code: CodeType) -> Iterator[str]:
    yield from (*code.co_names, *code.co_freevars)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _value(name: str, value: Any, seen: set[int]) -> Iterator[str]:
    """Texts of what stands behind a name."""
    yield name
    home = str(getattr(value, "__module__", ""))
    if isinstance(value, ModuleType):
        if value.__name__.startswith(_OURS) or getattr(value, "__file__", None) is None:
            return
        if value.__name__.partition(".")[0] not in {"numpy", "math"}:
            raise RunError(f"{name} is a module: import from it the functions that are called")
    elif home.startswith(_OURS) or home.partition(".")[0] == "numpy" or home == "math":
        yield home
    elif isinstance(value, _PLAIN):
        yield repr(value)
    elif isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from _value(str(number), part, seen)
    elif isinstance(value, np.ndarray):
        yield f"{value.dtype} {value.shape} {hashlib.sha256(value.tobytes()).hexdigest()}"
    elif callable(value) and not hasattr(builtins, name):
        yield from _parts(value, seen)
    elif not hasattr(builtins, name):
        raise RunError(f"{name} is a {type(value).__name__}, which cannot be hashed: use a number")
