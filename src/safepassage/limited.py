"""A function called in a process of its own, with limits on its memory and its time.

Files of others are read so: what takes too much ends that process, and this one goes on.
"""

from __future__ import annotations

import importlib
import json
import os
import pickle
import subprocess
import sys
from contextlib import suppress
from typing import Any

from safepassage.errors import SafepassageError

MEMORY = 2 * 2**30
"""Bytes of address space, where the system knows such a limit."""
SECONDS = 60
"""Seconds of processor time; ten times as many may pass on a machine that does other things."""
_WAIT = 10
_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.stdin.buffer.readline()); "
    "from safepassage.limited import answer; answer()"
)
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class LimitError(SafepassageError):
    """A function took more memory or time than it may."""


def call_limited(
    function: str, *arguments: Any, memory: int = MEMORY, seconds: int = SECONDS
) -> Any:
    """Call a function of this package in another process.

    Args:
        function: Such as ``safepassage.scenario.workbook.read:read_here``.
        *arguments: Anything that can be pickled.
        memory: Bytes that it may take.
        seconds: Seconds of processor time that it may take.

    Returns:
        What it returns.

    Raises:
        LimitError: If it takes more, or ends its process.
        Exception: What the function raises.
    """
    task = json.dumps(sys.path).encode() + b"\n"
    task += pickle.dumps((function, arguments, memory, seconds))
    too_much = f"takes more than {memory >> 30} GB of memory or {seconds} s to read"
    try:
        done = subprocess.run(  # noqa: S603 this program
            [sys.executable, "-c", _PROGRAM], input=task, capture_output=True, check=False,
            timeout=_WAIT * seconds, env={**os.environ, **_ONE_THREAD},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise LimitError(too_much) from None
    if done.returncode != 0:
        raise LimitError(too_much)
    raised, value = pickle.loads(done.stdout)  # noqa: S301 written by our own process
    if raised:
        raise value
    return value


def answer() -> None:
    """Do one task of :func:`call_limited`: read from standard input, written to the output."""
    name, arguments, memory, seconds = pickle.load(sys.stdin.buffer)  # noqa: S301 of our caller
    _limit(memory, seconds)
    module, _, function = name.partition(":")
    try:
        found = (False, getattr(importlib.import_module(module), function)(*arguments))
        content = pickle.dumps(found)
    except MemoryError:
        os._exit(1)
    except Exception as error:  # noqa: BLE001 raised again by the caller
        content = pickle.dumps((True, error))
    except BaseException as error:  # noqa: BLE001 a panic of a compiled reader
        content = pickle.dumps((True, ValueError(str(error)[:200])))
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _limit(memory: int, seconds: int) -> None:
    """Ask the system to end this process when it takes more; Windows has no such limits."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
        with suppress(ValueError, OSError):  # the system allows less
            resource.setrlimit(kind, (most, most))
