"""Jobs of the server: they go on whether or not a page shows them."""

from __future__ import annotations

import logging
import queue
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from safepassage.errors import Problem, ScenarioError
from safepassage.workbench.tasks import forget
from safepassage.workbench.worker import JobError, Worker

_LOG = logging.getLogger(__name__)
MAX_WAITING = 20
"""Most jobs that wait."""
ENDED = ("done", "failed", "cancelled")


@dataclass
class Job:
    """Something that is computed.

    Attributes:
        number: Counted from 1.
        kind: A key of :data:`~safepassage.workbench.tasks.TASKS`.
        title: In words.
        state: ``waiting``, ``running``, ``done``, ``failed`` or ``cancelled``.
        done: Parts done.
        total: Parts in all; 0 while it is not known.
        message: Why it failed.
        value: What it gave.
        began: Clock when it was started, s.
        seconds: How long it took, s.
        arguments: Of the function, until it is done.
        about: Name of the scenario that was open.
    """

    number: int
    kind: str
    title: str
    state: str = "waiting"
    done: int = 0
    total: int = 0
    message: str = ""
    value: Any = None
    began: float = 0.0
    seconds: float = 0.0
    arguments: dict[str, Any] = field(default_factory=dict, repr=False)
    about: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in ENDED


class Jobs:
    """Computes one job after the other on a worker process."""

    def __init__(self) -> None:
        self._jobs: list[Job] = []
        self._queue: queue.Queue[Job | None] = queue.Queue()
        self._lock = threading.Lock()
        self._worker = Worker()
        self._thread = threading.Thread(target=self._work, name="workbench-jobs", daemon=True)
        self._thread.start()

    def all(self) -> list[Job]:
        """Every job, the newest first."""
        with self._lock:
            return list(reversed(self._jobs))

    def get(self, number: int) -> Job | None:
        """A job by its number."""
        with self._lock:
            return next((job for job in self._jobs if job.number == number), None)

    def add(self, kind: str, title: str, *, about: str = "", **arguments: Any) -> Job:
        """Let something be computed, of the open scenario called ``about``.

        Raises:
            ScenarioError: If too many jobs wait.
        """
        with self._lock:
            if sum(not job.ended for job in self._jobs) >= MAX_WAITING:
                raise ScenarioError([Problem(f"{MAX_WAITING} jobs wait already")])
            job = Job(len(self._jobs) + 1, kind, title, arguments=arguments, about=about)
            self._jobs.append(job)
        self._queue.put(job)
        return job

    def cancel(self, number: int) -> None:
        """Cancel a job; one that is running is ended at once and leaves nothing."""
        with self._lock:
            job = next((job for job in self._jobs if job.number == number), None)
            if job is None or job.ended:
                return
            running = job.state == "running"
            job.state = "cancelled"
        if running:
            self._worker.end()

    def close(self) -> None:
        """Cancel everything and end the worker."""
        for job in self.all():
            self.cancel(job.number)
        self._queue.put(None)
        self._worker.end()

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            with self._lock:
                if job.state != "waiting":
                    continue
                job.state = "running"
            job.began = time.monotonic()
            try:
                self._compute(job)
            except Exception:  # noqa: BLE001 the thread goes on: other jobs wait behind this one
                _LOG.exception("job %s", job.number)
                job.state, job.message = "failed", "failed unexpectedly"
            job.seconds = time.monotonic() - job.began
            job.arguments = {}

    def _compute(self, job: Job) -> None:
        def progress(done: int, total: int) -> None:
            job.done, job.total = done, total
            if job.state == "cancelled":  # before the process had begun
                self._worker.end()

        try:
            value = self._worker.compute(job.kind, job.arguments, progress)
        except JobError as error:
            ended, message = "failed", str(error)
            message += _forgotten(job)
        else:
            ended, message = "done", ""
            job.value = value
        with self._lock:
            if job.state == "running":
                job.state, job.message = ended, message


def _forgotten(job: Job) -> str:
    """Remove what an ended job left; what is said where that does not work."""
    try:
        forget(job.kind, job.arguments)
    except Exception:  # noqa: BLE001 said to the user, the thread goes on
        _LOG.exception("job %s: what it left", job.number)
        return "; what it left could not be removed"
    return ""
