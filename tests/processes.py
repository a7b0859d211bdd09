"""The program as another process: begun, watched and killed; or called in this one."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from safepassage.cli import main


def command(*args: str | Path) -> list[str]:
    return [sys.executable, "-m", "safepassage", *map(str, args)]


def begin(*args: str | Path, **options: Any) -> subprocess.Popen[str]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command(*args), **{**pipes, **options})


def call(*args: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*args), capture_output=True, text=True, timeout=240, check=False, **options
    )


def modules_of(*args: str | Path, cwd: Path) -> set[str]:
    """Modules that a command which must succeed has imported at its end."""
    program = (
        "import sys\n"
        "from safepassage.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code\n"
        "sys.stdout.write('\\n' + ' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, args)], cwd=cwd, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def call_here(*args: str | Path, cwd: Path | str = ".") -> subprocess.CompletedProcess[str]:
    """The same in this process, for tests that are not of the process: it need not begin."""
    out, errors, status = StringIO(), StringIO(), 0
    words = ["safepassage", *map(str, args)]
    with (
        chdir(cwd), patch.object(sys, "argv", words), redirect_stdout(out), redirect_stderr(errors),
    ):  # fmt: skip
        try:
            main()
        except SystemExit as ending:
            status = ending.code if isinstance(ending.code, int) else 1
    return subprocess.CompletedProcess(words, status, out.getvalue(), errors.getvalue())


def answer(*args: str | Path, **options: Any) -> dict[str, Any]:
    """The JSON object of a command that must succeed."""
    done = call(*args, "--json", **options)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def wait_until(condition: Callable[[], Any], seconds: float = 120) -> Any:
    """What the condition says once it says something."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = condition()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError(f"nothing happened in {seconds} s")


def stored_blocks(folder: Path) -> int:
    """Blocks of a run in work whose digests are written: they are finished."""
    chunks = folder / "result.zarr" / "internal" / "digest" / "c"
    return sum(1 for path in chunks.rglob("*") if path.is_file() and ".partial" not in path.name)
