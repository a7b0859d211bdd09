"""The process that computes: it takes one job after the other and can be ended at any time."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from safepassage.errors import SafepassageError
from safepassage.workbench.tasks import TASKS

_STOP_SECONDS = 5.0


class JobError(Exception):
    """A job failed; the text is fit to be shown."""


class Worker:
    """A process that is started when it is first needed, and again after it was ended."""

    def __init__(self) -> None:
        self._process: Any = None
        self._pipe: Connection | None = None

    def compute(
        self, kind: str, arguments: dict[str, Any], progress: Callable[[int, int], None]
    ) -> Any:
        """Compute a job and wait for it.

        Raises:
            JobError: If it failed or the process was ended.
        """
        pipe = self._started()
        try:
            pipe.send((kind, arguments))
            while True:
                word, value = pipe.recv()
                if word == "progress":
                    progress(*value)
                elif word == "done":
                    return value
                else:
                    raise JobError(value)
        except (EOFError, OSError):
            self.end()
            raise JobError("was ended") from None

    def end(self) -> None:
        """End the process, also in the middle of a job."""
        process, self._process = self._process, None
        if process is not None and process.is_alive():
            process.terminate()
            process.join(_STOP_SECONDS)
            if process.is_alive():
                process.kill()
                process.join(_STOP_SECONDS)

    def _started(self) -> Connection:
        if self._process is None or not self._process.is_alive() or self._pipe is None:
            context = multiprocessing.get_context("spawn")
            self._pipe, other = context.Pipe()
            self._process = context.Process(target=_serve, args=(other,), daemon=True)
            self._process.start()
            other.close()
        return self._pipe


def _serve(pipe: Connection) -> None:
    """Work until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends this process

    def progress(done: int, total: int) -> None:
        pipe.send(("progress", (done, total)))

    while True:
        try:
            kind, arguments = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer = ("done", TASKS[kind](progress, **arguments))
        except SafepassageError as error:
            answer = ("failed", str(error))
        except MemoryError:
            answer = ("failed", "not enough memory; use fewer members")
        except Exception as error:  # noqa: BLE001 shown to the user, the process goes on
            answer = ("failed", f"failed unexpectedly: {type(error).__name__}: {error}")
        pipe.send(answer)
