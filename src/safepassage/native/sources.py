"""What compiled code is made from, as a hash: of the sources, and of the machine."""

from __future__ import annotations

import hashlib
import platform
import re
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

_PACKAGE = Path(__file__).parents[1]
_KERNELS = (
    "native", "streams", "dynamics", "engine/call_list.py", "engine/day.py", "engine/phases.py",
    "compiled/horizon.py",
)  # fmt: skip
"""Packages and files that hold compiled functions; with them goes what they lead to."""
_BESIDES = frozenset({"build.py", "check.py", "priors.py", "sentences.py", "twin.py"})
"""Files of a mechanism that are no part of the kernel, unless a kernel leads to them."""
_IMPORT = re.compile(
    r"^\s*(?:from|import)\s+safepassage\.((?:compiled|dynamics)(?:\.\w+)*|\w+)\b", re.MULTILINE
)
_IDLE = frozenset({"errors"})
"""Leaf modules that compiled code takes nothing from."""
_LIBRARIES = ("numba", "llvmlite", "numpy")


@cache
def kernel_hash() -> str:
    """Hash of the sources of all compiled code and of the libraries that compile it.

    Two runs with the same one are computed by the same instructions, but for the processor.

    Returns:
        16 hexadecimal digits.
    """
    digest = hashlib.sha256()
    for name in _LIBRARIES:
        digest.update(f"{name} {metadata.version(name)}\n".encode())
    for path in kernel_files():
        text = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(_PACKAGE).as_posix()} {len(text)}\n".encode())
        digest.update(text)
    return digest.hexdigest()[:16]


@cache
def machine_hash() -> str:
    """Hash of what else machine code depends on: Python, the processor, settings of numba.

    Returns:
        16 hexadecimal digits.
    """
    from numba.core import config
    from numba.core.registry import cpu_target

    facts = (
        sys.implementation.cache_tag,
        platform.python_version(),
        cpu_target.target_context.codegen().magic_tuple(),
        str(config.OPT),
        [
            config.LOOP_VECTORIZE,
            config.SLP_VECTORIZE,
            config.LLVM_REFPRUNE_PASS,
            config.LLVM_REFPRUNE_FLAGS,
            config.BOUNDSCHECK,
            config.DEBUGINFO_DEFAULT,
        ],
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


@cache
def kernel_files() -> tuple[Path, ...]:
    """Source files that compiled code is made from, in a fixed order."""
    waiting = []
    for name in _KERNELS:
        own = _PACKAGE / name
        waiting += [own] if own.suffix else [p for p in own.rglob("*.py") if p.name not in _BESIDES]
    found = set()
    while waiting:
        path = waiting.pop()
        found.add(path)
        text = path.read_text(encoding="utf-8")
        waiting += [file for file in _imported(text) if file not in found]
    return tuple(sorted(found))


def _imported(text: str) -> set[Path]:
    """Files of the world's arrays, of mechanisms and of leaf modules that a source imports."""
    found: set[Path] = set()
    for module in _IMPORT.findall(text):
        own = _PACKAGE / module.replace(".", "/")
        if own.is_dir() and module.partition(".")[0] in {"compiled", "dynamics"}:
            found |= set(own.glob("*.py"))
        elif own.with_suffix(".py").exists() and module not in _IDLE:
            found.add(own.with_suffix(".py"))
    return found
