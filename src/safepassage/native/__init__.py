"""Compiled functions: how they are compiled, linked and kept."""

from safepassage.native import guard as _guard  # noqa: F401 -- registers itself
from safepassage.native.dispatch import compiled, kernel, phase
from safepassage.native.memory import empty, zeros
from safepassage.native.prefetch import prefetch
from safepassage.native.reference import by_reference
from safepassage.native.sources import kernel_hash

__all__ = [
    "by_reference", "compiled", "empty", "kernel", "kernel_hash", "phase", "prefetch", "zeros",
]  # fmt: skip
