"""The beginning of the process: closed streams, signals that end it, settings of the system."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from safepassage.errors import Problem, ScenarioError

_ENDINGS = ("SIGTERM", "SIGHUP")
_THREADS = "NUMBA_NUM_THREADS"
MAX_THREADS = 4096


def begin() -> None:
    """Make the process one in which commands can rely on their streams, and can tidy up.

    Raises:
        ScenarioError: If a setting of the system would stop a library with a traceback.
    """
    _open_streams()
    for name in _ENDINGS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)
    _refuse_threads(os.environ.get(_THREADS))


def _open_streams() -> None:
    """Give a stream that is closed a place that keeps nothing: a file would take its number."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def _end(number: int, _: FrameType | None) -> NoReturn:
    """End as after Ctrl-C: what was begun is removed. A second signal ends it at once."""
    signal.signal(number, signal.SIG_DFL)
    raise KeyboardInterrupt


def _refuse_threads(text: str | None) -> None:
    if text is None or (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MAX_THREADS):
        return
    message = f"{_THREADS}={text[:40]} in the environment is no number of threads"
    raise ScenarioError([Problem(message, remedy=f"1 to {MAX_THREADS}, or unset it")])
