"""The end of the process."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
from typing import NoReturn


def leave(status: int | str | None) -> NoReturn:
    """End with a status, the registered functions and buffers done.

    After an object store was used the interpreter is not taken down: threads of ``obstore`` may be
    about to call into it, and the process then died of a signal in one of twenty refused writes.

    Args:
        status: As for :class:`SystemExit`.
    """
    if "obstore" not in sys.modules or isinstance(status, str):
        sys.exit(status)
    atexit._run_exitfuncs()  # noqa: SLF001 (there is no public name)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # a pipe that was closed
            stream.flush()
    os._exit(status or 0)
