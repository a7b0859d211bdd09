"""A Dask cluster on the loopback, whose scheduler and workers are processes to be killed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.processes import wait_until


class DaskCluster:
    """A scheduler and workers of one thread each; a worker that is killed stays dead."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = 0
        self.scheduler: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> DaskCluster:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()

    def end(self) -> None:
        """Kill all that is left."""
        for process in (*self.workers, self.scheduler):
            if process is not None:
                process.kill()
                process.wait()

    @property
    def address(self) -> str:
        """As ``--workers`` takes it."""
        return f"dask://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start a scheduler, on the port of the one before if there was one."""
        for worker in self.workers:
            worker.kill()  # they end without a scheduler, but take their time
            worker.wait()
        said = self._folder / "scheduler.json"
        said.unlink(missing_ok=True)
        self.scheduler = self._begin(
            "scheduler", "--port", str(self._port), "--scheduler-file", str(said)
        )

        def read() -> dict[str, Any] | None:
            try:
                found: dict[str, Any] = json.loads(said.read_text())
            except (FileNotFoundError, json.JSONDecodeError):
                return None
            return found

        self._port = int(wait_until(read)["address"].rpartition(":")[2])

    def kill_scheduler(self) -> None:
        assert self.scheduler is not None
        self.scheduler.kill()
        self.scheduler.wait()

    def have(self, count: int) -> None:
        """Start as many workers as are missing, and wait until the scheduler knows them."""
        from distributed import Client

        self.workers = [worker for worker in self.workers if worker.poll() is None]
        address = self.address.replace("dask", "tcp")
        while len(self.workers) < count:
            options = ("--no-nanny", "--nthreads", "1", "--death-timeout", "60")
            options += ("--local-directory", str(self._folder))
            self.workers.append(self._begin("worker", address, *options))
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=120)

    def _begin(self, what: str, *args: str) -> subprocess.Popen[bytes]:
        program = [sys.executable, "-m", f"distributed.cli.dask_{what}", *args]
        program += ["--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0"]
        with (self._folder / f"{what}.log").open("ab") as log:
            return subprocess.Popen(program, stdout=log, stderr=subprocess.STDOUT)
