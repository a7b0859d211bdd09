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
        _flush()
        sys.exit(status)
    atexit._run_exitfuncs()  # noqa: SLF001 (there is no public name)
    _flush()
    os._exit(status or 0)


def _flush() -> None:
    """Write out what is printed; what cannot be written is dropped, and not tried again."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):  # a pipe that was closed, a full disk
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
