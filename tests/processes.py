"""The program as another process: begun, watched and killed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def command(*args: str | Path) -> list[str]:
    return [sys.executable, "-m", "safepassage", *map(str, args)]


def begin(*args: str | Path, **options: Any) -> subprocess.Popen[str]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command(*args), **{**pipes, **options})


def call(*args: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*args), capture_output=True, text=True, timeout=240, check=False, **options
    )


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
