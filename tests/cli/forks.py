"""Commands as forks of a process that is warm: many runs can be begun and killed in seconds.

``python -m tests.cli.forks`` reads lines of JSON, each the arguments of a command and a file for
what it prints; it writes the number of the process that runs it, and how that ended.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType


class Forks:
    """The warm process, seen from a test."""

    def __enter__(self) -> Forks:
        pipe = subprocess.PIPE
        program = [sys.executable, "-m", "tests.cli.forks"]
        self._server = subprocess.Popen(program, stdin=pipe, stdout=pipe, text=True)
        assert self._server.stdout is not None
        assert self._server.stdout.readline() == "ready\n"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.kill()
        self._server.communicate()

    def call(self, printed: Path, *args: str | Path) -> tuple[int, str, str]:
        """Status, output and errors of a command."""
        self.begin(printed, *args)
        status = self.end()
        return status, printed.read_text(), Path(f"{printed}.err").read_text()

    def begin(self, printed: Path, *args: str | Path) -> int:
        """Number of a process that runs a command; what it prints goes to two files."""
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps([str(printed), *map(str, args)]) + "\n")
        self._server.stdin.flush()
        return self._read()

    def end(self) -> int:
        """How the process ended: its status, or minus the number of the signal."""
        return self._read()

    def _read(self) -> int:
        assert self._server.stdout is not None
        return int(self._server.stdout.readline())


def tell(value: object) -> None:
    sys.stdout.write(f"{value}\n")
    sys.stdout.flush()


def serve() -> None:
    import rich.progress  # noqa: F401 -- like zarr, imported here once and not in each fork
    import zarr  # noqa: F401

    from safepassage import read_scenario, run, run_to  # noqa: F401
    from safepassage.cli import program
    from safepassage.report.figure import save_page  # noqa: F401
    from safepassage.result import headline_names, tidy  # noqa: F401

    run(read_scenario("tiny"), members=2, workers=1)
    tell("ready")
    for line in sys.stdin:
        printed, *args = json.loads(line)
        child = os.fork()
        if child == 0:
            for stream, name in ((1, printed), (2, f"{printed}.err")):
                os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
            sys.argv = ["safepassage", *args]
            signal.signal(signal.SIGINT, signal.default_int_handler)  # as in a terminal
            program()
        tell(child)
        tell(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    serve()
